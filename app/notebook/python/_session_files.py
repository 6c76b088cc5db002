"""Bytes by path, kept for the session: where `torch.save`, `numpy.save` and `safetensors` write and read."""
import _files


def name_of(file):
    """The path as text; None for an object with `read` or `write`."""
    if isinstance(file, str):
        return file
    path = getattr(file, "__fspath__", None)
    if path is not None:
        return path()
    if hasattr(file, "read") or hasattr(file, "write"):
        return None
    raise TypeError(f"expected a path or a file object such as io.BytesIO(), not {type(file).__name__}")


def read(file):
    """The contents of a path or of an open binary file."""
    name = name_of(file)
    if name is None:
        return file.read()
    found = _files.read(name)
    if found is None:
        have = ", ".join(_files.listed()) or "none yet"
        raise FileNotFoundError(
            2, f"No such file in this session (files here are kept in memory until it ends; there are: {have})", name
        )
    return found


def write(file, contents):
    """Puts bytes into a path or an open binary file."""
    name = name_of(file)
    if name is None:
        file.write(contents)
    else:
        _files.write(name, contents)
