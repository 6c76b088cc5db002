# Element types: conversion, promotion, arithmetic that wraps or rounds, in-place writes, printing.
NARROW = [torch.uint8, torch.int8, torch.int16, torch.int32, torch.float16, torch.bfloat16]
ALL = [torch.bool, torch.int64, torch.float32] + NARROW
LIES = [real(7), real(0), real(1), real(), real(3, 5, lie="transposed"), real(6, 3, lie="strided"), real(3, 5, lie="expanded")]

for d in ALL:
    for g in LIES:
        case(f"to {d}", lambda x, d=d: (x * 40).to(d), g)
    case(f"to {d} and on", lambda x, d=d: [(x * 40).to(d).to(e) for e in ALL], real(9))
    case(f"whole to {d}", lambda x, d=d: x.to(d), whole(3, 4, low=-300, high=300))
case("float to whole wraps", lambda: [torch.tensor([300.7, -1.5, -300.2, 127.9, 255.0]).to(d) for d in NARROW])
case("half rounds", lambda: torch.tensor([0.1, 1 / 3, 2049.0, 2051.0, 65504.0, 65519.0, 65520.0, -1e6, 1e-7, 6e-8, 3e-8, 6.1e-5]).half())
case("half keeps nan and inf", lambda: [torch.tensor([float("nan"), float("inf"), -float("inf")]).half().isnan(), torch.tensor([float("inf"), -float("inf")]).half()])
case("bfloat16 rounds", lambda: torch.tensor([0.1, 1 / 3, 257.0, 259.0, 3.4e38, 1e-40, -2.7]).bfloat16())
case("methods", lambda x: [(x * 20).half(), (x * 20).int(), (x * 20).short(), (x * 20).char(), (x * 20).byte(), (x * 20).bfloat16(), (x * 20).long(), (x * 20).bool()], real(5))

for a in ALL:
    case(f"promote_types {a}", lambda a=a: [str(torch.promote_types(a, b)) for b in ALL])
    case(f"can_cast {a}", lambda a=a: [torch.can_cast(a, b) for b in ALL])
    case(f"result_type {a}", lambda a=a: [str(torch.result_type(torch.ones(2, dtype=a), b)) for b in [torch.tensor(1, dtype=d) for d in ALL] + [True, 2, 2.5]])
    case(f"result_type of two numbers {a}", lambda a=a: [str(torch.result_type(torch.tensor(1, dtype=a), torch.tensor(1, dtype=b))) for b in ALL])
    for b in ALL:
        case(f"add {a} {b}", lambda x, y, a=a, b=b: (x * 30).to(a) + (y * 30).to(b), real(2, 3), real(3))
        if a != torch.bool or b != torch.bool:
            case(f"mul {a} {b}", lambda x, y, a=a, b=b: x.to(a) * y.to(b), whole(2, 3, low=-9, high=9), whole(3, low=-9, high=9), tolerance=1e-2)

for d in NARROW:
    case(f"numbers {d}", lambda x, d=d: [x.to(d) + 3, x.to(d) * 2, 7 - x.to(d), x.to(d) / 4, x.to(d) * 0.5, x.to(d) + 1.5], whole(7, low=0, high=9))
    case(f"compare {d}", lambda x, y, d=d: [x.to(d) < y.to(d), x.to(d) == 2, x.to(d) >= y.to(d), x.to(d) != y.to(d)], whole(3, 4), whole(4))
    case(f"unary {d}", lambda x, d=d: [-x.to(d), x.to(d).abs(), x.to(d).sign(), x.to(d).square(), x.to(d).relu(), x.to(d).floor(), x.to(d).round()], whole(3, 4, low=-9, high=9))
    case(f"floats of {d}", lambda x, d=d: [x.to(d).exp(), x.to(d).sqrt(), x.to(d).tanh(), x.to(d).sigmoid()], whole(6, low=0, high=5), tolerance=1e-2)
    case(f"sums {d}", lambda x, d=d: [x.to(d).sum(), x.to(d).sum(0), x.to(d).sum(1, keepdim=True), x.to(d).amax(0), x.to(d).amin(-1), x.to(d).max(), x.to(d).argmax(1), x.to(d).max(1)[0]], whole(3, 4, low=0, high=9))
    if d.is_floating_point:
        case(f"mean {d}", lambda x, d=d: x.to(d).mean(), whole(3, 4), tolerance=1e-2)
    case(f"clamp {d}", lambda x, d=d: x.to(d).clamp(1, 3), whole(3, 4))
    case(f"where {d}", lambda c, x, y, d=d: torch.where(c, x.to(d), y.to(d)), truth(3, 4), whole(3, 4), whole(4))
    case(f"views {d}", lambda x, d=d: [x.to(d).T, x.to(d)[1:, ::2], x.to(d).reshape([2, 6])[:, 1:], x.to(d)[2, 3], x.to(d).unsqueeze(1).expand([3, 2, 4])], whole(3, 4))
    case(f"pick {d}", lambda x, d=d: [x.to(d)[torch.tensor([2, 0])], x.to(d).gather(1, torch.tensor([[1, 0], [2, 2], [3, 1]])), x.to(d)[x > 2]], whole(3, 4))
    case(f"cat {d}", lambda x, y, d=d: [torch.cat([x.to(d), y.to(d)], 1), torch.stack([x.to(d), x.to(d)]), torch.cat([x.to(d), y.float()], 1)], whole(3, 3), whole(3, 2))
    case(f"not {d}", lambda x, d=d: x.to(d).logical_not(), whole(3, 4))

    def writes(x, d=d):
        y = x.to(d)
        y[1] = 7
        y[:, 1:3] += 2
        y[torch.tensor([0, 2]), torch.tensor([0, 3])] = 5
        z = y.clone()
        z.zero_()
        z[::2].copy_(x[::2])
        v = y.flatten()[3:5]
        v.mul_(3)
        return y, z, v

    case(f"writes {d}", writes, whole(3, 4))
    case(f"in place {d}", lambda x, d=d: x.to(d).add_(1).mul_(2), whole(5))
    case(f"in place with a fraction {d}", lambda x, d=d: x.to(d).add_(1.5), whole(5))
    case(f"in place of a wider tensor {d}", lambda x, y, d=d: x.to(d).add_(y * 100), whole(5), whole(5))
    case(f"make {d}", lambda d=d: [torch.zeros(3, dtype=d), torch.ones(2, 2, dtype=d), torch.full((3,), 7, dtype=d), torch.arange(5, dtype=d), torch.tensor([1, 2, 3], dtype=d), torch.empty(0, dtype=d), torch.eye(2, dtype=d), torch.zeros_like(torch.ones(3, dtype=d))])
    case(f"size {d}", lambda d=d: [torch.ones(3, dtype=d).element_size(), torch.ones(3, dtype=d).nbytes, d.itemsize, str(d), d.is_floating_point, d.is_signed, torch.ones(1, dtype=d).type()])
    case(f"item {d}", lambda d=d: [torch.tensor(3, dtype=d).item(), torch.tensor([1, 2], dtype=d).tolist(), torch.tensor([1, 2, 3], dtype=d)[1].item()])
    case(f"print {d}", lambda d=d: [str(torch.tensor([1, 20, 3], dtype=d, device="cpu")), str(torch.zeros(0, dtype=d, device="cpu")), str(torch.zeros(2, 0, dtype=d, device="cpu")), str(torch.tensor(5, dtype=d, device="cpu")), str(torch.arange(2000, device="cpu").to(torch.uint8).to(d))])

case("print fractions", lambda: [str(torch.tensor([0.1, 1.5, 1000.25], dtype=torch.float16, device="cpu")), str(torch.tensor([0.1, 1.5], dtype=torch.bfloat16, device="cpu")), str(torch.tensor([[0.5, -2.25]], dtype=torch.float16, requires_grad=True, device="cpu"))])
case("too large for uint8", lambda: torch.tensor([300], dtype=torch.uint8))
case("negative in uint8", lambda: torch.tensor([-1], dtype=torch.uint8))
case("too large for int8", lambda: torch.full((2,), 300, dtype=torch.int8))
case("fill too large", lambda: torch.zeros(2, dtype=torch.int8).fill_(200))
case("wrapping number", lambda: [torch.tensor([1], dtype=torch.uint8) + 300, torch.tensor([1], dtype=torch.int8) * 200, torch.tensor([1], dtype=torch.uint8) < 300])
case("floor division", lambda: [torch.tensor([7, -7], dtype=torch.int8) // 2, torch.tensor([200, 7], dtype=torch.uint8) // torch.tensor([3, 2], dtype=torch.uint8), torch.tensor([7, -7], dtype=torch.int32) % 3])
case("int32 indexes", lambda x: x[torch.tensor([0, 2], dtype=torch.int32)], real(3, 2))
case("half product", lambda a, b: a.half() @ b.half(), real(3, 5), real(5, 2), tolerance=2e-3)
case("mixed product", lambda a, b: a.half() @ b, real(3, 5), real(5, 2))
case("half softmax", lambda x: [x.half().softmax(-1), x.half().log_softmax(0)], real(3, 4), tolerance=2e-3)
case("half chain", lambda x: ((x.half() * 2 + 1).tanh() / 3).sum(), real(3, 4), tolerance=2e-3)
case("half mean and var", lambda x: [x.half().mean(0), x.half().var(1), x.half().std()], real(3, 4), tolerance=2e-3)
case("mixed half and single", lambda x, y: x.half() * y, real(3, 4), real(4), tolerance=2e-3)
case("bfloat16 chain", lambda x: (x.bfloat16() * 2).exp().sum(0), real(3, 4, low=-16, high=16), tolerance=2e-2)
case("half loss", lambda x, y: torch.nn.functional.cross_entropy(x.half(), y).float(), real(4, 3), whole(4, high=3), tolerance=2e-3)


def half_leaf():
    w = torch.tensor([[0.5, -1.25], [2.0, 0.1]], dtype=torch.float16, requires_grad=True)
    y = (w * 3).sum() + w[0, 1] * w[1, 0]
    y.backward()
    return w.grad, y


case("half leaf", half_leaf, tolerance=2e-3)
case("whole numbers have no gradient", lambda: torch.ones(2, dtype=torch.int32, requires_grad=True))
for d in [torch.float16, torch.bfloat16, torch.float32]:
    case(f"finfo {d}", lambda d=d: [repr(torch.finfo(d)), torch.finfo(d).eps, torch.finfo(d).max, torch.finfo(d).min, torch.finfo(d).tiny, torch.finfo(d).bits])
for d in [torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64]:
    case(f"iinfo {d}", lambda d=d: [repr(torch.iinfo(d)), torch.iinfo(d).max, torch.iinfo(d).min, torch.iinfo(d).bits])
case("finfo of whole", lambda: torch.finfo(torch.int8))
case("iinfo of half", lambda: torch.iinfo(torch.float16))
case("iinfo of bool", lambda: torch.iinfo(torch.bool))
case("default dtype", lambda: str(torch.get_default_dtype()))
case("default dtype is no integer", lambda: torch.set_default_dtype(torch.int32))
case("type", lambda: [torch.ones(2).type(torch.float16), torch.ones(2).type("torch.HalfTensor"), torch.ones(1).type(), torch.ones(1).long().type()])


def written(x, d):
    y = x.to(d) * 2
    y[1] = x.to(d)[0] * 3
    y[:, 1:3] *= x.to(d)[0, 0]
    return y


for d in [torch.float16, torch.bfloat16]:
    t = 2e-3 if d == torch.float16 else 2e-2
    GRIDS = [real(3, 4), real(3, 4, lie="transposed"), real(6, 4, lie="strided"), real(3, 4, lie="expanded")]
    for g in GRIDS:
        case(f"gradient of writes {d}", lambda x, d=d: written(x, d), g, tolerance=t)
        case(f"gradient of views {d}", lambda x, d=d: [x.to(d).T * 2, x.to(d)[1:, ::2] * 3, x.to(d).reshape([-1])[2:5], x.to(d).unsqueeze(0).expand([2, 3, 4])], g, tolerance=t)
        case(f"gradient of picks {d}", lambda x, d=d: [x.to(d)[torch.tensor([2, 0, 2])], x.to(d).gather(1, torch.tensor([[1, 0], [2, 2], [3, 1]])), x.to(d)[x > 0]], g, tolerance=t)
        case(f"gradient of sums {d}", lambda x, d=d: [x.to(d).sum(0), x.to(d).mean(1), x.to(d).sum(), x.to(d).amax(1), x.to(d).max(0)[0]], g, tolerance=t)
    for g in [real(3, 4), real(3, 4, lie="transposed"), real(3, 4, lie="expanded")]:
        case(f"second order {d}", lambda x, d=d: (x.to(d) ** 3).float().sum(1), g, tolerance=2 * t, second=True)
    case(f"gradient of joins {d}", lambda x, y, d=d: [torch.cat([x.to(d), y.to(d)], 1), torch.stack([x.to(d), x.to(d) * 2]), torch.cat([x.to(d), y], 1)], real(3, 4), real(3, 2), tolerance=t)
    case(f"gradient of choices {d}", lambda c, x, y, d=d: [torch.where(c, x.to(d), y.to(d)), x.to(d).clamp(-0.5, 1.0), x.to(d).masked_fill(c, 2.0), torch.maximum(x.to(d), y.to(d))], truth(3, 4), real(3, 4), real(3, 4), tolerance=t)
    case(f"gradient of products {d}", lambda a, b, d=d: a.to(d) @ b.to(d), real(2, 3, 5), real(5, 4), tolerance=4 * t)
    case(f"mixed arithmetic {d}", lambda a, b, d=d: [a.to(d) + b, a.to(d) * b.to(torch.float16), a.to(d) / 3 - b.sum().to(d)], real(3, 4), real(4), tolerance=4 * t)
