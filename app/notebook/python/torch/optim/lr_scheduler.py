"""`torch.optim.lr_scheduler`: learning rates that change from step to step."""
from torch.missing import explain
from torch.optim.scheduling.base import LRScheduler  # noqa: F401
from torch.optim.scheduling.combine import ChainedScheduler, SequentialLR  # noqa: F401
from torch.optim.scheduling.cycles import CosineAnnealingWarmRestarts, CyclicLR, OneCycleLR  # noqa: F401
from torch.optim.scheduling.decay import (  # noqa: F401
    ConstantLR, CosineAnnealingLR, ExponentialLR, LambdaLR, LinearLR, MultiplicativeLR, MultiStepLR, PolynomialLR, StepLR,
)
from torch.optim.scheduling.plateau import ReduceLROnPlateau  # noqa: F401

_LRScheduler = LRScheduler


def __getattr__(name):
    raise AttributeError(explain("torch.optim.lr_scheduler", name), name=name)
