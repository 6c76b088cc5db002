"""Adagrad (Duchi, Hazan and Singer 2011)."""
import _torch
from torch.optim.optimizer import Optimizer, checked, refuse_differentiable


class Adagrad(Optimizer):
    """Steps divided by the root of the sum of all squared gradients so far."""

    def __init__(
        self, params, lr=1e-2, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10, foreach=None, *,
        maximize=False, differentiable=False, fused=None,
    ):
        checked("learning rate", lr)
        checked("lr_decay value", lr_decay)
        checked("weight_decay value", weight_decay)
        checked("initial_accumulator_value value", initial_accumulator_value)
        checked("epsilon value", eps)
        refuse_differentiable(differentiable)
        super().__init__(params, dict(
            lr=lr, lr_decay=lr_decay, eps=eps, weight_decay=weight_decay,
            initial_accumulator_value=initial_accumulator_value, foreach=foreach, maximize=maximize,
            differentiable=differentiable, fused=fused,
        ))
        # As in PyTorch, what is remembered exists before the first step.
        for group in self.param_groups:
            for param in group["params"]:
                self.state[param] = {
                    "step": _torch.tensor(0.0, device="cpu"), "sum": _torch.full_like(param, initial_accumulator_value),
                }

    def _step_group(self, group):
        _torch._adagrad(group, self.state)
