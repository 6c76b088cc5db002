"""Paths over the files of the session: the part of pathlib that has a meaning there."""
import re
from fnmatch import translate

import _files
import _session_files
from _session_open import open_file

# What Python calls them on the systems that have such paths.
_NAMES = {"Path": "PosixPath", "PurePath": "PurePosixPath"}


class _Stat:
    """What `Path.stat` tells: the size; times are not kept."""

    def __init__(self, size):
        self.st_size = size


class PurePath:
    """A path with forward slashes, as text with structure."""

    __slots__ = ("_text",)

    def __init__(self, *parts):
        text = ""
        for part in parts:
            part = _session_files.name_of(part)
            text = part if part.startswith("/") or not text else f"{text}/{part}"
        kept = [part for part in text.split("/") if part not in ("", ".")]
        self._text = ("/" if text.startswith("/") else "") + "/".join(kept) or "."

    def __fspath__(self):
        return self._text

    __str__ = as_posix = __fspath__

    def __repr__(self):
        name = type(self).__name__
        return f"{_NAMES.get(name, name)}({self._text!r})"

    def __eq__(self, other):
        return self._text == other._text if isinstance(other, PurePath) else NotImplemented

    def __lt__(self, other):
        return self.parts < other.parts if isinstance(other, PurePath) else NotImplemented

    def __le__(self, other):
        return self.parts <= other.parts if isinstance(other, PurePath) else NotImplemented

    def __gt__(self, other):
        return self.parts > other.parts if isinstance(other, PurePath) else NotImplemented

    def __ge__(self, other):
        return self.parts >= other.parts if isinstance(other, PurePath) else NotImplemented

    def __hash__(self):
        return hash(self._text)

    def __truediv__(self, other):
        return type(self)(self._text, other)

    def __rtruediv__(self, other):
        return type(self)(other, self._text)

    def joinpath(self, *others):
        return type(self)(self._text, *others)

    @property
    def root(self):
        return "/" if self._text.startswith("/") else ""

    anchor = root

    @property
    def parts(self):
        names = tuple(part for part in self._text.split("/") if part not in ("", "."))
        return (("/",) if self.root else ()) + names

    @property
    def name(self):
        return self.parts[-1] if len(self.parts) > bool(self.root) else ""

    @property
    def suffix(self):
        stem, dot, end = self.name.rpartition(".")
        return dot + end if stem.strip(".") and end else ""

    @property
    def suffixes(self):
        return ["." + end for end in self.name.lstrip(".").split(".")[1:]]

    @property
    def stem(self):
        return self.name.removesuffix(self.suffix) if self.suffix else self.name

    @property
    def parent(self):
        return type(self)(*self.parts[:-1]) if self.name else self

    @property
    def parents(self):
        above, here = [], self
        while here.name:
            here = here.parent
            above.append(here)
        return tuple(above)

    def with_name(self, name):
        if not self.name:
            raise ValueError(f"{self!r} has an empty name")
        return self.parent / name

    def with_stem(self, stem):
        return self.with_name(stem + self.suffix)

    def with_suffix(self, suffix):
        if suffix and not suffix.startswith(".") or suffix == ".":
            raise ValueError(f"Invalid suffix {suffix!r}")
        return self.with_name(self.stem + suffix)

    def is_absolute(self):
        return bool(self.root)

    def is_relative_to(self, other):
        other = type(self)(other).parts
        return self.parts[: len(other)] == other

    def relative_to(self, other):
        if not self.is_relative_to(other):
            raise ValueError(f"{self._text!r} is not in the subpath of {str(other)!r}")
        return type(self)(*self.parts[len(type(self)(other).parts):])

    def match(self, pattern):
        wanted = type(self)(pattern).parts
        return len(wanted) <= len(self.parts) and all(
            re.match(translate(glob), part) for glob, part in zip(wanted[::-1], self.parts[::-1])
        )


class Path(PurePath):
    """A path among the session's files."""

    __slots__ = ()

    @classmethod
    def cwd(cls):
        return cls("/")

    home = cwd

    def absolute(self):
        return type(self)("/", self._text)

    def resolve(self, strict=False):
        return type(self)("/" + _session_files.plain(self._text))

    def expanduser(self):
        return self

    def exists(self):
        found = _files.find(self._text)
        return found is True or isinstance(found, bytes)

    def is_file(self):
        return _files.size(self._text) is not None

    def is_dir(self):
        return _files.find(self._text) is True

    def stat(self):
        size = _files.size(self._text)
        if size is None:
            _session_files.inside(self._text)
        return _Stat(size or 0)

    def open(self, mode="r", buffering=-1, encoding=None, errors=None, newline=None):
        return open_file(self._text, mode, buffering, encoding, errors, newline)

    def read_bytes(self):
        return _session_files.read_path(self._text)

    def read_text(self, encoding=None, errors=None, newline=None):
        with self.open("r", -1, encoding, errors, newline) as file:
            return file.read()

    def write_bytes(self, data):
        _session_files.write_path(self._text, data)
        return len(data)

    def write_text(self, data, encoding=None, errors=None, newline=None):
        with self.open("w", -1, encoding, errors, newline) as file:
            return file.write(data)

    def touch(self, mode=0o666, exist_ok=True):
        if not self.exists():
            self.write_bytes(b"")
        elif not exist_ok:
            raise FileExistsError(17, "File exists", self._text)

    def mkdir(self, mode=0o777, parents=False, exist_ok=False):
        _session_files.make_folder(self._text, parents, exist_ok)

    def iterdir(self):
        return iter([self / name for name in _session_files.inside(self._text)])

    def _walk(self):
        if self.is_dir():
            for child in self.iterdir():
                yield child
                yield from child._walk()

    def glob(self, pattern):
        wanted = [re.compile(translate(part)) if part != "**" else None for part in PurePath(pattern).parts]

        def fits(parts, wanted):
            if not wanted:
                return not parts
            if wanted[0] is None:
                return any(fits(parts[skip:], wanted[1:]) for skip in range(len(parts) + 1))
            return bool(parts) and wanted[0].match(parts[0]) is not None and fits(parts[1:], wanted[1:])

        start = len(self.parts)
        return iter([path for path in self._walk() if fits(path.parts[start:], wanted)])

    def rglob(self, pattern):
        return self.glob(f"**/{pattern}")

    def unlink(self, missing_ok=False):
        if not missing_ok or self.exists():
            _session_files.remove(self._text)

    def rmdir(self):
        _session_files.remove_folder(self._text)

    def rename(self, target):
        _session_files.rename(self._text, _session_files.name_of(target))
        return type(self)(target)

    replace = rename


PurePosixPath, PosixPath = PurePath, Path
