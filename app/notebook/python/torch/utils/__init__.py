"""`torch.utils`: the part that loads data."""
from torch.utils import data  # noqa: F401
from torch.missing import explain as _explain


def __getattr__(name):
    raise AttributeError(_explain("torch.utils", name), name=name)
