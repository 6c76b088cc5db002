"""`torch.nn.init`: first values of parameters, changed in place and returned."""
import math
import warnings

import _torch
from torch.grad_mode import no_grad

GAINS = {"sigmoid": 1, "tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 3.0 / 4}
LINEAR = ("linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d")


def calculate_gain(nonlinearity, param=None):
    """The factor that keeps the spread of activations through `nonlinearity`."""
    if nonlinearity in LINEAR:
        return 1
    if nonlinearity == "leaky_relu":
        if param is None:
            param = 0.01
        elif isinstance(param, bool) or not isinstance(param, (int, float)):
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + param**2))
    if nonlinearity not in GAINS:
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    return GAINS[nonlinearity]


def _calculate_fan_in_and_fan_out(tensor):
    if tensor.dim() < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    field = math.prod(tensor.shape[2:])
    return tensor.size(1) * field, tensor.size(0) * field


def _fan(tensor, mode):
    mode = mode.lower()
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    return _calculate_fan_in_and_fan_out(tensor)[mode == "fan_out"]


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    """Evenly between a and b."""
    with no_grad():
        return tensor.uniform_(a, b, generator=generator)


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    """Normally distributed."""
    with no_grad():
        return tensor.normal_(mean, std, generator=generator)


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    """Normally distributed, drawn again until within [a, b]."""
    def below(x):
        return (1.0 + math.erf((x - mean) / std / math.sqrt(2.0))) / 2.0

    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be incorrect.",
            stacklevel=2,
        )
    with no_grad():
        if below(b) - below(a) > 0.3:
            values = tensor.normal_(mean, std).clone()
            while True:
                outside = (values < a) | (values > b)
                if not outside.any():
                    return tensor.copy_(values)
                values = _torch.where(outside, _torch.empty_like(values).normal_(mean, std), values)
        # Few normals would fall inside: candidates are drawn evenly and kept by the height of the bell above them.
        peak = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2

        def refused(candidates):
            height = ((candidates - mean) / std) ** 2 * -0.5 - peak
            return _torch.log(_torch.empty_like(candidates).uniform_()) > height

        values = tensor.uniform_(a, b).clone()
        pending = refused(values)
        while pending.any():
            candidates = _torch.empty_like(values).uniform_(a, b)
            values = _torch.where(pending, candidates, values)
            pending = pending & refused(candidates)
        return tensor.copy_(values)


def constant_(tensor, val):
    """All the same."""
    with no_grad():
        return tensor.fill_(val)


def zeros_(tensor):
    """All zero."""
    return constant_(tensor, 0.0)


def ones_(tensor):
    """All one."""
    return constant_(tensor, 1.0)


def eye_(tensor):
    """Ones on the diagonal of a matrix."""
    if tensor.dim() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    with no_grad():
        return tensor.copy_(_torch.eye(*tensor.shape, device=tensor.device))


def dirac_(tensor, groups=1):
    """A convolution that gives back its input, as far as there are channels."""
    if tensor.dim() not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    outputs, inputs = tensor.shape[:2]
    if outputs % groups:
        raise ValueError("dim 0 must be divisible by groups")
    middle = tuple(size // 2 for size in tensor.shape[2:])
    with no_grad():
        tensor.zero_()
        for group in range(groups):
            for channel in range(min(outputs // groups, inputs)):
                tensor[(group * (outputs // groups) + channel, channel, *middle)] = 1
    return tensor


def xavier_uniform_(tensor, gain=1.0, generator=None):
    """Glorot and Bengio 2010: evenly, with deviation gain * sqrt(2 / (fan_in + fan_out))."""
    std = gain * math.sqrt(2.0 / float(sum(_calculate_fan_in_and_fan_out(tensor))))
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound)


def xavier_normal_(tensor, gain=1.0, generator=None):
    """Glorot and Bengio 2010: normal with deviation gain * sqrt(2 / (fan_in + fan_out))."""
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / float(sum(_calculate_fan_in_and_fan_out(tensor)))))


def _empty(tensor):
    if 0 not in tensor.shape:
        return False
    warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
    return True


def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """He et al. 2015: evenly, with deviation gain / sqrt(fan)."""
    if _empty(tensor):
        return tensor
    std = calculate_gain(nonlinearity, a) / math.sqrt(_fan(tensor, mode))
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound)


def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """He et al. 2015: normal with deviation gain / sqrt(fan)."""
    if _empty(tensor):
        return tensor
    return normal_(tensor, 0.0, calculate_gain(nonlinearity, a) / math.sqrt(_fan(tensor, mode)))


def orthogonal_(tensor, gain=1, generator=None):
    """Rows (or columns, if fewer) that are orthogonal and of length gain (Saxe, McClelland and Ganguli 2014)."""
    import torch

    if tensor.dim() < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if tensor.numel() == 0:
        return tensor
    rows = tensor.size(0)
    columns = tensor.numel() // rows
    with no_grad():
        drawn = _torch.empty(rows, columns, device=tensor.device).normal_(0, 1)
        q, r = torch.linalg.qr(drawn.T if rows < columns else drawn)
        # With a positive diagonal the factors are the only ones, and every orthogonal matrix is as likely.
        q = q * torch.diag(r, 0).sign()
        if rows < columns:
            q = q.T
        return tensor.copy_((q * gain).reshape(tensor.shape))


def sparse_(tensor, sparsity, std=0.01, generator=None):
    """Normal, with a share `sparsity` of each column 0 (Martens 2010)."""
    if tensor.dim() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    with no_grad():
        tensor.normal_(0, std)
        for column in range(columns):
            tensor[_torch.randperm(rows, device=tensor.device)[:zeros], column] = 0
    return tensor
