# Quantization: fake quantization with gradients, quantized tensors, observers, int8 products, dynamic layers.
import warnings

import torch.ao.quantization as tq

warnings.simplefilter("ignore")
LIES = [real(), real(0), real(1), real(7), real(3, 5), real(3, 5, lie="transposed"), real(6, 3, lie="strided"), real(3, 5, lie="expanded")]
for g in LIES:
    case("fake_quantize", lambda x: torch.fake_quantize_per_tensor_affine(x, 0.0313, 3, 0, 255), g)
    case("fake_quantize narrow", lambda x: torch.fake_quantize_per_tensor_affine(x, 0.25, -2, -8, 7), g)
case("fake_quantize of tensors", lambda x: torch.fake_quantize_per_tensor_affine(x, torch.tensor(0.1), torch.tensor(3, dtype=torch.int32), 0, 15), real(3, 4))
case("fake_quantize twice", lambda x: torch.fake_quantize_per_tensor_affine(x * x, 0.1, 3, 0, 15) * x, real(3, 4), second=True)
case("fake_quantize bad zero point", lambda x: torch.fake_quantize_per_tensor_affine(x, 0.1, 300, 0, 255), real(3))
case("fake_quantize bad range", lambda x: torch.fake_quantize_per_tensor_affine(x, 0.1, 3, 255, 0), real(3))
SCALES = lambda n: torch.tensor([0.1 + 0.07 * i for i in range(n)])
ZEROS = lambda n: torch.tensor([i % 4 for i in range(n)], dtype=torch.int32)
for axis in [0, 1, -1]:
    for g in [real(3, 5), real(3, 5, lie="transposed"), real(6, 5, lie="strided")]:
        case(f"fake_quantize per channel {axis}", lambda x, axis=axis: torch.fake_quantize_per_channel_affine(x, SCALES(x.size(axis)), ZEROS(x.size(axis)), axis % 2, -8, 7), g)
case("fake_quantize per channel of images", lambda x: torch.fake_quantize_per_channel_affine(x, SCALES(3), ZEROS(3), 1, 0, 15), real(2, 3, 2, 2))
case("fake_quantize per channel bad sizes", lambda x: torch.fake_quantize_per_channel_affine(x, SCALES(1), ZEROS(1), 0, -8, 7), real(3, 4))
case("fake_quantize per channel bad zero points", lambda x: torch.fake_quantize_per_channel_affine(x, SCALES(3), torch.tensor([0, 1, 2]), 0, -8, 7), real(3, 4))

for kind in ["qint8", "quint8", "qint32"]:
    case(f"quantize_per_tensor {kind}", lambda x, kind=kind: [f(torch.quantize_per_tensor(x.detach(), 0.05, 5, getattr(torch, kind))) for f in (lambda q: q.int_repr(), lambda q: q.dequantize(), lambda q: q.q_scale(), lambda q: q.q_zero_point(), lambda q: str(q.dtype), lambda q: str(q.qscheme()))], real(4, 3))
case("quantize saturates", lambda: [torch.quantize_per_tensor(torch.tensor([-1e3, 1e3, 0.0]), 0.1, 7, d).int_repr() for d in (torch.qint8, torch.quint8)])
case("quantize halves", lambda: torch.quantize_per_tensor(torch.tensor([0.125, 0.375, 0.625, -0.125, -0.375]), 0.25, 0, torch.qint8).int_repr())
case("quantize_per_channel", lambda x: [f(torch.quantize_per_channel(x.detach(), SCALES(3), torch.tensor([0, 1, 2]), 1, torch.qint8)) for f in (lambda q: q.int_repr(), lambda q: q.dequantize(), lambda q: q.q_per_channel_axis(), lambda q: q.q_per_channel_scales().float(), lambda q: q.q_per_channel_zero_points(), lambda q: str(q.qscheme()))], real(4, 3))
case("quantize to a plain type", lambda x: torch.quantize_per_tensor(x, 0.1, 0, torch.int8), real(3))
case("q_scale per channel", lambda x: torch.quantize_per_channel(x, SCALES(3), torch.tensor([0, 1, 2]), 1, torch.qint8).q_scale(), real(4, 3))


def observed(make, *inputs):
    observer = make()
    for x in inputs:
        assert_same(observer(x), x)
    scale, zero_point = observer.calculate_qparams()
    return scale, zero_point, observer.min_val, observer.max_val


def assert_same(a, b):
    if not bool((a == b).all()):
        raise ValueError("an observer changes nothing")


MAKERS = {
    "qint8": lambda: tq.MinMaxObserver(dtype=torch.qint8),
    "quint8": lambda: tq.MinMaxObserver(),
    "symmetric qint8": lambda: tq.MinMaxObserver(dtype=torch.qint8, qscheme=torch.per_tensor_symmetric),
    "symmetric quint8": lambda: tq.MinMaxObserver(qscheme=torch.per_tensor_symmetric),
    "reduced": lambda: tq.MinMaxObserver(reduce_range=True),
    "own range": lambda: tq.MinMaxObserver(dtype=torch.qint8, quant_min=-8, quant_max=7),
    "own symmetric range": lambda: tq.MinMaxObserver(qscheme=torch.per_tensor_symmetric, quant_min=0, quant_max=15),
    "moving": lambda: tq.MovingAverageMinMaxObserver(averaging_constant=0.25),
    "channel": lambda: tq.PerChannelMinMaxObserver(dtype=torch.qint8),
    "channel 1": lambda: tq.PerChannelMinMaxObserver(ch_axis=1),
    "channel symmetric": lambda: tq.PerChannelMinMaxObserver(dtype=torch.qint8, qscheme=torch.per_channel_symmetric),
    "moving channel": lambda: tq.MovingAveragePerChannelMinMaxObserver(averaging_constant=0.25, ch_axis=1),
    "default": tq.default_observer,
    "default weight": tq.default_weight_observer,
    "default channel": tq.default_per_channel_weight_observer,
}
for name, make in MAKERS.items():
    case(f"observer {name}", lambda x, make=make: observed(make, x.detach()), real(3, 4))
    case(f"observer {name} twice", lambda x, y, make=make: observed(make, x.detach(), y.detach() * 2), real(3, 4), real(3, 4))
    case(f"observer {name} positive", lambda x, make=make: observed(make, x.detach()), positive(3, 4))
    case(f"observer {name} new", lambda make=make: list(make().calculate_qparams()))
case("observer with the wrong scheme", lambda: tq.MinMaxObserver(qscheme=torch.per_channel_affine))
case("observer repr", lambda: repr(tq.MinMaxObserver()))


def fake(make, x):
    module = make()
    first = module(x)
    module.disable_observer()
    second = module(x * 3)
    module.disable_fake_quant()
    return first, second, module(x), module.scale, module.zero_point


for name, make in {"default": tq.default_fake_quant, "weight": tq.default_weight_fake_quant, "channel": tq.default_per_channel_weight_fake_quant, "plain": tq.FakeQuantize}.items():
    # The largest magnitudes are positive: a symmetric scale puts the negative one on a tie, where devices may differ.
    case(f"FakeQuantize {name}", lambda x, make=make: fake(make, x * 0.375 + 0.75), real(3, 4))


def switches():
    model = torch.nn.Sequential(tq.FakeQuantize(), tq.FakeQuantize())
    model.apply(tq.disable_observer)
    model.apply(tq.disable_fake_quant)
    off = [m.fake_quant_enabled.item() + m.observer_enabled.item() for m in model]
    model.apply(tq.enable_observer)
    model.apply(tq.enable_fake_quant)
    return off, [m.fake_quant_enabled.item() + m.observer_enabled.item() for m in model]


case("switches", switches)

small = lambda x: x.to(torch.int8)
for m, k, n in [(1, 1, 1), (3, 4, 5), (17, 8, 8), (5, 7, 3), (2, 33, 9), (9, 64, 2)]:
    case("_int_mm", lambda a, b: torch._int_mm(small(a), small(b)), whole(m, k, low=-128, high=128), whole(k, n, low=-128, high=128))
    case("_int_mm by rows", lambda a, b: torch._int_mm(small(a), small(b).t()), whole(m, k, low=-128, high=128), whole(n, k, low=-128, high=128))
case("_int_mm extremes", lambda: torch._int_mm(torch.full((2, 64), -128, dtype=torch.int8), torch.full((64, 2), -128, dtype=torch.int8)))
case("_int_mm scaled", lambda a, b, s: torch._int_mm(small(a), small(b)) * s + 1, whole(4, 12, low=-128, high=128), whole(12, 3, low=-128, high=128), real(3))
case("_int_mm bad sizes", lambda a, b: torch._int_mm(small(a), small(b)), whole(3, 4), whole(5, 2))
case("_int_mm bad types", lambda a, b: torch._int_mm(a, b), real(3, 4), real(4, 2))


def dynamic(dtype, *sizes):
    torch.manual_seed(1)
    layers = [torch.nn.Linear(sizes[0], sizes[1]), torch.nn.ReLU(), torch.nn.Linear(sizes[1], sizes[2])]
    model = torch.nn.Sequential(*layers)
    small = tq.quantize_dynamic(model, {torch.nn.Linear}, dtype=dtype)
    x = torch.arange(4 * sizes[0], dtype=torch.float32).reshape(4, sizes[0]).sin()
    return model(x).detach(), small(x)


case("quantize_dynamic", lambda: dynamic(torch.qint8, 12, 7, 3), tolerance=2e-2)
case("quantize_dynamic odd", lambda: dynamic(torch.qint8, 5, 9, 1), tolerance=2e-2)
case("quantize_dynamic half", lambda: dynamic(torch.float16, 12, 7, 3), tolerance=2e-3)
