"""`save`, `load`, `savez`: arrays as NumPy's files, by path (kept in memory for the session) or in open binary files."""
import _files
import _numpy
import _session_files


def save(file, arr, allow_pickle=True):
    """Writes an array as .npy; the name gets that ending."""
    name = _session_files.name_of(file)
    if name is not None and not name.endswith(".npy"):
        file = name + ".npy"
    _session_files.write(file, _files.npy_write(_numpy.array(arr, None, False)))


def _savez(file, args, kwds, deflate):
    arrays = dict(kwds)
    for position, value in enumerate(args):
        key = f"arr_{position}"
        if key in arrays:
            raise ValueError(f"Cannot use un-named variables and keyword {key}")
        arrays[key] = value
    name = _session_files.name_of(file)
    if name is not None and not name.endswith(".npz"):
        file = name + ".npz"
    entries = [(f"{key}.npy", _files.npy_write(_numpy.array(value, None, False))) for key, value in arrays.items()]
    _session_files.write(file, _files.zip_write(entries, deflate))


def savez(file, *args, **kwds):
    """Writes several arrays into one .npz."""
    _savez(file, args, kwds, False)


def savez_compressed(file, *args, **kwds):
    """As savez, deflated."""
    _savez(file, args, kwds, True)


class NpzFile:
    """The arrays of an .npz, read when they are asked for."""

    def __init__(self, entries):
        self._entries = {name.removesuffix(".npy"): contents for name, contents in entries}
        self.files = list(self._entries)

    def __getitem__(self, key):
        if key not in self._entries:
            raise KeyError(f"{key} is not a file in the archive")
        return _files.npy_read(self._entries[key])

    def __contains__(self, key):
        return key in self._entries

    def __iter__(self):
        return iter(self.files)

    def __len__(self):
        return len(self.files)

    def keys(self):
        return list(self.files)

    def values(self):
        return [self[key] for key in self.files]

    def items(self):
        return [(key, self[key]) for key in self.files]

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


def load(file, mmap_mode=None, allow_pickle=False):
    """The array of an .npy, or the arrays of an .npz. Narrow element types become int64 and float32."""
    contents = _session_files.read(file)
    if contents[:2] == b"PK":
        return NpzFile(_files.zip_read(contents))
    if not contents:
        raise EOFError("No data left in file")
    return _files.npy_read(contents)
