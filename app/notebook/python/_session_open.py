"""`open` over the files of the session: Python's own buffers and text layers, filled from memory and written back to it."""
import io

import _files
import _session_files


class SessionFile(io.BytesIO):
    """A file's bytes. What was written lands in the session's files on flush and close."""

    def __init__(self, name, mode, contents, reads, writes):
        super().__init__(contents)
        self.name = name
        self.mode = mode
        self._reads, self._writes = reads, writes
        self._unsaved = writes
        if "a" in mode:
            self.seek(0, 2)

    def readable(self):
        return self._reads

    def writable(self):
        return self._writes

    def _check(self, can, what):
        if not can:
            raise io.UnsupportedOperation(what)

    def read(self, size=-1, /):
        self._check(self._reads, "read")
        return super().read(size)

    def read1(self, size=-1, /):
        self._check(self._reads, "read")
        return super().read1(size)

    def readline(self, size=-1, /):
        self._check(self._reads, "read")
        return super().readline(size)

    def write(self, data, /):
        self._check(self._writes, "write")
        if "a" in self.mode:
            self.seek(0, 2)
        self._unsaved = True
        return super().write(data)

    def truncate(self, size=None, /):
        self._check(self._writes, "truncate")
        self._unsaved = True
        return super().truncate(size)

    def flush(self):
        if not self.closed and self._unsaved:
            self._unsaved = False
            _files.write(self.name, self.getvalue())

    def close(self):
        if not self.closed:
            self.flush()
            super().close()

    def __del__(self):
        self.close()

    def __repr__(self):
        return f"<session file name={self.name!r} mode={self.mode!r}>"


class TextFile(io.TextIOWrapper):
    """Text over a file's bytes, with the mode that `open` was given."""

    mode = "r"

    def __del__(self):
        self.close()


def open_file(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    """Opens a file of the session, which lives in memory until the session ends."""
    if isinstance(file, int):
        raise OSError(9, "Bad file descriptor: files of a page have names, no numbers")
    name = _session_files.name_of(file)
    if name is None:
        raise TypeError(f"expected str, bytes or os.PathLike object, not {type(file).__name__}")
    kinds, binary = set(mode), "b" in mode
    if len(kinds) != len(mode) or kinds - set("rwaxbt+"):
        raise ValueError(f"invalid mode: {mode!r}")
    if binary and "t" in kinds:
        raise ValueError("can't have text and binary mode at once")
    if len(kinds & set("rwax")) != 1:
        raise ValueError("must have exactly one of create/read/write/append mode")
    if binary and (encoding is not None or errors is not None or newline is not None):
        raise ValueError("binary mode doesn't take an encoding, errors or newline argument")
    found = _files.find(name)
    if found is True:
        raise IsADirectoryError(21, "Is a directory", name)
    if "x" in kinds and found is not None:
        raise FileExistsError(17, "File exists", name)
    contents = b""
    if "r" in kinds:
        contents = _session_files.read_path(name)
    elif "a" in kinds and isinstance(found, bytes):
        contents = found
    plus = "+" in kinds
    raw = SessionFile(name, mode, contents, "r" in kinds or plus, "r" not in kinds or plus)
    if "r" in kinds:
        raw._unsaved = False
    else:
        # It exists from now on, as on a disk.
        raw.flush()
    if binary:
        return raw
    # A page has no locale: text is UTF-8 unless the program says otherwise.
    text = TextFile(raw, encoding=encoding or "utf-8", errors=errors, newline=newline, line_buffering=False)
    text.mode = mode
    return text
