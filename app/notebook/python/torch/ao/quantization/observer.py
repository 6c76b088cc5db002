"""Observers: modules that look at tensors as they pass and work out scale and zero point from their extremes."""
from functools import partial

import _torch
from torch.nn.modules.module import Module
from torch.quantized import (
    per_channel_affine, per_channel_symmetric, per_tensor_affine, per_tensor_symmetric, qint8, quint8,
)

_EPS = 2.0**-23


class ObserverBase(Module):
    """Base of observers. `with_args(...)` gives a maker with those arguments."""

    @classmethod
    def with_args(cls, **kwargs):
        return partial(cls, **kwargs)


class _Extremes(ObserverBase):
    """Scale and zero point from least and greatest values, by PyTorch's formulas."""

    _per_channel = False

    def __init__(self, dtype, qscheme, reduce_range, quant_min, quant_max, eps):
        super().__init__()
        allowed = (per_channel_affine, per_channel_symmetric) if self._per_channel else (per_tensor_affine, per_tensor_symmetric)
        if qscheme not in allowed:
            raise NotImplementedError(f"{type(self).__name__} takes the schemes {allowed[0]} and {allowed[1]}")
        self.dtype, self.qscheme, self.reduce_range, self.eps = dtype, qscheme, reduce_range, eps
        self.has_customized_qrange = quant_min is not None and quant_max is not None
        if self.has_customized_qrange:
            if quant_min > quant_max:
                raise ValueError("qmin must be less than qmax.")
            half = 2 if reduce_range else 1
            self.quant_min, self.quant_max = quant_min // half, quant_max // half
        elif reduce_range:
            self.quant_min, self.quant_max = (-64, 63) if dtype is qint8 else (0, 127)
        else:
            self.quant_min, self.quant_max = dtype.low, dtype.high
        self.reset_min_max_vals()

    def reset_min_max_vals(self):
        """Forgets what was seen."""
        start = [] if self._per_channel else float("inf")
        self.register_buffer("min_val", _torch.tensor(start))
        self.register_buffer("max_val", -_torch.tensor(start))

    def calculate_qparams(self):
        """(scale, zero_point) for what was seen so far."""
        low, high = self.min_val, self.max_val
        if low.numel() == 0 or (low.dim() == 0 and low.item() > high.item()):
            return _torch.tensor([1.0]), _torch.tensor([0])
        low, high = _torch.clamp(low, max=0.0), _torch.clamp(high, min=0.0)
        if self.qscheme in (per_tensor_symmetric, per_channel_symmetric):
            scale = _torch.maximum(-low, high) / (float(self.quant_max - self.quant_min) / 2)
            scale = _torch.clamp(scale, min=self.eps)
            zero = _torch.zeros_like(scale, dtype=_torch.int64)
            if self.dtype is quint8:
                zero = zero + ((self.quant_min + self.quant_max) // 2 if self.has_customized_qrange else 128)
        else:
            scale = _torch.clamp((high - low) / float(self.quant_max - self.quant_min), min=self.eps)
            zero = self.quant_min - _torch.round(low / scale).to(_torch.int32)
            zero = _torch.clamp(zero, self.quant_min, self.quant_max)
        return (scale, zero) if scale.dim() else (scale.reshape(1), zero.reshape(1))

    def extra_repr(self):
        def text(x):
            return x.item() if x.dim() == 0 else x

        return f"min_val={text(self.min_val)}, max_val={text(self.max_val)}"


class MinMaxObserver(_Extremes):
    """Keeps the least and the greatest element of all tensors seen."""

    def __init__(self, dtype=quint8, qscheme=per_tensor_affine, reduce_range=False, quant_min=None, quant_max=None, eps=_EPS):
        super().__init__(dtype, qscheme, reduce_range, quant_min, quant_max, eps)

    def _update(self, low, high):
        self.min_val, self.max_val = _torch.minimum(low, self.min_val), _torch.maximum(high, self.max_val)

    def forward(self, x_orig):
        if x_orig.numel() > 0:
            x = x_orig.detach().to(_torch.float32)
            self._update(x.amin(), x.amax())
        return x_orig


class MovingAverageMinMaxObserver(MinMaxObserver):
    """Follows the extremes of the tensors seen, each new one counting `averaging_constant`."""

    def __init__(self, averaging_constant=0.01, dtype=quint8, qscheme=per_tensor_affine, reduce_range=False, quant_min=None, quant_max=None, eps=_EPS):
        super().__init__(dtype, qscheme, reduce_range, quant_min, quant_max, eps)
        self.averaging_constant = averaging_constant

    def _update(self, low, high):
        if self.min_val.item() == float("inf"):
            self.min_val, self.max_val = low, high
        else:
            self.min_val = self.min_val + self.averaging_constant * (low - self.min_val)
            self.max_val = self.max_val + self.averaging_constant * (high - self.max_val)


class PerChannelMinMaxObserver(_Extremes):
    """Keeps the extremes of each position along `ch_axis`."""

    _per_channel = True

    def __init__(self, ch_axis=0, dtype=quint8, qscheme=per_channel_affine, reduce_range=False, quant_min=None, quant_max=None, eps=_EPS):
        super().__init__(dtype, qscheme, reduce_range, quant_min, quant_max, eps)
        self.ch_axis = ch_axis

    def _update(self, low, high):
        if self.min_val.numel() == 0:
            self.min_val, self.max_val = low, high
        else:
            self.min_val, self.max_val = _torch.minimum(low, self.min_val), _torch.maximum(high, self.max_val)

    def forward(self, x_orig):
        if x_orig.numel() > 0:
            x = x_orig.detach().to(_torch.float32)
            rows = x.transpose(0, self.ch_axis).reshape(x.size(self.ch_axis), -1)
            self._update(rows.amin(1), rows.amax(1))
        return x_orig


class MovingAveragePerChannelMinMaxObserver(PerChannelMinMaxObserver):
    """As PerChannelMinMaxObserver, each new tensor counting `averaging_constant`."""

    def __init__(self, averaging_constant=0.01, ch_axis=0, dtype=quint8, qscheme=per_channel_affine, reduce_range=False, quant_min=None, quant_max=None, eps=_EPS):
        super().__init__(ch_axis, dtype, qscheme, reduce_range, quant_min, quant_max, eps)
        self.averaging_constant = averaging_constant

    def _update(self, low, high):
        if self.min_val.numel() == 0:
            self.min_val, self.max_val = low, high
        else:
            self.min_val = self.min_val + self.averaging_constant * (low - self.min_val)
            self.max_val = self.max_val + self.averaging_constant * (high - self.max_val)


default_observer = MinMaxObserver.with_args(quant_min=0, quant_max=127)
default_weight_observer = MinMaxObserver.with_args(dtype=qint8, qscheme=per_tensor_symmetric)
default_per_channel_weight_observer = PerChannelMinMaxObserver.with_args(dtype=qint8, qscheme=per_channel_symmetric)
