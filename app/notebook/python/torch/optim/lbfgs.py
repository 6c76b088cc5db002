"""L-BFGS (Liu and Nocedal 1989), with the line search of Nocedal and Wright, algorithms 3.5 and 3.6."""
import math

import _torch
from torch.grad_mode import enable_grad, no_grad
from torch.optim.optimizer import Optimizer, checked


class LBFGS(Optimizer):
    """Steps along a direction that knows the curvature of past steps. `step` needs a closure that clears gradients, computes
    the loss, calls `backward` and returns the loss. One parameter group only."""

    def __init__(
        self, params, lr=1, max_iter=20, max_eval=None, tolerance_grad=1e-7, tolerance_change=1e-9, history_size=100,
        line_search_fn=None, *, maximize=False,
    ):
        checked("learning rate", lr)
        if max_eval is None:
            max_eval = max_iter * 5 // 4
        super().__init__(params, dict(
            lr=lr, max_iter=max_iter, max_eval=max_eval, tolerance_grad=tolerance_grad,
            tolerance_change=tolerance_change, history_size=history_size, line_search_fn=line_search_fn,
            maximize=maximize,
        ))
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")
        self._params = self.param_groups[0]["params"]

    def load_state_dict(self, state_dict):
        super().load_state_dict(state_dict)
        self._params = self.param_groups[0]["params"]

    def _flat_grad(self):
        parts = [_torch.zeros_like(p) if p.grad is None else p.grad for p in self._params]
        flat = _torch.cat([part.reshape(-1) for part in parts])
        return -flat if self.param_groups[0]["maximize"] else flat

    def _move(self, size, direction):
        offset = 0
        for param in self._params:
            count = param.numel()
            param.add_(direction[offset : offset + count].reshape(param.shape), alpha=size)
            offset += count

    def _evaluate(self, closure):
        """Loss as a number, and the gradient as one vector."""
        with enable_grad():
            loss = float(closure())
        return (-loss if self.param_groups[0]["maximize"] else loss), self._flat_grad()

    @no_grad()
    def step(self, closure):
        """Up to `max_iter` steps; the loss before them."""
        group = self.param_groups[0]
        search = group["line_search_fn"]
        if search not in (None, "strong_wolfe"):
            raise RuntimeError("only 'strong_wolfe' is supported")
        rate, small = float(group["lr"]), group["tolerance_change"]
        state = self.state[self._params[0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        with enable_grad():
            first_loss = closure()
        loss = -float(first_loss) if group["maximize"] else float(first_loss)
        gradient = self._flat_grad()
        evaluations = 1
        state["func_evals"] += 1
        if _largest(gradient) <= group["tolerance_grad"]:
            return first_loss
        for iteration in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            direction = self._direction(state, gradient, group["history_size"])
            loss_before = loss
            state["prev_flat_grad"], state["prev_loss"] = gradient, loss_before
            size = rate
            if state["n_iter"] == 1:
                size *= min(1.0, 1.0 / float(gradient.abs().sum()))
            state["d"], state["t"] = direction, size
            slope = _dot(gradient, direction)
            if slope > -small:
                break
            asked = 0
            if search is not None:
                start = [param.clone() for param in self._params]

                def at(size):
                    self._move(size, direction)
                    found = self._evaluate(closure)
                    for param, value in zip(self._params, start):
                        param.copy_(value)
                    return found

                loss, gradient, size, asked = _strong_wolfe(
                    at, direction, size, loss, gradient, slope, max_steps=group["max_eval"] - evaluations
                )
                state["t"] = size
                self._move(size, direction)
                flat = _largest(gradient) <= group["tolerance_grad"]
            else:
                self._move(size, direction)
                flat = False
                if iteration != group["max_iter"]:
                    # Before the last iteration only: nobody would look at it.
                    loss, gradient = self._evaluate(closure)
                    flat = _largest(gradient) <= group["tolerance_grad"]
                    asked = 1
            evaluations += asked
            state["func_evals"] += asked
            if (
                evaluations >= group["max_eval"] or flat or abs(loss - loss_before) < small
                or _largest(direction) * size <= small
            ):
                break
        return first_loss

    def _direction(self, state, gradient, history_size):
        """Minus the gradient, times an inverse Hessian built from past steps (two-loop recursion)."""
        if state["n_iter"] == 1:
            state["old_dirs"], state["old_stps"], state["ro"], state["H_diag"] = [], [], [], 1
            return -gradient
        changes, steps, scales = state["old_dirs"], state["old_stps"], state["ro"]
        change = gradient - state["prev_flat_grad"]
        step = state["d"] * state["t"]
        curvature = _dot(change, step)
        if curvature > 1e-10:
            if len(changes) == history_size:
                for kept in (changes, steps, scales):
                    kept.pop(0)
            changes.append(change)
            steps.append(step)
            scales.append(1.0 / curvature)
            state["H_diag"] = curvature / _dot(change, change)
        direction = -gradient
        shares = []
        for change, step, scale in zip(reversed(changes), reversed(steps), reversed(scales)):
            # Tensors of one element: nothing is read here.
            share = (step * direction).sum() * scale
            shares.append(share)
            direction = direction - change * share
        direction = direction * state["H_diag"]
        for change, step, scale, share in zip(changes, steps, scales, reversed(shares)):
            direction = direction + step * (share - (change * direction).sum() * scale)
        return direction


def _dot(a, b):
    return float((a * b).sum())


def _largest(a):
    return float(a.abs().max())


def _cubic(x1, f1, g1, x2, f2, g2, bounds=None):
    """The minimum of the cubic through two points with slopes, kept within bounds."""
    low, high = bounds or (min(x1, x2), max(x1, x2))
    d1 = g1 + g2 - 3 * (f1 - f2) / (x1 - x2)
    square = d1 * d1 - g1 * g2
    if square < 0:
        return (low + high) / 2.0
    d2 = math.sqrt(square)
    if x1 <= x2:
        found = x2 - (x2 - x1) * ((g2 + d2 - d1) / (g2 - g1 + 2 * d2))
    else:
        found = x1 - (x1 - x2) * ((g1 + d2 - d1) / (g1 - g2 + 2 * d2))
    return min(max(found, low), high)


class _Point:
    """A step size with the loss, gradient and slope there."""

    def __init__(self, size, loss, gradient, slope):
        self.size, self.loss, self.gradient, self.slope = size, loss, gradient, slope


def _strong_wolfe(at, direction, size, loss, gradient, slope, max_steps, c1=1e-4, c2=0.9, small=1e-9):
    """A step size where the loss has fallen enough and the slope is flat enough: loss, gradient, size, evaluations."""
    asked = 0

    def look(size):
        nonlocal asked
        asked += 1
        found, where = at(size)
        return _Point(size, found, where, _dot(where, direction))

    def too_high(point, than):
        return point.loss > loss + c1 * point.size * slope or point.loss >= than

    start = before = _Point(0, loss, gradient, slope)
    point = look(size)
    done = False
    bracket = None
    steps = 0
    while steps < max_steps:
        if too_high(point, before.loss if steps > 1 else math.inf):
            bracket = [before, point]
            break
        if abs(point.slope) <= -c2 * slope:
            done, bracket = True, [point]
            break
        if point.slope >= 0:
            bracket = [before, point]
            break
        bounds = (point.size + 0.01 * (point.size - before.size), point.size * 10)
        size = _cubic(before.size, before.loss, before.slope, point.size, point.loss, point.slope, bounds)
        before, point = point, look(size)
        steps += 1
    if bracket is None:
        bracket = [start, point]
    width = _largest(direction)
    stuck = False
    low, high = (0, 1) if bracket[0].loss <= bracket[-1].loss else (1, 0)
    while not done and steps < max_steps:
        least, most = sorted(end.size for end in bracket)
        if (most - least) * width < small:
            break
        a, b = bracket
        size = _cubic(a.size, a.loss, a.slope, b.size, b.loss, b.slope)
        margin = 0.1 * (most - least)
        if min(most - size, size - least) < margin:
            # Too near an end: allowed once, then moved inside.
            if stuck or size >= most or size <= least:
                size = most - margin if abs(size - most) < abs(size - least) else least + margin
                stuck = False
            else:
                stuck = True
        else:
            stuck = False
        point = look(size)
        steps += 1
        if too_high(point, bracket[low].loss):
            bracket[high] = point
            low, high = (0, 1) if bracket[0].loss <= bracket[1].loss else (1, 0)
        else:
            if abs(point.slope) <= -c2 * slope:
                done = True
            elif point.slope * (bracket[high].size - bracket[low].size) >= 0:
                bracket[high] = bracket[low]
            bracket[low] = point
    best = bracket[low] if len(bracket) > 1 else point
    return best.loss, best.gradient, best.size, asked
