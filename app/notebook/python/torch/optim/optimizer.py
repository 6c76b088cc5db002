"""What all optimisers share."""
import warnings
from collections import defaultdict

from _torch import Tensor, _zero_grad
from torch.grad_mode import enable_grad
from torch.hooks import RemovableHandle


class Optimizer:
    """Keeps groups of parameters with their settings, and a state for each parameter."""

    def __init__(self, params, defaults):
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got torch.Tensor"
            )
        self.defaults = defaults
        self.state = defaultdict(dict)
        self.param_groups = []
        self._pre_hooks = {}
        self._post_hooks = {}
        self._opt_called = False
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group):
        """Takes more parameters in, with settings of their own."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets "
                "will change between runs. Please use a list instead."
            )
        params = [params] if isinstance(params, Tensor) else list(params)
        named = [param for param in params if isinstance(param, tuple)]
        if named:
            if len(named) != len(params):
                raise ValueError("all optimizer params should be with/without names. Some param names are missing")
            param_group["param_names"] = [name for name, _ in named]
            params = [param for _, param in named]
        for param in params:
            if not isinstance(param, Tensor):
                raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {type(param).__name__}")
            if not param.is_leaf:
                raise ValueError("can't optimize a non-leaf Tensor")
        param_group["params"] = params
        for name, value in self.defaults.items():
            param_group.setdefault(name, value)
        ids = {id(param) for param in params}
        if len(ids) != len(params):
            warnings.warn("optimizer contains a parameter group with duplicate parameters", stacklevel=3)
        for group in self.param_groups:
            if ("param_names" in group) != ("param_names" in param_group):
                raise ValueError("all optimizer param groups should be with/without names")
            if any(id(param) in ids for param in group["params"]):
                raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)

    def zero_grad(self, set_to_none=True):
        """Forgets gradients, or fills them with zeros."""
        for group in self.param_groups:
            _zero_grad(group["params"], set_to_none)

    def step(self, closure=None):
        """Changes the parameters by their gradients; `closure`, if given, computes the loss anew and is asked first."""
        for hook in list(self._pre_hooks.values()):
            hook(self, (closure,), {})
        self._opt_called = True
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        for group in self.param_groups:
            self._step_group(group)
        for hook in list(self._post_hooks.values()):
            hook(self, (closure,), {})
        return loss

    def _step_group(self, group):
        raise NotImplementedError

    def register_step_pre_hook(self, hook):
        return RemovableHandle(self._pre_hooks, hook)

    def register_step_post_hook(self, hook):
        return RemovableHandle(self._post_hooks, hook)

    def state_dict(self):
        """Settings and states as plain dicts, with numbers in the place of parameters."""
        numbers = {}
        groups = []
        for group in self.param_groups:
            for param in group["params"]:
                numbers.setdefault(id(param), len(numbers))
            packed = {name: value for name, value in group.items() if name != "params"}
            packed["params"] = [numbers[id(param)] for param in group["params"]]
            groups.append(packed)
        state = {numbers[id(key)] if isinstance(key, Tensor) else key: value for key, value in self.state.items()}
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict):
        """Takes over what `state_dict()` gave; groups must have the same sizes."""
        saved = [dict(group) for group in state_dict["param_groups"]]
        if len(saved) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        params = {}
        for new, old in zip(saved, self.param_groups):
            if len(new["params"]) != len(old["params"]):
                raise ValueError(
                    "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
                )
            params.update(zip(new["params"], old["params"]))
        state = defaultdict(dict)
        for key, value in state_dict["state"].items():
            if key in params:
                state[params[key]] = _fitted(params[key], value)
            else:
                state[key] = value
        for new, old in zip(saved, self.param_groups):
            new["params"] = old["params"]
            if "param_names" in old:
                new.setdefault("param_names", old["param_names"])
        self.state = state
        self.param_groups = saved

    def __repr__(self):
        text = f"{type(self).__name__} ("
        for number, group in enumerate(self.param_groups):
            text += f"\nParameter Group {number}\n"
            for name in sorted(group):
                if name != "params":
                    text += f"    {name}: {group[name]}\n"
        return text + ")"


def _fitted(param, value, name=None):
    """A loaded value with dtype and device of its parameter; step counters stay as they are."""
    if isinstance(value, Tensor):
        if name == "step":
            return value.clone()
        return value.to(param.device, param.dtype).clone() if param.dtype.is_floating_point else value.to(param.device)
    if isinstance(value, dict):
        return {key: _fitted(param, inner, key) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_fitted(param, inner) for inner in value)
    return value


def checked(name, value):
    """`value`, which must not be negative; a tensor of one element will do."""
    if isinstance(value, Tensor) and value.numel() != 1:
        raise ValueError("Tensor lr must be 1-element")
    if not value >= 0:
        raise ValueError(f"Invalid {name}: {value}")
    return value


def refuse_differentiable(differentiable):
    """Steps are never part of a gradient graph here."""
    if differentiable:
        raise NotImplementedError("differentiable=True is not part of this page's subset of PyTorch")
