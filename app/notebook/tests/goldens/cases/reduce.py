# Over dimensions: sums, means, extremes, norms, running sums.
for f in ["sum", "mean", "amax", "amin", "std", "var", "logsumexp"]:
    make = distinct if f in ("amax", "amin") else real
    for dim in [0, -1, (0, 2), (-1, 0), [1]]:
        for keep in [False, True]:
            case(f, lambda x, f=f, dim=dim, keep=keep: getattr(torch, f)(x, dim, keepdim=keep), make(3, 4, 5, lie="strided" if keep else "transposed"))
    if f != "logsumexp":
        case(f, lambda x, f=f: getattr(torch, f)(x), make(3, 4), second=f not in ("amax", "amin"))
        case(f, lambda x, f=f: getattr(x, f)(), make())
    case(f, lambda x, f=f: getattr(torch, f)(x, 1), make(4, 3), second=True)
    case(f, lambda x, f=f: getattr(torch, f)(x, dim=3), make(3, 4))
    case(f, lambda x, f=f: getattr(torch, f)(x, dim=(0, 0)), make(3, 4))
for f in ["sum", "prod", "mean", "var"]:
    case(f + " of nothing", lambda x, f=f: getattr(torch, f)(x), real(0))
    case(f + " of nothing", lambda x, f=f: getattr(torch, f)(x, 1), real(3, 0))
for f in ["amax", "argmax", "max", "min"]:
    case(f + " of nothing", lambda x, f=f: getattr(torch, f)(x), real(0))
    case(f + " of nothing", lambda x, f=f: getattr(torch, f)(x, 1), real(3, 0))
    case(f + " of no rows", lambda x, f=f: getattr(torch, f)(x, 1), real(0, 3))
case("sum", lambda x: (x.sum(), x.sum(0), x.sum(dtype=torch.float32), x.sum(-1, True), torch.sum(x, dim=1, keepdim=True)), whole(3, 4))
case("sum", lambda x: (x.sum(), x.sum(0), x.float().mean(0), x.prod(), x.cumsum(0)), truth(3, 4))
case("mean", lambda x: x.mean(), whole(3))
case("mean", lambda x: (x.mean(dtype=torch.float32), x.float().mean(0)), whole(3, 2))
case("axis", lambda x: (x.sum(axis=0), x.mean(axis=1), x.amax(axis=0), x.std(axis=1)), distinct(3, 4))
case("var", lambda x: (x.var(0, unbiased=False), x.var(correction=0), torch.var(x, dim=1, correction=2), x.std(1, False), x.var(False)), real(4, 5), second=True)
case("var", lambda x: (torch.var_mean(x), torch.std_mean(x, 0), torch.var_mean(x, dim=1, correction=0, keepdim=True)), real(4, 5))
case("std of equal", lambda x: (x * 0 + 1.0).std(0), real(4, 2))
case("var of one", lambda x: (x.var(0), x.std(0)), real(1, 2))
case("var", lambda x: x.var(), whole(3))
for f in ["max", "min"]:
    case(f, lambda x, f=f: getattr(torch, f)(x), distinct(3, 4), second=True)
    case(f, lambda x, f=f: getattr(x, f)(1), distinct(3, 4), second=True)
    case(f, lambda x, f=f: getattr(torch, f)(x, dim=0, keepdim=True), distinct(3, 4, 2, lie="transposed"))
    case(f, lambda x, f=f: getattr(torch, f)(x, -1).values, distinct(3, 4))
    case(f, lambda x, y, f=f: getattr(torch, f)(x, y), real(3, 4), real(4))
    case(f, lambda x, f=f: (getattr(x, f)(), getattr(x, f)(0)), whole(3, 4))
    case(f, lambda x, f=f: getattr(x * 0, f)(), real(3))
    case(f, lambda x, f=f: (getattr(torch.tensor([[1.0, float("nan")], [float("inf"), 2.0]]), f)(1), getattr(torch.tensor([float("nan"), 1.0]), f)()), real(1))
    case(f, lambda x, f=f: getattr(x, f)(0), real())
for f in ["argmax", "argmin"]:
    case(f, lambda x, f=f: (getattr(torch, f)(x), getattr(x, f)(0), getattr(x, f)(-1, keepdim=True), getattr(x, f)(dim=1)), distinct(3, 4, 2))
    case(f, lambda x, f=f: getattr(x, f)(), whole(3, 4))
for f in ["all", "any"]:
    case(f, lambda x, f=f: (getattr(torch, f)(x), getattr(x, f)(0), getattr(x, f)((0, 1)), getattr(x, f)(-1, keepdim=True)), truth(3, 4))
    case(f, lambda x, f=f: (getattr(torch, f)(x), getattr(x, f)(0)), whole(3, 4, low=-1, high=2))
    case(f, lambda x, f=f: getattr(torch, f)(x > 0), real(0))
case("count_nonzero", lambda x, y: (torch.count_nonzero(x), x.count_nonzero(0), torch.count_nonzero(x, (0, 1)), torch.count_nonzero(y, dim=-1)), whole(3, 4, low=-1, high=2), truth(3, 4))
case("prod", lambda x: (x.prod(), x.prod(0), torch.prod(x, -1, keepdim=True)), real(3, 5), second=True)
case("prod", lambda x: x.prod(1), real(2, 4, 3, lie="strided"))
case("prod", lambda x: (x * (x > 0)).prod(0), real(3, 5), second=True)
case("prod", lambda x: (x.prod(), x.prod(0), x.prod(dtype=torch.float32)), whole(3, 5, low=1, high=4))
case("prod", lambda x: x.prod(), real())
for f in ["cumsum", "cumprod"]:
    for dim in [0, 1, -1]:
        case(f, lambda x, f=f, dim=dim: getattr(torch, f)(x, dim), real(5, 3, 2), second=True)
    case(f, lambda x, f=f: getattr(x, f)(dim=0), whole(9, low=-3, high=4))
    case(f, lambda x, f=f: getattr(x, f)(0), real(0))
    case(f, lambda x, f=f: getattr(x, f)(0), real())
    case(f, lambda x, f=f: getattr(x, f)(2), real(2, 2))
    case(f, lambda x, f=f: getattr(x, f)(1), real(3, 4, lie="transposed"))
    case(f, lambda x, f=f: getattr(x, f)(0, dtype=torch.float32), whole(4))
case("cumprod with zeros", lambda x: torch.cumprod(x * (x > 0), 0), real(5), second=True)
for f in ["cummax", "cummin"]:
    case(f, lambda x, f=f: getattr(torch, f)(x, 0), distinct(5, 3))
    case(f, lambda x, f=f: getattr(x, f)(dim=-1), whole(3, 6))
    case(f, lambda x, f=f: getattr(torch, f)(torch.tensor([1.0, float("nan"), 3.0]), 0), real(1))
for p in [0, 1, 2, 3, 0.5, 1.5, float("inf"), float("-inf"), "fro"]:
    case("norm", lambda x, p=p: (torch.norm(x, p), x.norm(p, 1), torch.norm(x, p=p, dim=0, keepdim=True)), real(3, 4), second=p not in (0, float("-inf"), float("inf")))
case("norm", lambda x: (x.norm(), torch.norm(x, dim=(0, 1))), real(3, 4), second=True)
case("norm of zeros", lambda x: ((x * 0).norm(), (x * 0).norm(1), (x * 0).norm(3)), real(4))
case("norm", lambda x: x.norm(), whole(3))
case("norm", lambda x: x.norm(), real(0))
case("logsumexp", lambda x: (torch.logsumexp(x * 100, 0), x.logsumexp((0, 1), keepdim=True)), real(3, 4), second=True)
case("logsumexp", lambda x: torch.logsumexp(torch.tensor([[float("-inf"), float("-inf")], [float("inf"), 1.0], [1.0, float("-inf")]]), 1), real(1))
case("logsumexp", lambda x: x.logsumexp(0), whole(3))
case("nansum", lambda x: (torch.nansum(torch.tensor([1.0, float("nan"), 3.0])), torch.nanmean(torch.tensor([[1.0, float("nan")], [3.0, 5.0]]), 0)), real(1))
case("aminmax", lambda x: torch.aminmax(x, dim=0), distinct(3, 4))
case("aminmax", lambda x: (torch.aminmax(x), x.aminmax(dim=1, keepdim=True)), distinct(3, 4))
