"""Runs once when the interpreter starts: what differs in a page from a Python on a computer."""
import builtins
import sys
import time

import _notebook

OFFERED = (
    "torch, numpy, matplotlib.pyplot, and of the standard library: abc ast bisect cmath collections contextlib copy csv "
    "dataclasses datetime decimal enum fractions functools heapq inspect io itertools json math numbers operator pprint random "
    "re statistics string struct sys textwrap time timeit types typing warnings"
)
NEED_COMPUTER = frozenset(
    "os pathlib shutil subprocess socket threading multiprocessing asyncio urllib http requests glob tempfile ssl "
    "signal selectors concurrent".split()
)


class MissingModule:
    """The last finder asked: says what there is instead of only what there is not."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if path is not None:
            return None
        if name in NEED_COMPUTER:
            why = f"'{name}' is not available: code in this page has no files, network or processes."
        else:
            why = f"No module named '{name}' in this page."
        raise ModuleNotFoundError(f"{why} It offers {OFFERED}", name=name)


def no_input(prompt="", /):
    raise RuntimeError("input() has no keyboard here: write the value into the code instead")


def no_open(file, *args, **kwargs):
    raise FileNotFoundError(f"cannot open {file!r}: code in this page has no files")


def clock_ns():
    """Nanoseconds on the clock of time.perf_counter."""
    return int(_notebook.clock() * 1e9)


def show_help(thing=None):
    """Prints the documentation of `thing`."""
    text = getattr(thing, "__doc__", None) or "no documentation here"
    print(text)


sys.meta_path.append(MissingModule)
time.sleep = _notebook.sleep
for name in ("perf_counter", "monotonic", "process_time", "thread_time"):
    setattr(time, name, _notebook.clock)
    setattr(time, name + "_ns", clock_ns)
builtins.input = no_input
builtins.open = no_open
builtins.help = show_help
