# Products: matmul and its kin, einsum, tensordot.
shapes = [((3, 4), (4, 5)), ((4,), (4,)), ((3, 4), (4,)), ((4,), (4, 5)), ((2, 3, 4), (4, 5)), ((2, 3, 4), (2, 4, 5)), ((2, 1, 3, 4), (3, 4, 2)),
          ((2, 3, 4), (4,)), ((4,), (2, 4, 3)), ((0, 4), (4, 2)), ((3, 0), (0, 2)), ((1, 1), (1, 1)), ((1, 2, 3), (4, 3, 2))]
for a, b in shapes:
    case("matmul", lambda x, y: torch.matmul(x, y), real(*a), real(*b), second=True)
case("matmul", lambda x, y: x @ y.mT, real(4, 3, lie="transposed"), real(5, 3, lie="strided"), second=True)
case("matmul", lambda x, y: (x @ y, torch.mm(x, y), x[0] @ y, x @ y[:, 0]), whole(3, 4, low=-9999, high=9999), whole(4, 2, low=-999, high=999))
case("matmul", lambda x, y: x @ y, real(3, 4), real(3, 4))
case("matmul", lambda x, y: x @ y, real(3), real(4))
case("matmul", lambda x, y: x @ y, real(), real(4))
case("matmul", lambda x, y: x @ y, real(3, 4), whole(4, 2))
case("matmul", lambda x, y: x @ y, real(2, 3, 4), real(3, 4, 5))
case("mm", lambda x, y: (torch.mm(x, y), x.mm(y)), real(3, 4), real(4, 2))
case("mm", lambda x, y: torch.mm(x, y), real(3, 4), real(4))
case("bmm", lambda x, y: torch.bmm(x, y), real(2, 3, 4), real(2, 4, 2), second=True)
case("bmm", lambda x, y: torch.bmm(x, y), real(2, 3, 4), real(3, 4, 2))
case("mv", lambda x, y: (torch.mv(x, y), x.mv(y)), real(3, 4), real(4))
case("mv", lambda x, y: torch.mv(x, y), real(3, 4), real(4, 2))
case("dot", lambda x, y: (torch.dot(x, y), torch.vdot(x, y), x.dot(y), torch.inner(x, y)), real(5), real(5))
case("dot", lambda x, y: torch.dot(x, y), real(5), real(4))
case("dot", lambda x, y: torch.dot(x, y), real(5, 1), real(5, 1))
case("outer", lambda x, y: (torch.outer(x, y), x.ger(y)), real(3), real(4), second=True)
case("outer", lambda x, y: torch.outer(x, y), real(3, 1), real(4))
case("inner", lambda x, y: torch.inner(x, y), real(2, 3), real(4, 3))
case("inner", lambda x, y: torch.inner(x, y), real(2, 3), real(4, 2))
case("addmm", lambda x, a, b: (torch.addmm(x, a, b), torch.addmm(x, a, b, beta=0.5, alpha=-2)), real(3, 2), real(3, 4), real(4, 2), second=True)
case("addmm", lambda x, a, b: (x.addmm(a, b), torch.addmm(x, a, b, beta=0)), real(2), real(3, 4), real(4, 2))
case("addmm", lambda x, a, b: torch.addmm(x, a, b), real(3), real(3, 4), real(4, 2))
case("addmv", lambda x, a, b: torch.addmv(x, a, b, alpha=2), real(3), real(3, 4), real(4))
case("addr", lambda x, a, b: torch.addr(x, a, b), real(3, 4), real(3), real(4))
case("baddbmm", lambda x, a, b: torch.baddbmm(x, a, b, beta=2, alpha=0.5), real(2, 3, 2), real(2, 3, 4), real(2, 4, 2), second=True)
case("addbmm", lambda x, a, b: torch.addbmm(x, a, b), real(3, 2), real(2, 3, 4), real(2, 4, 2))
for equation, shapes in [("ij,jk->ik", [(3, 4), (4, 5)]), ("ij,jk", [(3, 4), (4, 5)]), ("ba,cb", [(3, 4), (5, 3)]), ("ii", [(4, 4)]), ("ii->i", [(4, 4)]),
                         ("ij->ji", [(3, 4)]), ("ij->", [(3, 4)]), ("ij->j", [(3, 4)]), ("i,i", [(4,), (4,)]), ("i,j->ij", [(3,), (4,)]),
                         ("bij,bjk->bik", [(2, 3, 4), (2, 4, 5)]), ("...ij,...jk->...ik", [(2, 3, 4), (4, 5)]), ("...i->...", [(2, 3, 4)]),
                         ("b...,b...->b", [(2, 3, 4), (2, 3, 4)]), ("ij,jk,kl->il", [(2, 3), (3, 4), (4, 5)]), ("a,b,c", [(2,), (3,), (4,)]),
                         ("bhqd,bhkd->bhqk", [(2, 2, 3, 4), (2, 2, 5, 4)]), ("iij->j", [(3, 3, 2)]), ("ij,ij->ij", [(3, 4), (3, 4)]),
                         ("ij , jk -> k i", [(3, 4), (4, 5)]), ("ij,kj->ik", [(3, 1), (5, 4)]), ("...,...", [(2, 3), (3,)]), ("xyz->zxy", [(2, 3, 4)]),
                         ("i,->i", [(3,), ()]), ("ijk,jil->kl", [(2, 3, 4), (3, 2, 5)]), ("iJ,Jk", [(2, 3), (3, 4)]), ("i...j->...", [(2, 3, 4)])]:
    case("einsum " + equation, lambda *x, e=equation: torch.einsum(e, *x), *[real(*s) for s in shapes], second=len(shapes) > 1)
case("einsum", lambda x, y: (torch.einsum("ij,jk->ik", x, y), torch.einsum("ij->", x)), whole(3, 4, high=99999), whole(4, 2))
case("einsum", lambda x, y: torch.einsum("ij,jk->ik", [x, y]), real(3, 4, lie="transposed"), real(4, 2, lie="strided"))
for equation in ["ij,jk->ik", "ij", "ij,jk,kl", "ij,ik->z", "i,jk", "i2,jk", "ij,jk->ii"]:
    case("einsum error " + equation, lambda x, y, e=equation: torch.einsum(e, x, y), real(3, 4), real(3, 4))
case("tensordot", lambda x, y: (torch.tensordot(x, y, 2), torch.tensordot(x, y, dims=([1], [0])), torch.tensordot(x, y, dims=([2, 1], [1, 0]))), real(2, 3, 4), real(3, 4, 5), second=True)
case("tensordot", lambda x, y: torch.tensordot(x, y, 0), real(2, 3), real(3))
case("tensordot", lambda x, y: torch.tensordot(x, y, 1), real(2, 3), real(2, 3))
case("kron", lambda x, y: (torch.kron(x, y), torch.kron(x[0], y)), real(2, 3), real(2, 2), second=True)
case("trace", lambda x, y: (torch.trace(x), x[:, :2].trace(), y.trace()), real(3, 4), whole(3, 3))
case("trace", lambda x: torch.trace(x), real(3))
for n in [0, 1, 2, 3, 5]:
    case("matrix_power", lambda x, n=n: torch.matrix_power(x, n), real(2, 3, 3, low=-8, high=8))
case("matrix_power", lambda x: torch.matrix_power(x + 3 * torch.eye(3), -2), real(3, 3, low=-8, high=8), tolerance=1e-4)
case("matrix_power", lambda x: torch.matrix_power(x, 2), real(3, 4))
