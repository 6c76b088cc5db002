"""`torch.nn.functional`: layers and losses as functions."""
import math

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
    if _keeps_all(input, p, training):
        return input
    noise = _torch._noise(input, 1 - p)
    return input.mul_(noise) if inplace else input * noise


def _keeps_all(input, p, training):
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    return not training or p == 0 or input.numel() == 0


def _channels(input):
    """One element for each channel of each example: what drops a whole channel."""
    if input.dim() < 2:
        raise RuntimeError(f"Feature dropout requires at least 2 dimensions in the input, got shape {list(input.shape)}")
    return input.new_empty(tuple(input.shape[:2]) + (1,) * (input.dim() - 2))


def _feature_dropout(input, p, training, inplace):
    if _keeps_all(input, p, training):
        return input
    noise = _torch._noise(_channels(input), 1 - p)
    return input.mul_(noise) if inplace else input * noise


def dropout1d(input, p=0.5, training=True, inplace=False):
    """Zeroes whole channels of (N, C, L) or (C, L) with probability p, while training."""
    if input.dim() not in (2, 3):
        raise RuntimeError(f"dropout1d: Expected 2D or 3D input, but received a {input.dim()}D input")
    if input.dim() == 2:
        return _feature_dropout(input.unsqueeze(0), p, training, inplace).squeeze(0)
    return _feature_dropout(input, p, training, inplace)


def dropout2d(input, p=0.5, training=True, inplace=False):
    """Zeroes whole channels of (N, C, H, W) with probability p, while training."""
    return _feature_dropout(input, p, training, inplace)


dropout3d = dropout2d


def _alpha_dropout(input, noise, p, inplace):
    # Klambauer et al. 2017: dropped elements take SELU's lower end, then mean and variance are put back.
    low = 1.7580993408473766
    scale = 1 / math.sqrt((low * low * p + 1) * (1 - p)) if p < 1 else 0.0
    kept = noise.bernoulli_(1 - p)
    shift = (kept - 1) * (low * scale) + low * scale * p
    out = input * (kept * scale) + shift
    return input.copy_(out) if inplace else out


def alpha_dropout(input, p=0.5, training=False, inplace=False):
    """Dropout that keeps the mean and variance of SELU's outputs."""
    return input if _keeps_all(input, p, training) else _alpha_dropout(input, _torch.empty_like(input), p, inplace)


def feature_alpha_dropout(input, p=0.5, training=False, inplace=False):
    """alpha_dropout of whole channels."""
    return input if _keeps_all(input, p, training) else _alpha_dropout(input, _channels(input), p, inplace)


def channel_shuffle(input, groups):
    """Channels dealt out over `groups`: (N, g * k, ...) in the order of (N, k, g, ...)."""
    batch, channels = input.shape[:2]
    if channels % groups:
        raise RuntimeError(f"Number of channels must be divisible by groups. Got {channels} channels and {groups} groups.")
    rest = tuple(input.shape[2:])
    return input.reshape(batch, groups, channels // groups, *rest).transpose(1, 2).reshape(batch, channels, *rest)


def triplet_margin_with_distance_loss(
    anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False, reduction="mean"
):
    """max(0, d(anchor, positive) - d(anchor, negative) + margin) with a distance of one's own."""
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    distance = pairwise_distance if distance_function is None else distance_function
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = _torch.minimum(far, distance(positive, negative))
    loss = _torch.clamp_min(margin + near - far, 0)
    return loss if reduction == "none" else loss.mean() if reduction == "mean" else loss.sum()


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
