"""`torch.autograd`: gradients as values, and operations with a backward pass of one's own."""
import _torch
from _torch import is_grad_enabled  # noqa: F401
from torch.autograd import functional
from torch.autograd.function import Function
from torch.autograd.gradcheck import gradcheck, gradgradcheck
from torch.grad_mode import enable_grad, inference_mode, no_grad, set_grad_enabled  # noqa: F401
from torch.missing import explain

Variable = _torch.Tensor


def _given(outputs, grad_outputs, name):
    """One gradient (or None) for each output."""
    if grad_outputs is None:
        return [None] * len(outputs)
    if not isinstance(grad_outputs, (tuple, list)):
        grad_outputs = (grad_outputs,)
    if len(grad_outputs) != len(outputs):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(grad_outputs)} gradients")
    return list(grad_outputs)


def _listed(tensors):
    return list(tensors) if isinstance(tensors, (tuple, list)) else [tensors]


def backward(
    tensors, grad_tensors=None, retain_graph=None, create_graph=False, grad_variables=None, inputs=None
):
    """Adds the gradients of `tensors` to the leaves they were computed from, or to `inputs` only."""
    tensors = _listed(tensors)
    retain = create_graph if retain_graph is None else retain_graph
    if inputs is not None and len(_listed(inputs)) == 0:
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    inputs = None if inputs is None else _listed(inputs)
    _torch._backward(tensors, _given(tensors, grad_tensors, "grad_tensors"), retain, create_graph, inputs)


def grad(
    outputs,
    inputs,
    grad_outputs=None,
    retain_graph=None,
    create_graph=False,
    only_inputs=True,
    allow_unused=None,
    is_grads_batched=False,
    materialize_grads=False,
):
    """Gradients of `outputs` (summed if several) with respect to each of `inputs`, as a tuple."""
    if is_grads_batched:
        raise NotImplementedError(explain("torch.autograd.grad", "is_grads_batched"))
    if materialize_grads and allow_unused is False:
        raise ValueError("Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.")
    outputs, inputs = _listed(outputs), _listed(inputs)
    retain = create_graph if retain_graph is None else retain_graph
    gradients = _given(outputs, grad_outputs, "grad_outputs")
    result = _torch._grad(outputs, inputs, gradients, retain, create_graph)
    if materialize_grads:
        result = [_torch.zeros_like(x, requires_grad=True) if g is None else g for g, x in zip(result, inputs)]
    elif not allow_unused and any(g is None for g in result):
        raise RuntimeError(
            "One of the differentiated Tensors appears to not have been used in the graph. "
            "Set allow_unused=True if this is the desired behavior."
        )
    return tuple(result)


class set_detect_anomaly:
    """Looks at every gradient; the first one with NaN raises an error that names the operation."""

    def __init__(self, mode, check_nan=True):
        self.before = _torch._set_detect_anomaly(mode and check_nan)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        _torch._set_detect_anomaly(self.before)
        return False


class detect_anomaly(set_detect_anomaly):
    """`set_detect_anomaly` that begins with the `with`."""

    def __init__(self, check_nan=True):
        self.check_nan = check_nan

    def __enter__(self):
        self.before = _torch._set_detect_anomaly(self.check_nan)


def __getattr__(name):
    raise AttributeError(explain("torch.autograd", name), name=name)
