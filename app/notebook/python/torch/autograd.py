"""`torch.autograd`: gradients as values."""
from _torch import _grad, is_grad_enabled  # noqa: F401
from torch.grad_mode import enable_grad, no_grad, set_grad_enabled  # noqa: F401
from torch.missing import explain


def grad(outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, allow_unused=False):
    """Gradients of `outputs` (summed if several) with respect to each of `inputs`, as a tuple."""
    outputs = tuple(outputs) if isinstance(outputs, (tuple, list)) else (outputs,)
    inputs = tuple(inputs) if isinstance(inputs, (tuple, list)) else (inputs,)
    if grad_outputs is None:
        grad_outputs = (None,) * len(outputs)
    elif not isinstance(grad_outputs, (tuple, list)):
        grad_outputs = (grad_outputs,)
    result = _grad(list(outputs), list(inputs), list(grad_outputs), bool(retain_graph), create_graph)
    for value in result:
        if value is None and not allow_unused:
            raise RuntimeError(
                "One of the differentiated Tensors appears to not have been used in the graph. "
                "Set allow_unused=True if this is the desired behavior."
            )
    return tuple(result)


def __getattr__(name):
    raise AttributeError(explain("torch.autograd", name), name=name)
