"""`torch.autograd.functional`: derivatives of functions."""
import _torch
from _torch import Tensor
from torch.grad_mode import enable_grad
from torch.missing import explain


def _tuple(value):
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def _fresh(inputs, create_graph):
    """Inputs of our own, so that nobody else's `.grad` changes."""
    return tuple(x.view_as(x) if create_graph and x.requires_grad else x.detach().requires_grad_() for x in inputs)


def _grad(outputs, inputs, gradients, create_graph, strict):
    """Gradients that are zeros where an output does not depend on an input."""
    pairs = [(y, g) for y, g in zip(outputs, gradients) if y.requires_grad]
    if pairs:
        found = _torch._grad([y for y, _ in pairs], list(inputs), [g for _, g in pairs], True, create_graph)
    else:
        found = [None] * len(inputs)
    if strict and any(g is None for g in found):
        raise RuntimeError("The output of the user-provided function is independent of one of the inputs. This is not allowed in strict mode.")
    return [_torch.zeros_like(x) if g is None else g for g, x in zip(found, inputs)]


def _outputs(function, inputs, name):
    outputs = function(*inputs)
    for y in _tuple(outputs):
        if not isinstance(y, Tensor):
            raise TypeError(f"The outputs of the user-provided function given to {name} must be either a Tensor or a tuple of Tensors but the given outputs of the user-provided function has type {type(y)}.")
    return outputs


def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False, strategy="reverse-mode"):
    """For every output and input a tensor of the output's sizes and then the input's."""
    alone, many = isinstance(inputs, Tensor), None
    with enable_grad():
        given = _fresh(_tuple(inputs), create_graph)
        outputs = _outputs(func, given, "jacobian")
        many = isinstance(outputs, (tuple, list))
        rows = []
        for y in _tuple(outputs):
            flat = y.reshape(-1)
            columns = [[] for _ in given]
            for i in range(y.numel()):
                for column, g in zip(columns, _grad([flat[i]], given, [None], create_graph, strict)):
                    column.append(g)
            rows.append(
                tuple(
                    (_torch.stack(c) if c else _torch.zeros((0,) + tuple(x.shape))).reshape(tuple(y.shape) + tuple(x.shape))
                    for c, x in zip(columns, given)
                )
            )
    if alone:
        rows = [row[0] for row in rows]
    return tuple(rows) if many else rows[0]


def hessian(func, inputs, create_graph=False, strict=False, vectorize=False, outer_jacobian_strategy="reverse-mode"):
    """The second derivatives of a function with one number as its result."""

    def slope(*given):
        y = _outputs(func, given, "hessian")
        if not isinstance(y, Tensor) or y.numel() != 1:
            raise RuntimeError("The Tensor returned by the function given to hessian should contain a single element")
        return tuple(_grad([y.reshape([])], given, [None], True, strict))

    found = jacobian(slope, _tuple(inputs), create_graph, strict)
    return found[0][0] if isinstance(inputs, Tensor) else found


def _vectors(v, like, name):
    if v is None:
        if len(like) == 1 and like[0].numel() == 1:
            return (_torch.ones_like(like[0]),)
        raise RuntimeError(f"The vector v can only be None if the user-provided function returns a single Tensor with a single element.")
    v = _tuple(v)
    for a, b in zip(v, like):
        if tuple(a.shape) != tuple(b.shape):
            raise RuntimeError(f"{name}: v has invalid size: should be {b.shape} but got {a.shape}.")
    if len(v) != len(like):
        raise RuntimeError(f"{name}: v has an invalid number of tensors: should be {len(like)} but got {len(v)}.")
    return v


def _detached(values, create_graph):
    return values if create_graph else tuple(v.detach() for v in values)


def vjp(func, inputs, v=None, create_graph=False, strict=False):
    """The function's value, and v^T times its Jacobian."""
    with enable_grad():
        given = _fresh(_tuple(inputs), create_graph)
        outputs = _outputs(func, given, "vjp")
        many = isinstance(outputs, (tuple, list))
        ys = _tuple(outputs)
        found = _detached(_grad(ys, given, _vectors(v, ys, "vjp"), create_graph, strict), create_graph)
    ys = _detached(ys, create_graph)
    return (ys if many else ys[0]), (found[0] if isinstance(inputs, Tensor) else tuple(found))


def jvp(func, inputs, v=None, create_graph=False, strict=False):
    """The function's value, and its Jacobian times v; by differentiating vjp with respect to its vector."""
    with enable_grad():
        given = _fresh(_tuple(inputs), create_graph)
        v = _vectors(v, given, "jvp")
        outputs = _outputs(func, given, "jvp")
        many = isinstance(outputs, (tuple, list))
        ys = _tuple(outputs)
        probes = [_torch.zeros_like(y).requires_grad_() for y in ys]
        back = _grad(ys, given, probes, True, strict)
        found = _detached(tuple(_grad(back, probes, v, create_graph, False)), create_graph)
    ys = _detached(ys, create_graph)
    return (ys, found) if many else (ys[0], found[0])


def _second(func, inputs, v, create_graph, strict, name):
    given = _fresh(_tuple(inputs), create_graph)
    y = _outputs(func, given, name)
    if not isinstance(y, Tensor) or y.numel() != 1:
        raise RuntimeError(f"The Tensor returned by the function given to {name} should contain a single element")
    slope = _grad([y.reshape([])], given, [None], True, strict)
    return given, y, slope, _vectors(v, given, name)


def vhp(func, inputs, v=None, create_graph=False, strict=False):
    """The function's value, and v^T times its Hessian."""
    with enable_grad():
        given, y, slope, v = _second(func, inputs, v, create_graph, strict, "vhp")
        found = _detached(tuple(_grad(slope, given, v, create_graph, False)), create_graph)
    return (y if create_graph else y.detach()), (found[0] if isinstance(inputs, Tensor) else found)


def hvp(func, inputs, v=None, create_graph=False, strict=False):
    """The function's value, and its Hessian times v; the Hessian is symmetric."""
    return vhp(func, inputs, v, create_graph, strict)


def __getattr__(name):
    raise AttributeError(explain("torch.autograd.functional", name), name=name)
