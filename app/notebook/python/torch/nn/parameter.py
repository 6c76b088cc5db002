"""`Parameter` and `Buffer`: tensors that modules find."""
import _torch
from _torch import Tensor, _parameter


class Parameter(Tensor):
    """Shares the elements of `data`; wants gradients unless told otherwise."""

    def __new__(cls, data=None, requires_grad=True):
        return _parameter(cls, _torch.empty(0) if data is None else data, requires_grad)

    def __init__(self, data=None, requires_grad=True):
        pass

    def __repr__(self):
        return "Parameter containing:\n" + super().__repr__()


class Buffer(Tensor):
    """A tensor that a module saves and moves but does not train."""

    def __new__(cls, data=None, *, persistent=True):
        made = _parameter(cls, _torch.empty(0) if data is None else data, False)
        made.persistent = persistent
        return made

    def __init__(self, data=None, *, persistent=True):
        pass
