"""Layers on quantized weights: `dynamic` quantizes its input as it comes."""
from torch.ao.nn.quantized import dynamic  # noqa: F401
