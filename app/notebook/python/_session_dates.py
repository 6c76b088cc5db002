"""Runs when `datetime` is imported: the moments that are now, told by `time.time`, which can be read everywhere."""
import time

import _notebook
from _datetime import datetime, timezone


def now(cls, tz=None):
    """Now, in local time or in a zone."""
    return cls.fromtimestamp(time.time(), tz)


def utcnow(cls):
    """Now in UTC, without a zone."""
    return cls.fromtimestamp(time.time(), timezone.utc).replace(tzinfo=None)


_notebook.replace_method(datetime, "now", classmethod(now))
_notebook.replace_method(datetime, "utcnow", classmethod(utcnow))
