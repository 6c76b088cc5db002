"""`Parameter`: a tensor that modules find and optimisers change."""
from _torch import Tensor, _parameter


class Parameter(Tensor):
    """Shares the elements of `data`; wants gradients unless told otherwise."""

    def __new__(cls, data, requires_grad=True):
        return _parameter(cls, data, requires_grad)

    def __init__(self, data, requires_grad=True):
        pass

    def __repr__(self):
        return "Parameter containing:\n" + super().__repr__()
