"""Saving and loading of modules: `state_dict` and its way back."""
from collections import OrderedDict, namedtuple

from _torch import Tensor
from torch.grad_mode import no_grad
from torch.nn.parameter import Parameter


class _IncompatibleKeys(namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    """What `load_state_dict` did not find and did not need."""

    __slots__ = ()

    def __repr__(self):
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return super().__repr__()

    __str__ = __repr__


class Saving:
    """What `Module` does for `state_dict()`: names are paths, own entries come before those of children."""

    _version = 1

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        for name, value in self._parameters.items():
            if value is not None:
                destination[prefix + name] = value if keep_vars else value.detach()
        for name, value in self._buffers.items():
            if value is not None and name not in self._non_persistent_buffers_set:
                destination[prefix + name] = value if keep_vars else value.detach()

    def state_dict(self, *, destination=None, prefix="", keep_vars=False):
        """Parameters and persistent buffers by name; they share their elements with the module."""
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = {"version": self._version}
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        return destination

    def _load_from_state_dict(self, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs):
        own = dict(self._parameters)
        own.update((k, v) for k, v in self._buffers.items() if k not in self._non_persistent_buffers_set)
        own = {name: value for name, value in own.items() if value is not None}
        for name, value in own.items():
            key = prefix + name
            if key not in state_dict:
                missing_keys.append(key)
                continue
            new = state_dict[key]
            if not isinstance(new, Tensor):
                error_msgs.append(f'While copying the parameter named "{key}", expected torch.Tensor but received {type(new)}')
                continue
            if value.dim() == 0 and tuple(new.shape) == (1,):
                new = new[0]
            if tuple(new.shape) != tuple(value.shape):
                error_msgs.append(
                    f"size mismatch for {key}: copying a param with shape {new.shape} from checkpoint, the shape in "
                    f"current model is {value.shape}."
                )
            elif local_metadata.get("assign_to_params_buffers"):
                if isinstance(value, Parameter) and not isinstance(new, Parameter):
                    new = Parameter(new, value.requires_grad)
                setattr(self, name, new)
            else:
                value.detach().copy_(new)
        for key in state_dict:
            first, dot, _ = key[len(prefix) :].partition(".")
            if key.startswith(prefix) and (first not in self._modules if dot else first not in own):
                unexpected_keys.append(key)

    def load_state_dict(self, state_dict, strict=True, assign=False):
        """Takes over what `state_dict()` gave, in place, or as the very tensors with `assign=True`."""
        if not hasattr(state_dict, "items"):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        missing, unexpected, errors = [], [], []
        metadata = getattr(state_dict, "_metadata", None) or {}

        def load(module, part, prefix):
            local = dict(metadata.get(prefix[:-1], {}), assign_to_params_buffers=assign)
            module._load_from_state_dict(part, prefix, local, True, missing, unexpected, errors)
            for name, child in module._modules.items():
                if child is not None:
                    inner = f"{prefix}{name}."
                    load(child, {key: value for key, value in part.items() if key.startswith(inner)}, inner)

        with no_grad():
            load(self, dict(state_dict), "")
        if strict:
            for words, keys in (("Missing", missing), ("Unexpected", unexpected)):
                if keys:
                    errors.insert(0, f"{words} key(s) in state_dict: " + ", ".join(f'"{key}"' for key in keys) + ". ")
        if errors:
            raise RuntimeError(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t" + "\n\t".join(errors))
        return _IncompatibleKeys(missing, unexpected)
