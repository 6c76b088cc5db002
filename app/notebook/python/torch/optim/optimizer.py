"""What all optimisers share."""
from _torch import Tensor
from torch.grad_mode import enable_grad, no_grad


class Optimizer:
    """Keeps groups of parameters with their settings, and a state for each parameter."""

    def __init__(self, params, defaults):
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got torch.Tensor"
            )
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        self.defaults = defaults
        self.state = {}
        self.param_groups = []
        for group in groups:
            params = group["params"]
            params = [params] if isinstance(params, Tensor) else list(params)
            for param in params:
                if not isinstance(param, Tensor):
                    raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {type(param).__name__}")
                if not param.is_leaf:
                    raise ValueError("can't optimize a non-leaf Tensor")
            self.param_groups.append({**defaults, **group, "params": params})

    def zero_grad(self, set_to_none=True):
        for group in self.param_groups:
            for param in group["params"]:
                param.grad = None

    def step(self, closure=None):
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with no_grad():
            for group in self.param_groups:
                for param in group["params"]:
                    if param.grad is not None:
                        self.update(param, param.grad, group, self.state.setdefault(id(param), {}))
        return loss

    def update(self, param, grad, group, state):
        raise NotImplementedError

    def __repr__(self):
        lines = []
        for number, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {number}")
            lines += [f"    {name}: {value}" for name, value in sorted(group.items()) if name != "params"]
        return f"{type(self).__name__} (\n" + "\n".join(lines) + "\n)"
