"""Comparing up to rounding."""
import _torch


def isclose(input, other, rtol=1e-05, atol=1e-08):
    """|input - other| <= atol + rtol |other|, element by element."""
    return _torch.abs(input - other) <= atol + rtol * _torch.abs(other)


def allclose(input, other, rtol=1e-05, atol=1e-08):
    """Whether `isclose` holds everywhere."""
    return bool(_torch.all(isclose(input, other, rtol, atol)).item())
