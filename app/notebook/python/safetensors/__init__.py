"""Safetensors files, kept in memory for the session. `safetensors.torch` saves and loads dicts of tensors."""
import _files
import _session_files
import _torch

__version__ = "0.8, a subset of the interface of safetensors"


class SafetensorError(Exception):
    """A file that is not as the format wants it."""


def _header(contents):
    try:
        return _files.safetensors_header(contents)
    except ValueError as error:
        raise SafetensorError(f"Error while deserializing: {error}") from None


class _Slice:
    """Part of a tensor: `slice[rows, columns]` gives the part, shape and type need no tensor."""

    def __init__(self, file, name):
        self._file, self._name = file, name

    def get_shape(self):
        return list(self._file._entry(self._name)[2])

    def get_dtype(self):
        return self._file._entry(self._name)[1]

    def __getitem__(self, index):
        return self._file.get_tensor(self._name)[index]


class safe_open:
    """A file whose tensors are made one by one: `with safe_open(path, framework="pt") as f: f.get_tensor(name)`."""

    def __init__(self, filename, framework, device=None):
        if framework not in ("pt", "torch", "pytorch"):
            raise SafetensorError(f"framework {framework} is invalid: \"pt\" is the one here")
        self._contents = _session_files.read(filename)
        entries, self._metadata = _header(self._contents)
        self._entries = {entry[0]: entry for entry in entries}
        self._device = device

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._contents = b""

    def _entry(self, name):
        if name not in self._entries:
            raise SafetensorError(f"File does not contain tensor {name}")
        return self._entries[name]

    def keys(self):
        return sorted(self._entries)

    def offset_keys(self):
        """Names in the order in which the tensors lie in the file."""
        return list(self._entries)

    def metadata(self):
        return self._metadata

    def get_tensor(self, name):
        _, dtype, shape, begin, end = self._entry(name)
        return _torch._from_bytes(self._contents, begin, end, dtype, shape, device=self._device)

    def get_slice(self, name):
        self._entry(name)
        return _Slice(self, name)
