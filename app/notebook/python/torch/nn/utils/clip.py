"""Gradients held in bounds before a step."""
import _torch
from torch.grad_mode import no_grad


def _grads(parameters):
    parameters = [parameters] if isinstance(parameters, _torch.Tensor) else parameters
    return [grad for grad in [parameter.grad for parameter in parameters] if grad is not None]


def get_total_norm(tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """The norm of all elements of all tensors taken together."""
    tensors = [tensors] if isinstance(tensors, _torch.Tensor) else list(tensors)
    power = float(norm_type)
    total = None
    for tensor in tensors:
        size = tensor.detach() if power == 2.0 else tensor.detach().abs()
        if power == float("inf"):
            total = size.max() if total is None else _torch.maximum(total, size.max())
        else:
            part = (size * size).sum() if power == 2.0 else (size**power).sum() if power != 0.0 else (size != 0).sum()
            total = part if total is None else total + part
    if total is None:
        return _torch.tensor(0.0)
    if power == 0.0:
        total = total.to(_torch.float32)
    elif power == 2.0:
        total = total.sqrt()
    elif power not in (1.0, float("inf")):
        total = total ** (1.0 / power)
    if error_if_nonfinite and not float(total) < float("inf"):
        raise RuntimeError(
            f"The total norm of order {power} for gradients from `parameters` is non-finite, so it cannot be clipped. To "
            "disable this error and scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`"
        )
    return total


@no_grad()
def clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None):
    """Scales gradients down by max_norm / total_norm where that is below 1."""
    factor = _torch.clamp(float(max_norm) / (total_norm + 1e-6), max=1.0)
    for grad in _grads(parameters):
        grad.mul_(factor.to(grad.device))


@no_grad()
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """Scales gradients, taken as one vector, to a norm of at most `max_norm`; the norm before."""
    parameters = [parameters] if isinstance(parameters, _torch.Tensor) else list(parameters)
    total = get_total_norm(_grads(parameters), norm_type, error_if_nonfinite)
    clip_grads_with_norm_(parameters, max_norm, total)
    return total


@no_grad()
def clip_grad_value_(parameters, clip_value, foreach=None):
    """Holds every element of every gradient between -clip_value and clip_value."""
    bound = float(clip_value)
    for grad in _grads(parameters):
        grad.copy_(_torch.clamp(grad, -bound, bound))
