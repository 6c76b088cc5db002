"""numpy.random: the numbers of np.random.seed and RandomState, and those of default_rng."""
import _numpy

from numpy.random._modern import Generator, default_rng  # noqa: F401
from numpy.random._shapes import count_of, number, together, weights


class RandomState:
    """Random numbers that follow from a seed, as NumPy's class of this name draws them."""

    def __init__(self, seed=None):
        self._bits = _numpy.bits(seed)

    def seed(self, seed=None):
        self._bits = _numpy.bits(seed)

    def rand(self, *shape):
        return self._bits.uniform(shape if shape else None)

    def randn(self, *shape):
        return self._bits.normal(shape if shape else None)

    def random_sample(self, size=None):
        return self._bits.uniform(size)

    random = ranf = sample = random_sample

    def standard_normal(self, size=None):
        return self._bits.normal(size)

    def normal(self, loc=0.0, scale=1.0, size=None):
        import numpy as np
        loc, scale = number(loc), number(scale)
        if np.any(np.asarray(scale) < 0):
            raise ValueError("scale < 0")
        return loc + scale * self._bits.normal(together(size, loc, scale))

    def uniform(self, low=0.0, high=1.0, size=None):
        low, high = number(low), number(high)
        return low + (high - low) * self._bits.uniform(together(size, low, high))

    def exponential(self, scale=1.0, size=None):
        import numpy as np
        return -scale * np.log(1.0 - self._bits.uniform(size))

    def randint(self, low, high=None, size=None, dtype=int):
        if high is None:
            low, high = 0, low
        if low >= high:
            raise ValueError("low >= high" if low else "high <= 0")
        return low + self._bits.whole(int(high) - 1 - int(low), size)

    def permutation(self, x):
        import numpy as np
        if hasattr(x, "__index__") and not hasattr(x, "__len__"):
            return self._bits.order(x)
        x = np.asarray(x)
        return x[self._bits.order(len(x))]

    def shuffle(self, x):
        import numpy as np
        order = self._bits.order(len(x))
        if isinstance(x, np.ndarray):
            x[...] = x[order]
        else:
            x[:] = [x[i] for i in order.tolist()]

    def choice(self, a, size=None, replace=True, p=None):
        import numpy as np
        items = None if hasattr(a, "__index__") and not hasattr(a, "__len__") else np.asarray(a)
        n = a if items is None else len(items)
        if n <= 0:
            raise ValueError("a must be greater than 0 unless no samples are taken")
        shape, count = count_of(size)
        if p is not None:
            p = weights(np, p, n)
        if not replace and count > n:
            raise ValueError("Cannot take a larger sample than population when 'replace=False'")
        if replace and p is not None:
            ends = np.cumsum(p)
            places = np.searchsorted(ends / ends[-1], self._bits.uniform(shape), side="right")
        elif replace:
            places = self.randint(0, n, shape)
        elif p is None:
            places = self._bits.order(n)[:count].reshape(shape)
        else:
            places = distinct(np, self._bits, p, count).reshape(shape)
        places = np.asarray(places)[()] if shape else np.asarray(places).item()
        return places if items is None else items[places]


def distinct(np, bits, p, count):
    """Different numbers, drawn in proportion to p."""
    found = np.zeros(0, np.int64)
    while found.size < count:
        drawn = bits.uniform((count - found.size,))
        p[found] = 0
        ends = np.cumsum(p)
        new = np.searchsorted(ends / ends[-1], drawn, side="right")
        first = np.sort(np.unique(new, return_index=True)[1])
        found = np.concatenate([found, new[first]])
    return found


_state = RandomState()
for _name in (
    "seed rand randn random random_sample standard_normal normal uniform exponential randint permutation shuffle choice"
).split():
    globals()[_name] = getattr(_state, _name)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'numpy.random' has no attribute '{name}'")
    instead = "there are default_rng, seed, RandomState, rand, randn, normal, uniform, exponential, randint, permutation, " \
        "shuffle and choice"
    raise AttributeError(f"numpy.random.{name} is not part of this subset; {instead}")
