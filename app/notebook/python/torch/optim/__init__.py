"""`torch.optim`: rules that turn gradients into steps."""
from torch.missing import explain
from torch.optim.adam import Adam, AdamW  # noqa: F401
from torch.optim.optimizer import Optimizer  # noqa: F401
from torch.optim.sgd import SGD  # noqa: F401


def __getattr__(name):
    raise AttributeError(explain("torch.optim", name), name=name)
