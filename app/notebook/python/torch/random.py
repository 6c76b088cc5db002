"""`torch.random`."""
from _torch import initial_seed, manual_seed  # noqa: F401
