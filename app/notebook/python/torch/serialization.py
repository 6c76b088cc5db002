"""`torch.save` and `torch.load`, by path (kept in memory for the session) or into an open binary file.

The file is a safetensors file of the object's tensors; its notes say how they were nested in dicts, lists, tuples,
numbers and text. It holds no code, and is not the pickle that PyTorch writes."""
import _session_files
import _torch

_NOTE = "torch.save"


def _describe(value, tensors, where):
    """The object as what JSON can say; tensors go into the dict and leave their number."""
    if isinstance(value, _torch.Tensor):
        tensors[str(len(tensors))] = value.detach().clone().contiguous()
        return ["tensor", len(tensors) - 1, bool(value.requires_grad), type(value).__name__, str(value.device)]
    if value is None or isinstance(value, (bool, int, str)):
        return ["plain", value]
    if isinstance(value, float):
        return ["float", value.hex()]
    if isinstance(value, _torch.dtype):
        return ["dtype", str(value)[6:]]
    if isinstance(value, dict):
        pairs = [[_describe(k, tensors, where), _describe(v, tensors, f"{where}[{k!r}]")] for k, v in value.items()]
        return ["dict", pairs]
    if isinstance(value, (list, tuple, set)):
        kind = "list" if isinstance(value, list) else "tuple" if isinstance(value, tuple) else "set"
        return [kind, [_describe(v, tensors, f"{where}[{i}]") for i, v in enumerate(value)]]
    raise TypeError(
        f"torch.save: {where} is a {type(value).__name__}; tensors, numbers, text, and dicts, lists and tuples of them "
        f"can be saved here: save module.state_dict() instead of a module"
    )


def _restore(note, tensors, device):
    kind, value = note[0], note[1]
    if kind == "tensor":
        tensor = tensors(str(value)).to(note[4] if device is None else device)
        if note[3] == "Parameter":
            from torch.nn.parameter import Parameter

            return Parameter(tensor, note[2])
        return tensor.requires_grad_() if note[2] else tensor
    if kind == "plain":
        return value
    if kind == "float":
        return float.fromhex(value)
    if kind == "dtype":
        return getattr(_torch, value)
    if kind == "dict":
        return {_restore(k, tensors, device): _restore(v, tensors, device) for k, v in value}
    items = [_restore(v, tensors, device) for v in value]
    return items if kind == "list" else tuple(items) if kind == "tuple" else set(items)


def save(obj, f, pickle_module=None, pickle_protocol=2, _use_new_zipfile_serialization=True):
    """Saves tensors and what they are nested in."""
    # Imported here: most programs save nothing, and `import torch` should not wait for these.
    import json

    from safetensors.torch import save as write

    tensors = {}
    note = _describe(obj, tensors, "the object")
    _session_files.write(f, write(tensors, {_NOTE: json.dumps(note)}))


def load(f, map_location=None, pickle_module=None, *, weights_only=True, mmap=None):
    """The object that `save` wrote; its tensors lie on `map_location`, or where they were."""
    import json

    from safetensors import safe_open

    with safe_open(f, framework="pt") as file:
        notes = file.metadata() or {}
        if _NOTE in notes:
            return _restore(json.loads(notes[_NOTE]), file.get_tensor, map_location)
        # A plain safetensors file is a dict of tensors.
        tensors = {name: file.get_tensor(name) for name in file.keys()}
        return {name: tensor if map_location is None else tensor.to(map_location) for name, tensor in tensors.items()}
