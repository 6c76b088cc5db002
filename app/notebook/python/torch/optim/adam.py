"""Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019)."""
from _torch import _adam
from torch.optim.optimizer import Optimizer, checked, refuse_differentiable


class Adam(Optimizer):
    """Steps scaled by running means of the gradient and of its square."""

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, amsgrad=False, *, foreach=None,
        maximize=False, capturable=False, differentiable=False, fused=None, decoupled_weight_decay=False,
    ):
        checked("learning rate", lr)
        checked("epsilon value", eps)
        for position, beta in enumerate(betas):
            if not 0 <= beta < 1:
                raise ValueError(f"Invalid beta parameter at index {position}: {beta}")
        checked("weight_decay value", weight_decay)
        if not all(isinstance(beta, float) for beta in betas):
            raise ValueError("betas must be either both floats or both Tensors")
        refuse_differentiable(differentiable)
        super().__init__(params, dict(
            lr=lr, betas=(betas[0], betas[1]), eps=eps, weight_decay=weight_decay, amsgrad=amsgrad, maximize=maximize,
            foreach=foreach, capturable=capturable, differentiable=differentiable, fused=fused,
            decoupled_weight_decay=decoupled_weight_decay,
        ))

    def _step_group(self, group):
        _adam(group, self.state)


class AdamW(Adam):
    """Adam with weight decay applied to the parameters themselves."""

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False, *, maximize=False,
        foreach=None, capturable=False, differentiable=False, fused=None,
    ):
        super().__init__(
            params, lr, betas, eps, weight_decay, amsgrad, foreach=foreach, maximize=maximize, capturable=capturable,
            differentiable=differentiable, fused=fused, decoupled_weight_decay=True,
        )
