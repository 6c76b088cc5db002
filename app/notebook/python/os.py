"""The part of `os` that has a meaning in a page: names of files, and the files of the session."""
import sys

import _session_files
import posixpath as path
from _notebook import urandom

sys.modules["os.path"] = path
name, sep, linesep, curdir, pardir, extsep = "posix", "/", "\n", ".", "..", "."
environ = {}


def fspath(path):
    return _session_files.name_of(path)


def getenv(key, default=None):
    return environ.get(key, default)


def getcwd():
    return "/"


def cpu_count():
    return 1


def listdir(path="."):
    return _session_files.inside(fspath(path))


def mkdir(path, mode=0o777):
    _session_files.make_folder(fspath(path), False, False)


def makedirs(name, mode=0o777, exist_ok=False):
    _session_files.make_folder(fspath(name), True, exist_ok)


def remove(path):
    _session_files.remove(fspath(path))


def rmdir(path):
    _session_files.remove_folder(fspath(path))


def rename(src, dst):
    _session_files.rename(fspath(src), fspath(dst))


unlink, replace = remove, rename


def walk(top, topdown=True):
    """Folders with the folders and files in them."""
    top = fspath(top)
    names = listdir(top)
    folders = [name for name in names if path.isdir(path.join(top, name))]
    here = (top, folders, [name for name in names if name not in folders])
    if topdown:
        yield here
    for folder in folders:
        yield from walk(path.join(top, folder), topdown)
    if not topdown:
        yield here


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError(
        f"os.{name} is not available: code in this page has no operating system, only the files of its session", name=name
    )
