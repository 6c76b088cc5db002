"""Dicts of tensors as safetensors: in memory (`save`, `load`) and by path (`save_file`, `load_file`).

Without a device they go where new tensors go: what was trained and what is loaded must meet.
"""
import _files
import _session_files
import _torch
from safetensors import SafetensorError, _header, safe_open


def _items(tensors):
    if not isinstance(tensors, dict):
        raise ValueError(f"Expected a dict of [str, torch.Tensor] but received {type(tensors)}")
    items, places = [], {}
    for name, tensor in tensors.items():
        if not isinstance(tensor, _torch.Tensor):
            raise ValueError(f"Key `{name}` is invalid, expected torch.Tensor but received {type(tensor)}")
        if not tensor.is_contiguous():
            raise ValueError(
                f"You are trying to save a non contiguous tensor: `{name}` which is not allowed: "
                f"call .contiguous() on it before saving"
            )
        place = _torch._place(tensor)
        if place is not None and place in places:
            raise RuntimeError(
                f"Some tensors share memory, this will lead to duplicate memory in the file: {places[place]} and "
                f"{name}. Use `save_model`, or clone() one of them"
            )
        places[place] = name
        dtype, contents = _torch._to_bytes(tensor)
        items.append((name, dtype, tuple(tensor.shape), contents))
    return items


def save(tensors, metadata=None):
    """The bytes of a safetensors file."""
    try:
        return _files.safetensors_file(_items(tensors), metadata)
    except ValueError as error:
        if isinstance(tensors, dict) and not str(error).startswith(("You are", "Key")):
            raise SafetensorError(f"Error while serializing: {error}") from None
        raise


def load(data):
    """The tensors of a file's bytes."""
    entries, _ = _header(data)
    entries = sorted(entries)
    return {name: _torch._from_bytes(data, begin, end, dtype, shape) for name, dtype, shape, begin, end in entries}


def save_file(tensors, filename, metadata=None):
    """Writes a file, kept in memory for the session."""
    _session_files.write(filename, save(tensors, metadata))


def load_file(filename, device=None):
    """The tensors of a file of this session."""
    with safe_open(filename, framework="pt", device=device) as file:
        return {name: file.get_tensor(name) for name in file.keys()}


def save_model(model, filename, metadata=None, force_contiguous=True):
    """Saves a module's state; tensors that share memory are written once, under their first name."""
    kept, seen, notes = {}, {}, dict(metadata or {})
    for name, tensor in sorted(model.state_dict().items()):
        place = _torch._place(tensor)
        if place is not None and place in seen:
            notes[name] = seen[place]
            continue
        seen[place] = name
        kept[name] = tensor.contiguous() if force_contiguous else tensor
    save_file(kept, filename, notes or None)


def load_model(model, filename, strict=True, device=None):
    """Loads what `save_model` wrote; returns names that are missing and names that are too many."""
    state = load_file(filename, device)
    with safe_open(filename, framework="pt") as file:
        notes = file.metadata() or {}
    own = model.state_dict()
    for name, first in notes.items():
        if name in own and first in state:
            state[name] = state[first]
    missing = [name for name in own if name not in state]
    unexpected = [name for name in state if name not in own]
    if strict and (missing or unexpected):
        raise RuntimeError(
            f"Error(s) in loading state_dict for {type(model).__name__}: missing {missing}, unexpected {unexpected}"
        )
    model.load_state_dict({name: value for name, value in state.items() if name in own}, strict=False)
    return set(missing), unexpected
