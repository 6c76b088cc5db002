# torch.linalg. Vectors are squared or multiplied back where their signs are open.
L = torch.linalg


def regular(x):
    return x * 0.3 + 2 * torch.eye(x.shape[-1])


def definite(x):
    return (x + x.mT) * 0.2 + torch.eye(x.shape[-1]) * (1.0 + torch.arange(x.shape[-1]))


for shape in [(1, 1), (3, 3), (2, 4, 4)]:
    for lie in ["plain", "transposed"]:
        given = real(*shape, lie=lie)
        case("inv", lambda x: (L.inv(regular(x)), torch.inverse(regular(x)), regular(x).inverse()), given, tolerance=1e-4, second=True)
        case("det", lambda x: (L.det(regular(x)), regular(x).det()), given, tolerance=1e-4, second=True)
        case("slogdet", lambda x: (L.slogdet(regular(x)), regular(x).logdet()), given, tolerance=1e-4)
        case("cholesky", lambda x: (L.cholesky(definite(x)), L.cholesky(definite(x), upper=True)), given, tolerance=1e-4, second=True)
        case("eigh", lambda x: L.eigh(definite(x)).eigenvectors ** 2, given, tolerance=2e-4)
        case("eigvalsh", lambda x: (L.eigvalsh(definite(x)), L.eigh(definite(x)).eigenvalues), given, tolerance=1e-4)
        case("qr", lambda x: L.qr(regular(x)), given, tolerance=1e-4)
for shape in [(5, 3), (3, 5), (4, 4), (2, 4, 3), (1, 3), (3, 1)]:
    case("svd", lambda x: (L.svd(x, full_matrices=False).S, L.svdvals(x)), real(*shape), tolerance=2e-4)
    case("svd", lambda x: L.svd(x, full_matrices=False).U ** 2, real(*shape), tolerance=5e-4)
    case("svd", lambda x: L.svd(x, full_matrices=False).Vh ** 2, real(*shape), tolerance=5e-4)
    case("svd back", lambda x: (lambda u, s, v: u @ torch.einsum("...i,...ij->...ij", s, v))(*L.svd(x, full_matrices=False)), real(*shape), tolerance=2e-4)
    case("svd full", lambda x: [list(t.shape) for t in L.svd(x)], real(*shape))
    case("pinv", lambda x: (L.pinv(x), torch.pinverse(x)), real(*shape), tolerance=5e-4, second=True)
    case("matrix_rank", lambda x: L.matrix_rank(x), real(*shape))
    case("qr values", lambda x: (L.qr(x.detach()), [list(t.shape) for t in L.qr(x, mode="complete")]), real(*shape), tolerance=1e-4)
case("matrix_rank", lambda x: (L.matrix_rank(torch.outer(x, x)), L.matrix_rank(torch.zeros(3, 2)), L.matrix_rank(torch.eye(3), atol=2.0)), real(4))
case("qr", lambda x: L.qr(x), real(5, 3), tolerance=1e-4, second=True)
case("qr", lambda x: (L.qr(x.detach(), "r").R, torch.linalg.qr(x.detach(), "complete")), real(4, 2), tolerance=1e-4)
case("qr", lambda x: L.qr(x, "all"), real(4, 2))
case("eigh", lambda x: (L.eigvalsh(definite(x)) ** 2, L.eigvalsh(x, UPLO="U")), real(3, 3), tolerance=1e-4, second=True)
case("eigh back", lambda x: (lambda l, v: v @ (l.unsqueeze(-1) * v.mT))(*L.eigh(definite(x))), real(3, 3), tolerance=1e-4, second=True)
case("eigh", lambda x: L.eigh(x, "X"), real(3, 3))
case("solve", lambda a, b: L.solve(regular(a), b), real(3, 3), real(3, 2), tolerance=1e-4, second=True)
case("solve", lambda a, b: L.solve(regular(a), b), real(3, 3), real(3), tolerance=1e-4, second=True)
case("solve", lambda a, b: L.solve(regular(a), b), real(2, 3, 3), real(2, 3), tolerance=1e-4)
case("solve", lambda a, b: L.solve(regular(a), b), real(2, 3, 3), real(3, 2), tolerance=1e-4)
case("solve", lambda a, b: L.solve(regular(a), b, left=False), real(3, 3), real(2, 3), tolerance=1e-4)
case("solve", lambda a, b: L.solve(a, b), real(3, 3), real(4))
case("solve", lambda a, b: L.solve(a, b), real(3, 2), real(3))
case("solve singular", lambda a, b: L.solve(a * 0, b), real(3, 3), real(3))
for upper in [False, True]:
    case("solve_triangular", lambda a, b, upper=upper: L.solve_triangular(regular(a), b, upper=upper), real(3, 3), real(3, 2), tolerance=1e-4)
    case("solve_triangular", lambda a, b, upper=upper: L.solve_triangular(a, b, upper=upper, unitriangular=True), real(3, 3), real(3, 2), tolerance=1e-4)
    case("solve_triangular", lambda a, b, upper=upper: L.solve_triangular(regular(a), b, upper=upper, left=False), real(3, 3), real(2, 3), tolerance=1e-4)
case("inv singular", lambda x: L.inv(x * 0), real(2, 2))
case("inv", lambda x: L.inv(x), real(2, 3))
case("inv", lambda x: L.inv(x), real(3))
case("inv", lambda x: L.inv(x), whole(3, 3))
case("cholesky", lambda x: L.cholesky(-torch.eye(2) * x[0] * x[0]), real(1))
case("det singular", lambda x: L.det(x * torch.tensor([[1.0, 1.0], [1.0, 1.0]])), real())
case("det", lambda x: (torch.det(x), L.slogdet(x * 0)), real(2, 2))
case("det", lambda x: L.det(x), real(2, 3))
case("lstsq", lambda a, b: L.lstsq(a, b).solution, real(5, 3), real(5, 2), tolerance=5e-4)
case("lstsq", lambda a, b: L.lstsq(a.detach(), b.detach()).residuals, real(5, 3), real(5, 2), tolerance=5e-4)
for order in [None, 1, 2, 3, 0, float("inf"), float("-inf")]:
    case("norm", lambda x, o=order: (L.norm(x, o), L.vector_norm(x, 2 if o is None else o)), real(5))
    case("norm", lambda x, o=order: (L.norm(x, o, dim=1), L.norm(x, ord=o, dim=0, keepdim=True)), real(3, 4))
for order in ["fro", "nuc", 1, -1, 2, -2, float("inf"), float("-inf")]:
    case("matrix_norm", lambda x, o=order: (L.matrix_norm(x, o), L.norm(x, o)), real(3, 4), tolerance=2e-4)
    case("matrix_norm", lambda x, o=order: (L.matrix_norm(x, o, keepdim=True), L.norm(x, o, dim=(0, 2))), real(2, 3, 4), tolerance=2e-4)
case("norm", lambda x: (L.norm(x), x.norm("nuc"), torch.norm(x, p="fro", dim=(0, 1))), real(3, 4), tolerance=2e-4)
case("norm", lambda x: L.norm(x, 2), real(2, 3, 4))
case("matrix_norm", lambda x: L.matrix_norm(x, 3), real(3, 4))
case("matrix_norm", lambda x: L.matrix_norm(x), real(3))
case("cond", lambda x: (L.cond(regular(x)), L.cond(regular(x), 1)), real(3, 3), tolerance=5e-4)
case("multi_dot", lambda a, b, c: L.multi_dot([a, b, c]), real(2, 3), real(3, 4), real(4, 2))
case("matrix_power", lambda x: L.matrix_power(x, 3), real(3, 3))
case("vecdot", lambda x, y: L.vecdot(x, y), real(3, 4), real(3, 4))
case("error class", lambda x: issubclass(L.LinAlgError, RuntimeError), real(1))
