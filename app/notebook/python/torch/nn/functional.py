"""`torch.nn.functional`: layers and losses as functions."""
import _torch
from _torch import sigmoid, tanh  # noqa: F401
from _torch_nn import *  # noqa: F401, F403
from torch.nn.activation_functions import (  # noqa: F401
    celu, elu, gelu, glu, hardshrink, hardsigmoid, hardswish, hardtanh, leaky_relu, logsigmoid, mish, prelu, relu, relu6,
    selu, silu, softplus, softshrink, softsign, tanhshrink, threshold,
)
from torch.missing import explain
from torch.nn.multihead import multi_head_attention_forward  # noqa: F401


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


def __getattr__(name):
    raise AttributeError(explain("torch.nn.functional", name), name=name)
