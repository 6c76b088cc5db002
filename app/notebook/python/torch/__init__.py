"""A documented subset of PyTorch's interface over the page's own tensor engine (WebGPU or SIMD)."""
import math as _math

from _torch import *
from _torch import _int_mm
from _torch_nn import (
    adaptive_avg_pool1d, adaptive_max_pool1d, avg_pool1d, batch_norm, bilinear, cdist, conv1d, conv2d, conv3d,
    conv_transpose1d, conv_transpose2d, conv_transpose3d, cosine_embedding_loss, cosine_similarity, group_norm,
    hinge_embedding_loss, instance_norm, kl_div, layer_norm, margin_ranking_loss, max_pool1d, max_pool2d, max_pool3d,
    pairwise_distance, pixel_shuffle, pixel_unshuffle, rms_norm, triplet_margin_loss,
)
from _torch_types import Size

from torch.grad_mode import enable_grad, inference_mode, is_inference_mode_enabled, no_grad, set_grad_enabled
from torch.compare import allclose, isclose
from torch.dtypes import finfo, get_default_dtype, iinfo, set_default_dtype
from torch.random import default_generator, fork_rng, get_rng_state, seed, set_rng_state
from torch import autograd, cuda, linalg, nn, optim, random
from torch.quantized import *  # quantize_per_tensor, qint8, per_tensor_affine, ...
from torch.serialization import load, save
from torch.missing import explain as _explain

__version__ = "0.1, a subset of the interface of PyTorch"
float, half = float32, float16
long, int, short = int64, int32, int16
inf, nan, pi, e = _math.inf, _math.nan, _math.pi, _math.e


def __getattr__(name):
    # Read in when they are needed: most programs do without.
    if name == "ao":
        import torch.ao as found
        return found
    if name == "utils":
        import torch.utils as found
        return found
    raise AttributeError(_explain("torch", name), name=name)
