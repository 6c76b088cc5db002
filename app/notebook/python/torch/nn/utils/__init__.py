"""`torch.nn.utils`: `prune` removes weights."""
from torch.missing import explain
from torch.nn.utils import prune  # noqa: F401


def __getattr__(name):
    raise AttributeError(explain("torch.nn.utils", name), name=name)
