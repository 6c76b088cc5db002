"""`torch.nn`: layers and losses."""
from torch.missing import explain
from torch.nn import functional, init, utils  # noqa: F401
from torch.nn.activation import (  # noqa: F401
    GELU, LeakyReLU, LogSoftmax, ReLU, Sigmoid, SiLU, Softmax, Softplus, Tanh,
)
from torch.nn.layers import Dropout, Embedding, Flatten, Identity, LayerNorm, Linear  # noqa: F401
from torch.nn.loss import BCELoss, BCEWithLogitsLoss, CrossEntropyLoss, L1Loss, MSELoss, NLLLoss  # noqa: F401
from torch.nn.module import Module, ModuleList, Parameter, ParameterList, Sequential  # noqa: F401


def __getattr__(name):
    raise AttributeError(explain("torch.nn", name), name=name)
