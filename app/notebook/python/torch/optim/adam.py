"""Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019)."""
import _torch
from torch.optim.optimizer import Optimizer


class Adam(Optimizer):
    """Steps scaled by running means of the gradient and of its square."""

    decoupled = False

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
        if lr < 0:
            raise ValueError(f"Invalid learning rate: {lr}")
        for position, beta in enumerate(betas):
            if not 0 <= beta < 1:
                raise ValueError(f"Invalid beta parameter at index {position}: {beta}")
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    def update(self, param, grad, group, state):
        beta1, beta2 = group["betas"]
        decay = group["weight_decay"]
        if decay and self.decoupled:
            param.mul_(1 - group["lr"] * decay)
        elif decay:
            grad = grad + decay * param
        state["step"] = step = state.get("step", 0) + 1
        state["exp_avg"] = mean = beta1 * state.get("exp_avg", 0.0) + (1 - beta1) * grad
        state["exp_avg_sq"] = square = beta2 * state.get("exp_avg_sq", 0.0) + (1 - beta2) * grad * grad
        scale = _torch.sqrt(square / (1 - beta2**step)) + group["eps"]
        param.sub_(group["lr"] / (1 - beta1**step) * mean / scale)


class AdamW(Adam):
    """Adam with weight decay applied to the parameters themselves."""

    decoupled = True

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(params, lr, betas, eps, weight_decay)
