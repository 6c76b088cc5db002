"""Pruning: masks over parameters. A pruned parameter `weight` becomes `weight_orig` (which trains) and the buffer
`weight_mask`; `weight` is their product, taken anew before every call of the module. `remove` makes it final."""
import _torch
import numpy as _numpy
from torch.nn.parameter import Parameter


def _validate_pruning_amount_init(amount):
    if isinstance(amount, bool) or not isinstance(amount, (int, float)):
        raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
    if isinstance(amount, int) and amount < 0 or isinstance(amount, float) and not 0.0 <= amount <= 1.0:
        raise ValueError(f"amount={amount} should either be a float in the range [0, 1] or a non-negative integer")


def _count(amount, size):
    """How many of `size` are to go."""
    if isinstance(amount, int):
        if amount > size:
            raise ValueError(f"amount={amount} should be smaller than the number of parameters to prune={size}")
        return amount
    return round(amount * size)


def _smallest(scores, count):
    """Positions of the `count` smallest, as a tensor."""
    order = _numpy.argsort(scores.detach().cpu().reshape(-1).numpy())
    return _torch.as_tensor(order[:count], device=scores.device)


def _axis(dim, tensor):
    if not -tensor.dim() <= dim < tensor.dim():
        raise IndexError(f"Invalid index {dim} for tensor of size {tensor.shape}")
    return dim % tensor.dim()


def _check_structured(tensor):
    if tensor.dim() < 2:
        raise ValueError(
            "Structured pruning can only be applied to multidimensional tensors. Found tensor of shape "
            f"{tensor.shape} with {tensor.dim()} dims"
        )


def _pruning(module):
    """The pruning methods among the hooks of a module, with their keys."""
    hooks = module.__dict__.get("_forward_pre_hooks", {})
    return [(key, hook) for key, (hook, _) in hooks.items() if isinstance(hook, BasePruningMethod)]


class BasePruningMethod:
    """What all methods share. A method of one's own sets `PRUNING_TYPE` and writes `compute_mask(t, default_mask)`."""

    PRUNING_TYPE = "unstructured"
    _tensor_name = None

    def __call__(self, module, inputs):
        setattr(module, self._tensor_name, self.apply_mask(module))

    def compute_mask(self, t, default_mask):
        raise NotImplementedError("compute_mask() of a pruning method must give a mask of the tensor's shape")

    def apply_mask(self, module):
        """The pruned tensor: original times mask."""
        mask = getattr(module, self._tensor_name + "_mask")
        orig = getattr(module, self._tensor_name + "_orig")
        return mask.to(orig.dtype) * orig

    def prune(self, t, default_mask=None, importance_scores=None):
        """A pruned copy of a tensor, without a module."""
        scores = t if importance_scores is None else importance_scores
        mask = _torch.ones_like(t) if default_mask is None else default_mask
        return t * self.compute_mask(scores, default_mask=mask)

    @classmethod
    def apply(cls, module, name, *args, importance_scores=None, **kwargs):
        """Prunes `module.name` and sees that it stays so; after earlier pruning only what is left is considered."""
        method = cls(*args, **kwargs)
        method._tensor_name = name
        old = None
        for key, hook in _pruning(module):
            if hook._tensor_name == name:
                old = hook
                del module._forward_pre_hooks[key]
        orig = getattr(module, name + "_orig") if old is not None else getattr(module, name)
        if importance_scores is not None and tuple(importance_scores.shape) != tuple(orig.shape):
            raise AssertionError(f"importance_scores should have the same shape as parameter {name} of {module}")
        scores = orig if importance_scores is None else importance_scores
        if old is None:
            default = _torch.ones_like(orig.detach())
            del module._parameters[name]
            module.register_parameter(name + "_orig", orig if isinstance(orig, Parameter) else Parameter(orig))
        else:
            default = getattr(module, name + "_mask").detach().clone()
            container = old if isinstance(old, PruningContainer) else PruningContainer(old)
            container.add_pruning_method(method)
            method = container
        try:
            mask = method.compute_mask(scores.detach(), default_mask=default)
        except Exception:
            if old is None:
                del module._parameters[name + "_orig"]
                module.register_parameter(name, orig)
            else:
                module.register_forward_pre_hook(old)
            raise
        module.register_buffer(name + "_mask", mask)
        setattr(module, name, method.apply_mask(module))
        module.register_forward_pre_hook(method)
        return method

    def remove(self, module):
        """Makes the pruning of this parameter final."""
        name = self._tensor_name
        weight = self.apply_mask(module).detach()
        orig = module._parameters.pop(name + "_orig")
        module._buffers.pop(name + "_mask")
        if name in module.__dict__:
            delattr(module, name)
        with _no_grad():
            orig.copy_(weight)
        module.register_parameter(name, orig)


def _no_grad():
    from torch.grad_mode import no_grad

    return no_grad()


class PruningContainer(BasePruningMethod):
    """Several methods one after the other, each on what the ones before have left."""

    def __init__(self, *methods):
        self._pruning_methods = ()
        for method in methods:
            if not self._pruning_methods:
                self._tensor_name = method._tensor_name
            self.add_pruning_method(method)

    def add_pruning_method(self, method):
        if not isinstance(method, BasePruningMethod) and method is not None:
            raise TypeError(f"{type(method)} is not a BasePruningMethod subclass")
        if method is not None and self._tensor_name != method._tensor_name:
            raise ValueError(
                f"Can only add pruning methods acting on the parameter named '{self._tensor_name}' to PruningContainer. "
                f"Found '{method._tensor_name}'"
            )
        self._pruning_methods += (method,)

    def __len__(self):
        return len(self._pruning_methods)

    def __iter__(self):
        return iter(self._pruning_methods)

    def __getitem__(self, index):
        return self._pruning_methods[index]

    def compute_mask(self, t, default_mask):
        method = self._pruning_methods[-1]
        mask = default_mask.to(t.dtype)
        if method.PRUNING_TYPE == "global":
            return method.compute_mask(t, default_mask=mask) * mask
        if method.PRUNING_TYPE == "unstructured":
            kept = mask.reshape(-1) == 1
            part = method.compute_mask(t.reshape(-1)[kept], default_mask=mask.reshape(-1)[kept])
            flat = mask.reshape(-1).clone()
            flat[kept] = part.to(flat.dtype)
            return flat.reshape(mask.shape)
        # Structured: slices that are gone as a whole are not considered again.
        axis = _axis(method.dim, t)
        others = [d for d in range(t.dim()) if d != axis]
        kept = mask.sum(others) != 0
        turned, left = t.transpose(0, axis), mask.transpose(0, axis).clone()
        left[kept] = method.compute_mask(
            turned[kept].transpose(0, axis), default_mask=left[kept].transpose(0, axis)
        ).transpose(0, axis).to(left.dtype)
        return left.transpose(0, axis).contiguous()


class Identity(BasePruningMethod):
    """Prunes nothing, but makes mask and original."""

    def compute_mask(self, t, default_mask):
        return default_mask


class _Unstructured(BasePruningMethod):
    def __init__(self, amount):
        _validate_pruning_amount_init(amount)
        self.amount = amount

    def compute_mask(self, t, default_mask):
        count = _count(self.amount, t.numel())
        mask = default_mask.clone()
        if count:
            flat = mask.reshape(-1)
            flat[_smallest(self._scores(t), count)] = 0
            mask = flat.reshape(default_mask.shape)
        return mask


class RandomUnstructured(_Unstructured):
    """Elements by chance."""

    def _scores(self, t):
        # As PyTorch, which removes where the largest of uniform numbers fall.
        return -_torch.rand_like(t)


class L1Unstructured(_Unstructured):
    """Elements of the smallest magnitude."""

    def _scores(self, t):
        return t.abs()


class _Structured(BasePruningMethod):
    PRUNING_TYPE = "structured"

    def compute_mask(self, t, default_mask):
        _check_structured(t)
        axis = _axis(self.dim, t)
        size = t.size(axis)
        count = _count(self.amount, size)
        if count == 0:
            return default_mask
        kept = _torch.ones(size, device=t.device)
        kept[self._order(t, axis, count)] = 0
        shape = [1] * t.dim()
        shape[axis] = size
        return kept.reshape(shape) * default_mask


class RandomStructured(_Structured):
    """Whole slices along `dim` by chance."""

    def __init__(self, amount, dim=-1):
        _validate_pruning_amount_init(amount)
        self.amount, self.dim = amount, dim

    def _order(self, t, axis, count):
        return _smallest(_torch.rand(t.size(axis), device=t.device), count)


class LnStructured(_Structured):
    """Whole slices along `dim` of the smallest norm: `n` is 1, 2, any other power, or inf."""

    def __init__(self, amount, n, dim=-1):
        _validate_pruning_amount_init(amount)
        self.amount, self.n, self.dim = amount, n, dim

    def _order(self, t, axis, count):
        others = [d for d in range(t.dim()) if d != axis]
        n = float("inf") if self.n == "inf" else self.n
        size = t.abs()
        if n == float("inf"):
            norm = size.amax(others)
        elif n == -float("inf"):
            norm = size.amin(others)
        elif n == "fro":
            norm = (size * size).sum(others)
        else:
            norm = (size**n).sum(others) ** (1 / n)
        return _smallest(norm, count)


class CustomFromMask(BasePruningMethod):
    """A mask of one's own."""

    PRUNING_TYPE = "global"

    def __init__(self, mask):
        self.mask = mask

    def compute_mask(self, t, default_mask):
        if tuple(default_mask.shape) != tuple(self.mask.shape):
            raise AssertionError(f"the mask has shape {list(self.mask.shape)}, the parameter {list(default_mask.shape)}")
        return default_mask * self.mask.to(default_mask.dtype)


def identity(module, name):
    """Mask and original without pruning anything."""
    Identity.apply(module, name)
    return module


def random_unstructured(module, name, amount):
    """Prunes `amount` (a share or a number) of the elements by chance."""
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(module, name, amount, importance_scores=None):
    """Prunes `amount` of the elements, the smallest in magnitude (or in importance)."""
    L1Unstructured.apply(module, name, amount, importance_scores=importance_scores)
    return module


def random_structured(module, name, amount, dim):
    """Prunes `amount` of the slices along `dim` by chance."""
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(module, name, amount, n, dim, importance_scores=None):
    """Prunes `amount` of the slices along `dim`, those of the smallest n-norm."""
    LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
    return module


def custom_from_mask(module, name, mask):
    """Prunes where the mask is 0."""
    CustomFromMask.apply(module, name, mask)
    return module


def global_unstructured(parameters, pruning_method, importance_scores=None, **kwargs):
    """Prunes a share of the elements of several parameters `[(module, name), ...]` taken together."""
    parameters = list(parameters)
    if not parameters:
        raise TypeError("global_unstructured(): parameters must be an iterable of (module, name) tuples")
    scores = importance_scores or {}

    def mask_of(module, name):
        found = getattr(module, name + "_mask", None)
        return _torch.ones_like(getattr(module, name).detach()) if found is None else found

    values = [scores.get((m, n), getattr(m, n)).detach() for m, n in parameters]
    method = pruning_method(**kwargs)
    if method.PRUNING_TYPE != "unstructured":
        raise TypeError(
            f'Only "unstructured" PRUNING_TYPE is supported for the `pruning_method`. Found method {pruning_method} of '
            f"type {method.PRUNING_TYPE}"
        )
    container = PruningContainer()
    container._tensor_name = method._tensor_name = "temp"
    container.add_pruning_method(method)
    flat = _torch.cat([value.reshape(-1) for value in values])
    default = _torch.cat([mask_of(m, n).reshape(-1) for m, n in parameters])
    final = container.compute_mask(flat, default)
    at = 0
    for (module, name), value in zip(parameters, values):
        custom_from_mask(module, name, final[at : at + value.numel()].reshape(value.shape))
        at += value.numel()


def remove(module, name):
    """Makes pruning final: the parameter holds its pruned values, mask and original are gone."""
    for key, hook in _pruning(module):
        if hook._tensor_name == name:
            hook.remove(module)
            del module._forward_pre_hooks[key]
            return module
    raise ValueError(f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")


def is_pruned(module):
    """Whether some parameter of the module or of its children is pruned."""
    return any(_pruning(child) for child in module.modules())
