"""A documented subset of PyTorch's interface over the page's own tensor engine (WebGPU or SIMD)."""
import math as _math

from _torch import *
from _torch import _int_mm
from _torch_types import Size

from torch.grad_mode import enable_grad, no_grad, set_grad_enabled
from torch.compare import allclose, isclose
from torch.dtypes import finfo, get_default_dtype, iinfo, set_default_dtype
from torch import autograd, cuda, nn, optim, random
from torch.quantized import *  # quantize_per_tensor, qint8, per_tensor_affine, ...
from torch.serialization import load, save
from torch.missing import explain as _explain

__version__ = "0.1, a subset of the interface of PyTorch"
float, half = float32, float16
long, int, short = int64, int32, int16
inf, nan, pi, e = _math.inf, _math.nan, _math.pi, _math.e


def __getattr__(name):
    if name == "ao":
        import torch.ao as found
        return found
    raise AttributeError(_explain("torch", name), name=name)
