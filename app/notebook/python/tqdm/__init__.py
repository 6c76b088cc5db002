"""`tqdm`: a bar on one line that says how far a loop is."""
import sys
import time

_SHORTEST = 0.1


def _clock(seconds):
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"


class tqdm:
    """Iterates and shows progress; or counts what `update` is told."""

    def __init__(self, iterable=None, desc=None, total=None, leave=True, file=None, ncols=None, mininterval=_SHORTEST,
                 disable=False, unit="it", initial=0, postfix=None, **options):
        if total is None and hasattr(iterable, "__len__"):
            total = len(iterable)
        self.iterable, self.desc, self.total, self.leave = iterable, desc or "", total, leave
        self.unit, self.n, self.disable, self.mininterval = unit, initial, disable, mininterval
        self._file, self._postfix, self._width = file or sys.stderr, "", 0
        self._began = time.perf_counter()
        self._shown = self._began
        if postfix:
            self.set_postfix(postfix, refresh=False)
        self.refresh()

    def __iter__(self):
        for item in self.iterable:
            yield item
            self.update()
        self.close()

    def __len__(self):
        return self.total

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def update(self, n=1):
        self.n += n
        now = time.perf_counter()
        if now - self._shown >= self.mininterval:
            self._shown = now
            self.refresh()

    def _line(self):
        took = time.perf_counter() - self._began
        rate = self.n / took if took > 0 else 0.0
        speed = f"{rate:.2f}{self.unit}/s" if rate >= 1 or not rate else f"{1 / rate:.2f}s/{self.unit}"
        head = f"{self.desc}: " if self.desc else ""
        tail = f", {self._postfix}" if self._postfix else ""
        if not self.total:
            return f"{head}{self.n}{self.unit} [{_clock(took)}, {speed}{tail}]"
        part = min(self.n / self.total, 1.0)
        bar = "█" * int(part * 20) + "░" * (20 - int(part * 20))
        left = _clock((self.total - self.n) / rate) if rate else "?"
        return f"{head}{part:4.0%}|{bar}| {self.n}/{self.total} [{_clock(took)}<{left}, {speed}{tail}]"

    def refresh(self):
        if not self.disable:
            line = self._line()
            # What is left of a longer line before is written over.
            self._file.write("\r" + line + " " * (self._width - len(line)))
            self._file.flush()
            self._width = len(line)

    def close(self):
        if not self.disable:
            self.refresh()
            self._file.write("\n" if self.leave else "\r" + " " * self._width + "\r")
            self.disable = True

    def set_description(self, desc=None, refresh=True):
        self.desc = desc or ""
        if refresh:
            self.refresh()

    def set_postfix(self, ordered_dict=None, refresh=True, **values):
        values = {**(ordered_dict or {}), **values}
        self._postfix = ", ".join(f"{k}={v:.3g}" if isinstance(v, float) else f"{k}={v}" for k, v in values.items())
        if refresh:
            self.refresh()

    def set_postfix_str(self, s="", refresh=True):
        self._postfix = s
        if refresh:
            self.refresh()

    @staticmethod
    def write(s, file=None, end="\n"):
        print(s, file=file or sys.stdout, end=end)


def trange(*args, **options):
    """`tqdm(range(...))`."""
    return tqdm(range(*args), **options)
