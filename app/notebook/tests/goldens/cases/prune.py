# Pruning: every method, one after the other, globally, with own scores and masks; distillation.
import torch.nn.utils.prune as prune


def linear(n=4, m=3, bias=True):
    module = torch.nn.Linear(n, m, bias=bias)
    with torch.no_grad():
        module.weight.copy_(((torch.arange(n * m) * 7 % 13 - 5.25) * 0.25 + torch.arange(n * m) ** 2 / 256).reshape(m, n))
        if bias:
            module.bias.copy_(torch.arange(m) - 1.5)
    return module


def convolution():
    module = torch.nn.Module()
    module.weight = torch.nn.Parameter((torch.arange(24) * 7 % 25 - 11.25).reshape(4, 3, 2) * 0.25)
    return module


def state(module, name="weight"):
    names = sorted(n for n, _ in module.named_parameters()), sorted(n for n, _ in module.named_buffers())
    return getattr(module, name), getattr(module, name + "_mask"), getattr(module, name + "_orig"), *names, prune.is_pruned(module)


for amount in [0, 1, 5, 12, 0.0, 0.25, 0.5, 1.0]:
    case(f"l1_unstructured {amount}", lambda amount=amount: state(prune.l1_unstructured(linear(), "weight", amount)))
    case(f"random_unstructured {amount}", lambda amount=amount: state(prune.random_unstructured(linear(), "weight", amount)))
for amount in [0, 1, 2, 0.5]:
    for dim in [0, 1, -1]:
        case(f"random_structured {amount} {dim}", lambda amount=amount, dim=dim: state(prune.random_structured(linear(), "weight", amount, dim)))
        for n in [1, 2, float("inf"), -float("inf")]:
            case(f"ln_structured {amount} {dim} {n}", lambda amount=amount, dim=dim, n=n: state(prune.ln_structured(linear(), "weight", amount, n, dim)))
for dim in [0, 1, 2]:
    case(f"ln_structured of three dimensions {dim}", lambda dim=dim: state(prune.ln_structured(convolution(), "weight", 1, 2, dim)))
case("bias", lambda: state(prune.l1_unstructured(linear(), "bias", 1), "bias"))
case("identity", lambda: state(prune.identity(linear(), "weight")))
case("custom_from_mask", lambda: state(prune.custom_from_mask(linear(), "weight", torch.tensor([[1, 0, 1, 0], [0, 0, 1, 1], [1, 1, 1, 1]]))))
case("importance", lambda: state(prune.l1_unstructured(linear(), "weight", 3, importance_scores=torch.arange(12.0).reshape(3, 4))))
case("structured importance", lambda: state(prune.ln_structured(linear(), "weight", 1, 2, 0, importance_scores=torch.arange(12.0).reshape(3, 4))))


def several(*steps):
    module = linear()
    for step in steps:
        step(module)
    return state(module)


L1 = lambda amount: lambda m: prune.l1_unstructured(m, "weight", amount)
LN = lambda amount, dim: lambda m: prune.ln_structured(m, "weight", amount, 2, dim)
case("twice", lambda: several(L1(3), L1(3)))
case("twice by shares", lambda: several(L1(0.5), L1(0.5)))
case("structured then unstructured", lambda: several(LN(1, 0), L1(2)))
case("unstructured then structured", lambda: several(L1(4), LN(1, 1)))
case("structured twice", lambda: several(LN(1, 0), LN(1, 0)))
case("mask then unstructured", lambda: several(lambda m: prune.custom_from_mask(m, "weight", torch.eye(4)[:3]), L1(1)))
case("three times", lambda: several(L1(2), LN(1, 1), L1(2)))


def forward(x):
    module = prune.l1_unstructured(linear(), "weight", 0.5)
    y = module(x)
    y.sum().backward()
    return y, module.weight_orig.grad, module.weight.is_leaf


case("forward and backward", forward, real(2, 4))


def trained(x):
    module = prune.l1_unstructured(linear(), "weight", 0.5)
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        module(x).square().mean().backward()
        optimizer.step()
    module(x)
    return module.weight, module.weight_mask


case("training keeps zeros", trained, real(5, 4), tolerance=1e-4)


def removed():
    module = prune.l1_unstructured(linear(), "weight", 5)
    prune.remove(module, "weight")
    return module.weight, isinstance(module.weight, torch.nn.Parameter), sorted(module.state_dict()), prune.is_pruned(module), module(torch.ones(1, 4))


case("remove", removed)
case("remove what is not pruned", lambda: prune.remove(linear(), "weight"))


def together(**kwargs):
    model = torch.nn.Sequential(linear(), torch.nn.ReLU(), linear(3, 2))
    with torch.no_grad():
        model[2].weight.mul_(1.0625)
    prune.global_unstructured([(model[0], "weight"), (model[2], "weight")], **kwargs)
    return model[0].weight, model[2].weight, prune.is_pruned(model), model(torch.ones(1, 4))


case("global", lambda: together(pruning_method=prune.L1Unstructured, amount=7))
case("global share", lambda: together(pruning_method=prune.L1Unstructured, amount=0.25))
case("global random", lambda: together(pruning_method=prune.RandomUnstructured, amount=4))
case("global structured", lambda: together(pruning_method=prune.LnStructured, amount=1, n=2))


def global_twice():
    model = torch.nn.Sequential(linear(), linear(3, 2))
    with torch.no_grad():
        # No two magnitudes alike: which of them goes first is not said.
        model[1].weight.mul_(1.0625)
    pairs = [(model[0], "weight"), (model[1], "weight")]
    for _ in range(2):
        prune.global_unstructured(pairs, pruning_method=prune.L1Unstructured, amount=4)
    return model[0].weight_mask, model[1].weight_mask


case("global twice", global_twice)


class Odd(prune.BasePruningMethod):
    PRUNING_TYPE = "unstructured"

    def compute_mask(self, t, default_mask):
        mask = default_mask.clone()
        mask.view(-1)[::2] = 0
        return mask


def own(cls):
    module = linear()
    cls.apply(module, "weight")
    return state(module)


case("a method of one's own", lambda: own(Odd))
case("prune a tensor", lambda x: prune.L1Unstructured(amount=3).prune(x), real(3, 4))
case("prune a tensor with a mask", lambda x: prune.L1Unstructured(amount=1).prune(x, default_mask=torch.eye(4)[:3]), distinct(3, 4))
for amount in [-1, 1.5, -0.1, 13, "half", None]:
    case(f"amount {amount}", lambda amount=amount: prune.l1_unstructured(linear(), "weight", amount))
case("structured vector", lambda: prune.ln_structured(linear(), "bias", 1, 2, 0))
case("structured bad dim", lambda: prune.ln_structured(linear(), "weight", 1, 2, 5))
case("bad mask", lambda: prune.custom_from_mask(linear(), "weight", torch.ones(2)))
case("no such parameter", lambda: prune.l1_unstructured(linear(), "wight", 1))
case("not pruned", lambda: prune.is_pruned(linear()))
case("saved", lambda: sorted(prune.l1_unstructured(linear(), "weight", 1).state_dict()))

try:
    from torch.ao.distillation import distillation_loss
except ImportError:
    import torch.nn.functional as F

    def distillation_loss(student, teacher, target=None, temperature=2.0, alpha=0.5):
        soft = F.kl_div((student / temperature).log_softmax(-1), (teacher.detach() / temperature).softmax(-1), reduction="batchmean")
        soft = soft * temperature**2
        return soft if target is None else alpha * soft + (1 - alpha) * F.cross_entropy(student, target)


case("distillation", lambda s, t, y: distillation_loss(s, t, y), real(5, 3), real(5, 3), whole(5, high=3))
case("distillation warm", lambda s, t, y: distillation_loss(s, t, y, temperature=4.0, alpha=0.9), real(5, 3), real(5, 3), whole(5, high=3), second=True)
case("distillation without targets", lambda s, t: distillation_loss(s, t), real(5, 3), real(5, 3))
