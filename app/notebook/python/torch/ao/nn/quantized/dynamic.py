"""Linear layers on int8 weights that quantize their input as it comes.

The product is computed on whole numbers. Unlike PyTorch, which has one scale for the weights and one for a whole input,
each output has a scale here, and each row of the input; results lie nearer to those of the real layer."""
import _torch
from torch.nn import functional as F
from torch.nn.modules.module import Module
from torch.quantized import QuantizedTensor, qint8


class Linear(Module):
    """`from_float(linear)` makes it. `weight()` and `bias()` give what it holds."""

    def __init__(self, in_features, out_features, bias_=True, dtype=qint8):
        super().__init__()
        self.in_features, self.out_features, self.dtype = in_features, out_features, dtype
        kind = _torch.int8 if dtype is qint8 else _torch.float16
        self.register_buffer("_weight", _torch.zeros(out_features, in_features, dtype=kind))
        self.register_buffer("_scale", _torch.ones(out_features))
        self.register_buffer("_bias", _torch.zeros(out_features) if bias_ else None)

    @classmethod
    def from_float(cls, mod, dtype=qint8):
        """The layer for a trained `torch.nn.Linear`."""
        made = cls(mod.in_features, mod.out_features, mod.bias is not None, dtype)
        weight = mod.weight.detach()
        if dtype is qint8:
            largest = weight.abs().amax(1) if weight.numel() else _torch.zeros(made.out_features)
            made._scale = _torch.clamp(largest / 127.0, min=2.0**-23)
            zeros = _torch.zeros(made.out_features, dtype=_torch.int32)
            made._weight = _torch._quantize(weight, made._scale, zeros, dtype=_torch.int8, axis=0)
        else:
            made._weight = weight.to(_torch.float16)
        if mod.bias is not None:
            made._bias = mod.bias.detach().clone()
        return made

    def weight(self):
        """The weights: a quantized tensor with a scale per output, or a half-precision tensor."""
        if self.dtype is not qint8:
            return self._weight
        zeros = _torch.zeros(self.out_features, dtype=_torch.int32)
        return QuantizedTensor(self._weight, qint8, self._scale, zeros, 0)

    def bias(self):
        return self._bias

    def forward(self, x):
        if self.dtype is qint8:
            return _torch._int8_linear(x, self._weight, self._scale, self._bias)
        return F.linear(x, self._weight.to(_torch.float32), self._bias)

    def _get_name(self):
        return "DynamicQuantizedLinear"

    def extra_repr(self):
        scheme = ", qscheme=torch.per_channel_affine" if self.dtype is qint8 else ""
        return f"in_features={self.in_features}, out_features={self.out_features}, dtype={self.dtype}{scheme}"

    def __repr__(self):
        return f"{self._get_name()}({self.extra_repr()})"
