# Optimisers: eight steps on a small problem, then every parameter and every state.
import torch.nn as nn


def problem():
    w = nn.Parameter(torch.tensor([[1.0, -2.0], [0.5, 0.25], [3.0, -0.125]]))
    b = nn.Parameter(torch.tensor([0.5, -1.5]))
    x = torch.tensor([[1.0, 2.0, -1.0], [0.0, -1.5, 0.5], [2.0, 0.25, 1.0], [-1.0, 1.0, 1.0]])
    y = torch.tensor([[1.0, 0.0], [0.0, 2.0], [-1.0, 1.0], [0.5, 0.5]])
    return [w, b], lambda: ((x @ w + b - y) ** 2).mean()


def steps(make, count=8, each=None):
    params, loss = problem()
    optimizer = make(params)
    losses = []
    for number in range(count):
        optimizer.zero_grad()
        value = loss()
        value.backward()
        optimizer.step()
        losses.append(value.detach())
        if each is not None:
            optimizer = each(number, optimizer, params)
    state = [
        [key, {name: v for name, v in optimizer.state[p].items() if v is not None}] for key, p in enumerate(params) if p in optimizer.state
    ]
    names = [[key, sorted(entries)] for key, entries in state]
    values = [v for _, entries in state for _, v in sorted(entries.items()) if isinstance(v, torch.Tensor)]
    return [p.detach() for p in params] + losses + values + [str(names)]


def runs(name, kind, *settings):
    for options in settings:
        case(name, lambda: steps(lambda params: kind(params, **options)))


runs("SGD", torch.optim.SGD, {}, {"lr": 0.05}, {"lr": 0.05, "momentum": 0.9}, {"lr": 0.05, "momentum": 0.9, "dampening": 0.3},
     {"lr": 0.05, "momentum": 0.9, "nesterov": True}, {"lr": 0.05, "weight_decay": 0.1},
     {"lr": 0.05, "momentum": 0.5, "weight_decay": 0.1, "maximize": True})
runs("Adagrad", torch.optim.Adagrad, {}, {"lr": 0.1, "lr_decay": 0.1, "weight_decay": 0.01},
     {"lr": 0.1, "initial_accumulator_value": 0.5, "eps": 1e-3, "maximize": True})
runs("RMSprop", torch.optim.RMSprop, {}, {"lr": 0.02, "alpha": 0.9, "momentum": 0.7}, {"lr": 0.02, "centered": True},
     {"lr": 0.02, "centered": True, "momentum": 0.9, "weight_decay": 0.01, "alpha": 0.3}, {"maximize": True})
runs("Adam", torch.optim.Adam, {}, {"lr": 0.05, "betas": (0.8, 0.9)}, {"lr": 0.05, "amsgrad": True, "weight_decay": 0.1},
     {"lr": 0.05, "maximize": True}, {"lr": 0.05, "betas": (0.3, 0.9)}, {"lr": torch.tensor(0.05)})
runs("AdamW", torch.optim.AdamW, {}, {"lr": 0.05, "weight_decay": 0.3}, {"lr": 0.05, "amsgrad": True, "maximize": True})


def closure_steps(**options):
    params, loss = problem()
    optimizer = torch.optim.LBFGS(params, **options)

    def closure():
        optimizer.zero_grad()
        value = loss()
        value.backward()
        return value

    losses = [optimizer.step(closure).detach() for _ in range(2)]
    state = optimizer.state[params[0]]
    return losses + [p.detach() for p in params] + [state["n_iter"], state["func_evals"]]


case("LBFGS", lambda: closure_steps(lr=0.1, max_iter=4), tolerance=1e-3)
case("LBFGS", lambda: closure_steps(max_iter=5, line_search_fn="strong_wolfe"), tolerance=1e-3)
case("LBFGS", lambda: closure_steps(max_iter=6, history_size=2, line_search_fn="strong_wolfe"), tolerance=1e-3)


def rosenbrock():
    x = nn.Parameter(torch.tensor([-1.5, 2.0]))
    optimizer = torch.optim.LBFGS([x], max_iter=10, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        value = (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2
        value.backward()
        return value

    return [optimizer.step(closure).detach() for _ in range(2)] + [x.detach(), optimizer.state[x]["func_evals"]]


case("LBFGS on Rosenbrock's function", rosenbrock, tolerance=1e-3)


def again(kind, **options):
    """After four steps a new optimiser goes on from the state dict."""
    def each(number, optimizer, params):
        if number != 3:
            return optimizer
        fresh = kind(params, lr=7.0)
        fresh.load_state_dict(optimizer.state_dict())
        return fresh

    return steps(lambda params: kind(params, **options), each=each)


for kind in [torch.optim.SGD, torch.optim.Adagrad, torch.optim.RMSprop, torch.optim.Adam, torch.optim.AdamW]:
    case(f"{kind.__name__} from its state_dict", lambda kind=kind: again(kind, lr=0.05))
case("SGD with momentum from its state_dict", lambda: again(torch.optim.SGD, lr=0.05, momentum=0.9))


def shown(make):
    params, loss = problem()
    optimizer = make(params)
    loss().backward()
    optimizer.step()
    return repr(optimizer), str(optimizer.state_dict()["param_groups"]), str(sorted(optimizer.state_dict()["state"]))


for kind in [torch.optim.SGD, torch.optim.Adagrad, torch.optim.RMSprop, torch.optim.Adam, torch.optim.AdamW]:
    case(f"repr of {kind.__name__}", lambda kind=kind: shown(lambda params: kind(params, lr=0.5)))
case("repr of groups", lambda: shown(lambda params: torch.optim.SGD([{"params": params[:1], "lr": 0.1}, {"params": params[1:]}], lr=0.5)))
case("repr of named parameters", lambda: shown(lambda params: torch.optim.SGD([("w", params[0]), ("b", params[1])], lr=0.5)))


def groups():
    params, loss = problem()
    optimizer = torch.optim.SGD(params[:1], lr=0.1)
    optimizer.add_param_group({"params": params[1], "lr": 0.01, "momentum": 0.9})
    for _ in range(3):
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()
    return [p.detach() for p in params] + [len(optimizer.param_groups), str(optimizer.state_dict()["param_groups"])]


case("add_param_group", groups)


def cleared(to_none):
    params, loss = problem()
    optimizer = torch.optim.SGD(params, lr=0.1)
    loss().backward()
    optimizer.zero_grad(set_to_none=to_none)
    return [p.grad if p.grad is None else p.grad.tolist() for p in params]


case("zero_grad", lambda: cleared(True))
case("zero_grad", lambda: cleared(False))
case("closure", lambda: torch.optim.SGD(problem()[0], lr=0.1).step(lambda: torch.tensor(3.0)))
case("unused parameters", lambda: steps(lambda params: torch.optim.Adam([*params, nn.Parameter(torch.ones(2))], lr=0.1), 2))


def hooked():
    params, _ = problem()
    optimizer = torch.optim.SGD(params, lr=0.1)
    said = []
    first = optimizer.register_step_pre_hook(lambda o, a, k: said.append("before"))
    optimizer.register_step_post_hook(lambda o, a, k: said.append("after"))
    optimizer.step()
    first.remove()
    optimizer.step()
    return said


case("hooks", hooked)


for wrong in [
    lambda p: torch.optim.SGD(p, lr=-1.0), lambda p: torch.optim.SGD([]), lambda p: torch.optim.SGD(p[0]),
    lambda p: torch.optim.SGD([1.0]), lambda p: torch.optim.SGD([p[0] * 2], lr=0.1), lambda p: torch.optim.SGD(p, nesterov=True),
    lambda p: torch.optim.Adam(p, betas=(1.0, 0.9)), lambda p: torch.optim.Adam(p, eps=-1.0), lambda p: torch.optim.RMSprop(p, alpha=-1),
    lambda p: torch.optim.Adagrad(p, lr_decay=-1), lambda p: torch.optim.AdamW(p, weight_decay=-1.0),
    lambda p: torch.optim.SGD([{"params": p}, {"params": p[:1]}], lr=0.1), lambda p: torch.optim.LBFGS([{"params": p[:1]}, {"params": p[1:]}]),
    lambda p: torch.optim.SGD(p, lr=0.1).load_state_dict({"state": {}, "param_groups": []}),
    lambda p: torch.optim.Adam(p, lr="fast"),
]:
    case("refused", lambda wrong=wrong: wrong(problem()[0]))

# Gradients held in bounds, parameters as a vector.
for p in [2.0, 1.0, float("inf"), 3, 0.5]:
    for most in [0.5, 100.0]:
        def clipped(p=p, most=most):
            params, loss = problem()
            loss().backward()
            return [nn.utils.clip_grad_norm_(params, most, norm_type=p)] + [q.grad for q in params]

        case(f"clip_grad_norm_ {p}", clipped)


def by_value():
    params, loss = problem()
    loss().backward()
    nn.utils.clip_grad_value_(params, 0.3)
    return [q.grad for q in params]


case("clip_grad_value_", by_value)
case("clip_grad_norm_ without gradients", lambda: nn.utils.clip_grad_norm_(problem()[0], 1.0))


def infinite():
    w = nn.Parameter(torch.ones(2))
    w.grad = torch.tensor([float("inf"), 1.0])
    return nn.utils.clip_grad_norm_(w, 1.0, error_if_nonfinite=True)


case("clip_grad_norm_ of infinities", infinite)
case("parameters_to_vector", lambda: nn.utils.parameters_to_vector(problem()[0]).detach())


def written():
    params, _ = problem()
    nn.utils.vector_to_parameters(torch.arange(8.0), params)
    return [p.detach() for p in params]


case("vector_to_parameters", written)
