"""`Module` and the containers: what has parameters and can be called."""
from _torch import Tensor, bfloat16, float16, float32
from torch.nn.parameter import Parameter


class _Handle:
    """What takes a hook away again: `handle.remove()`."""

    _next = 0

    def __init__(self, hooks):
        self._hooks, self.id = hooks, _Handle._next
        _Handle._next += 1

    def remove(self):
        self._hooks.pop(self.id, None)


class Module:
    """Base of all layers and models. Attributes that are parameters or modules are found by `parameters()`."""

    def __init__(self):
        object.__setattr__(self, "_parameters", {})
        object.__setattr__(self, "_modules", {})
        object.__setattr__(self, "_buffers", {})
        object.__setattr__(self, "_forward_pre_hooks", {})
        object.__setattr__(self, "training", True)

    def forward(self, *args, **kwargs):
        raise NotImplementedError(f"Module [{type(self).__name__}] is missing the required \"forward\" function")

    def __call__(self, *args, **kwargs):
        for hook in list(self._forward_pre_hooks.values()):
            changed = hook(self, args)
            if changed is not None:
                args = changed if isinstance(changed, tuple) else (changed,)
        return self.forward(*args, **kwargs)

    def register_forward_pre_hook(self, hook):
        """Calls `hook(module, args)` before every `forward`; what it gives back takes the place of the arguments."""
        handle = _Handle(self._forward_pre_hooks)
        self._forward_pre_hooks[handle.id] = hook
        return handle

    def _store(self, name):
        if "_parameters" not in self.__dict__:
            raise AttributeError(f"cannot assign {name} before Module.__init__() call: call super().__init__() first")
        for kind in ("_parameters", "_modules", "_buffers"):
            self.__dict__[kind].pop(name, None)
        self.__dict__.pop(name, None)

    def __setattr__(self, name, value):
        if isinstance(value, Parameter):
            self._store("parameters")
            self._store(name)
            self._parameters[name] = value
        elif isinstance(value, Module):
            self._store("modules")
            self._store(name)
            self._modules[name] = value
        elif name in self.__dict__.get("_parameters", ()):
            if value is not None:
                raise TypeError(
                    f"cannot assign '{type(value).__name__}' as parameter '{name}' (torch.nn.Parameter or None expected)"
                )
            self._parameters[name] = None
        elif name in self.__dict__.get("_buffers", ()):
            self._buffers[name] = value
        else:
            object.__setattr__(self, name, value)

    def __getattr__(self, name):
        for kind in ("_parameters", "_modules", "_buffers"):
            store = self.__dict__.get(kind)
            if store is not None and name in store:
                return store[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'", name=name, obj=self)

    def __delattr__(self, name):
        for kind in ("_parameters", "_modules", "_buffers"):
            if name in self.__dict__.get(kind, ()):
                del self.__dict__[kind][name]
                return
        object.__delattr__(self, name)

    def __dir__(self):
        return sorted(set(object.__dir__(self)) | set(self._parameters) | set(self._modules) | set(self._buffers))

    def register_buffer(self, name, tensor, persistent=True):
        self._buffers[name] = tensor

    def register_parameter(self, name, param):
        self._parameters[name] = param

    def add_module(self, name, module):
        self._modules[name] = module

    register_module = add_module

    def children(self):
        for _, module in self.named_children():
            yield module

    def named_children(self):
        for name, module in self._modules.items():
            if module is not None:
                yield name, module

    def modules(self):
        for _, module in self.named_modules():
            yield module

    def named_modules(self, memo=None, prefix=""):
        memo = set() if memo is None else memo
        if id(self) in memo:
            return
        memo.add(id(self))
        yield prefix, self
        for name, module in self.named_children():
            yield from module.named_modules(memo, f"{prefix}.{name}" if prefix else name)

    def _named(self, kind, recurse):
        seen = set()
        for prefix, module in self.named_modules() if recurse else [("", self)]:
            for name, value in getattr(module, kind).items():
                if value is not None and id(value) not in seen:
                    seen.add(id(value))
                    yield (f"{prefix}.{name}" if prefix else name), value

    def named_parameters(self, prefix="", recurse=True):
        for name, value in self._named("_parameters", recurse):
            yield (f"{prefix}.{name}" if prefix else name), value

    def parameters(self, recurse=True):
        for _, value in self._named("_parameters", recurse):
            yield value

    def named_buffers(self):
        yield from self._named("_buffers", True)

    def buffers(self):
        for _, value in self.named_buffers():
            yield value

    def state_dict(self):
        state = {name: value.detach() for name, value in self.named_parameters()}
        state.update(self.named_buffers())
        return state

    def load_state_dict(self, state_dict, strict=True):
        own = dict(self.named_parameters())
        own.update(self.named_buffers())
        missing = [name for name in own if name not in state_dict]
        unexpected = [name for name in state_dict if name not in own]
        if strict and (missing or unexpected):
            words = []
            if unexpected:
                words.append("Unexpected key(s) in state_dict: " + ", ".join(map(repr, unexpected)))
            if missing:
                words.append("Missing key(s) in state_dict: " + ", ".join(map(repr, missing)))
            raise RuntimeError(f"Error(s) in loading state_dict for {type(self).__name__}: " + ". ".join(words))
        for name, value in state_dict.items():
            if name in own:
                if tuple(own[name].shape) != tuple(value.shape):
                    raise RuntimeError(
                        f"size mismatch for {name}: copying a param with shape {value.shape} from checkpoint, "
                        f"the shape in current model is {own[name].shape}."
                    )
                own[name].detach().copy_(value)

    def train(self, mode=True):
        for module in self.modules():
            object.__setattr__(module, "training", mode)
        return self

    def eval(self):
        return self.train(False)

    def requires_grad_(self, requires_grad=True):
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none=True):
        for parameter in self.parameters():
            parameter.grad = None

    def apply(self, function):
        for module in self.children():
            module.apply(function)
        function(self)
        return self

    def to(self, *args, **kwargs):
        for module in self.modules():
            for name, parameter in module._parameters.items():
                if parameter is not None:
                    module._parameters[name] = Parameter(parameter.detach().to(*args, **kwargs), parameter.requires_grad)
            for name, buffer in module._buffers.items():
                if isinstance(buffer, Tensor):
                    moved = buffer.to(*args, **kwargs)
                    # Whole numbers stay what they are and only change places.
                    module._buffers[name] = moved if buffer.is_floating_point() else buffer.to(moved.device)
        return self

    def cpu(self):
        return self.to("cpu")

    def half(self):
        return self.to(float16)

    def bfloat16(self):
        return self.to(bfloat16)

    def float(self):
        return self.to(float32)

    def extra_repr(self):
        return ""

    def __repr__(self):
        lines = [f"({name}): " + repr(module).replace("\n", "\n  ") for name, module in self._modules.items()]
        extra = self.extra_repr()
        if not lines:
            return f"{type(self).__name__}({extra})"
        return f"{type(self).__name__}({extra}\n  " + "\n  ".join(lines) + "\n)"


class Sequential(Module):
    """Modules one after the other."""

    def __init__(self, *modules):
        super().__init__()
        if len(modules) == 1 and isinstance(modules[0], dict):
            for name, module in modules[0].items():
                self.add_module(name, module)
        else:
            for position, module in enumerate(modules):
                self.add_module(str(position), module)

    def forward(self, x):
        for module in self._modules.values():
            x = module(x)
        return x

    def append(self, module):
        self.add_module(str(len(self)), module)
        return self

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules.values())

    def __getitem__(self, index):
        modules = list(self._modules.values())
        return Sequential(*modules[index]) if isinstance(index, slice) else modules[index]


class ModuleList(Module):
    """A list whose modules are found."""

    def __init__(self, modules=()):
        super().__init__()
        for module in modules:
            self.append(module)

    def append(self, module):
        self.add_module(str(len(self)), module)
        return self

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules.values())

    def __getitem__(self, index):
        return list(self._modules.values())[index]


class ParameterList(Module):
    """A list whose parameters are found."""

    def __init__(self, parameters=()):
        super().__init__()
        for position, parameter in enumerate(parameters):
            self.register_parameter(str(position), parameter)

    def __len__(self):
        return len(self._parameters)

    def __iter__(self):
        return iter(self._parameters.values())

    def __getitem__(self, index):
        return list(self._parameters.values())[index]
