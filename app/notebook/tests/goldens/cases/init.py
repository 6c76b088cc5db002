# Initialisers: PyTorch's own numbers from the same seed.
import torch.nn.init as I


def filled(shape, f):
    torch.manual_seed(11)
    t = torch.empty(*shape)
    back = f(t)
    return [t, back is t, torch.rand(2)]


for shape in [(3, 4), (20, 3), (2, 3, 2), (4, 2, 3, 3), (1, 1)]:
    for f in [I.xavier_uniform_, I.xavier_normal_, I.kaiming_uniform_, I.kaiming_normal_, I.uniform_, I.normal_]:
        case(f.__name__, lambda shape=shape, f=f: filled(shape, f))
for f in [lambda t: I.uniform_(t, -2.0, 3.0), lambda t: I.normal_(t, 1.0, 0.5), lambda t: I.constant_(t, 0.3), I.ones_, I.zeros_, I.eye_,
          lambda t: I.xavier_uniform_(t, gain=2.0), lambda t: I.xavier_normal_(t, gain=I.calculate_gain("tanh")), lambda t: I.kaiming_uniform_(t, a=0.2, mode="fan_out"),
          lambda t: I.kaiming_normal_(t, mode="fan_out", nonlinearity="relu"), lambda t: I.sparse_(t, 0.5), lambda t: I.sparse_(t, 0.1, std=1.0)]:
    case("settings", lambda f=f: filled((5, 4), f))
for f in [I.trunc_normal_, lambda t: I.trunc_normal_(t, std=0.02), lambda t: I.trunc_normal_(t, 1.0, 2.0, -0.5, 1.0), lambda t: I.trunc_normal_(t, 0.0, 1.0, 1.0, 2.0), lambda t: I.trunc_normal_(t, 0.0, 1.0, -0.1, 0.1)]:
    for shape in [(3, 5), (40,)]:
        case("trunc_normal_", lambda shape=shape, f=f: filled(shape, f))
for shape, groups in [((3, 2, 3), 1), ((4, 2, 3, 3), 2), ((2, 4, 2, 3), 1)]:
    case("dirac_", lambda shape=shape, groups=groups: filled(shape, lambda t: I.dirac_(t, groups)))
case("calculate_gain", lambda: [float(I.calculate_gain(n)) for n in ["linear", "conv2d", "sigmoid", "tanh", "relu", "leaky_relu", "selu"]] + [I.calculate_gain("leaky_relu", 0.3)])
case("of parameters", lambda: [I.uniform_(torch.nn.Parameter(torch.empty(3))).requires_grad, I.zeros_(torch.nn.Parameter(torch.ones(2))).detach()])
case("of nothing", lambda: I.kaiming_uniform_(torch.empty(0, 3)))
for wrong in [lambda: I.calculate_gain("sine"), lambda: I.calculate_gain("leaky_relu", "much"), lambda: I.xavier_uniform_(torch.empty(3)), lambda: I.kaiming_normal_(torch.empty(3)), lambda: I.kaiming_normal_(torch.empty(3, 3), mode="fan"),
              lambda: I.eye_(torch.empty(3)), lambda: I.dirac_(torch.empty(2, 2)), lambda: I.dirac_(torch.empty(3, 2, 2), groups=2), lambda: I.sparse_(torch.empty(3), 0.1), lambda: I.orthogonal_(torch.empty(3)), lambda: I.uniform_(torch.empty(2), 1.0, 0.0),
              lambda: I.normal_(torch.empty(2), 0.0, -1.0)]:
    case("refused", wrong)
