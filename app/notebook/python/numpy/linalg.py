"""numpy.linalg for one matrix at a time."""
import _numpy


class LinAlgError(ValueError):
    """A matrix that has no solution, or no matrix."""


def solve(a, b):
    return _numpy.solve(a, b)


def inv(a):
    return _numpy.inverse(a)


def det(a):
    return _numpy.determinant(a)


def _parts(name, fields, values):
    from collections import namedtuple

    return namedtuple(name, fields)(*values)


def svd(a, full_matrices=True, compute_uv=True, hermitian=False):
    found = _numpy.svd(a, bool(full_matrices))
    return _parts("SVDResult", "U S Vh", found) if compute_uv else found[1]


def svdvals(x):
    return _numpy.svd(x, False)[1]


def eigh(a, UPLO="L"):
    return _parts("EighResult", "eigenvalues eigenvectors", _numpy.eigh(a, UPLO in ("U", "u")))


def eigvalsh(a, UPLO="L"):
    return _numpy.eigh(a, UPLO in ("U", "u"))[0]


def qr(a, mode="reduced"):
    if mode == "r":
        return _numpy.qr(a, False)[1]
    if mode not in ("reduced", "complete"):
        raise ValueError(f"Unrecognized mode '{mode}'")
    return _parts("QRResult", "Q R", _numpy.qr(a, mode == "complete"))


def cholesky(a):
    return _numpy.cholesky(a)


def pinv(a, rcond=None):
    import numpy as np

    a = np.asarray(a)
    u, s, vt = _numpy.svd(a, False)
    limit = (max(a.shape) * np.finfo(s.dtype).eps if rcond is None else rcond) * (s[0] if s.size else 0.0)
    inverse = np.where(s > limit, 1 / np.where(s > limit, s, 1.0), 0.0)
    return (vt.T * inverse) @ u.T


def lstsq(a, b, rcond=None):
    """The shortest of the least-squares solutions; with residuals, rank and singular values."""
    import numpy as np

    a, b = np.asarray(a), np.asarray(b)
    if a.ndim != 2 or len(a) != len(b):
        raise LinAlgError("Incompatible dimensions")
    u, s, vt = _numpy.svd(a, False)
    limit = (max(a.shape) * np.finfo(s.dtype).eps if rcond is None else rcond) * (s[0] if s.size else 0.0)
    kept = s > limit
    rank = int(kept.sum())
    inverse = np.where(kept, 1 / np.where(kept, s, 1.0), 0.0)
    inner = u.T @ b
    x = vt.T @ (inner * inverse if b.ndim == 1 else inner * inverse[:, None])
    left = np.zeros(0)
    if rank == a.shape[1] < len(a):
        left = np.atleast_1d(((b - a @ x) ** 2).sum(axis=0))
    return x, left, rank, s


def matrix_rank(A, tol=None):
    import numpy as np

    A = np.asarray(A)
    s = _numpy.svd(A, False)[1]
    limit = s[0] * max(A.shape) * np.finfo(s.dtype).eps if tol is None else tol
    return int((s > limit).sum())


def slogdet(a):
    import numpy as np

    # By rows brought to length 1, so that the product cannot overflow.
    a = np.asarray(a, dtype=np.float64)
    lengths = np.sqrt((a * a).sum(axis=1))
    if (lengths == 0).any():
        return _parts("SlogdetResult", "sign logabsdet", (np.float64(0.0), np.float64(-np.inf)))
    value = _numpy.determinant(a / lengths[:, None])
    return _parts("SlogdetResult", "sign logabsdet", (np.sign(value), np.log(np.abs(value)) + np.log(lengths).sum()))


def cond(x, p=None):
    if p not in (None, 2):
        return norm(x, p) * norm(inv(x), p)
    s = _numpy.svd(x, False)[1]
    return s[0] / s[-1]


def multi_dot(arrays):
    result = arrays[0]
    for other in arrays[1:]:
        result = result @ other
    return result


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
    if ord in (2, -2, "nuc"):
        s = _numpy.svd(x, False)[1]
        return s.sum() if ord == "nuc" else s[0] if ord == 2 else s[-1]
    raise ValueError(f"norm of a matrix with ord={ord!r} is not part of this subset; there are 'fro', 'nuc', 1, 2, -2 and inf")


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'numpy.linalg' has no attribute '{name}'")
    why = "their results are complex numbers, which are not here; use eigh of a symmetric matrix" if name in (
        "eig", "eigvals") else "there are solve, lstsq, inv, pinv, det, slogdet, norm, cond, matrix_rank, matrix_power, " \
        "svd, eigh, eigvalsh, qr, cholesky and multi_dot"
    raise AttributeError(f"numpy.linalg.{name} is not part of this subset; {why}")
