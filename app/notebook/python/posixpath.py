"""`os.path` over the files of the session."""
import _files
import _session_files

sep = "/"
curdir, pardir, extsep = ".", "..", "."


def _text(path):
    return path if isinstance(path, str) else path.__fspath__()


def join(path, *others):
    path = _text(path)
    for other in map(_text, others):
        path = other if other.startswith("/") or not path else f"{path.removesuffix('/')}/{other}"
    return path


def split(path):
    head, slash, tail = _text(path).rpartition("/")
    return (head.rstrip("/") or slash, tail)


def basename(path):
    return split(path)[1]


def dirname(path):
    return split(path)[0]


def splitext(path):
    head, slash, tail = _text(path).rpartition("/")
    stem, dot, end = tail.rpartition(".")
    return (head + slash + stem, dot + end) if stem.strip(".") else (head + slash + tail, "")


def normcase(path):
    return _text(path)


def normpath(path):
    path = _text(path)
    return ("/" if path.startswith("/") else "") + _session_files.plain(path) or "."


def abspath(path):
    return normpath(join("/", path))


realpath = abspath


def expanduser(path):
    return _text(path)


def isabs(path):
    return _text(path).startswith("/")


def exists(path):
    found = _files.find(_text(path))
    return found is True or isinstance(found, bytes)


def isfile(path):
    return _files.size(_text(path)) is not None


def isdir(path):
    return _files.find(_text(path)) is True


def getsize(path):
    size = _files.size(_text(path))
    return len(_session_files.read_path(_text(path))) if size is None else size
