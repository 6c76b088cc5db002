"""`torch.cuda`: there is none in a page, and programs ask."""
from torch.missing import explain


def is_available():
    """False: the page's accelerator is WebGPU, `torch.device("webgpu")`."""
    return False


def device_count():
    """Zero."""
    return 0


def __getattr__(name):
    raise AttributeError(explain("torch.cuda", name), name=name)
