"""numpy.linalg, the part of it that needs no decomposition."""
import _numpy


class LinAlgError(ValueError):
    """A matrix that has no solution, or no matrix."""


def solve(a, b):
    return _numpy.solve(a, b)


def inv(a):
    return _numpy.inverse(a)


def det(a):
    return _numpy.determinant(a)


def matrix_power(a, n):
    import numpy as np
    a = np.asarray(a)
    if n < 0:
        a, n = inv(a), -n
    result = np.eye(a.shape[0], dtype=a.dtype)
    for _ in range(n):
        result = result @ a
    return result


def norm(x, ord=None, axis=None, keepdims=False):
    import numpy as np
    x = np.asarray(x)
    if x.dtype.kind != "f":
        x = x.astype(np.float64)
    if axis is None and ord is None:
        x, axis = np.ravel(x) if not keepdims else x, None
        return np.sqrt(np.sum(x * x, axis, keepdims=keepdims))
    if axis is None and x.ndim == 2 or isinstance(axis, tuple):
        return _matrix_norm(np, x if axis is None else np.moveaxis(x, axis[0], 0), ord)
    axis = -1 if axis is None else axis
    size = np.abs(x)
    if ord is None or ord == 2:
        return np.sqrt(np.sum(x * x, axis, keepdims=keepdims))
    if ord == np.inf:
        return np.max(size, axis, keepdims=keepdims)
    if ord == -np.inf:
        return np.min(size, axis, keepdims=keepdims)
    if ord == 0:
        return np.sum((x != 0).astype(x.dtype), axis, keepdims=keepdims)
    if ord == 1:
        return np.sum(size, axis, keepdims=keepdims)
    return np.sum(size ** ord, axis, keepdims=keepdims) ** (1.0 / ord)


def _matrix_norm(np, x, ord):
    if ord in (None, "fro"):
        return np.sqrt(np.sum(x * x))
    if ord in (1, np.inf):
        return np.max(np.sum(np.abs(x), 0 if ord == 1 else 1))
    raise ValueError(f"norm of a matrix with ord={ord!r} is not part of this subset; there are 'fro', 1 and inf")


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'numpy.linalg' has no attribute '{name}'")
    raise AttributeError(f"numpy.linalg.{name} is not part of this subset; there are solve, inv, det, norm, matrix_power")
