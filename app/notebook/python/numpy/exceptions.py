"""Exceptions that NumPy defines itself."""


class AxisError(ValueError, IndexError):
    """An axis that an array does not have."""


AxisError.__module__ = "numpy.exceptions"
