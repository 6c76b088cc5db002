"""Runs once: `time` on the clocks of whoever embeds the session. In a page the native functions that look at the system's
clock themselves panic, so they are always told the time."""
import time

import _notebook

gmtime, localtime, ctime, asctime, strftime = time.gmtime, time.localtime, time.ctime, time.asctime, time.strftime


def told(of_seconds):
    """A function of seconds since the epoch that takes now when it is given none."""

    def at(secs=None, /):
        return of_seconds(time.time() if secs is None else secs)

    at.__name__ = of_seconds.__name__
    return at


def asctime_now(t=None, /):
    return asctime(localtime(time.time()) if t is None else t)


def strftime_now(format, t=None, /):
    return strftime(format, localtime(time.time()) if t is None else t)


def time_ns():
    """Nanoseconds since the epoch."""
    return int(time.time() * 1e6) * 1000


def clock_ns():
    """Nanoseconds on the clock of time.perf_counter."""
    return int(_notebook.clock() * 1e9)


time.gmtime, time.localtime, time.ctime = told(gmtime), told(localtime), told(ctime)
time.asctime, time.strftime, time.time_ns = asctime_now, strftime_now, time_ns
time.sleep = _notebook.sleep
for name in ("perf_counter", "monotonic", "process_time", "thread_time"):
    setattr(time, name, _notebook.clock)
    setattr(time, name + "_ns", clock_ns)
