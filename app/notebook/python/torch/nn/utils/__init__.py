"""`torch.nn.utils`: gradients held in bounds, parameters as one vector; `prune` removes weights."""
from torch.missing import explain
from torch.nn.utils import prune, rnn  # noqa: F401
from torch.nn.utils.clip import (  # noqa: F401
    clip_grad_norm_, clip_grad_value_, clip_grads_with_norm_, get_total_norm,
)
from torch.nn.utils.vector import parameters_to_vector, vector_to_parameters  # noqa: F401


def __getattr__(name):
    raise AttributeError(explain("torch.nn.utils", name), name=name)
