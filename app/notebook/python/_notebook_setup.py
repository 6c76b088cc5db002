"""Runs once when the interpreter starts: what differs in a page from a Python on a computer."""
import builtins
import sys

import _io
import _session_clock

OFFERED = (
    "torch, numpy, matplotlib.pyplot, sklearn, safetensors, tqdm, IPython.display, and of the standard library: abc ast "
    "bisect cmath collections contextlib copy csv dataclasses datetime decimal enum fnmatch fractions functools heapq "
    "inspect io itertools json math numbers operator os.path pathlib pprint random re statistics string struct sys "
    "textwrap time timeit types typing warnings"
)
NEED_COMPUTER = frozenset(
    "shutil subprocess socket threading multiprocessing asyncio urllib http requests glob tempfile ssl "
    "signal selectors concurrent".split()
)


class MissingModule:
    """The last finder asked: says what there is instead of only what there is not."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if path is not None:
            return None
        if name in NEED_COMPUTER:
            why = f"'{name}' is not available: code in this page has no network, no processes and no disk."
        else:
            why = f"No module named '{name}' in this page."
        raise ModuleNotFoundError(f"{why} It offers {OFFERED}", name=name)


def no_input(prompt="", /):
    raise RuntimeError("input() has no keyboard here: write the value into the code instead")


def open_file(file, *args, **kwds):
    """Opens a file of the session; see `_session_open.open_file`, which is read in when it is needed."""
    from _session_open import open_file

    return open_file(file, *args, **kwds)


def show_help(thing=None):
    """Prints the documentation of `thing`."""
    text = getattr(thing, "__doc__", None) or "no documentation here"
    print(text)


sys.meta_path.append(MissingModule)
builtins.input = no_input
builtins.open = _io.open = open_file
builtins.help = show_help
