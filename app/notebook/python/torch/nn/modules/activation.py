"""Activations as modules."""
import warnings

import _torch
from torch.nn import functional as F
from torch.nn.modules.module import Module
from torch.nn.parameter import Parameter


class _Inplace(Module):
    """One that may change its input."""

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def _run(self, function, input, *settings):
        if self.inplace:
            return function(input, *settings, inplace=True)
        return function(input, *settings)

    def extra_repr(self):
        return "inplace=True" if self.inplace else ""

    def _with_inplace(self, text):
        return f"{text}, inplace=True" if self.inplace else text


class ReLU(_Inplace):
    """max(x, 0)."""

    def forward(self, input):
        return F.relu(input, inplace=True) if self.inplace else F.relu(input)


class Hardtanh(_Inplace):
    """x held between two numbers."""

    def __init__(self, min_val=-1.0, max_val=1.0, inplace=False):
        super().__init__(inplace)
        if not max_val > min_val:
            raise AssertionError("max_val must be larger than min_val")
        self.min_val = min_val
        self.max_val = max_val

    def forward(self, input):
        return self._run(F.hardtanh, input, self.min_val, self.max_val)

    def extra_repr(self):
        return self._with_inplace(f"min_val={self.min_val}, max_val={self.max_val}")


class ReLU6(Hardtanh):
    """min(max(x, 0), 6)."""

    def __init__(self, inplace=False):
        super().__init__(0.0, 6.0, inplace)

    def extra_repr(self):
        return _Inplace.extra_repr(self)


class Threshold(_Inplace):
    """x where above `threshold`, else `value`."""

    def __init__(self, threshold, value, inplace=False):
        super().__init__(inplace)
        self.threshold = threshold
        self.value = value

    def forward(self, input):
        return self._run(F.threshold, input, self.threshold, self.value)

    def extra_repr(self):
        return self._with_inplace(f"threshold={self.threshold}, value={self.value}")


class LeakyReLU(_Inplace):
    """x where positive, else negative_slope * x."""

    def __init__(self, negative_slope=0.01, inplace=False):
        super().__init__(inplace)
        self.negative_slope = negative_slope

    def forward(self, input):
        return self._run(F.leaky_relu, input, self.negative_slope)

    def extra_repr(self):
        return self._with_inplace(f"negative_slope={self.negative_slope}")


class PReLU(Module):
    """LeakyReLU with slopes that are learnt."""

    def __init__(self, num_parameters=1, init=0.25, device=None, dtype=None):
        super().__init__()
        self.num_parameters = num_parameters
        self.init = init
        self.weight = Parameter(_torch.full((num_parameters,), float(init), device=device, dtype=dtype))

    def reset_parameters(self):
        self.weight.detach().fill_(self.init)

    def forward(self, input):
        return F.prelu(input, self.weight)

    def extra_repr(self):
        return f"num_parameters={self.num_parameters}"


class _WithAlpha(_Inplace):
    def __init__(self, alpha=1.0, inplace=False):
        super().__init__(inplace)
        self.alpha = alpha

    def extra_repr(self):
        return self._with_inplace(f"alpha={self.alpha}")


class ELU(_WithAlpha):
    """x where positive, else alpha (e^x - 1)."""

    def forward(self, input):
        return self._run(F.elu, input, self.alpha)


class CELU(_WithAlpha):
    """x where positive, else alpha (e^(x / alpha) - 1)."""

    def forward(self, input):
        return self._run(F.celu, input, self.alpha)


class SELU(_Inplace):
    """ELU whose constants keep mean 0 and variance 1."""

    def forward(self, input):
        return self._run(F.selu, input)


class SiLU(_Inplace):
    """x * sigmoid(x)."""

    def forward(self, input):
        return self._run(F.silu, input)


class Mish(_Inplace):
    """x * tanh(softplus(x))."""

    def forward(self, input):
        return self._run(F.mish, input)


class Hardswish(_Inplace):
    """x * relu6(x + 3) / 6."""

    def forward(self, input):
        return self._run(F.hardswish, input)

    def extra_repr(self):
        return ""


class Hardsigmoid(_Inplace):
    """relu6(x + 3) / 6."""

    def forward(self, input):
        return self._run(F.hardsigmoid, input)

    def extra_repr(self):
        return ""


class Tanh(Module):
    """Hyperbolic tangent."""

    def forward(self, input):
        return _torch.tanh(input)


class Sigmoid(Module):
    """1 / (1 + exp(-x))."""

    def forward(self, input):
        return _torch.sigmoid(input)


class LogSigmoid(Module):
    """log(sigmoid(x))."""

    def forward(self, input):
        return F.logsigmoid(input)


class Softsign(Module):
    """x / (1 + |x|)."""

    def forward(self, input):
        return F.softsign(input)


class Tanhshrink(Module):
    """x - tanh(x)."""

    def forward(self, input):
        return F.tanhshrink(input)


class _Shrink(Module):
    def __init__(self, lambd=0.5):
        super().__init__()
        self.lambd = lambd

    def extra_repr(self):
        return f"{self.lambd}"


class Hardshrink(_Shrink):
    """x outside [-lambd, lambd], else 0."""

    def forward(self, input):
        return F.hardshrink(input, self.lambd)


class Softshrink(_Shrink):
    """x moved towards 0 by lambd."""

    def forward(self, input):
        return F.softshrink(input, self.lambd)


class GELU(Module):
    """x * Phi(x)."""

    def __init__(self, approximate="none"):
        super().__init__()
        self.approximate = approximate

    def forward(self, input):
        return F.gelu(input, approximate=self.approximate)

    def extra_repr(self):
        return f"approximate={self.approximate!r}"


class GLU(Module):
    """The first half times the sigmoid of the second."""

    def __init__(self, dim=-1):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return F.glu(input, self.dim)

    def extra_repr(self):
        return f"dim={self.dim}"


class Softplus(Module):
    """log(1 + exp(beta x)) / beta."""

    def __init__(self, beta=1.0, threshold=20.0):
        super().__init__()
        self.beta = beta
        self.threshold = threshold

    def forward(self, input):
        return F.softplus(input, self.beta, self.threshold)

    def extra_repr(self):
        return f"beta={self.beta}, threshold={self.threshold}"


class _OverDim(Module):
    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim

    def _along(self, input):
        """PyTorch's guess where no dimension is given."""
        if self.dim is not None:
            return self.dim
        dim = 0 if input.dim() in (0, 1, 3) else 1
        warnings.warn(
            f"Implicit dimension choice for {type(self).__name__} has been deprecated: write dim={dim}", stacklevel=4
        )
        return dim

    def extra_repr(self):
        return f"dim={self.dim}"


class Softmax(_OverDim):
    """Probabilities along `dim`."""

    def forward(self, input):
        return F.softmax(input, self._along(input))


class LogSoftmax(_OverDim):
    """Logarithms of probabilities along `dim`."""

    def forward(self, input):
        return F.log_softmax(input, self._along(input))


class Softmin(_OverDim):
    """Softmax of -x."""

    def forward(self, input):
        return F.softmax(-input, self._along(input))


class Softmax2d(Module):
    """Softmax over the channels of (N, C, H, W)."""

    def forward(self, input):
        if input.dim() not in (3, 4):
            raise ValueError(f"Softmax2d: expected input to be 3D or 4D, got {input.dim()}D instead")
        return F.softmax(input, -3)
