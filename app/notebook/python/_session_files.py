"""Bytes by path, kept for the session: where `open`, `pathlib`, `torch.save`, `numpy.save` and the like write and read."""
import _files


def name_of(file):
    """The path as text; None for an object with `read` or `write`."""
    if isinstance(file, str):
        return file
    path = getattr(file, "__fspath__", None)
    if path is not None:
        return path()
    if isinstance(file, bytes):
        return file.decode()
    if hasattr(file, "read") or hasattr(file, "write"):
        return None
    raise TypeError(f"expected a path or a file object such as io.BytesIO(), not {type(file).__name__}")


def absent(name):
    """The error for a path under which nothing lies."""
    names = ["/" + name if name.startswith("data/") else name for name in _files.listed()]
    have = ", ".join(names[:8] + ["..."] * (len(names) > 8)) or "none yet"
    if name.lstrip("./").startswith("data/"):
        file = name.lstrip("./")[5:]
        why = f"a lesson names the data that it reads in its front matter, data: [{file}]"
    else:
        why = "files here are kept in memory until the session ends"
    return FileNotFoundError(2, f"No such file in this session ({why}; there are: {have})", name)


def read_path(name):
    """The contents of a file."""
    found = _files.find(name)
    if found is None:
        raise absent(name)
    if found is True:
        raise IsADirectoryError(21, "Is a directory", name)
    if isinstance(found, str):
        raise FileNotFoundError(2, f"This file of the lesson did not arrive: {found}", name)
    return found


def read(file):
    """The contents of a path or of an open binary file."""
    name = name_of(file)
    return file.read() if name is None else read_path(name)


def write(file, contents):
    """Puts bytes into a path or an open binary file."""
    name = name_of(file)
    if name is None:
        file.write(contents)
    else:
        write_path(name, contents)


def write_path(name, contents):
    """Puts bytes into a file."""
    if _files.find(name) is True:
        raise IsADirectoryError(21, "Is a directory", name)
    _files.write(name, contents)


def plain(name):
    """One name for each path, without a slash in front: `./a//b` is `a/b`."""
    parts = []
    for part in name.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def inside(name):
    """Names of what lies directly in a folder."""
    found = _files.find(name)
    if found is None:
        raise FileNotFoundError(2, "No such file or directory", name)
    if found is not True:
        raise NotADirectoryError(20, "Not a directory", name)
    start = plain(name)
    start = start + "/" if start else ""
    paths = [path[len(start):] for path in _files.listed() + _files.folders() if path.startswith(start)]
    return sorted({path.split("/")[0] for path in paths if path})


def make_folder(name, parents, exist_ok):
    """Makes a folder, and those above it if asked."""
    found = _files.find(name)
    if found is not None:
        if found is True and exist_ok:
            return
        raise FileExistsError(17, "File exists", name)
    above = plain(name).rpartition("/")[0]
    if not parents and _files.find(above) is not True:
        raise FileNotFoundError(2, "No such file or directory", name)
    _files.make_folder(name)


def remove(name):
    """Removes a file."""
    found = _files.find(name)
    if found is True:
        raise IsADirectoryError(21, "Is a directory", name)
    if not _files.remove(name):
        if found is None:
            raise absent(name)
        raise PermissionError(1, "This file belongs to the lesson and cannot be removed", name)


def remove_folder(name):
    """Removes an empty folder."""
    if inside(name):
        raise OSError(39, "Directory not empty", name)
    _files.remove(name)


def rename(name, other):
    """Moves a file or a folder."""
    if _files.find(name) is True:
        for child in inside(name):
            rename(f"{name}/{child}", f"{other}/{child}")
        _files.remove(name)
        _files.make_folder(other)
    else:
        write_path(other, read_path(name))
        remove(name)
