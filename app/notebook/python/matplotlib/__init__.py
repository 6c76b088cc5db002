"""matplotlib: only pyplot, and of that a subset."""
__version__ = "3.10"


def use(backend, **kwargs):
    """Accepted: figures always appear under the cell."""


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'matplotlib' has no attribute '{name}'")
    raise AttributeError(f"matplotlib.{name} is not part of this subset; use matplotlib.pyplot")
