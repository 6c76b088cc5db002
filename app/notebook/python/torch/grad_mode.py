"""Switching the recording of gradients on and off."""
from functools import wraps

from _torch import _set_grad_enabled, is_grad_enabled


class _Mode:
    """A context manager and decorator that sets the mode inside and restores it after."""

    def __init__(self, enabled):
        self.enabled = enabled
        self.before = []

    def __enter__(self):
        self.before.append(is_grad_enabled())
        _set_grad_enabled(self.enabled)
        return self

    def __exit__(self, kind, value, traceback):
        _set_grad_enabled(self.before.pop())
        return False

    def __call__(self, function):
        @wraps(function)
        def inside(*args, **kwargs):
            with _Mode(self.enabled):
                return function(*args, **kwargs)

        return inside


class no_grad(_Mode):
    """Inside, results do not remember how they were made."""

    def __new__(cls, function=None):
        mode = super().__new__(cls)
        if function is None:
            return mode
        mode.__init__()
        return mode(function)

    def __init__(self):
        super().__init__(False)


class enable_grad(_Mode):
    """Inside `no_grad`, switches recording on again."""

    def __init__(self):
        super().__init__(True)


class set_grad_enabled(_Mode):
    """Sets the mode at once; as a context manager restores it after."""

    def __init__(self, mode):
        super().__init__(bool(mode))
        self.first = is_grad_enabled()
        _set_grad_enabled(self.enabled)

    def __enter__(self):
        self.before.append(self.first)
        _set_grad_enabled(self.enabled)
        return self
