"""numpy.random.default_rng: the numbers of NumPy's Generator over PCG64."""
import _numpy
from numpy.random._shapes import count_of, number, together, weights


def _words(seed):
    """A seed as words of 32 bits, the lowest first."""
    if hasattr(seed, "__len__"):
        return [word for part in seed for word in _words(part)]
    seed = seed.__index__()
    if seed < 0:
        raise ValueError("expected non-negative integer")
    words = [seed & 0xFFFFFFFF]
    while seed := seed >> 32:
        words.append(seed & 0xFFFFFFFF)
    return words


class Generator:
    """Random numbers that follow from a seed; made by `default_rng`."""

    def __init__(self, bits):
        self._bits = bits

    def __repr__(self):
        return "Generator(PCG64)"

    def random(self, size=None, dtype=float):
        single = getattr(dtype, "__name__", str(dtype)) == "float32"
        return self._bits.uniform32(size) if single else self._bits.uniform(size)

    def standard_normal(self, size=None, dtype=float):
        return self._bits.normal(size)

    def standard_exponential(self, size=None):
        return self._bits.exponential(size)

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
        scale = number(scale)
        return scale * self._bits.exponential(together(size, scale))

    def lognormal(self, mean=0.0, sigma=1.0, size=None):
        import numpy as np
        return np.exp(self.normal(mean, sigma, size))

    def multivariate_normal(self, mean, cov, size=None, *, check_valid="warn", tol=1e-8, method="svd"):
        # The same distribution; the signs of singular vectors, and so the numbers, are not LAPACK's.
        import numpy as np
        mean = np.asarray(mean, dtype=np.float64)
        shape = () if size is None else (size,) if hasattr(size, "__index__") else tuple(size)
        u, s, vt = np.linalg.svd(np.asarray(cov, dtype=np.float64))
        drawn = self._bits.normal((*shape, len(mean))).reshape(-1, len(mean))
        return (mean + drawn @ (np.sqrt(s)[:, None] * vt)).reshape(*shape, len(mean))

    def integers(self, low, high=None, size=None, dtype=int, endpoint=False):
        if high is None:
            low, high = 0, low
        if hasattr(low, "__len__") or hasattr(high, "__len__"):
            raise TypeError("integers() takes numbers as limits in this subset, no arrays")
        most = int(high) - (not endpoint) - int(low)
        if most < 0:
            raise ValueError("low > high" if endpoint else "low >= high" if low else "high <= 0")
        return int(low) + self._bits.whole(most, size)

    def permutation(self, x, axis=0):
        import numpy as np
        if hasattr(x, "__index__") and not hasattr(x, "__len__"):
            return self._bits.order(x)
        x = np.asarray(x)
        return np.take(x, self._bits.order(x.shape[axis]), axis=axis)

    def shuffle(self, x, axis=0):
        import numpy as np
        if isinstance(x, np.ndarray):
            x[...] = np.take(x, self._bits.order(x.shape[axis]), axis=axis)
        else:
            x[:] = [x[i] for i in self._bits.order(len(x)).tolist()]

    def choice(self, a, size=None, replace=True, p=None, axis=0, shuffle=True):
        import numpy as np
        items = None if hasattr(a, "__index__") and not hasattr(a, "__len__") else np.asarray(a)
        n = a if items is None else items.shape[axis]
        shape, count = count_of(size)
        if n <= 0 and count:
            raise ValueError("a must be a positive integer unless no samples are taken")
        if p is not None:
            p = weights(np, p, n)
        if not replace and count > n:
            raise ValueError("Cannot take a larger sample than population when replace is False")
        if replace and p is not None:
            ends = np.cumsum(p)
            places = np.searchsorted(ends / ends[-1], self._bits.uniform(shape), side="right")
        elif replace:
            places = self._bits.whole(n - 1, shape)
        elif p is not None:
            from numpy.random import distinct
            places = distinct(np, self._bits, p, count).reshape(shape)
        else:
            places = self._bits.distinct(n, count, bool(shuffle)).reshape(shape)
        places = np.asarray(places) if shape else int(np.asarray(places).reshape(-1)[0])
        return places if items is None else np.take(items, places, axis=axis)

    def __getattr__(self, name):
        there = ", ".join(key for key in dir(Generator) if not key.startswith("_"))
        raise AttributeError(f"numpy.random.Generator.{name} is not part of this subset; there are {there}", name=name)


def default_rng(seed=None):
    """A generator that follows from a seed, or from chance."""
    if isinstance(seed, Generator):
        return seed
    return Generator(_numpy.modern_bits() if seed is None else _numpy.modern_bits(_words(seed)))
