"""`torch.linalg`: decompositions and norms of matrices, worked out in double precision."""
import _torch
from _torch import det, matmul, matrix_power  # noqa: F401
from _torch_types import _LinAlgError as LinAlgError  # noqa: F401
from _torch_types import eigh as _eigh_result, lstsq as _lstsq_result, qr as _qr_result
from _torch_types import slogdet as _slogdet_result, svd as _svd_result
from torch.missing import explain


def inv(A):
    """The inverse of a square matrix, or of each of a batch."""
    return _torch.inverse(A)


def solve(A, B, *, left=True):
    """X with A X = B, or with X A = B."""
    if left:
        return _torch._solve(A, B)
    return _torch._solve(A.mT, B.mT).mT


def solve_triangular(A, B, *, upper, left=True, unitriangular=False):
    """X with A X = B, where only one triangle of A counts."""
    return _torch._solve_triangular(A, B, upper, left, unitriangular)


def slogdet(A):
    """Sign and logarithm of the absolute value of the determinant."""
    return _slogdet_result(*_torch._slogdet(A))


def cholesky(A, *, upper=False):
    """L with L L^T = A, of a symmetric positive-definite matrix."""
    return _torch.cholesky(A, upper)


def qr(A, mode="reduced"):
    """Orthonormal columns Q and an upper triangle R with Q R = A."""
    if mode not in ("reduced", "complete", "r"):
        raise RuntimeError(f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or 'complete'")
    q, r = _torch._qr(A, mode == "complete")
    return _qr_result(_torch.zeros(0) if mode == "r" else q, r)


def _upper(UPLO):
    if UPLO not in ("L", "U", "l", "u"):
        raise RuntimeError(f"Expected UPLO argument to be 'L' or 'U', but got {UPLO}")
    return UPLO in "Uu"


def eigh(A, UPLO="L"):
    """Eigenvalues in rising order and eigenvectors of a symmetric matrix."""
    return _eigh_result(*_torch._eigh(A, _upper(UPLO)))


def eigvalsh(A, UPLO="L"):
    """Eigenvalues of a symmetric matrix, in rising order."""
    return _torch._eigh(A, _upper(UPLO))[0]


def svd(A, full_matrices=True):
    """U, the falling singular values S, and V^T with U diag(S) V^T = A."""
    return _svd_result(*_torch._svd(A, full_matrices))


def svdvals(A):
    """Singular values, in falling order."""
    return _torch._svd(A, False)[1]


def pinv(A, *, atol=None, rtol=None, rcond=None):
    """Moore-Penrose inverse; singular values up to rtol times the largest count as zero."""
    if atol is not None:
        raise NotImplementedError("atol of pinv is not part of this page's subset of PyTorch; use rtol")
    return _torch.pinverse(A, rcond if rtol is None else rtol)


def matrix_rank(A, *, atol=None, rtol=None):
    """Number of singular values above the tolerance."""
    return _torch._matrix_rank(A, atol, rtol)


def lstsq(A, B, rcond=None, *, driver=None):
    """X for which A X comes closest to B."""
    solution = _torch.pinverse(A, rcond) @ B
    rows, columns = A.shape[-2], A.shape[-1]
    rank = _torch._matrix_rank(A, None, rcond)
    residuals = _torch.zeros(0)
    if rows > columns and bool((rank == columns).all()):
        residuals = ((A @ solution - B) ** 2).sum(-2)
    # PyTorch's usual driver on the CPU says the rank, but no singular values.
    return _lstsq_result(solution, residuals, rank, _torch.zeros(0))


def vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None):
    """(sum |x|^ord)^(1/ord)."""
    x = x if dtype is None else x.to(dtype)
    return _torch._vector_norm(x, ord, dim, keepdim)


def matrix_norm(A, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None):
    """A norm of matrices: 'fro', 'nuc', inf, -inf, 1, -1, 2 or -2."""
    A = A if dtype is None else A.to(dtype)
    return _torch._matrix_norm(A, ord, dim, keepdim)


def norm(A, ord=None, dim=None, keepdim=False, *, dtype=None):
    """A norm of vectors, or of matrices where two dimensions are named or A has two and an order is given."""
    A = A if dtype is None else A.to(dtype)
    pair = isinstance(dim, (tuple, list)) and len(dim) == 2
    if ord is not None and (pair or (dim is None and A.dim() == 2)):
        return matrix_norm(A, ord, (-2, -1) if dim is None else dim, keepdim)
    if isinstance(ord, str):
        raise RuntimeError(f"linalg.norm: If ord is a str, dim must be a 2-tuple or A must have 2 dimensions, got dim {dim}")
    if ord is not None and dim is None and A.dim() > 2:
        raise RuntimeError("linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D")
    return vector_norm(A, 2 if ord is None else ord, dim, keepdim)


def cond(A, p=None):
    """How much a relative error of B can grow in the solution of A X = B."""
    if p in (None, 2, -2):
        values = svdvals(A)
        first, last = values[..., 0], values[..., -1]
        return last / first if p == -2 else first / last
    return matrix_norm(A, p) * matrix_norm(inv(A), p)


def multi_dot(tensors):
    """The product of several matrices."""
    product = tensors[0]
    for tensor in tensors[1:]:
        product = product @ tensor
    return product


def vecdot(x, y, *, dim=-1):
    """Products of vectors along a dimension."""
    return (x * y).sum(dim)


def __getattr__(name):
    raise AttributeError(explain("torch.linalg", name), name=name)
