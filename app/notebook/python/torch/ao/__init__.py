"""`torch.ao`: making models smaller. Quantization, binary layers, distillation."""
from torch.missing import explain


def __getattr__(name):
    raise AttributeError(explain("torch.ao", name), name=name)
