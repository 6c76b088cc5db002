"""Compares gradients with finite differences."""
import _torch
from _torch import Tensor
from torch.grad_mode import enable_grad, no_grad


class GradcheckError(RuntimeError):
    """Where they part."""


def _tuple(value):
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def gradcheck(
    func,
    inputs,
    *,
    eps=1e-3,
    atol=5e-3,
    rtol=5e-3,
    raise_exception=True,
    nondet_tol=0.0,
    check_undefined_grad=True,
    check_grad_dtypes=False,
    check_batched_grad=False,
    fast_mode=False,
):
    """Whether the gradients of `func` agree with differences of its values at `inputs` moved by `eps`.

    Tensors are float32 here, so the step and the tolerances are larger than PyTorch's for float64."""
    inputs = _tuple(inputs)
    moved = [i for i, x in enumerate(inputs) if isinstance(x, Tensor) and x.requires_grad]
    if not moved:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True."
        )

    def values(changed):
        with no_grad():
            return [y.detach() for y in _tuple(func(*changed)) if isinstance(y, Tensor) and y.is_floating_point()]

    outputs = [y for y in _tuple(func(*inputs)) if isinstance(y, Tensor) and y.is_floating_point()]
    for number, y in enumerate(outputs):
        flat = y.reshape(-1)
        rows = []
        for k in range(flat.numel()):
            if not y.requires_grad:
                rows.append([None] * len(moved))
                continue
            rows.append(_torch._grad([flat[k]], [inputs[i] for i in moved], [None], True, False))
        for position, i in enumerate(moved):
            x = inputs[i].detach()
            for j in range(x.numel()):
                ends = []
                for sign in (1, -1):
                    shifted = x.clone()
                    shifted.reshape(-1)[j] += sign * eps
                    ends.append((values(inputs[:i] + (shifted,) + inputs[i + 1 :])[number].reshape(-1), shifted.reshape(-1)[j]))
                width = (ends[0][1] - ends[1][1]).item()
                numeric = ((ends[0][0] - ends[1][0]) / width).tolist()
                for k, expected in enumerate(numeric):
                    g = rows[k][position]
                    found = 0.0 if g is None else g.reshape(-1)[j].item()
                    if not abs(found - expected) <= atol + rtol * abs(expected):
                        if not raise_exception:
                            return False
                        raise GradcheckError(
                            f"Jacobian mismatch for output {number} with respect to input {i}, element {k} by {j}: "
                            f"numerical {expected:.6g}, analytical {found:.6g}"
                        )
    return True


def gradgradcheck(func, inputs, grad_outputs=None, **options):
    """As `gradcheck`, for the gradients of `func`."""
    inputs = _tuple(inputs)
    moved = [i for i, x in enumerate(inputs) if isinstance(x, Tensor) and x.requires_grad]

    def slope(*given):
        given = tuple(x if not isinstance(x, Tensor) or x.requires_grad or i not in moved else x.requires_grad_() for i, x in enumerate(given))
        with enable_grad():
            outputs = [y for y in _tuple(func(*given)) if isinstance(y, Tensor) and y.requires_grad]
            gradients = [_torch.ones_like(y) for y in outputs] if grad_outputs is None else list(_tuple(grad_outputs))
            found = _torch._grad(outputs, [given[i] for i in moved], gradients, True, True)
        return tuple(g for g in found if g is not None)

    return gradcheck(slope, inputs, **options)
