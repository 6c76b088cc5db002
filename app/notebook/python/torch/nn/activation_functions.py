"""The activations of `torch.nn.functional`; in-place forms write the result into their input and give it back."""
import _torch
from _torch import celu as _celu, selu as _selu


def _given(function, input, inplace, *rest):
    if inplace:
        return input.copy_(function(_torch._before(input), *rest))
    return function(input, *rest)


def relu(input, inplace=False):
    """max(x, 0)."""
    return _given(_torch.relu, input, inplace)


def gelu(input, approximate="none"):
    """x * Phi(x), exactly or by its approximation with tanh (Hendrycks and Gimpel 2016)."""
    return _torch._gelu(input, approximate)


def silu(input, inplace=False):
    """x * sigmoid(x)."""
    return _given(_torch._silu, input, inplace)


def softplus(input, beta=1.0, threshold=20.0):
    """log(1 + exp(beta x)) / beta; x itself where beta x is above the threshold."""
    return _torch._softplus(input, beta, threshold)


def elu(input, alpha=1.0, inplace=False):
    """x where positive, else alpha * (exp(x) - 1)."""
    return _given(_torch._elu, input, inplace, alpha)


def celu(input, alpha=1.0, inplace=False):
    """x where positive, else alpha * (exp(x / alpha) - 1)."""
    return _given(_celu, input, inplace, alpha)


def selu(input, inplace=False):
    """elu with the scale that keeps mean 0 and variance 1 (Klambauer et al. 2017)."""
    return _given(_selu, input, inplace)


def leaky_relu(input, negative_slope=0.01, inplace=False):
    """x where positive, else negative_slope * x."""
    return _given(_torch._leaky_relu, input, inplace, negative_slope)


def prelu(input, weight):
    """leaky_relu with a learned slope, one for all or one for each channel (dimension 1)."""
    if weight.numel() != 1 and input.dim() > 1:
        if weight.numel() != input.size(1):
            raise RuntimeError(
                f"Mismatch of parameter numbers and input channel size. Found parameter numbers = {weight.numel()} and "
                f"channel size = {input.size(1)}."
            )
        weight = weight.reshape([-1] + [1] * (input.dim() - 2))
    return _torch.where(input > 0, input, weight * input)


def hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False):
    """Held between two numbers."""
    return _given(_torch._hardtanh, input, inplace, min_val, max_val)


def relu6(input, inplace=False):
    """Held between 0 and 6."""
    return _given(_torch._relu6, input, inplace)


def hardswish(input, inplace=False):
    """x * relu6(x + 3) / 6."""
    return _given(_torch._hardswish, input, inplace)


def hardsigmoid(input, inplace=False):
    """relu6(x + 3) / 6."""
    return _given(_torch._hardsigmoid, input, inplace)


def logsigmoid(input):
    """log(sigmoid(x)), without overflow."""
    return _torch._logsigmoid(input)


def mish(input, inplace=False):
    """x * tanh(softplus(x))."""
    return _given(_torch._mish, input, inplace)


def softsign(input):
    """x / (1 + |x|)."""
    return _torch._softsign(input)


def tanhshrink(input):
    """x - tanh(x)."""
    return _torch._tanhshrink(input)


def hardshrink(input, lambd=0.5):
    """x where |x| > lambd, else 0."""
    return _torch.hardshrink(input, lambd)


def softshrink(input, lambd=0.5):
    """x moved towards 0 by lambd, 0 where it would pass it."""
    return _torch._softshrink(input, lambd)


def threshold(input, threshold, value, inplace=False):
    """x where above the threshold, else the value."""
    return _given(lambda x: _torch.where(x > threshold, x, float(value)), input, inplace)


def glu(input, dim=-1):
    """The first half along `dim`, times the sigmoid of the second (Dauphin et al. 2017)."""
    size = input.size(dim)
    if size % 2:
        raise RuntimeError(f"Halving dimension must be even, but dimension {dim} is size {size}")
    first, second = input.split(size // 2, dim)
    return first * _torch.sigmoid(second)
