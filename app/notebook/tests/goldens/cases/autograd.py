# The backward pass: hooks, leaves, in-place changes, grad and backward, Function, functional, modes.
from torch.autograd import Function
from torch.autograd import functional as AF


def leaf(*values, shape=None):
    x = torch.tensor(values, dtype=torch.float32)
    return (x if shape is None else x.reshape(shape)).clone().requires_grad_()


def said(f, *parts):
    """What an error says, as far as it has these parts."""
    try:
        f()
    except Exception as error:
        return [type(error).__name__] + [part for part in parts if part in str(error)]
    return "nothing"


# Hooks.
def hooks_on_leaf():
    x, seen = leaf(1.0, 2.0), []
    h = x.register_hook(lambda g: seen.append(g.clone()))
    x.register_hook(lambda g: g * 2)
    x.register_hook(lambda g: seen.append(g.clone()))
    (x * x + x).sum().backward()
    h.remove()
    h.remove()
    (x * 3).sum().backward()
    return [x.grad, *seen]


def hooks_on_value():
    x, seen = leaf(1.0, 2.0), []
    y = x * 3
    y.register_hook(lambda g: seen.append(g.clone()))
    handle = y.register_hook(lambda g: g + 1)
    y.retain_grad()
    (y * y).sum().backward(retain_graph=True)
    first = [x.grad.clone(), y.grad.clone()]
    handle.remove()
    x.grad = None
    (y * 2).sum().backward()
    return [*first, x.grad, y.grad, *seen, y.retains_grad, x.retains_grad]


def hooks_with_statement():
    x, seen = leaf(1.0), []
    with x.register_hook(lambda g: seen.append(float(g))):
        (x * 2).sum().backward()
    (x * 5).sum().backward()
    return [x.grad, *seen]


def hooks_after():
    x, w, seen = leaf(1.0, 2.0), leaf(3.0), []
    x.register_post_accumulate_grad_hook(lambda p: seen.append((p is x, p.grad.tolist())))
    def step(p):
        with torch.no_grad():
            p.sub_(p.grad)
        p.grad = None
    h = w.register_post_accumulate_grad_hook(step)
    (x * w).sum().backward()
    h.remove()
    (x * w).sum().backward()
    return [x.grad, w.grad, w, str(seen)]


def hooks_in_grad():
    x = leaf(1.0, 2.0)
    y = x * 2
    x.register_hook(lambda g: g * 10)
    y.register_hook(lambda g: g * 100)
    return [*torch.autograd.grad((y * y).sum(), [x, y]), x.grad is None]


def hook_second():
    x = leaf(2.0)
    y = x**3
    y.register_hook(lambda g: g * x)
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    return [g, *torch.autograd.grad(g.sum(), x)]


def hook_raises():
    x = leaf(1.0)
    x.register_hook(lambda g: 1 / 0)
    return said(lambda: (x * 2).sum().backward(), "division")


for f in [hooks_on_leaf, hooks_on_value, hooks_with_statement, hooks_after, hooks_in_grad, hook_second, hook_raises]:
    case(f.__name__, f)
case("hook refused", lambda: said(lambda: torch.ones(2).register_hook(print), "cannot register a hook on a tensor that doesn't require gradient"))
case("post hook refused", lambda: said(lambda: (leaf(1.0) * 2).register_post_accumulate_grad_hook(print), "cannot be registered on non-leaf tensors"))
case("hook of another size", lambda: said(lambda: (lambda x: (x.register_hook(lambda g: torch.ones(3)), (x * 2).sum().backward()))(leaf(1.0, 2.0))))


# Leaves, detaching, requires_grad.
def leaves():
    x = leaf(1.0, 2.0)
    y = x * 2
    d = y.detach()
    z = y.clone()
    z.detach_()
    return [x.is_leaf, y.is_leaf, d.is_leaf, z.is_leaf, z.requires_grad, d.requires_grad, y.requires_grad, torch.ones(1).is_leaf, x.grad is None, x._version, y._version]


def detach_shares():
    x = leaf(1.0, 2.0)
    y = x * 1
    y.detach().zero_()
    return [y, y._version]


def toggled():
    x = torch.ones(2)
    x.requires_grad = True
    (x * 2).sum().backward()
    x.requires_grad_(False)
    return [x.requires_grad, (x * 2).requires_grad, x.grad]


def accumulated():
    x = leaf(1.0, 2.0)
    (x * x).sum().backward()
    held = x.grad
    (x * 3).sum().backward()
    return [held, x.grad, held is x.grad or torch.equal(held, x.grad)]


def grad_assigned():
    x = leaf(1.0, 2.0)
    x.grad = torch.tensor([5.0, 6.0])
    (x * 2).sum().backward()
    first = x.grad.clone()
    x.grad.zero_()
    (x * 2).sum().backward()
    return [first, x.grad]


def views_of_leaf():
    x = leaf(1.0, 2.0, 3.0)
    x[1:].mul(2).sum().backward()
    with torch.no_grad():
        x[0] = 9
        x += 1
    return [x, x.grad, x.is_leaf, x._version]


def data_written():
    x = leaf(1.0, 2.0)
    x.data *= 3
    x.data = torch.tensor([7.0, 8.0])
    return [x, x.requires_grad]


for f in [leaves, detach_shares, toggled, accumulated, grad_assigned, views_of_leaf, data_written]:
    case(f.__name__, f)
for name, f in {
    "integers": lambda: said(lambda: torch.ones(2, dtype=torch.int64).requires_grad_(), "floating point"),
    "not a leaf": lambda: said(lambda: (leaf(1.0) * 2).requires_grad_(False), "you can only change requires_grad flags of leaf variables"),
    "detach a view": lambda: said(lambda: (leaf(1.0, 2.0) * 1)[0].detach_(), "Can't detach views in-place"),
    "grad of another size": lambda: said(lambda: setattr(leaf(1.0), "grad", torch.ones(2))),
    "retain_grad": lambda: said(lambda: torch.ones(1).retain_grad(), "can't retain_grad on Tensor that has requires_grad=False"),
    "numpy": lambda: said(lambda: leaf(1.0).numpy(), "requires grad"),
}.items():
    case(name, f)

# In-place changes.
changes = {
    "mul_": lambda x, y: y.mul_(3),
    "add_ with gradient": lambda x, y: y.add_(x),
    "sigmoid_": lambda x, y: y.sigmoid_(),
    "slice": lambda x, y: y[0].mul_(x[1]),
    "assigned": lambda x, y: y.__setitem__(slice(0, 1), x[1:] * x[1:]),
    "column": lambda x, y: y.t()[0].copy_(x[:, 1] * 2),
    "zero_": lambda x, y: y.zero_(),
    "fill_": lambda x, y: y[1].fill_(4.0),
    "view of a view": lambda x, y: y.view(-1)[1:3].mul_(x[0, 0]),
    "masked_fill_": lambda x, y: y.masked_fill_(x > 0, 2.0),
    "twice": lambda x, y: (y.mul_(2), y[0].add_(1), y.mul_(x)),
    "copy_ from an expanded": lambda x, y: y.copy_(x[0]),
}
for name, change in changes.items():
    case("in place " + name, lambda x, change=change: (lambda y: (change(x, y), y * y)[1])(x * 2), real(2, 2), second=True)


def view_follows():
    x = leaf(1.0, 2.0, 3.0, 4.0, shape=(2, 2))
    y = x * 1
    row = y[0]
    y.mul_(x)
    return [row, *torch.autograd.grad((row * row).sum(), x)]


def base_follows():
    x = leaf(1.0, 2.0)
    z = torch.zeros(3)
    z[1:] = x * x
    return [z, z.requires_grad, *torch.autograd.grad((z * z).sum(), x)]


def saved_weight():
    w, x = leaf(1.0), leaf(2.0)
    y = (w * x).sum()
    with torch.no_grad():
        w.add_(1)
    y.backward()


case("view follows", view_follows)
case("base follows", base_follows)
MODIFIED = "one of the variables needed for gradient computation has been modified by an inplace operation"
for name, f in {
    "saved input": lambda: (lambda h: (h * h, h.add_(1))[0].sum().backward())(leaf(1.0, 2.0) * 1),
    "saved output": lambda: (lambda y: (y.mul_(2), y.sum().backward()))((leaf(1.0, 2.0) * 1).exp()),
    "saved view": lambda: (lambda h: (h[0] * h[1], h[0].zero_())[0].sum().backward())(leaf(1.0, 2.0) * 1),
    "saved weight": saved_weight,
    "unneeded": lambda: (lambda h: (h + 1, h.mul_(2))[0].sum().backward())(leaf(1.0) * 1),
    "leaf": lambda: leaf(1.0).add_(1),
    "view of a leaf": lambda: leaf(1.0, 2.0)[0].add_(1),
    "expanded": lambda: torch.ones(1).expand(3).add_(1),
    "broadcast": lambda: torch.ones(3).add_(torch.ones(2, 3)),
    "dtype": lambda: torch.ones(2, dtype=torch.int64).add_(0.5),
}.items():
    case("changed " + name, lambda f=f: said(f, MODIFIED, "is at version", "a leaf Variable that requires grad is being used in an in-place operation", "a view of a leaf Variable"))


# grad and backward.
def grad_many():
    x, w = leaf(1.0, 2.0), leaf(3.0)
    y, z = x * w, (x**2).sum()
    return [*torch.autograd.grad([y, z], [x, w], grad_outputs=[torch.tensor([1.0, 10.0]), None]), x.grad is None]


def grad_unused():
    x, w = leaf(1.0), leaf(2.0)
    found = torch.autograd.grad((x * 2).sum(), [x, w], allow_unused=True)
    zeros = torch.autograd.grad((x * 2).sum(), [x, w], materialize_grads=True)
    return [found[0], found[1] is None, *zeros]


def grad_inner():
    x = leaf(1.0, 2.0)
    h = x.exp()
    y = (h * h).sum()
    return [*torch.autograd.grad(y, h, retain_graph=True), *torch.autograd.grad(y, [h, x])]


def grad_of_grad():
    x = leaf(0.5, 2.0)
    (g,) = torch.autograd.grad((x**4).sum(), x, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), x, create_graph=True)
    (k,) = torch.autograd.grad(h.sum(), x)
    return [g, h, k, g.requires_grad]


def penalty():
    x = leaf(0.5, -1.0)
    y = (x.sin() * x).sum()
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    (y + (g**2).sum()).backward()
    return x.grad


def backward_many():
    x, w = leaf(1.0, 2.0), leaf(3.0)
    torch.autograd.backward([x * w, (x * x).sum()], [torch.ones(2), None])
    first = [x.grad.clone(), w.grad.clone()]
    torch.autograd.backward((x * w).sum(), inputs=[w])
    (x * w).backward(gradient=torch.tensor([1.0, 2.0]), inputs=x)
    return [*first, x.grad, w.grad]


def backward_inner():
    x = leaf(1.0, 2.0)
    h = x * 2
    (h * h).sum().backward(inputs=[h])
    return [h.grad, x.grad is None]


def again():
    x = leaf(1.0, 2.0)
    y = x.sum()
    y.backward()
    y.backward()
    z = (x * x).sum()
    z.backward(retain_graph=True)
    z.backward()
    return x.grad


def kept_number():
    y = leaf(1.0, 2.0).sum() * 2
    y.backward()
    y.backward()


def only_a_branch():
    a, b = leaf(2.0), leaf(3.0)
    y = a * a + b * b
    return [*torch.autograd.grad(y.sum(), a), *torch.autograd.grad(y.sum(), b)]


def create_graph_accumulates():
    x = leaf(3.0)
    (x**3).sum().backward(create_graph=True)
    (g,) = torch.autograd.grad(x.grad.sum(), x)
    return [x.grad.detach(), x.grad.requires_grad, g]


for f in [grad_many, grad_unused, grad_inner, grad_of_grad, penalty, backward_many, backward_inner, again, kept_number, only_a_branch, create_graph_accumulates]:
    case(f.__name__, f)
for name, f in {
    "unused": lambda: torch.autograd.grad(leaf(1.0).sum(), leaf(1.0)),
    "no grad": lambda: torch.autograd.grad(leaf(1.0).sum(), torch.ones(1)),
    "not scalar": lambda: leaf(1.0, 2.0).mul(2).backward(),
    "nothing to do": lambda: torch.ones(1).backward(),
    "second time": lambda: (lambda y: (y.backward(), y.backward()))((leaf(1.0) ** 2).sum()),
    "gradient's shape": lambda: leaf(1.0, 2.0).mul(2).backward(torch.ones(3)),
    "too few gradients": lambda: torch.autograd.backward([leaf(1.0) * 2, leaf(1.0) * 2], [None]),
    "inputs empty": lambda: (leaf(1.0) * 2).sum().backward(inputs=[]),
    "materialize": lambda: torch.autograd.grad(leaf(1.0).sum(), leaf(1.0), allow_unused=False, materialize_grads=True),
}.items():
    case("grad " + name, lambda f=f: said(f, "second time", "implicitly created only for scalar outputs", "does not require grad", "not have been used"))


# Function.
class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x**2


class Exp(Function):
    @staticmethod
    def forward(ctx, x):
        y = x.exp()
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        return g * y


class Scaled(Function):
    @staticmethod
    def forward(ctx, x, w, scale, name="a"):
        ctx.scale = scale
        ctx.save_for_backward(x, w)
        return x @ w * scale

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        gx = gw = None
        if ctx.needs_input_grad[0]:
            gx = g @ w.t() * ctx.scale
        if ctx.needs_input_grad[1]:
            gw = x.t() @ g * ctx.scale
        return gx, gw, None, None


class Both(Function):
    @staticmethod
    def forward(ctx, x, y):
        s, p = x + y, x * y
        ctx.save_for_backward(x, y, p)
        return s, p

    @staticmethod
    def backward(ctx, gs, gp):
        x, y, p = ctx.saved_tensors
        return gs + gp * p / x, gs + gp * x


class Straight(Function):
    @staticmethod
    def forward(ctx, x):
        return x.round()

    @staticmethod
    def backward(ctx, g):
        return g


class Apart(Function):
    @staticmethod
    def forward(x, k):
        return x * k

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.k = inputs[1]

    @staticmethod
    def backward(ctx, g):
        return g * ctx.k, None


class Largest(Function):
    @staticmethod
    def forward(ctx, x):
        values, at = x.max(dim=1)
        ctx.mark_non_differentiable(at)
        ctx.save_for_backward(at)
        ctx.columns = x.shape[1]
        return values, at

    @staticmethod
    def backward(ctx, g, _):
        (at,) = ctx.saved_tensors
        return torch.zeros(g.shape[0], ctx.columns).scatter(1, at.unsqueeze(1), g.unsqueeze(1))


class Nones(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.set_materialize_grads(False)
        return x * 1, x * 2

    @staticmethod
    def backward(ctx, a, b):
        return (a if b is None else b * 100) if a is not None or b is not None else None


class Doubled(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.mul_(2)

    @staticmethod
    def backward(ctx, g):
        return g * 2


class Once(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, g):
        return g * 2 * ctx.saved_tensors[0]


case("Function", lambda x: Cube.apply(x), real(2, 3), second=True)
case("Function saves output", lambda x: Exp.apply(x), real(4), second=True)
case("Function of several", lambda x, w: Scaled.apply(x, w, 0.5), real(3, 2), real(2, 4), second=True)
case("Function partly", lambda x, w: Scaled.apply(x.detach(), w, 2), real(3, 2), real(2, 4))
case("Function with two outputs", lambda x, y: Both.apply(x, y), real(3), real(3), second=True)
case("Function, second output only", lambda x, y: Both.apply(x, y)[1], real(3), real(3), second=True)
case("Function straight through", lambda x: Straight.apply(x) * x, real(5))
case("Function apart", lambda x: Apart.apply(x, 3) * x, real(5), second=True)
case("Function with positions", lambda x: Largest.apply(x), distinct(3, 4))
case("Function without zeros", lambda x: (Nones.apply(x)[0], Nones.apply(x)[1]), real(3))
case("Function in place", lambda x: (lambda y: (Doubled.apply(y), y * x))(x * 1)[1], real(3), second=True)
case("Function once", lambda x: Once.apply(x), real(3))
case("Function once, twice", lambda: said(lambda: (lambda x: torch.autograd.grad(torch.autograd.grad(Once.apply(x).sum(), x, create_graph=True)[0].sum(), x))(leaf(2.0)), "once_differentiable"))
case("Function without gradients", lambda: (Cube.apply(torch.ones(2)).requires_grad, Cube.apply(leaf(1.0)).requires_grad, type(Cube.apply(leaf(1.0)).grad_fn).__name__ != "NoneType"))
with torch.no_grad():
    case("Function under no_grad", lambda: (Cube.apply(leaf(1.0)).requires_grad,))
case("Function and hooks", lambda: (lambda x: (lambda y: (y.register_hook(lambda g: g * 5), y.sum().backward(), x.grad)[2])(Cube.apply(x)))(leaf(2.0)))
case("Function changed", lambda: said(lambda: (lambda h: (lambda y: (h.add_(1), y.sum().backward()))(Cube.apply(h)))(leaf(1.0) * 1), MODIFIED))


class Few(Function):
    @staticmethod
    def forward(ctx, x, y):
        return x * y

    @staticmethod
    def backward(ctx, g):
        return g


class Wrong(Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, g):
        return torch.ones(7)


class Raises(Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, g):
        raise KeyError("mine")


case("Function with too few", lambda: said(lambda: Few.apply(leaf(1.0), leaf(2.0)).sum().backward(), "returned an incorrect number of gradients (expected 2, got 1)"))
case("Function of another size", lambda: said(lambda: Wrong.apply(leaf(1.0, 2.0)).sum().backward(), "returned an invalid gradient at index 0"))
case("Function that raises", lambda: said(lambda: Raises.apply(leaf(1.0)).sum().backward(), "mine"))
case("Function made", lambda: said(lambda: Cube()))

# functional
case("jacobian", lambda: AF.jacobian(lambda x: x.exp() * x.sum(), torch.tensor([0.5, 1.0, -1.0])))
case("jacobian of several", lambda: AF.jacobian(lambda x, y: (x @ y, y.sum()), (torch.ones(2, 2), torch.tensor([1.0, 2.0]))))
case("jacobian zeros", lambda: AF.jacobian(lambda x: torch.ones(2), torch.ones(3)))
case("jacobian graph", lambda x: AF.jacobian(lambda x: x**3, x, create_graph=True), real(2), second=True)
case("hessian", lambda: AF.hessian(lambda x: (x**3).sum() + x[0] * x[1], torch.tensor([0.5, 1.0, -1.0])))
case("hessian of several", lambda: AF.hessian(lambda x, y: (x * y**2).sum(), (torch.tensor([1.0, 2.0]), torch.tensor([3.0]))))
case("vjp", lambda: AF.vjp(lambda x: x**2, torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])))
case("vjp alone", lambda: AF.vjp(lambda x: (x**2).sum(), torch.tensor([1.0, 2.0])))
case("jvp", lambda: AF.jvp(lambda x: x.exp() * x.sum(), torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])))
case("jvp of several", lambda: AF.jvp(lambda x, y: x * y, (torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])), (torch.ones(2), torch.zeros(2))))
case("vhp", lambda: AF.vhp(lambda x: (x**3).sum(), torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])))
case("hvp", lambda: AF.hvp(lambda x: (x**3).sum() * x[0], torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])))
case("vjp without v", lambda: said(lambda: AF.vjp(lambda x: x, torch.ones(2))))
case("jacobian of a number", lambda: said(lambda: AF.jacobian(lambda x: 3, torch.ones(2))))
case("jacobian strict", lambda: said(lambda: AF.jacobian(lambda x: torch.ones(2), torch.ones(2), strict=True)))
case("gradcheck", lambda: torch.autograd.gradcheck(lambda x, y: (x * y.sin()).sum(), (leaf(1.0, 2.0), leaf(0.5)), eps=1e-2, atol=1e-2, rtol=1e-2))
case("gradcheck Function", lambda: torch.autograd.gradcheck(Cube.apply, (leaf(0.5, 1.0),), eps=1e-2, atol=1e-2, rtol=1e-2))
case("gradcheck wrong", lambda: said(lambda: torch.autograd.gradcheck(Straight.apply, (leaf(0.25, 0.75),), eps=1e-2, atol=1e-2, rtol=1e-2), "Jacobian mismatch"))
case("gradcheck says no", lambda: torch.autograd.gradcheck(Straight.apply, (leaf(0.25, 0.75),), eps=1e-2, atol=1e-2, rtol=1e-2, raise_exception=False))
case("gradcheck nothing", lambda: said(lambda: torch.autograd.gradcheck(lambda x: x, (torch.ones(1),))))


# Modes.
@torch.no_grad()
def quiet(x):
    return (x * 2).requires_grad, torch.is_grad_enabled()


@torch.no_grad
def quiet_too(x):
    return (x * 2).requires_grad


@torch.enable_grad()
def loud(x):
    return (x * 2).requires_grad


@torch.inference_mode()
def inference(x):
    return (x * 2).requires_grad, torch.is_inference_mode_enabled()


@torch.inference_mode
def inference_too(x):
    return (x * 2).requires_grad


@torch.set_grad_enabled(False)
def switched(x):
    return (x * 2).requires_grad


def modes():
    x = leaf(1.0)
    out = [*quiet(x), quiet_too(x), loud(x), *inference(x), inference_too(x), switched(x), torch.is_grad_enabled()]
    with torch.no_grad():
        out += [(x * 2).requires_grad, loud(x)]
        with torch.enable_grad():
            out.append((x * 2).requires_grad)
        with torch.set_grad_enabled(True):
            out.append((x * 2).requires_grad)
        out.append(torch.is_grad_enabled())
    with torch.inference_mode():
        out += [torch.is_grad_enabled(), torch.is_inference_mode_enabled()]
        with torch.inference_mode(False):
            out += [torch.is_inference_mode_enabled()]
    with torch.set_grad_enabled(False):
        out.append(torch.is_grad_enabled())
    torch.set_grad_enabled(False)
    out.append(torch.is_grad_enabled())
    torch.set_grad_enabled(True)
    try:
        with torch.no_grad():
            raise ValueError
    except ValueError:
        out.append(torch.is_grad_enabled())
    return [*out, torch.is_inference_mode_enabled()]


case("modes", modes)


# The graph from outside, and NaN in it.
def history():
    x, w = leaf(1.0), leaf(2.0)
    y = (x * w).exp()
    mul = y.grad_fn.next_functions[0][0]
    (a, _), (b, _) = mul.next_functions
    return [y.grad_fn.name(), mul.name(), a.name(), a.variable is x or torch.equal(a.variable, x), b.variable, a.next_functions == (), x.grad_fn is None, mul == y.grad_fn.next_functions[0][0], str(y.grad_fn).split(" object")[0]]


def anomaly():
    with torch.autograd.set_detect_anomaly(True):
        first = said(lambda: (leaf(-1.0).sqrt() * 0).sum().backward(), "SqrtBackward0", "nan values in its 0th output")
    with torch.autograd.detect_anomaly():
        second = said(lambda: (leaf(0.0) / 0 * 0).sum().backward(), "nan")
    x = leaf(-1.0)
    (x.sqrt() * 0).sum().backward()
    return [*first, *second, str(x.grad.item())]


case("history", history)
case("anomaly", anomaly)


# What results print as grad_fn.
a34, i2 = leaf(*range(12), shape=(3, 4)), torch.tensor([0, 2])
for name, f in {
    "x[0]": lambda x: x[0],
    "x[1:]": lambda x: x[1:],
    "x[:, 1]": lambda x: x[:, 1],
    "x[None]": lambda x: x[None],
    "x[...]": lambda x: x[...],
    "x[i]": lambda x: x[i2],
    "x[mask]": lambda x: x[x > 5],
    "x[i, j]": lambda x: x[i2, i2],
    "gather": lambda x: x.gather(0, i2.reshape(1, 2)),
    "index_select": lambda x: x.index_select(0, i2),
    "scatter": lambda x: x.scatter(0, i2.reshape(1, 2), 1.0),
    "scatter_add": lambda x: x.scatter_add(0, i2.reshape(1, 2), torch.ones(1, 2)),
    "index_add": lambda x: x.index_add(0, i2, torch.ones(2, 4)),
    "index_copy": lambda x: x.index_copy(0, i2, torch.ones(2, 4)),
    "index_fill": lambda x: x.index_fill(0, i2, 1.0),
    "index_put": lambda x: x.index_put((i2,), torch.tensor(1.0)),
    "masked_fill": lambda x: x.masked_fill(x > 5, 0.0),
    "masked_select": lambda x: x.masked_select(x > 5),
    "masked_scatter": lambda x: x.masked_scatter(x > 5, torch.ones(12)),
    "take": lambda x: x.take(i2),
    "where": lambda x: torch.where(x > 5, x, 0.0),
    "reshape": lambda x: x.reshape(4, 3),
    "view": lambda x: x.view(-1),
    "flatten": lambda x: x.flatten(),
    "T": lambda x: x.T,
    "t": lambda x: x.t(),
    "transpose": lambda x: x.transpose(0, 1),
    "permute": lambda x: x.permute(1, 0),
    "movedim": lambda x: x.movedim(0, 1),
    "squeeze": lambda x: x[None].squeeze(),
    "squeeze dim": lambda x: x[None].squeeze(0),
    "squeeze dims": lambda x: x[None].squeeze((0, 1)),
    "unsqueeze": lambda x: x.unsqueeze(0),
    "expand": lambda x: x.expand(2, 3, 4),
    "repeat": lambda x: x.repeat(2, 1),
    "flip": lambda x: x.flip(0),
    "roll": lambda x: x.roll(1, 0),
    "tril": lambda x: x.tril(),
    "triu": lambda x: x.triu(),
    "diagonal": lambda x: x.diagonal(),
    "diag_embed": lambda x: x.diag_embed(),
    "trace": lambda x: x.trace(),
    "unfold": lambda x: x.unfold(0, 2, 1),
    "cat": lambda x: torch.cat((x, x)),
    "stack": lambda x: torch.stack((x, x)),
    "split": lambda x: x.split(2)[0],
    "split sizes": lambda x: x.split([1, 2])[0],
    "chunk": lambda x: x.chunk(2)[0],
    "unbind": lambda x: x.unbind()[0],
    "narrow": lambda x: x.narrow(0, 0, 1),
    "select": lambda x: x.select(0, 0),
    "clone": lambda x: x.clone(),
    "contiguous": lambda x: x.T.contiguous(),
    "pad": lambda x: torch.nn.functional.pad(x, (1, 1)),
    "as_strided": lambda x: x.as_strided((2, 2), (1, 1)),
    "copy_": lambda x: torch.zeros(3, 4).copy_(x),
    "x[0] = v": lambda x: (lambda z: (z.__setitem__(0, x[0]), z)[1])(torch.zeros(3, 4)),
    "mul_": lambda x: (x * 1).mul_(2),
    "fill_": lambda x: (x * 1).fill_(2.0),
    "zero_": lambda x: (x * 1).zero_(),
    "dropout": lambda x: torch.nn.functional.dropout(x),
}.items():
    case(f"grad_fn {name}", lambda f=f: f(a34).grad_fn.name())
