"""Layers whose weights are only signs: one bit each, with one scale per output (Rastegari et al., XNOR-Net, 2016).

PyTorch has no such module. `Linear` trains, `PackedLinear` holds 32 signs per word and multiplies by counting bits."""
import math

import _torch
from torch.nn import functional as F
from torch.nn import init
from torch.nn.modules.module import Module
from torch.nn.parameter import Parameter


def sign(x):
    """1 where x >= 0, else -1; the gradient goes straight through where |x| <= 1 and is 0 elsewhere."""
    held = _torch.clamp(x, -1.0, 1.0)
    signs = _torch.where(x.detach() >= 0, 1.0, -1.0)
    return held + (signs - held).detach()


class Linear(Module):
    """x W^T + b, where W's rows are signs times the mean magnitude of a row; `binary_input=True` does so with x too."""

    def __init__(self, in_features, out_features, bias=True, binary_input=True):
        super().__init__()
        self.in_features, self.out_features, self.binary_input = in_features, out_features, binary_input
        self.weight = Parameter(_torch.empty(out_features, in_features))
        if bias:
            self.bias = Parameter(_torch.zeros(out_features))
        else:
            self.register_parameter("bias", None)
        bound = 1 / math.sqrt(in_features) if in_features else 0.0
        init.uniform_(self.weight, -bound, bound)

    def forward(self, x):
        scale = self.weight.abs().mean(1)
        if self.binary_input:
            y = F.linear(sign(x), sign(self.weight)) * scale * x.abs().mean(-1, keepdim=True)
        else:
            y = F.linear(x, sign(self.weight) * scale.unsqueeze(1))
        return y if self.bias is None else y + self.bias

    def extra_repr(self):
        return f"in_features={self.in_features}, out_features={self.out_features}, binary_input={self.binary_input}"


class PackedLinear(Module):
    """The layer after training: `PackedLinear.from_float(linear)`, of `Linear` above or of `torch.nn.Linear`."""

    def __init__(self, in_features, out_features, bias=True, binary_input=True):
        super().__init__()
        self.in_features, self.out_features, self.binary_input = in_features, out_features, binary_input
        words = (in_features + 31) // 32
        self.register_buffer("packed", _torch.zeros(out_features, words, dtype=_torch.int32))
        self.register_buffer("scale", _torch.ones(out_features))
        self.register_buffer("bias", _torch.zeros(out_features) if bias else None)

    @classmethod
    def from_float(cls, mod):
        weight = mod.weight.detach()
        made = cls(mod.in_features, mod.out_features, mod.bias is not None, getattr(mod, "binary_input", True))
        made.packed, made.scale = _torch._pack_signs(weight), weight.abs().mean(1)
        if mod.bias is not None:
            made.bias = mod.bias.detach().clone()
        return made

    def signs(self):
        """The weights' signs, -1 and 1, unpacked."""
        bits = _torch._bit_mm(self.packed, _torch._pack_signs(_torch.eye(self.in_features) * 2 - 1), self.in_features)
        # A row against (-1, ..., 1, ..., -1) gives twice its own sign there, less the sum of its signs.
        total = _torch._bit_mm(self.packed, _torch._pack_signs(_torch.ones(1, self.in_features)), self.in_features)
        return ((bits + total) / 2).to(_torch.int8)

    def forward(self, x):
        rows = x.detach().reshape(-1, self.in_features)
        if self.binary_input:
            whole = _torch._bit_mm(_torch._pack_signs(rows), self.packed, self.in_features)
            y = whole * self.scale * rows.abs().mean(1, keepdim=True)
        else:
            y = F.linear(rows, self.signs().to(_torch.float32)) * self.scale
        y = y if self.bias is None else y + self.bias
        return y.reshape(*x.shape[:-1], self.out_features)

    def extra_repr(self):
        return f"in_features={self.in_features}, out_features={self.out_features}, binary_input={self.binary_input}"
