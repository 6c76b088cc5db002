"""`Function`: an operation whose forward and backward passes are written in Python."""
from functools import wraps

import _torch
from _torch import Tensor, _custom
from torch.grad_mode import no_grad


class FunctionCtx:
    """What `forward` leaves for `backward`."""

    def __init__(self):
        self._to_save = ()
        self._saved = None
        self._dirty = ()
        self._constant = ()
        self._materialize = True
        self.needs_input_grad = ()

    def save_for_backward(self, *tensors):
        """Keeps tensors (inputs, outputs, or others) for `backward`, where `saved_tensors` has them."""
        for tensor in tensors:
            if not isinstance(tensor, Tensor) and tensor is not None:
                raise TypeError(f"save_for_backward can only save variables, but argument is of type {type(tensor).__name__}")
        self._to_save = tensors

    def save_for_forward(self, *tensors):
        """For forward-mode gradients, which there are none of here."""

    def mark_dirty(self, *tensors):
        """Says which inputs `forward` has changed in place."""
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors):
        """Says through which outputs no gradient flows."""
        self._constant = tensors

    def set_materialize_grads(self, value):
        """Whether `backward` gets zeros (the default) or None for outputs without a gradient."""
        self._materialize = value

    @property
    def saved_tensors(self):
        """What `save_for_backward` kept."""
        return self._to_save if self._saved is None else self._saved


def _is_among(tensor, tensors):
    return any(tensor is other for other in tensors)


class Function:
    """Derive from it, write `forward(ctx, ...)` and `backward(ctx, *gradients)` as static methods, and call `apply`."""

    @staticmethod
    def forward(*args, **kwargs):
        """The operation itself."""
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx, inputs, output):
        """What a `forward` without `ctx` leaves for `backward`."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx, *grad_outputs):
        """Gradients of the inputs, one for each, None where there is none."""
        raise NotImplementedError("You must implement either the backward or vjp method for your custom autograd.Function.")

    @classmethod
    def apply(cls, *args):
        """Runs `forward` and remembers how to go back."""
        ctx = FunctionCtx()
        ctx.needs_input_grad = tuple(isinstance(a, Tensor) and a.requires_grad for a in args)
        apart = cls.setup_context is not Function.setup_context
        with no_grad():
            result = cls.forward(*args) if apart else cls.forward(ctx, *args)
            if apart:
                cls.setup_context(ctx, args, result)
        outputs = result if isinstance(result, tuple) else (result,)
        places = [i for i, y in enumerate(outputs) if isinstance(y, Tensor)]
        inputs = [a for a in args if isinstance(a, Tensor)]
        tensors = [outputs[i] for i in places]
        kept = [t for t in ctx._to_save if t is not None]
        holes = [t is None for t in ctx._to_save]
        shapes = [(y.shape, y.device) for y in tensors]
        back = cls._vjp if hasattr(cls, "_vjp") else (cls.vjp if hasattr(cls, "vjp") else cls.backward)

        def run(gradients, saved):
            left = iter(saved)
            ctx._saved = tuple(None if hole else next(left) for hole in holes)
            if ctx._materialize:
                gradients = [
                    _torch.zeros(shape, device=device) if g is None else g
                    for g, (shape, device) in zip(gradients, shapes)
                ]
            all_gradients = [None] * len(outputs)
            for place, gradient in zip(places, gradients):
                all_gradients[place] = gradient
            found = back(ctx, *all_gradients)
            found = list(found) if isinstance(found, (tuple, list)) else [found]
            while len(found) > len(args) and found[-1] is None:
                found.pop()
            if len(found) != len(args):
                raise RuntimeError(
                    f"function {cls.__name__}Backward returned an incorrect number of gradients "
                    f"(expected {len(args)}, got {len(found)})"
                )
            return [g for g, a in zip(found, args) if isinstance(a, Tensor)]

        if not any(x.requires_grad for x in inputs) or not _torch.is_grad_enabled():
            return result
        live = [not _is_among(y, ctx._constant) for y in tensors]
        made = _custom(f"{cls.__name__}Backward", inputs, tensors, live, kept, list(ctx._dirty), run)
        # What is kept is in the engine's hands now; holding outputs here too would keep them alive for ever.
        ctx._to_save = ()
        outputs = list(outputs)
        for place, old, new in zip(places, tensors, made):
            outputs[place] = old if _is_among(old, ctx._dirty) else new
        return tuple(outputs) if isinstance(result, tuple) else outputs[0]


def once_differentiable(function):
    """Marks a `backward` that must not be differentiated again."""

    @wraps(function)
    def inside(ctx, *gradients):
        with no_grad():
            found = function(ctx, *gradients)
        if not (_torch.is_grad_enabled() and any(isinstance(g, Tensor) and g.requires_grad for g in gradients)):
            return found
        single = not isinstance(found, tuple)
        found = (found,) if single else found
        marked = tuple(_Once.apply(g, *gradients) if isinstance(g, Tensor) else g for g in found)
        return marked[0] if single else marked

    return inside


class _Once(Function):
    """Hands a value on and refuses to be differentiated."""

    @staticmethod
    def forward(ctx, value, *gradients):
        return value.clone()

    @staticmethod
    def backward(ctx, *gradients):
        raise RuntimeError("trying to differentiate twice a function that was marked with @once_differentiable")
