"""Observers that find scales, fake quantization for training, `quantize_dynamic` for int8 linear layers."""
from torch.ao.quantization.fake_quantize import (  # noqa: F401
    FakeQuantize, FakeQuantizeBase, default_fake_quant, default_per_channel_weight_fake_quant, default_weight_fake_quant,
    disable_fake_quant, disable_observer, enable_fake_quant, enable_observer,
)
from torch.ao.quantization.observer import (  # noqa: F401
    MinMaxObserver, MovingAverageMinMaxObserver, MovingAveragePerChannelMinMaxObserver, ObserverBase,
    PerChannelMinMaxObserver, default_observer, default_per_channel_weight_observer, default_weight_observer,
)
from torch.ao.quantization.quantize import quantize_dynamic  # noqa: F401
from torch.missing import explain


def __getattr__(name):
    raise AttributeError(explain("torch.ao.quantization", name), name=name)
