"""Gradient descent, plain or with momentum."""
from _torch import _sgd
from torch.optim.optimizer import Optimizer, checked, refuse_differentiable


class SGD(Optimizer):
    """theta <- theta - lr * g, with g replaced by a running sum where momentum is given (Sutskever et al. 2013)."""

    def __init__(
        self, params, lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, maximize=False, foreach=None,
        differentiable=False, fused=None,
    ):
        checked("learning rate", lr)
        checked("momentum value", momentum)
        checked("weight_decay value", weight_decay)
        refuse_differentiable(differentiable)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(params, dict(
            lr=lr, momentum=momentum, dampening=dampening, weight_decay=weight_decay, nesterov=nesterov,
            maximize=maximize, foreach=foreach, differentiable=differentiable, fused=fused,
        ))

    def _step_group(self, group):
        _sgd(group, self.state)
