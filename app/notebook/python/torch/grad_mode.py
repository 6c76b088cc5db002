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
    """Sets the mode at once; as a context manager restores it after; as a decorator sets it inside only."""

    def __init__(self, mode):
        super().__init__(bool(mode))
        self.first = is_grad_enabled()
        _set_grad_enabled(self.enabled)

    def __enter__(self):
        self.before.append(self.first)
        _set_grad_enabled(self.enabled)
        return self

    def __call__(self, function):
        _set_grad_enabled(self.first)
        return super().__call__(function)


class inference_mode(_Mode):
    """As `no_grad`; `inference_mode(False)` changes nothing."""

    def __new__(cls, mode=True):
        made = super().__new__(cls)
        if isinstance(mode, bool):
            return made
        made.__init__()
        return made(mode)

    def __init__(self, mode=True):
        super().__init__(is_grad_enabled() if not mode else False)
        self.mode = mode
        self.outer = []

    def __enter__(self):
        if not self.mode:
            self.enabled = is_grad_enabled()
        self.outer.append(_INFERENCE[0])
        _INFERENCE[0] = self.mode
        return super().__enter__()

    def __exit__(self, kind, value, traceback):
        _INFERENCE[0] = self.outer.pop()
        return super().__exit__(kind, value, traceback)

    def __call__(self, function):
        @wraps(function)
        def inside(*args, **kwargs):
            with inference_mode(self.mode):
                return function(*args, **kwargs)

        return inside


_INFERENCE = [False]


def is_inference_mode_enabled():
    """Whether the code runs inside `inference_mode`."""
    return _INFERENCE[0]
