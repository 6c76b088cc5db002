"""`torch.random`: seeds and states."""
from contextlib import contextmanager

from _torch import _default_generator, initial_seed, manual_seed  # noqa: F401

default_generator = _default_generator()


def seed():
    """Starts from a seed that differs from session to session, and returns it."""
    return default_generator.seed()


def get_rng_state():
    """Everything the generator remembers, as bytes (in an int64 tensor: there is no uint8 here)."""
    return default_generator.get_state()


def set_rng_state(new_state):
    """Goes back to what `get_rng_state` gave."""
    default_generator.set_state(new_state)


@contextmanager
def fork_rng(devices=None, enabled=True):
    """Inside, random numbers are drawn as always; after it, as if none had been drawn inside."""
    state = get_rng_state() if enabled else None
    try:
        yield
    finally:
        if enabled:
            set_rng_state(state)
