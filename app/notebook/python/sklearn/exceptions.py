"""What estimators raise and warn of."""


class NotFittedError(ValueError, AttributeError):
    """Asked before `fit`."""


class ConvergenceWarning(UserWarning):
    """The steps ran out before the tolerance was met."""
