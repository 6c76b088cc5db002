# Modules: first values, names, texts, saving and loading, hooks; layers whose functions this page has.
import copy
from collections import OrderedDict

import torch.nn as nn


def made(make):
    """First values, names in order, and the text."""
    torch.manual_seed(3)
    m = make()
    m2 = torch.rand(2)
    state = m.state_dict()
    return [v for v in state.values()] + [m2, str(list(state)), repr(m), str([n for n, _ in m.named_parameters()])]


layers = [
    lambda: nn.Linear(3, 4), lambda: nn.Linear(20, 2, bias=False), lambda: nn.Linear(1, 1), lambda: nn.Identity(7, a=3),
    lambda: nn.Bilinear(2, 3, 4), lambda: nn.Bilinear(2, 3, 1, bias=False),
    lambda: nn.Conv1d(2, 4, 3), lambda: nn.Conv1d(4, 4, 3, stride=2, padding=1, dilation=2, groups=2, bias=False),
    lambda: nn.Conv2d(1, 3, 3), lambda: nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 0), groups=2),
    lambda: nn.Conv2d(2, 2, 3, padding="same", padding_mode="reflect"), lambda: nn.Conv2d(2, 2, 3, padding="valid"),
    lambda: nn.ConvTranspose1d(2, 4, 3, stride=2), lambda: nn.ConvTranspose2d(4, 2, 3, stride=2, padding=1, output_padding=1, groups=2),
    lambda: nn.Embedding(5, 3), lambda: nn.Embedding(5, 4, padding_idx=1), lambda: nn.Embedding(6, 3, -1, max_norm=1.0, norm_type=1.0),
    lambda: nn.EmbeddingBag(5, 3), lambda: nn.EmbeddingBag(5, 3, mode="sum", padding_idx=2),
    lambda: nn.RNN(3, 4), lambda: nn.RNN(3, 2, 2, "relu", bias=False, bidirectional=True), lambda: nn.GRU(2, 3, num_layers=2, dropout=0.5),
    lambda: nn.LSTM(3, 2, batch_first=True), lambda: nn.LSTM(2, 3, 2, bidirectional=True, proj_size=2),
    lambda: nn.RNNCell(3, 2), lambda: nn.RNNCell(3, 2, nonlinearity="relu", bias=False), lambda: nn.GRUCell(3, 2), lambda: nn.LSTMCell(2, 2),
    lambda: nn.MultiheadAttention(4, 2), lambda: nn.MultiheadAttention(4, 2, bias=False, kdim=3, vdim=2),
    lambda: nn.MultiheadAttention(4, 1, add_bias_kv=True, dropout=0.1, batch_first=True),
    lambda: nn.TransformerEncoderLayer(4, 2, 6), lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 3, batch_first=True), 3, nn.LayerNorm(4)),
    lambda: nn.TransformerDecoderLayer(4, 2, 3, bias=False), lambda: nn.TransformerDecoder(nn.TransformerDecoderLayer(2, 1, 3), 2),
    lambda: nn.Transformer(4, 2, 1, 1, 3), lambda: nn.LayerNorm(3), lambda: nn.LayerNorm((2, 3), eps=1e-3, bias=False),
    lambda: nn.LayerNorm([2], elementwise_affine=False), lambda: nn.RMSNorm(3), lambda: nn.RMSNorm((2, 2), eps=1e-4, elementwise_affine=False),
    lambda: nn.BatchNorm1d(3), lambda: nn.BatchNorm2d(2, eps=1e-3, momentum=None, affine=False), lambda: nn.BatchNorm1d(2, track_running_stats=False),
    lambda: nn.GroupNorm(2, 4), lambda: nn.GroupNorm(1, 3, affine=False), lambda: nn.InstanceNorm1d(3), lambda: nn.InstanceNorm2d(2, affine=True, track_running_stats=True),
    lambda: nn.LocalResponseNorm(2), lambda: nn.PReLU(), lambda: nn.PReLU(3, init=0.5),
    lambda: nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0])), lambda: nn.BCEWithLogitsLoss(pos_weight=torch.tensor([2.0])),
]
for make in layers:
    case("made", lambda make=make: made(make))

texts = [
    lambda: nn.ReLU(), lambda: nn.ReLU(True), lambda: nn.ReLU6(), lambda: nn.ReLU6(True), lambda: nn.Hardtanh(), lambda: nn.Hardtanh(-2, 2, True), lambda: nn.LeakyReLU(),
    lambda: nn.LeakyReLU(0.2, inplace=True), lambda: nn.ELU(), lambda: nn.ELU(0.5, True), lambda: nn.CELU(), lambda: nn.SELU(), lambda: nn.SELU(True), lambda: nn.SiLU(), lambda: nn.Mish(True),
    lambda: nn.Hardswish(True), lambda: nn.Hardsigmoid(True), lambda: nn.Tanh(), lambda: nn.Sigmoid(), lambda: nn.LogSigmoid(), lambda: nn.Softsign(), lambda: nn.Tanhshrink(),
    lambda: nn.Hardshrink(), lambda: nn.Softshrink(0.3), lambda: nn.GELU(), lambda: nn.GELU("tanh"), lambda: nn.GLU(), lambda: nn.Softplus(), lambda: nn.Softplus(2, 10), lambda: nn.Softmax(1),
    lambda: nn.Softmax(), lambda: nn.LogSoftmax(dim=-1), lambda: nn.Softmin(0), lambda: nn.Softmax2d(), lambda: nn.Threshold(0.1, 20), lambda: nn.Threshold(0.1, 20, True),
    lambda: nn.Dropout(), lambda: nn.Dropout(0.1, True), lambda: nn.Dropout1d(0.2), lambda: nn.Dropout2d(), lambda: nn.AlphaDropout(0.3), lambda: nn.FeatureAlphaDropout(),
    lambda: nn.MaxPool1d(2), lambda: nn.MaxPool2d((2, 3), stride=1, padding=(1, 0), ceil_mode=True), lambda: nn.AvgPool1d(3), lambda: nn.AvgPool2d(3, 2, 1), lambda: nn.LPPool1d(2, 3), lambda: nn.LPPool2d(1.2, (3, 2), 1),
    lambda: nn.AdaptiveAvgPool1d(3), lambda: nn.AdaptiveAvgPool2d((1, None)), lambda: nn.AdaptiveMaxPool1d(2), lambda: nn.AdaptiveMaxPool2d(2), lambda: nn.MaxUnpool1d(2), lambda: nn.MaxUnpool2d((2, 1), padding=1),
    lambda: nn.Flatten(), lambda: nn.Flatten(0, 1), lambda: nn.Unflatten(1, (2, 3)), lambda: nn.Fold((4, 5), 2), lambda: nn.Unfold((2, 2), stride=2), lambda: nn.PixelShuffle(2), lambda: nn.PixelUnshuffle(3), lambda: nn.ChannelShuffle(2),
    lambda: nn.Upsample(scale_factor=2), lambda: nn.Upsample((3, 4), mode="bilinear"), lambda: nn.Upsample(scale_factor=(2, 3)), lambda: nn.UpsamplingNearest2d(2), lambda: nn.UpsamplingBilinear2d(scale_factor=2),
    lambda: nn.ConstantPad1d(2, 0.5), lambda: nn.ConstantPad2d((1, 2, 3, 4), 1), lambda: nn.ZeroPad1d((1, 2)), lambda: nn.ZeroPad2d(2), lambda: nn.ReflectionPad1d(1), lambda: nn.ReflectionPad2d(2), lambda: nn.ReplicationPad1d(3), lambda: nn.ReplicationPad2d(1),
    lambda: nn.CircularPad1d(1), lambda: nn.CircularPad2d((1, 1, 2, 0)), lambda: nn.CosineSimilarity(), lambda: nn.PairwiseDistance(p=1),
    lambda: nn.MSELoss(), lambda: nn.L1Loss(reduction="sum"), lambda: nn.NLLLoss(), lambda: nn.CrossEntropyLoss(label_smoothing=0.1), lambda: nn.BCELoss(), lambda: nn.KLDivLoss(reduction="batchmean"), lambda: nn.HuberLoss(), lambda: nn.SmoothL1Loss(),
    lambda: nn.TripletMarginLoss(), lambda: nn.CTCLoss(), lambda: nn.MSELoss(size_average=False).reduction, lambda: nn.MSELoss(reduce=False).reduction,
]
case("texts", lambda: [repr(make()) for make in texts])


class Block(nn.Module):
    def __init__(self, width, deep=True):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(width))
        self.register_buffer("count", torch.tensor([2.0]))
        self.register_buffer("hidden", torch.zeros(2), persistent=False)
        self.register_buffer("nothing", None)
        self.inner = nn.Sequential(nn.Linear(width, width), nn.ReLU()) if deep else None
        self.shift = nn.Parameter(torch.zeros(width))
        self.note = "a note"

    def forward(self, x, twice=False):
        y = (self.inner(x) if self.inner is not None else x) * self.scale + self.shift
        return y * 2 if twice else y

    def extra_repr(self):
        return f"note={self.note}"


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Block(2)
        self.blocks = nn.ModuleList([Block(2, deep=False) for _ in range(3)])
        self.heads = nn.ModuleDict({"a": nn.Linear(2, 1), "b": nn.Linear(2, 3, bias=False)})
        self.extra = nn.ParameterList([torch.ones(2), nn.Parameter(torch.zeros(1), requires_grad=False)])
        self.named = nn.ParameterDict({"left": nn.Parameter(torch.ones(2, 3)), "right": torch.zeros(1)})
        self.tied = self.first.inner[0]

    def forward(self, x):
        x = self.first(x)
        for block in self.blocks:
            x = block(x)
        return self.heads["a"](x) + self.extra[0].sum() + self.tied(x).sum()


def net():
    torch.manual_seed(1)
    return Net()


case("repr of a model", lambda: repr(net()))
case("repr of blocks", lambda: [repr(nn.Sequential()), repr(nn.ModuleList()), repr(nn.ModuleDict()), repr(nn.ModuleList([nn.ReLU(), nn.ReLU(), nn.Linear(1, 1), nn.ReLU()])),
     repr(nn.Sequential(OrderedDict(one=nn.Linear(1, 2), two=nn.Sequential(nn.Tanh())))), repr(nn.ParameterList([torch.ones(2, 3)]))])
case("forward of a model", lambda x: net()(x), real(3, 2))
case("named_parameters", lambda: [[n, list(p.shape)] for n, p in net().named_parameters()])
case("named_parameters", lambda: [[n for n, p in net().named_parameters(prefix="m", recurse=False)], [n for n, p in net().first.named_parameters("m", recurse=False)],
     [n for n, p in net().named_parameters(remove_duplicate=False)], len(list(net().parameters())), len(list(net().parameters(recurse=False)))])
case("named_buffers", lambda: [[n for n, b in net().named_buffers()], len(list(net().buffers()))])
case("named_modules", lambda: [[n, type(m).__name__] for n, m in net().named_modules()])
case("named_modules", lambda: [[n for n, m in net().named_modules(prefix="x", remove_duplicate=False)], [n for n, m in net().named_children()], len(list(net().modules())), len(list(net().children()))])
case("state_dict", lambda: [[n, list(v.shape), v.requires_grad] for n, v in net().state_dict().items()])
case("state_dict", lambda: [type(net().state_dict()).__name__, list(net().first.state_dict(prefix="p.")), [v.requires_grad for v in net().first.state_dict(keep_vars=True).values()]])


def loaded(change, **options):
    a, b = net(), net()
    with torch.no_grad():
        for p in b.parameters():
            p.add_(1.0)
    state = OrderedDict((n, v.clone()) for n, v in b.state_dict().items())
    change(state)
    keys = a.load_state_dict(state, **options)
    return [repr(keys), keys.missing_keys, keys.unexpected_keys] + [v for v in a.state_dict().values()][:4] + [p.requires_grad for p in a.parameters()][:4]


def without(name):
    return lambda state: state.pop(name)


case("load_state_dict", lambda: loaded(lambda state: None))
case("load_state_dict assigned", lambda: loaded(lambda state: None, assign=True))
case("load_state_dict with a missing key", lambda: loaded(without("first.scale")))
case("load_state_dict not strict", lambda: loaded(without("first.scale"), strict=False))
case("load_state_dict with an unexpected key", lambda: loaded(lambda state: state.update({"first.other": torch.ones(1)})))
case("load_state_dict not strict", lambda: loaded(lambda state: state.update({"other.weight": torch.ones(1)}), strict=False))
case("load_state_dict with a wrong size", lambda: loaded(lambda state: state.update({"first.scale": torch.ones(5)})))


def messages(change):
    try:
        loaded(change)
    except RuntimeError as error:
        return str(error)


case("what load_state_dict says", lambda: [messages(without("first.scale")), messages(lambda s: s.update(more=torch.ones(1))), messages(lambda s: s.update({"first.scale": torch.ones(5)}))])


def modes():
    m = net()
    before = [x.training for x in m.modules()]
    m.eval()
    during = [x.training for x in m.modules()]
    m.first.train()
    return [before, during, [x.training for x in m.modules()], m.train(False) is m]


case("train and eval", modes)


def frozen():
    m = net().requires_grad_(False)
    m.heads["a"].requires_grad_()
    return [[n, p.requires_grad] for n, p in m.named_parameters()]


case("requires_grad_", frozen)


def applied():
    seen = []
    m = net()
    m.apply(lambda x: seen.append(type(x).__name__))
    return seen


case("apply", applied)


def cleared(to_none):
    m = nn.Linear(2, 1)
    m(torch.ones(1, 2)).sum().backward()
    m.zero_grad(set_to_none=to_none)
    return [p.grad if p.grad is None else p.grad.tolist() for p in m.parameters()]


case("zero_grad", lambda: cleared(True))
case("zero_grad", lambda: cleared(False))


def moved():
    m = net()
    p = m.first.scale
    m.to(torch.float32).float().cpu()
    return [m.first.scale is p, str(m.first.scale.dtype), m.to("cpu") is m]


case("to", lambda: moved() if torch.get_default_device().type == "cpu" else [True, "torch.float32", True])
case("get_submodule", lambda: [type(net().get_submodule("first.inner.0")).__name__, type(net().get_submodule("")).__name__, type(net().get_submodule("blocks.1")).__name__])
case("get_submodule of nothing", lambda: net().get_submodule("first.other"))
case("get_submodule of a parameter", lambda: net().get_submodule("first.scale"))
case("get_parameter", lambda: [net().get_parameter("first.scale").detach(), net().get_buffer("first.count")])
case("get_parameter of a buffer", lambda: net().get_parameter("first.count"))


def replaced():
    m = net()
    m.set_submodule("first.inner.0", nn.Identity())
    m.first.inner[1] = nn.Tanh()
    return repr(m.first)


case("set_submodule", replaced)


def hooks():
    m, said = nn.Linear(2, 1), []
    with torch.no_grad():
        m.weight.fill_(1.0), m.bias.fill_(0.5)
    a = m.register_forward_pre_hook(lambda module, args: said.append(["before", args[0].tolist()]))
    b = m.register_forward_hook(lambda module, args, out: said.append(["after", out.tolist()]))
    first = m(torch.ones(1, 2))
    a.remove()
    c = m.register_forward_hook(lambda module, args, out: out * 10)
    d = m.register_forward_pre_hook(lambda module, args: (args[0] * 2,))
    e = m.register_forward_pre_hook(lambda module, args: said.append("first"), prepend=True)
    second = m(torch.ones(1, 2))
    for h in [b, c, d, e]:
        h.remove()
    f = m.register_forward_pre_hook(lambda module, args, kwargs: (args, {"input": kwargs["input"] + 1}), with_kwargs=True)
    third = m(input=torch.ones(1, 2))
    with m.register_forward_hook(lambda module, args, kwargs, out: out - 1, with_kwargs=True):
        fourth = m(input=torch.ones(1, 2))
    f.remove()
    return [v.detach() for v in [first, second, third, fourth, m(torch.ones(1, 2))]] + said


case("forward hooks", hooks)


def attributes():
    m = Block(2)
    m.scale = None
    said = [m.scale is None, "scale" in dict(m.named_parameters())]
    m.count = torch.tensor([5.0])
    m.free = torch.ones(1)
    m.inner = None
    said += [m.state_dict()["count"].tolist(), "free" in m.state_dict(), len(list(m.children())), hasattr(m, "shift")]
    del m.shift
    said += [hasattr(m, "shift"), hasattr(m, "nothing"), m.nothing is None]
    m.note = nn.Parameter(torch.ones(3))
    m.count = nn.Parameter(torch.ones(1))
    return said + [[n for n, _ in m.named_parameters()], [n for n, _ in m.named_buffers()], "note" in m.__dict__]


case("attributes", attributes)


def buffered():
    m = nn.Module()
    m.kept = nn.Buffer(torch.ones(1))
    m.lost = nn.Buffer(torch.ones(1), persistent=False)
    return m


case("Buffer", lambda: [list(n for n, _ in buffered().named_buffers()), list(buffered().state_dict())])

def early():
    class Early(nn.Module):
        def __init__(self):
            self.w = nn.Parameter(torch.ones(1))
            super().__init__()

    return Early()


def early_module():
    class Early(nn.Module):
        def __init__(self):
            self.w = nn.Linear(1, 1)
            super().__init__()

    return Early()


for wrong in [
    early, early_module, lambda: nn.Module()(1), lambda: setattr(Block(2), "scale", torch.ones(2)), lambda: setattr(Block(2), "inner", 3), lambda: setattr(Block(2), "count", 3),
    lambda: Block(2).missing, lambda: nn.Module().register_buffer("a.b", torch.ones(1)), lambda: nn.Module().register_buffer("", torch.ones(1)), lambda: nn.Module().register_buffer("a", 3),
    lambda: Block(2).register_buffer("note", torch.ones(1)), lambda: nn.Module().register_parameter("a", torch.ones(1)), lambda: nn.Module().add_module("a", 3), lambda: nn.Module().add_module("a.b", nn.ReLU()),
    lambda: nn.Module().train(3), lambda: nn.Module(3), lambda: nn.Sequential(nn.ReLU())[1], lambda: nn.Sequential(nn.ReLU()).insert(3, nn.ReLU()), lambda: nn.ModuleList([nn.ReLU()])["a"], lambda: nn.ModuleList(3),
    lambda: nn.ModuleDict({"a": 3}), lambda: nn.ModuleDict([["a"]]), lambda: nn.ModuleDict()["a"], lambda: nn.ParameterList([1])(3), lambda: nn.ParameterDict({1: torch.ones(1)}), lambda: nn.ParameterList(torch.ones(2)),
    lambda: nn.Conv2d(3, 4, 3, groups=2), lambda: nn.Conv2d(2, 2, 3, padding="some"), lambda: nn.Conv2d(2, 2, 3, stride=2, padding="same"), lambda: nn.Conv1d(2, 2, 3, padding_mode="twice"), lambda: nn.ConvTranspose2d(2, 2, 3, padding_mode="reflect"),
    lambda: nn.Embedding(3, 2, padding_idx=3), lambda: nn.MultiheadAttention(5, 2), lambda: nn.MultiheadAttention(0, 2), lambda: nn.GRU(3, 0), lambda: nn.GRU(3, 2, bias=1), lambda: nn.LSTM(3, 2, proj_size=2), lambda: nn.RNN(3, 2, nonlinearity="sin"),
    lambda: nn.GRU(2, 2, dropout=1.5), lambda: nn.Dropout(1.5), lambda: nn.Unflatten(1, 3), lambda: nn.GroupNorm(2, 3), lambda: nn.TransformerEncoderLayer(4, 2, activation="sine"), lambda: nn.Hardtanh(1, 0), lambda: nn.MultiMarginLoss(p=3),
    lambda: nn.Bilinear(0, 1, 1), lambda: nn.BatchNorm1d(2)(torch.ones(1, 2, 3, 4)), lambda: nn.BatchNorm2d(2)(torch.ones(1, 2)), lambda: nn.Linear(2, 3)(torch.ones(4)),
]:
    case("refused", wrong)


def containers():
    s = nn.Sequential(nn.Linear(1, 1), nn.ReLU(), nn.Tanh())
    said = [repr(s[1:]), repr(s[-1]), len(s), [type(m).__name__ for m in s]]
    s.append(nn.Sigmoid()).insert(1, nn.Softplus())
    del s[0]
    said += [repr(s), repr(s.pop(0)), list(s._modules), repr(s + nn.Sequential(nn.ReLU())), repr(nn.Sequential(nn.ReLU()) * 2), repr(s.extend([nn.ReLU()]))]
    l = nn.ModuleList([nn.ReLU(), nn.Tanh()])
    l.append(nn.Sigmoid())
    l.insert(0, nn.Softplus())
    l.extend([nn.ReLU()])
    l += [nn.GELU()]
    l[1] = nn.SELU()
    said += [repr(l), len(l), repr(l[2:4]), repr(l[-1]), repr(l.pop(0)), repr(l + [nn.ReLU()])]
    del l[1:3]
    said += [repr(l), list(l._modules)]
    d = nn.ModuleDict([["a", nn.ReLU()], ["b", nn.Tanh()]])
    d["c"] = nn.Sigmoid()
    d.update({"a": nn.GELU()})
    said += [repr(d), list(d), list(d.keys()), len(d), "a" in d, repr(d.pop("b")), [n for n, _ in d.items()], len(list(d.values()))]
    p = nn.ParameterList([torch.ones(2), torch.zeros(1), "text"])
    p.append(torch.ones(3))
    p[1] = torch.ones(2, 2)
    said += [len(p), list(p[1].shape), p[2], type(p[0]).__name__, len(p[:2]), [list(x.shape) for x in p.parameters()]]
    q = nn.ParameterDict({"b": torch.ones(1), "a": torch.ones(2)})
    q["c"] = torch.zeros(3)
    said += [sorted(q), len(q), "a" in q, list(q["a"].shape), q.get("z"), list(q.pop("c").shape), sorted(n for n, _ in q.named_parameters()), len(list(q.values()))]
    return said


case("containers", containers)


def copied():
    m = net()
    n = copy.deepcopy(m)
    with torch.no_grad():
        n.first.scale.add_(1)
    return [m.first.scale.detach(), n.first.scale.detach(), n.tied is n.first.inner[0], n.first.scale.requires_grad, type(n.first.scale).__name__, len(list(n.parameters())), repr(n) == repr(m)]


case("deepcopy", lambda: copied())

case("Parameter", lambda: [repr(nn.Parameter(torch.ones(2)).data.tolist()), nn.Parameter(torch.ones(1)).requires_grad, nn.Parameter(torch.ones(1), False).requires_grad, isinstance(nn.Parameter(torch.ones(1)), torch.Tensor)])

# Layers made of what is here: values and gradients of inputs and parameters.
def layer(make, *extra):
    def run(*inputs):
        torch.manual_seed(5)
        m = make()
        out = [t for t in flat(m(*inputs))]
        total = sum(((t * t).sum() for t in out))
        grads = torch.autograd.grad(total, list(m.parameters()), retain_graph=True)
        return out + list(grads)
    return run


def flat(value):
    if isinstance(value, (tuple, list)):
        return [t for v in value for t in flat(v)]
    return [value]


case("Linear", layer(lambda: nn.Linear(3, 4)), real(2, 3), second=True)
case("Linear", layer(lambda: nn.Linear(3, 2, bias=False)), real(3))
case("Linear", layer(lambda: nn.Linear(3, 2)), real(2, 2, 3, lie="strided"))
case("Bilinear", layer(lambda: nn.Bilinear(3, 2, 4)), real(5, 3), real(5, 2))
case("Bilinear", layer(lambda: nn.Bilinear(3, 2, 1, bias=False)), real(2, 2, 3), real(2, 2, 2))
for kind in [nn.RNN, nn.GRU, nn.LSTM]:
    case(kind.__name__, layer(lambda kind=kind: kind(3, 4)), real(5, 2, 3), second=True)
    case(kind.__name__, layer(lambda kind=kind: kind(3, 2, num_layers=2, bidirectional=True, batch_first=True)), real(2, 4, 3))
    case(kind.__name__, layer(lambda kind=kind: kind(3, 2, bias=False)), real(4, 3))
    case(kind.__name__, layer(lambda kind=kind: kind(1, 1)), real(1, 1, 1))
for kind in [nn.RNN, nn.GRU]:
    case(f"{kind.__name__} with a state", layer(lambda kind=kind: kind(3, 2, 2)), real(3, 2, 3), real(2, 2, 2))
case("LSTM with a state", lambda x, h, c: layer(lambda: nn.LSTM(3, 2))(x, (h, c)), real(3, 2, 3), real(1, 2, 2), real(1, 2, 2))
case("LSTM with projections", layer(lambda: nn.LSTM(3, 4, 2, proj_size=2, bidirectional=True)), real(3, 2, 3))
case("RNN with relu", layer(lambda: nn.RNN(3, 4, nonlinearity="relu")), real(3, 2, 3))
for kind in [nn.RNNCell, nn.GRUCell, nn.LSTMCell]:
    case(kind.__name__, layer(lambda kind=kind: kind(3, 2)), real(4, 3))
    case(kind.__name__, layer(lambda kind=kind: kind(3, 2, bias=False)), real(3))
case("GRUCell with a state", layer(lambda: nn.GRUCell(3, 2)), real(2, 3), real(2, 2))
case("LSTMCell with a state", lambda x, h, c: layer(lambda: nn.LSTMCell(3, 2))(x, (h, c)), real(2, 3), real(2, 2), real(2, 2))
case("RNNCell with relu", layer(lambda: nn.RNNCell(3, 2, nonlinearity="relu")), real(2, 3), real(2, 2))
for wrong in [lambda: nn.GRU(3, 2)(torch.ones(2, 2, 4)), lambda: nn.GRU(3, 2)(torch.ones(3)), lambda: nn.LSTM(3, 2)(torch.ones(2, 2, 3), (torch.ones(1, 1, 2), torch.ones(1, 2, 2))), lambda: nn.GRU(3, 2)(torch.ones(2, 2, 3), torch.ones(2, 2))]:
    case("refused by a recurrent layer", wrong)
case("MultiheadAttention", lambda x: layer(lambda: nn.MultiheadAttention(4, 2))(x, x, x), real(3, 2, 4), tolerance=1e-4)
case("MultiheadAttention", lambda q, k, v: layer(lambda: nn.MultiheadAttention(4, 2, kdim=3, vdim=2, batch_first=True))(q, k, v), real(2, 3, 4), real(2, 5, 3), real(2, 5, 2), tolerance=1e-4)
case("MultiheadAttention", lambda q, k: layer(lambda: nn.MultiheadAttention(4, 2, add_bias_kv=True, add_zero_attn=True))(q, k, k), real(3, 4), real(2, 4), tolerance=1e-4)


def nn_attention(x, **masks):
    torch.manual_seed(5)
    return flat(nn.MultiheadAttention(4, 2, batch_first=True)(x, x, x, **masks))


case("MultiheadAttention with masks", lambda x: nn_attention(x, key_padding_mask=torch.tensor([[False, False, True], [False, True, True]]), average_attn_weights=False), real(2, 3, 4), tolerance=1e-4)

case("MultiheadAttention with masks", lambda x: nn_attention(x, attn_mask=nn.Transformer.generate_square_subsequent_mask(3)), real(2, 3, 4), tolerance=1e-4)

case("generate_square_subsequent_mask", lambda: nn.Transformer.generate_square_subsequent_mask(3))
case("losses", lambda x, y: [nn.MSELoss()(x, y), nn.MSELoss(reduction="sum")(x, y), nn.L1Loss(reduction="none")(x, y)], real(2, 3), real(2, 3))
case("CrossEntropyLoss", lambda x, y: nn.CrossEntropyLoss()(x, y), real(4, 3), whole(4, high=3))
case("Softmax", lambda x: [nn.Softmax(1)(x), nn.LogSoftmax(-1)(x), nn.Softmin(0)(x), nn.Tanh()(x), nn.Sigmoid()(x), nn.ReLU()(x)], real(3, 4))
case("LayerNorm", layer(lambda: nn.LayerNorm(4)), real(3, 4), tolerance=1e-4)
case("Flatten", lambda x: [nn.Flatten()(x), nn.Flatten(0, 1)(x), nn.Unflatten(1, (1, 3))(x), nn.Unflatten(-1, (2, 2))(x), nn.Identity()(x)], real(2, 3, 4))

# Sequences of different lengths.
from torch.nn.utils import rnn as sequences  # noqa: E402

for options in [{}, {"batch_first": True, "padding_value": -1.0}, {"padding_side": "left"}]:
    case("pad_sequence", lambda a, b, options=options: sequences.pad_sequence([a, b], **options), real(3, 2), real(5, 2))
case("pad_sequence of whole numbers", lambda a, b: sequences.pad_sequence([a, b], batch_first=True), whole(3), whole(2))
case("unpad_sequence", lambda a: sequences.unpad_sequence(a, torch.tensor([2, 4, 1])), whole(4, 3))


def said(wrong):
    try:
        wrong()
    except Exception as error:
        return str(error)


case("what is said", lambda: [
    said(lambda: setattr(Block(2), "scale", torch.ones(2))), said(lambda: setattr(Block(2), "inner", 3)), said(lambda: Block(2).missing), said(lambda: Block(2).register_buffer("note", torch.ones(1))),
    said(lambda: nn.Module().register_buffer("a", 3)), said(lambda: nn.Module().register_parameter("a", torch.ones(1, dtype=torch.int64))), said(lambda: nn.Conv2d(3, 4, 3, groups=2)), said(lambda: nn.GRU(3, 2)(torch.ones(2, 2, 4))),
    said(lambda: nn.GRU(3, 0)), said(lambda: nn.MultiheadAttention(5, 2)), said(lambda: nn.BatchNorm1d(2)(torch.ones(1, 2, 3, 4))), said(lambda: nn.Module()(1)), said(lambda: nn.Sequential(nn.ReLU())[1]), said(lambda: nn.LSTM(3, 2, proj_size=2)),
])
