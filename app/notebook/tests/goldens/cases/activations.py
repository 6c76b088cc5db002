# torch.nn.functional's activations.
import torch.nn.functional as F

for f in ["relu", "gelu", "silu", "softplus", "elu", "celu", "selu", "leaky_relu", "relu6", "hardtanh", "hardswish", "hardsigmoid",
          "logsigmoid", "mish", "softsign", "tanhshrink", "hardshrink", "softshrink", "sigmoid", "tanh"]:
    for given in [real(), real(0), real(2, 3, lie="transposed"), real(4, 2, lie="strided")]:
        case(f, lambda x, f=f: getattr(F, f)(x), given)
    case(f + " wide", lambda x, f=f: getattr(F, f)(x), real(13, low=-160, high=160), second=f != "hardsigmoid")
    ends = [float("inf"), 0.0, 1.0, -1.0, 100.0, -100.0, 3.0, -3.0, 6.0, 0.5, -0.5, 20.0, 25.0]
    if f not in ("sigmoid",):
        case(f + " at the ends", lambda x, f=f, ends=ends: getattr(F, f)(x * torch.tensor(ends[1:]) / 0.03125), real(1, low=0, high=1))
    case(f + " of nan", lambda x, f=f: getattr(F, f)(torch.tensor([float("nan")])), real(1))
case("gelu tanh", lambda x: F.gelu(x, approximate="tanh"), real(13, low=-80, high=80), second=True)
case("gelu", lambda x: F.gelu(x, approximate="fast"), real(3))
case("gelu", lambda x: F.gelu(x), whole(3))
case("softplus", lambda x: (F.softplus(x, 2.0, 3.0), F.softplus(x, beta=0.5)), real(13, low=-80, high=80), second=True)
case("elu", lambda x: (F.elu(x, 0.3), F.celu(x, 0.3), F.celu(x, alpha=2.0)), real(13, low=-80, high=80), second=True)
case("celu", lambda x: F.celu(x, 0.0), real(3))
case("leaky_relu", lambda x: F.leaky_relu(x, 0.3), real(9), second=True)
case("hardtanh", lambda x: F.hardtanh(x, -0.5, 0.25), real(9), second=True)
case("hardtanh", lambda x: F.hardtanh(x, 1.0, -1.0), real(9))
case("prelu", lambda x, w: F.prelu(x, w), real(2, 3, 4), real(3), second=True)
case("prelu", lambda x, w: F.prelu(x, w), real(2, 3), real(1))
case("prelu", lambda x, w: F.prelu(x, w), real(2, 3), real(2))
case("shrink", lambda x: (F.hardshrink(x, 0.2), F.softshrink(x, 0.7)), real(9), second=True)
case("threshold", lambda x: F.threshold(x, 0.1, -2.0), real(9))
case("glu", lambda x: (F.glu(x), F.glu(x, 0)), real(4, 6), second=True)
case("glu", lambda x: F.glu(x), real(4, 5))
case("in place", lambda x: (F.relu(x * 1, inplace=True), F.silu(x * 2, inplace=True), F.elu(x * 3, inplace=True)), real(9))
case("functions", lambda x: (torch.selu(x), torch.celu(x, 0.5), torch.relu(x)), real(9))
