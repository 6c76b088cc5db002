"""Fake quantization: tensors are rounded to what int8 could hold but stay real, so that training learns to live with it."""
from functools import partial

import _torch
from torch.ao.quantization.observer import (
    MinMaxObserver, MovingAverageMinMaxObserver, MovingAveragePerChannelMinMaxObserver,
)
from torch.nn.modules.module import Module
from torch.quantized import per_channel_symmetric, per_tensor_affine, per_tensor_symmetric, qint8, quint8


class FakeQuantizeBase(Module):
    """Two switches: whether extremes are watched, and whether tensors are rounded."""

    def __init__(self):
        super().__init__()
        self.register_buffer("fake_quant_enabled", _torch.tensor([1], dtype=_torch.uint8))
        self.register_buffer("observer_enabled", _torch.tensor([1], dtype=_torch.uint8))

    @classmethod
    def with_args(cls, **kwargs):
        return partial(cls, **kwargs)

    def enable_fake_quant(self, enabled=True):
        self.fake_quant_enabled = _torch.tensor([1 if enabled else 0], dtype=_torch.uint8)

    def disable_fake_quant(self):
        self.enable_fake_quant(False)

    def enable_observer(self, enabled=True):
        self.observer_enabled = _torch.tensor([1 if enabled else 0], dtype=_torch.uint8)

    def disable_observer(self):
        self.enable_observer(False)


class FakeQuantize(FakeQuantizeBase):
    """Watches its input with an observer and rounds it by the scale and zero point found so far."""

    def __init__(self, observer=MovingAverageMinMaxObserver, quant_min=None, quant_max=None, is_dynamic=False, **observer_kwargs):
        super().__init__()
        self.activation_post_process = observer(quant_min=quant_min, quant_max=quant_max, **observer_kwargs)
        watch = self.activation_post_process
        self.quant_min, self.quant_max = watch.quant_min, watch.quant_max
        self.dtype, self.qscheme, self.is_dynamic = watch.dtype, watch.qscheme, is_dynamic
        self.ch_axis = getattr(watch, "ch_axis", -1)
        self.is_per_channel = watch._per_channel
        self.register_buffer("scale", _torch.tensor([1.0]))
        self.register_buffer("zero_point", _torch.tensor([0], dtype=_torch.int32))

    def calculate_qparams(self):
        return self.activation_post_process.calculate_qparams()

    def forward(self, X):
        if self.observer_enabled.item() == 1:
            if self.is_dynamic:
                self.activation_post_process.reset_min_max_vals()
            self.activation_post_process(X.detach())
            scale, zero_point = self.calculate_qparams()
            self.scale, self.zero_point = scale, zero_point.to(_torch.int32)
        if self.fake_quant_enabled.item() != 1:
            return X
        if self.is_per_channel:
            return _torch.fake_quantize_per_channel_affine(
                X, self.scale, self.zero_point, self.ch_axis, self.quant_min, self.quant_max
            )
        return _torch.fake_quantize_per_tensor_affine(X, self.scale, self.zero_point, self.quant_min, self.quant_max)

    def extra_repr(self):
        names = ("fake_quant_enabled", "observer_enabled", "quant_min", "quant_max", "dtype", "qscheme", "ch_axis", "scale", "zero_point")
        return ", ".join(f"{name}={getattr(self, name)}" for name in names)


def _each(switch):
    def function(mod):
        for module in mod.modules():
            if isinstance(module, FakeQuantizeBase):
                getattr(module, switch)()

    function.__name__ = function.__qualname__ = switch
    return function


disable_fake_quant, enable_fake_quant = _each("disable_fake_quant"), _each("enable_fake_quant")
disable_observer, enable_observer = _each("disable_observer"), _each("enable_observer")

default_fake_quant = FakeQuantize.with_args(
    observer=MovingAverageMinMaxObserver, quant_min=0, quant_max=255, dtype=quint8, qscheme=per_tensor_affine, reduce_range=True
)
default_weight_fake_quant = FakeQuantize.with_args(
    observer=MovingAverageMinMaxObserver, quant_min=-128, quant_max=127, dtype=qint8, qscheme=per_tensor_symmetric, reduce_range=False
)
default_per_channel_weight_fake_quant = FakeQuantize.with_args(
    observer=MovingAveragePerChannelMinMaxObserver, quant_min=-128, quant_max=127, dtype=qint8, qscheme=per_channel_symmetric,
    reduce_range=False, ch_axis=0,
)
