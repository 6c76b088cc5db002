"""`torch.nn.functional`: layers and losses as functions."""
import _torch
from _torch import sigmoid, tanh  # noqa: F401
from torch.nn.activation_functions import (  # noqa: F401
    celu, elu, gelu, glu, hardshrink, hardsigmoid, hardswish, hardtanh, leaky_relu, logsigmoid, mish, prelu, relu, relu6,
    selu, silu, softplus, softshrink, softsign, tanhshrink, threshold,
)
from torch.missing import explain


def linear(input, weight, bias=None):
    """x W^T + b."""
    out = input @ weight.T
    return out if bias is None else out + bias


def softmax(input, dim=-1):
    """exp(x) / sum exp(x) along `dim`."""
    return input.softmax(dim)


def log_softmax(input, dim=-1):
    """log of softmax, computed without overflow."""
    return input.log_softmax(dim)


def dropout(input, p=0.5, training=True, inplace=False):
    """Zeroes elements with probability p and scales the rest by 1 / (1 - p), while training."""
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    if not training or p == 0 or input.numel() == 0:
        return input
    noise = _torch._noise(input, 1 - p)
    return input.mul_(noise) if inplace else input * noise


def one_hot(tensor, num_classes=-1):
    """A row of zeros with a one at each index."""
    return _torch._one_hot(tensor, num_classes)


def pad(input, pad, mode="constant", value=None):
    """More (below 0: fewer) positions at the ends of the last dimensions: (left, right, top, bottom, ...).

    `mode` is "constant", "reflect", "replicate" or "circular"."""
    if mode != "constant":
        if value is not None and value != 0:
            raise ValueError(f'Padding mode "{mode}" doesn\'t take in value argument')
        # As PyTorch: these pad the last one, two or three dimensions behind at most two more.
        if not (len(pad) in (2, 4, 6) and input.dim() in (len(pad) // 2 + 1, len(pad) // 2 + 2)):
            raise NotImplementedError(
                "Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now: "
                f"{len(pad)} numbers and {input.dim()} dimensions are not"
            )
    return _torch._pad(input, list(pad), mode, value)


def _reduce(loss, reduction):
    if reduction == "mean":
        return loss.mean()
    if reduction == "sum":
        return loss.sum()
    if reduction == "none":
        return loss
    raise ValueError(f"{reduction} is not a valid value for reduction")


def _same_shape(name, input, target):
    if tuple(input.shape) != tuple(target.shape):
        raise ValueError(
            f"{name}: the prediction has shape {list(input.shape)} and the target {list(target.shape)}; broadcasting "
            f"would compare every element with every other. Reshape one, for example with .squeeze(1) or .unsqueeze(1)"
        )


def mse_loss(input, target, reduction="mean"):
    """(input - target)^2."""
    _same_shape("mse_loss", input, target)
    difference = input - target
    return _reduce(difference * difference, reduction)


def l1_loss(input, target, reduction="mean"):
    """|input - target|."""
    _same_shape("l1_loss", input, target)
    return _reduce(_torch.abs(input - target), reduction)


def nll_loss(input, target, reduction="mean"):
    """-log p of the right class; `input` holds log probabilities (N, C), `target` class numbers (N)."""
    if input.dim() == 1:
        input, target = input.unsqueeze(0), target.unsqueeze(0)
    if input.dim() != 2 or target.dim() != 1 or input.size(0) != target.size(0):
        raise ValueError(
            f"expected scores of shape [N, C] and class numbers of shape [N], got {list(input.shape)} and {list(target.shape)}"
        )
    picked = one_hot(target, input.size(1)).to(_torch.float32)
    return _reduce(-(input * picked).sum(1), reduction)


def cross_entropy(input, target, reduction="mean"):
    """Softmax and negative log likelihood in one; `target` holds class numbers or probabilities."""
    if target.dtype.is_floating_point:
        _same_shape("cross_entropy", input, target)
        return _reduce(-(input.log_softmax(-1) * target).sum(-1), reduction)
    return nll_loss(input.log_softmax(-1), target, reduction)


def binary_cross_entropy(input, target, reduction="mean"):
    """-(y log p + (1 - y) log(1 - p)); `input` holds probabilities."""
    _same_shape("binary_cross_entropy", input, target)
    # As PyTorch: logarithms are kept above -100, so that p = 0 and p = 1 give finite losses.
    log_p = _torch.clamp(_torch.log(input), min=-100.0)
    log_q = _torch.clamp(_torch.log(1 - input), min=-100.0)
    return _reduce(-(target * log_p + (1 - target) * log_q), reduction)


def binary_cross_entropy_with_logits(input, target, reduction="mean"):
    """binary_cross_entropy of sigmoid(input), without overflow."""
    _same_shape("binary_cross_entropy_with_logits", input, target)
    return _reduce(_torch.relu(input) - input * target + _torch.log(1 + _torch.exp(-_torch.abs(input))), reduction)


def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    """Mean 0 and variance 1 over the last dimension."""
    mean = input.mean(-1, keepdim=True)
    centred = input - mean
    out = centred / _torch.sqrt((centred * centred).mean(-1, keepdim=True) + eps)
    if weight is not None:
        out = out * weight
    return out if bias is None else out + bias


def __getattr__(name):
    raise AttributeError(explain("torch.nn.functional", name), name=name)
