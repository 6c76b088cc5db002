"""`Module`: what has parameters and can be called."""
from _torch import Tensor, _zero_grad
from torch.hooks import RemovableHandle
from torch.nn.modules.saving import Saving
from torch.nn.parameter import Buffer, Parameter

_STORES = ("_parameters", "_buffers", "_modules")


def indented(text):
    """All lines but the first, two blanks further in."""
    return text.replace("\n", "\n  ")


class Module(Saving):
    """Base of all layers and models. Attributes that are parameters, buffers or modules are found by `parameters()`,
    `buffers()` and `modules()`, and saved by `state_dict()`."""

    # Hooks are rare: a call looks at this one flag.
    _hooked = False

    def __init__(self, *args, **kwargs):
        if args or kwargs:
            raise TypeError(
                f"{type(self).__name__}.__init__() takes no arguments of its own; give it an __init__ that calls "
                "super().__init__() without them"
            )
        self.__dict__.update(
            training=True, _parameters={}, _buffers={}, _non_persistent_buffers_set=set(), _modules={},
        )

    def forward(self, *args, **kwargs):
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    def __call__(self, *args, **kwargs):
        if self._hooked:
            return self._call_with_hooks(args, kwargs)
        return self.forward(*args, **kwargs)

    # Attributes

    def __getattr__(self, name):
        inside = self.__dict__
        for store in _STORES:
            if store in inside and name in inside[store]:
                return inside[store][name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'", name=name, obj=self)

    def __setattr__(self, name, value):
        inside = self.__dict__
        if isinstance(value, Parameter):
            self._make_room(name, "parameters")
            self.register_parameter(name, value)
        elif isinstance(value, Module):
            self._make_room(name, "module")
            inside["_modules"][name] = value
        elif isinstance(value, Buffer):
            self._make_room(name, "buffer")
            self.register_buffer(name, value, value.persistent)
        elif "_parameters" not in inside:
            object.__setattr__(self, name, value)
        elif name in inside["_parameters"]:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{typename(value)}' as parameter '{name}' (torch.nn.Parameter or None expected)"
                )
            inside["_parameters"][name] = None
        elif name in inside["_modules"]:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{typename(value)}' as child module '{name}' (torch.nn.Module or None expected)"
                )
            inside["_modules"][name] = None
        elif name in inside["_buffers"]:
            if value is not None and not isinstance(value, Tensor):
                raise TypeError(
                    f"cannot assign '{typename(value)}' as buffer '{name}' (torch.nn.Buffer, torch.Tensor or None expected)"
                )
            inside["_buffers"][name] = value
        else:
            object.__setattr__(self, name, value)

    def __delattr__(self, name):
        for store in _STORES:
            if name in self.__dict__.get(store, ()):
                del self.__dict__[store][name]
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def _make_room(self, name, kind):
        """Before a parameter, buffer or module of this name comes in."""
        inside = self.__dict__
        if "_parameters" not in inside:
            raise AttributeError(f"cannot assign {kind} before Module.__init__() call: call super().__init__() first")
        inside.pop(name, None)
        own = {"parameters": "_parameters", "buffer": "_buffers", "module": "_modules"}[kind]
        for store in _STORES:
            if store != own:
                inside[store].pop(name, None)
        self._non_persistent_buffers_set.discard(name)

    def __dir__(self):
        names = set(object.__dir__(self)) | set(self._parameters) | set(self._modules) | set(self._buffers)
        return sorted(name for name in names if not name[:1].isdigit())

    def _check_name(self, kind, name, store):
        if "_parameters" not in self.__dict__:
            raise AttributeError(f"cannot assign {kind} before Module.__init__() call")
        if not isinstance(name, str):
            raise TypeError(f"{kind} name should be a string. Got {typename(name)}")
        if "." in name:
            raise KeyError(f'{kind} name can\'t contain ".", got: {name}')
        if name == "":
            raise KeyError(f'{kind} name can\'t be empty string ""')
        if name not in store and hasattr(self, name):
            raise KeyError(f"attribute '{name}' already exists")

    def register_buffer(self, name, tensor, persistent=True):
        """A tensor that is saved and moved with the module but not trained."""
        self._check_name("buffer", name, self.__dict__.get("_buffers", ()))
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{typename(tensor)}' object to buffer '{name}' (torch Tensor or None required)"
            )
        self._buffers[name] = tensor
        (self._non_persistent_buffers_set.discard if persistent else self._non_persistent_buffers_set.add)(name)

    def register_parameter(self, name, param):
        self._check_name("parameter", name, self.__dict__.get("_parameters", ()))
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{typename(param)}' object to parameter '{name}' (torch.nn.Parameter or None required)"
            )
        if param is not None and not param.is_leaf:
            raise ValueError(
                f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created explicitly."
            )
        self._parameters[name] = param

    def add_module(self, name, module):
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"{typename(module)} is not a Module subclass")
        self._check_name("module", name, self.__dict__.get("_modules", ()))
        self._modules[name] = module

    def register_module(self, name, module):
        self.add_module(name, module)

    # Finding

    def get_submodule(self, target):
        """The module at `a.b.c`; the module itself for an empty name."""
        found = self
        for name in target.split(".") if target else ():
            if not hasattr(found, name):
                raise AttributeError(f"{type(found).__name__} has no attribute `{name}`")
            found = getattr(found, name)
            if not isinstance(found, Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        return found

    def set_submodule(self, target, module, strict=False):
        """Puts a module in the place of the one at `a.b.c`."""
        if not target:
            raise ValueError("Cannot set the submodule without a target name!")
        path, _, name = target.rpartition(".")
        parent = self.get_submodule(path)
        if strict and not hasattr(parent, name):
            raise AttributeError(f"{type(parent).__name__} has no attribute `{name}`")
        setattr(parent, name, module)

    def _get(self, target, kind, what):
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise AttributeError(f"{type(module).__name__} has no attribute `{name}`")
        if name not in getattr(module, kind):
            raise AttributeError(f"`{name}` is not {what}")
        return getattr(module, name)

    def get_parameter(self, target):
        return self._get(target, "_parameters", "an nn.Parameter")

    def get_buffer(self, target):
        return self._get(target, "_buffers", "a buffer")

    def children(self):
        for _, module in self.named_children():
            yield module

    def named_children(self):
        seen = set()
        for name, module in self._modules.items():
            if module is not None and id(module) not in seen:
                seen.add(id(module))
                yield name, module

    def modules(self, remove_duplicate=True):
        for _, module in self.named_modules(remove_duplicate=remove_duplicate):
            yield module

    def named_modules(self, memo=None, prefix="", remove_duplicate=True):
        memo = set() if memo is None else memo
        if id(self) in memo:
            return
        if remove_duplicate:
            memo.add(id(self))
        yield prefix, self
        for name, module in self._modules.items():
            if module is not None:
                yield from module.named_modules(memo, f"{prefix}.{name}" if prefix else name, remove_duplicate)

    def _named(self, store, prefix, recurse, remove_duplicate):
        seen = set()
        modules = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate) if recurse else [(prefix, self)]
        for path, module in modules:
            for name, value in module.__dict__[store].items():
                if value is None or id(value) in seen:
                    continue
                if remove_duplicate:
                    seen.add(id(value))
                yield (f"{path}.{name}" if path else name), value

    def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
        yield from self._named("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse=True):
        for _, value in self._named("_parameters", "", recurse, True):
            yield value

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True):
        yield from self._named("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse=True):
        for _, value in self._named("_buffers", "", recurse, True):
            yield value

    # Changing all at once

    def train(self, mode=True):
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self):
        return self.train(False)

    def requires_grad_(self, requires_grad=True):
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none=True):
        _zero_grad(list(self.parameters()), set_to_none)

    def apply(self, fn):
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def _apply(self, fn, recurse=True):
        """Every parameter and buffer through `fn`. One that stays as it is stays the same object."""
        if recurse:
            for module in self.children():
                module._apply(fn)
        for name, value in self._parameters.items():
            if value is not None:
                new = fn(value.detach())
                if new.dtype is not value.dtype or new.device != value.device:
                    moved = Parameter(new, value.requires_grad)
                    moved.grad = None if value.grad is None else fn(value.grad)
                    self._parameters[name] = moved
        for name, value in self._buffers.items():
            if value is not None:
                self._buffers[name] = fn(value)
        return self

    def to(self, *args, **kwargs):
        """Moves and converts; parameters and buffers of whole numbers keep their dtype."""
        def convert(tensor):
            moved = tensor.to(*args, **kwargs)
            if tensor.dtype.is_floating_point or moved.dtype is tensor.dtype:
                return moved
            return tensor.to(moved.device)

        return self._apply(convert)

    def cpu(self):
        return self._apply(lambda tensor: tensor.cpu())

    def float(self):
        return self._apply(lambda tensor: tensor.float() if tensor.dtype.is_floating_point else tensor)

    def _cast(self, name):
        import torch

        return self.to(getattr(torch, name))

    def double(self):
        return self._cast("float64")

    def half(self):
        return self._cast("float16")

    def bfloat16(self):
        return self._cast("bfloat16")

    # Hooks

    def _register(self, kind, hook, prepend=False):
        hooks = self.__dict__.setdefault(kind, {})
        self.__dict__["_hooked"] = True
        return RemovableHandle(hooks, hook, prepend)

    def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False):
        """`hook(module, args)` before `forward`; what it returns, if anything, takes the arguments' place."""
        return self._register("_forward_pre_hooks", (hook, with_kwargs), prepend)

    def register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False):
        """`hook(module, args, output)` after `forward`; what it returns, if anything, takes the output's place."""
        return self._register("_forward_hooks", (hook, with_kwargs), prepend)

    def register_full_backward_hook(self, hook, prepend=False):
        """`hook(module, grad_input, grad_output)` when gradients of the inputs are there; may return others for them."""
        return self._register("_backward_hooks", hook, prepend)

    def register_full_backward_pre_hook(self, hook, prepend=False):
        """`hook(module, grad_output)` when gradients of the outputs are there; may return others for them."""
        return self._register("_backward_pre_hooks", hook, prepend)

    def _call_with_hooks(self, args, kwargs):
        inside = self.__dict__
        for hook, with_kwargs in list(inside.get("_forward_pre_hooks", {}).values()):
            new = hook(self, args, kwargs) if with_kwargs else hook(self, args)
            if new is not None and with_kwargs:
                args, kwargs = new
            elif new is not None:
                args = new if isinstance(new, tuple) else (new,)
        watch = None
        if inside.get("_backward_hooks") or inside.get("_backward_pre_hooks"):
            from torch.nn.modules.backward_hooks import Watch

            watch = Watch(self)
            args = watch.inputs(args)
        output = self.forward(*args, **kwargs)
        for hook, with_kwargs in list(inside.get("_forward_hooks", {}).values()):
            new = hook(self, args, kwargs, output) if with_kwargs else hook(self, args, output)
            output = output if new is None else new
        return output if watch is None else watch.outputs(output)

    # Showing

    def _get_name(self):
        return type(self).__name__

    def extra_repr(self):
        return ""

    def __repr__(self):
        extra = self.extra_repr()
        lines = extra.split("\n") if extra else []
        if len(lines) == 1 and not self._modules:
            return f"{self._get_name()}({extra})"
        lines += [f"({name}): {indented(repr(module))}" for name, module in self._modules.items()]
        return f"{self._get_name()}(" + ("\n  " + "\n  ".join(lines) + "\n" if lines else "") + ")"


def typename(value):
    """What PyTorch calls the type of a value."""
    if isinstance(value, Tensor):
        name = str(value.dtype).partition(".")[2]
        return f"torch.{OLD_NAMES.get(name, name.capitalize())}Tensor"
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


# Names of tensor types from before there were dtypes.
OLD_NAMES = {
    "float32": "Float", "float64": "Double", "float16": "Half", "bfloat16": "BFloat16", "int64": "Long", "int32": "Int",
    "int16": "Short", "int8": "Char", "uint8": "Byte",
}
