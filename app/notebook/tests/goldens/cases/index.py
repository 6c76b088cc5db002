# Picking and placing by index: functions, methods, x[...] and x[...] = v.
i64 = lambda *values: torch.tensor(values, dtype=torch.int64)

for given in [real(3, 4), real(4, 3, lie="transposed"), real(3, 4, lie="strided"), real(3, 4, lie="expanded")]:
    case("gather", lambda x, i: torch.gather(x, 1, i), given, whole(3, 5, high=3), second=True)
    case("gather", lambda x, i: x.gather(0, i), given, whole(2, 3, high=3), second=True)
    case("index_select", lambda x, i: torch.index_select(x, -1, i), given, whole(5, high=3), second=True)
    case("take", lambda x, i: torch.take(x, i), given, whole(2, 5, high=9), second=True)
    case("x[i]", lambda x, i: x[i], given, whole(2, 4, high=3), second=True)
    case("x[:, i]", lambda x, i: x[:, i], given, whole(4, high=3), second=True)
    case("x[i, j]", lambda x, i, j: x[i, j], given, whole(3, 1, high=3), whole(4, high=3), second=True)
    case("x[mask]", lambda x, m: x[m], given, truth(given.shape[0], given.shape[1]), second=True)
    case("masked_select", lambda x, m: torch.masked_select(x, m), given, truth(1, given.shape[1]), second=True)
    case("scatter", lambda x, s: x.scatter(1, i64(2, 0).expand(3, 2), s), given, real(3, 2), second=True)
    case("scatter_add", lambda x, i, s: x.scatter_add(0, i, s), given, whole(3, 3, high=3), real(3, 3), second=True)
    case("index_add", lambda x, i, s: x.index_add(0, i, s, alpha=2), given, whole(5, high=3), real(5, given.shape[1]), second=True)
    case("x[i] += v", lambda x, v: (lambda y: (y.__setitem__(i64(2, 0), y[i64(2, 0)] + v), y * y))(x * 1)[1], given, real(2, 1), second=True)

x234 = real(2, 3, 4)
for key in [
    (0,), (-1, 2), (slice(None), 1), (Ellipsis, 0), (None, 1), (slice(1, None), Ellipsis, None), (slice(None, None, 2), slice(1, 3)),
    (0, Ellipsis, slice(None, -1)), (True,), (False,), (slice(None), True, 1),
    ([1, 0, 1],), (slice(None), [0, 2]), ([1, 0], slice(None), [2, 3]), ([[0], [1]], [0, 2]), (Ellipsis, [1, 1]), ([0, 1], [2], None),
    (slice(None), [0, 1, 2], [3, 2, 1]), (0, slice(None), [1, 3]), ([0, 1], 1), ([],), (slice(None), []), ([-1], [-3, -1], [0, -4]),
    (None, [1], slice(None), None, [0]), ([1, 0], None, [0, 2]), (slice(0, 0),),
]:
    case(f"x[{key}]", lambda x, key=key: x[key], x234, second=True)
    case(f"x[{key}] = 7", lambda x, key=key: (lambda y: (y.__setitem__(key, 7.0), y * y))(x * 1)[1], x234)
    def add(x, key=key):
        y = x * 2
        y[key] = y[key] + x[key] * x[key]
        return y * x
    case(f"x[{key}] = f(x[{key}])", add, x234, second=True)
for key in [(slice(None), slice(None), i64(1)), (i64(0),), (torch.tensor(True),)]:
    case("x[0-d]", lambda x, key=key: x[key], x234)
for key in [range(2), ((0, 1), (2, 0)), (slice(None), (0, 2)), ((0, 1), range(2)), (1, range(3))]:
    case(f"x[{key}]", lambda x, key=key: x[key], x234)
    case(f"x[{key}] = 2", lambda x, key=key: (lambda y: (y.__setitem__(key, 2), y))(x * 1)[1], x234)
case("x[array]", lambda x: (lambda n: (x[n.array([1, 0])], x[:, n.array([True, False, True])], x[n.int64(1)]))(__import__("numpy")), x234)
case("NumPy's names", lambda x: (torch.index_select(input=x, axis=1, index=i64(0)), x.sum(axis=0), torch.sum(x, axis=1, keepdims=True), torch.cat((x, x), axis=2).shape == (2, 3, 8)), x234)
masks = {"(2,)": truth(2), "(2, 3)": truth(2, 3), "(2, 3, 4)": truth(2, 3, 4)}
for name, mask in masks.items():
    case(f"x[mask {name}]", lambda x, m: x[m], x234, mask, second=True)
    case(f"x[mask {name}] = number", lambda x, m: (lambda y: (y.__setitem__(m, 1.5), y * x))(x * 1)[1], x234, mask)
    case(f"x[mask {name}] = v", lambda x, m, v: (lambda y: (y.__setitem__(m, v), y * x))(x * 1)[1], x234, mask, real(1))
case("x[:, mask]", lambda x, m: x[:, m], x234, truth(3))
case("x[..., mask]", lambda x, m: x[..., m], x234, truth(4))
case("x[i, mask]", lambda x, m: x[i64(1, 0, 1), m], x234, truth(3))
case("x[mask, i]", lambda x, m: x[m, :, 2], x234, truth(2))
case("x[mask] = several", lambda x, v: (lambda y: (y.__setitem__(y > 0, v[: int((y > 0).sum())]), y * x))(x * 1)[1], real(3, 4), real(12))
case("integers x[i] = v", lambda x: (lambda y: (y.__setitem__(i64(0, 2), 9.7), y))(x * 1)[1], whole(4, 2))
case("x[i] = v broadcast", lambda x, v: (lambda y: (y.__setitem__((slice(None), i64(0, 2)), v), y))(x * 1)[1], x234, real(1, 1, 1, 4))
case("x[...] = v, extra ones", lambda x, v: (lambda y: (y.__setitem__(slice(None), v), y))(x * 1)[1], real(3), real(1, 1, 3))
case("index_put accumulated", lambda x, v: x.index_put((i64(0, 0, 1), i64(1, 1, 2)), v, accumulate=True), real(2, 3), real(3), second=True)
case("index_put", lambda x, v: x.index_put((i64(1, 0), i64(2, 1)), v), real(2, 3), real(2), second=True)
case("index_put", lambda x, m, v: x.index_put((m,), v, True), real(2, 3), truth(2), real(3))
case("index_put_", lambda x, v: (x * 1).index_put_([i64(1, 0)], v), real(2, 3), real(1))
case("x[0] saved, then changed", lambda x: (lambda y: (y.__setitem__(0, y[0] * x[0]), y * x))(x * 2)[1], real(2, 3))
case("view written through", lambda x, v: (lambda y: (y[1].__setitem__(i64(0, 2), v), y.t()[0].mul_(2), y))(x * 1)[2], real(3, 3), real(2), second=True)

case("scatter value", lambda x, i: x.scatter(0, i, 1.5), real(3, 4), whole(1, 4, high=3))
case("scatter value=", lambda x: torch.scatter(x, 1, i64(1, 0).reshape(2, 1), value=2), real(2, 2))
case("scatter reduce add", lambda x, s: x.detach().scatter(0, i64(0, 0, 1).reshape(3, 1), s.detach(), reduce="add"), real(3, 1), real(3, 1))
case("scatter reduce multiply", lambda x, s: x.detach().scatter(0, i64(0, 0, 1).reshape(3, 1), s.detach(), reduce="multiply"), real(3, 1), real(3, 1))
case("scatter_", lambda x: (x * 1).scatter_(1, i64(3, 1, 0).reshape(3, 1), -1.0), real(3, 4))
case("scatter_ one hot", lambda i: torch.zeros(4, 5, dtype=torch.int64).scatter_(1, i.unsqueeze(1), 1), whole(4))
case("scatter_add_", lambda x, i, s: (x * 1).scatter_add_(1, i, s), real(2, 3), whole(2, 5, high=3), real(2, 5))
case("scatter_add integers", lambda x, i, s: x.scatter_add(0, i, s), whole(4), whole(6, high=4), whole(6))
case("scatter 0-d", lambda x, s: x.scatter(0, torch.tensor(0), s), real(), real())
case("gather 0-d", lambda x: x.gather(0, torch.tensor(0)), real())
case("index_select 0-d", lambda x: x.index_select(0, i64(0)), real())
for how in ["sum", "prod", "mean", "amax", "amin"]:
    for include in [True, False]:
        case(f"scatter_reduce {how} {include}", lambda x, s, how=how, include=include: x.detach().scatter_reduce(0, i64(0, 2, 0, 2, 0), s.detach(), how, include_self=include), real(4), real(5))
case("scatter_reduce integers", lambda x, s: x.scatter_reduce(1, i64(0, 1, 1).expand(2, 3), s, "mean"), whole(2, 3), whole(2, 3))
case("scatter_reduce gradient", lambda x, s: x.scatter_reduce(0, i64(0, 2, 0), s, reduce="sum", include_self=False), real(4), real(3), second=True)
case("scatter_reduce_", lambda x, s: x.detach().scatter_reduce_(0, i64(0, 2, 0), s.detach(), "amax"), real(4), real(3))
case("select_scatter", lambda x, s: torch.select_scatter(x, s, 1, -1), real(3, 4), real(3), second=True)
case("slice_scatter", lambda x, s: x.slice_scatter(s, dim=1, start=1, step=2), real(3, 4), real(3, 2), second=True)
case("diagonal_scatter", lambda x, s: x.diagonal_scatter(s, 1), real(3, 4), real(3), second=True)
case("index_copy", lambda x, s: x.index_copy(1, i64(2, 0), s), real(3, 4), real(3, 2), second=True)
case("index_copy_", lambda x, s: (x * 1).index_copy_(0, i64(2), s), real(3, 4), real(1, 4))
case("index_fill", lambda x: x.index_fill(1, i64(2, 0, 2), -1), real(3, 4), second=True)
case("index_fill tensor", lambda x, v: x.index_fill(0, i64(1), v), real(3, 4), real())
case("index_fill_", lambda x: (x * 1).index_fill_(-1, i64(0), 5), whole(3, 4))
case("index_add_", lambda x, s: (x * 1).index_add_(-1, i64(0, 0, 1), s), real(2, 4), real(2, 3))
case("masked_fill", lambda x, m: x.masked_fill(m, 0.5), real(3, 4), truth(4), second=True)
case("masked_fill tensor", lambda x, m, v: x.masked_fill(m, v), real(3, 4), truth(3, 1), real(), second=True)
case("masked_fill inf", lambda x: x.masked_fill(torch.tensor([True, False, False]), float("-inf")).softmax(-1), real(2, 3))
case("masked_fill_", lambda x, m: (x * 1).masked_fill_(m, 7), whole(3, 4), truth(3, 4))
case("masked_scatter", lambda x, m, s: x.masked_scatter(m, s), real(3, 4), truth(4), real(15), second=True)
case("masked_scatter_", lambda x, m, s: (x * 1).masked_scatter_(m, s), real(3, 4), truth(3, 4), real(3, 4))
case("take_along_dim", lambda x, i: torch.take_along_dim(x, i, 1), real(3, 4), whole(1, 2, high=4), second=True)
case("take_along_dim flat", lambda x, i: torch.take_along_dim(x, i), real(3, 4), whole(7, high=12))
case("take_along_dim argsort", lambda x: x.take_along_dim(x.argmax(0, keepdim=True), dim=0), real(3, 4))
case("take negative", lambda x: x.take(i64(-1, 0)), real(5))
case("select", lambda x: (torch.select(x, 1, -1), x.select(0, 1)), x234, second=True)
for given in [truth(3, 4), truth(0), truth(), whole(5, high=2), truth(4, 3, lie="transposed")]:
    case("nonzero", lambda x: torch.nonzero(x), given)
    case("nonzero as_tuple", lambda x: x.nonzero(as_tuple=True), given)
    case("argwhere", lambda x: torch.argwhere(x), given)
    case("where", lambda x: torch.where(x), given)
    case("count_nonzero", lambda x: torch.count_nonzero(x), given)
case("count_nonzero dim", lambda x: torch.count_nonzero(x, 1), whole(3, 4, high=2))
case("where read and written", lambda x: x[torch.where(x > 0)], real(3, 4))

for name, f in {
    "x[9]": lambda x: x[9],
    "x[0, 0, 0]": lambda x: x[0, 0, 0],
    "x[[0, 9]]": lambda x: x[[0, 9]],
    "x[-4]": lambda x: x[-4],
    "x[float tensor]": lambda x: x[torch.tensor([0.5])],
    "x[[0, 1], [0, 1, 2]]": lambda x: x[[0, 1], [0, 1, 2]],
    "x[mask of another shape]": lambda x: x[torch.tensor([True, False])],
    "x['a']": lambda x: x["a"],
    "x[::-1]": lambda x: x[::-1],
    "x[i] = too much": lambda x: (x * 1).__setitem__(i64(0, 1), torch.ones(3, 4)),
    "leaf x[0] = 1": lambda x: x.__setitem__(0, 1),
    "0-d [0]": lambda x: x.sum()[0],
    "gather beyond": lambda x: x.gather(1, i64(9).reshape(1, 1)),
    "gather negative": lambda x: x.gather(1, i64(-1).reshape(1, 1)),
    "gather rank": lambda x: x.gather(1, i64(0)),
    "gather larger": lambda x: x.gather(1, torch.zeros(9, 1, dtype=torch.int64)),
    "gather dim": lambda x: x.gather(2, i64(0).reshape(1, 1)),
    "index_select beyond": lambda x: x.index_select(0, i64(3)),
    "index_select negative": lambda x: x.index_select(0, i64(-1)),
    "index_select matrix": lambda x: x.index_select(0, torch.zeros(1, 1, dtype=torch.int64)),
    "scatter beyond": lambda x: x.scatter(0, i64(5).reshape(1, 1), 1.0),
    "scatter source": lambda x: x.scatter(0, torch.zeros(2, 2, dtype=torch.int64), torch.ones(1, 2)),
    "scatter dtype": lambda x: x.scatter(0, torch.zeros(2, 2, dtype=torch.int64), torch.ones(2, 2, dtype=torch.int64)),
    "index_add shape": lambda x: x.index_add(0, i64(0), torch.ones(2, 4)),
    "take beyond": lambda x: x.take(i64(12)),
    "masked_fill of numbers": lambda x: x.masked_fill(x, 0.0),
    "masked_fill shape": lambda x: x.masked_fill(torch.ones(5, dtype=torch.bool), 0.0),
    "masked_fill matrix": lambda x: x.masked_fill(x > 0, torch.ones(2)),
    "masked_select of numbers": lambda x: x.masked_select(x),
    "masked_scatter short": lambda x: x.masked_scatter(x < 9, torch.ones(2)),
    "select_scatter": lambda x: x.select_scatter(torch.ones(3), 0, 0),
    "scatter_reduce": lambda x: x.scatter_reduce(0, i64(0).reshape(1, 1), x, "median"),
    "index_fill matrix": lambda x: x.index_fill(0, i64(0), torch.ones(2)),
    "index_copy shape": lambda x: x.index_copy(0, i64(0, 1), torch.ones(1, 4)),
}.items():
    case(name, f, real(3, 4), cpu_only=name.endswith((" beyond", " negative")))
