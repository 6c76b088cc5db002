"""`torch.nn.functional`: layers and losses as functions."""
import _torch
from _torch import relu, sigmoid, tanh  # noqa: F401
from _torch_nn import *  # noqa: F401, F403
from torch.missing import explain
from torch.nn.multihead import multi_head_attention_forward  # noqa: F401


def softmax(input, dim=-1):
    """exp(x) / sum exp(x) along `dim`."""
    return input.softmax(dim)


def log_softmax(input, dim=-1):
    """log of softmax, computed without overflow."""
    return input.log_softmax(dim)


def leaky_relu(input, negative_slope=0.01):
    """x where positive, else negative_slope * x."""
    return _torch.where(input > 0, input, input * negative_slope)


def gelu(input):
    """x * Phi(x), by its tanh approximation (Hendrycks and Gimpel 2016)."""
    return 0.5 * input * (1 + _torch.tanh(0.7978845608028654 * (input + 0.044715 * input * input * input)))


def silu(input):
    """x * sigmoid(x)."""
    return input * _torch.sigmoid(input)


def softplus(input):
    """log(1 + exp(x)), without overflow."""
    return _torch.relu(input) + _torch.log(1 + _torch.exp(-_torch.abs(input)))


def dropout(input, p=0.5, training=True):
    """Zeroes elements with probability p and scales the rest by 1 / (1 - p), while training."""
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    if not training or p == 0:
        return input
    if p == 1:
        return input * 0
    keep = _torch.rand(input.shape, device=input.device) >= p
    return input * keep / (1 - p)


def one_hot(tensor, num_classes=-1):
    """A row of zeros with a one at each index."""
    if num_classes < 0:
        num_classes = int(tensor.max().item()) + 1
    classes = _torch.arange(num_classes, device=tensor.device)
    return (tensor.unsqueeze(-1) == classes).to(_torch.int64)


def __getattr__(name):
    raise AttributeError(explain("torch.nn.functional", name), name=name)
