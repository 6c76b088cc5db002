"""A documented subset of PyTorch's interface over the page's own tensor engine (WebGPU or SIMD)."""
from _torch import *

from torch.grad_mode import enable_grad, no_grad, set_grad_enabled
from torch import autograd, nn, optim, random, cuda
from torch.missing import explain as _explain

long = int64
int = int32
float = float32
FloatTensor = LongTensor = Tensor


def __getattr__(name):
    raise AttributeError(_explain("torch", name), name=name)
