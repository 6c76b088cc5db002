"""A small numpy: arrays of float64, float32, int64 and bool. What is missing says so."""
import _numpy
from _numpy import ndarray, dtype, generic, bool_, int64, float32, float64, arange as _arange, choose as _choose
from builtins import abs as _abs, all as _all, any as _any, bool as _bool, float as _float, int as _int, max as _max, \
    min as _min, round as _round, sum as _sum

from numpy._io import load, save, savez, savez_compressed

bool = bool_
int_ = int64
double = float64
single = float32
pi = 3.141592653589793
e = 2.718281828459045
euler_gamma = 0.5772156649015329
inf = _float("inf")
nan = _float("nan")
newaxis = None
True_, False_ = bool_(True), bool_(False)
__version__ = "2.4"


class _Default:
    """Tells "left out" from None."""


# Functions of one and of two arrays, by the names the engine knows.

def _function_of_one(name):
    def function(x, /):
        return _numpy.unary(name, x)
    function.__name__ = function.__qualname__ = name
    return function


def _function_of_two(name):
    def function(x1, x2, /):
        return _numpy.binary(name, x1, x2)
    function.__name__ = function.__qualname__ = name
    return function


for _name in _numpy.unary_names:
    globals()[_name] = _function_of_one(_name)
for _name in _numpy.binary_names:
    globals()[_name] = _function_of_two(_name)
abs = globals()["absolute"]
fabs = abs
mod = fmod = globals()["remainder"]
true_divide = globals()["divide"]
pow = globals()["power"]
bitwise_not = globals()["invert"]
radians, degrees = globals()["deg2rad"], globals()["rad2deg"]
acos, asin, atan, atan2 = (globals()[_name] for _name in ("arccos", "arcsin", "arctan", "arctan2"))


# Making arrays

def array(object, dtype=None, *, copy=True, ndmin=0):
    result = _numpy.array(object, dtype, _bool(copy))
    while result.ndim < ndmin:
        result = result[None]
    return result


def asarray(a, dtype=None):
    return _numpy.array(a, dtype, False)


asanyarray = ascontiguousarray = asarray


def copy(a):
    return _numpy.array(a, None, True)


def zeros(shape, dtype=None):
    return _numpy.zeros(shape, dtype)


def ones(shape, dtype=None):
    return _numpy.full(shape, 1, float64 if dtype is None else dtype)


def empty(shape, dtype=None):
    return _numpy.zeros(shape, dtype)


def full(shape, fill_value, dtype=None):
    return _numpy.full(shape, fill_value, dtype)


def _like(a, shape, dtype):
    a = asarray(a)
    return (a.shape if shape is None else shape), (a.dtype if dtype is None else dtype)


def zeros_like(a, dtype=None, shape=None):
    return _numpy.zeros(*_like(a, shape, dtype))


def ones_like(a, dtype=None, shape=None):
    shape, dtype = _like(a, shape, dtype)
    return _numpy.full(shape, 1, dtype)


empty_like = zeros_like


def full_like(a, fill_value, dtype=None, shape=None):
    shape, dtype = _like(a, shape, dtype)
    return _numpy.full(shape, fill_value, dtype)


def arange(start, stop=None, step=1, dtype=None):
    if stop is None:
        start, stop = 0, start
    return _arange(start, stop, step, dtype)


def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None):
    num = num.__index__()
    if num < 0:
        raise ValueError(f"Number of samples, {num}, must be non-negative.")
    parts = num - 1 if endpoint else num
    step = (stop - start) / parts if parts > 0 else nan
    result = _arange(0, num, 1, float64)
    result = result * step + start if parts > 0 else result + start
    if endpoint and num > 1:
        result[-1] = stop
    if dtype is not None:
        result = result.astype(dtype)
    return (result, step) if retstep else result


def logspace(start, stop, num=50, endpoint=True, base=10.0):
    return base ** linspace(start, stop, num, endpoint)


def geomspace(start, stop, num=50):
    result = 10.0 ** linspace(log10(start), log10(stop), num)
    if num > 0:
        result[0] = start
    if num > 1:
        result[-1] = stop
    return result


def eye(N, M=None, k=0, dtype=None):
    return _numpy.eye(N, N if M is None else M, k, dtype)


def identity(n, dtype=None):
    return _numpy.eye(n, n, 0, dtype)


def meshgrid(*xi, indexing="xy"):
    xi = [ravel(x) for x in xi]
    shape = [x.size for x in xi]
    result = []
    for axis, x in enumerate(xi):
        spread = [1] * len(xi)
        spread[axis] = x.size
        result.append(_numpy.broadcast_to(x.reshape(spread), shape))
    if indexing == "xy" and len(xi) > 1:
        result = [_numpy.array(swapaxes(x, 0, 1), None, True) for x in result]
    return tuple(result)


def tri(N, M=None, k=0, dtype=None):
    M = N if M is None else M
    return (arange(N)[:, None] >= arange(-k, M - k)).astype(float64 if dtype is None else dtype)


def tril(m, k=0):
    m = asarray(m)
    return where(tri(*m.shape[-2:], k=k, dtype=bool_), m, zeros((), m.dtype))


def triu(m, k=0):
    m = asarray(m)
    return where(tri(*m.shape[-2:], k=k - 1, dtype=bool_), zeros((), m.dtype), m)


# Shapes; the first argument is the array, so that these are methods too

def shape(a):
    return asarray(a).shape


def ndim(a):
    return asarray(a).ndim


def size(a, axis=None):
    return asarray(a).size if axis is None else asarray(a).shape[axis]


def reshape(a, shape, order="C"):
    _row_by_row(order)
    return _numpy.reshape(a, shape)


def _row_by_row(order):
    if order not in ("C", "K", "A"):
        raise ValueError(f"order='{order}' is not part of this subset; arrays lie row by row (order='C')")


def _reshape_method(self, *shape, order="C"):
    _row_by_row(order)
    return _numpy.reshape(self, shape[0] if len(shape) == 1 else shape)


def ravel(a, order="C"):
    _row_by_row(order)
    return _numpy.reshape(a, -1)


def _flatten(self, order="C"):
    return copy(ravel(self, order))


def transpose(a, axes=None):
    return _numpy.transpose(a, axes)


def _transpose_method(self, *axes):
    if len(axes) == 1 and (axes[0] is None or not hasattr(axes[0], "__index__")):
        axes = axes[0]
    return _numpy.transpose(self, axes if axes else None)


permute_dims = transpose


def _axis(axis, ndim):
    if not -ndim <= axis < ndim:
        from numpy.exceptions import AxisError
        raise AxisError(f"axis {axis} is out of bounds for array of dimension {ndim}")
    return axis % ndim


def swapaxes(a, axis1, axis2):
    a = asarray(a)
    order = list(range(a.ndim))
    axis1, axis2 = _axis(axis1, a.ndim), _axis(axis2, a.ndim)
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return _numpy.transpose(a, order)


def moveaxis(a, source, destination):
    a = asarray(a)
    order = [axis for axis in range(a.ndim) if axis != _axis(source, a.ndim)]
    order.insert(_axis(destination, a.ndim), _axis(source, a.ndim))
    return _numpy.transpose(a, order)


def squeeze(a, axis=None):
    a = asarray(a)
    if axis is None:
        return _numpy.reshape(a, tuple(length for length in a.shape if length != 1))
    axes = {_axis(axis, a.ndim) for axis in ((axis,) if hasattr(axis, "__index__") else axis)}
    if _any(a.shape[axis] != 1 for axis in axes):
        raise ValueError("cannot select an axis to squeeze out which has size not equal to one")
    return _numpy.reshape(a, tuple(length for axis, length in enumerate(a.shape) if axis not in axes))


def expand_dims(a, axis):
    a = asarray(a)
    shape = list(a.shape)
    shape.insert(_axis(axis, a.ndim + 1), 1)
    return _numpy.reshape(a, shape)


def atleast_1d(a):
    a = asarray(a)
    return a if a.ndim else _numpy.reshape(a, (1,))


def atleast_2d(a):
    a = atleast_1d(a)
    return a if a.ndim > 1 else a[None]


def broadcast_to(array, shape):
    return _numpy.broadcast_to(array, shape)


def flip(m, axis=None):
    m = asarray(m)
    axes = range(m.ndim) if axis is None else (_axis(axis, m.ndim),)
    return m[tuple(slice(None, None, -1) if i in axes else slice(None) for i in range(m.ndim))]


def fliplr(m):
    return flip(m, 1)


def flipud(m):
    return flip(m, 0)


def roll(a, shift, axis=None):
    a = asarray(a)
    if axis is None:
        return roll(ravel(a), shift, 0).reshape(a.shape)
    return take(a, (arange(a.shape[axis]) - shift) % _max(a.shape[axis], 1), axis)


def rot90(m, k=1):
    for _ in range(k % 4):
        m = flip(swapaxes(m, 0, 1), 0)
    return asarray(m)


def repeat(a, repeats, axis=None):
    a = ravel(a) if axis is None else asarray(a)
    axis = 0 if axis is None else axis
    counts = asarray(repeats)
    if counts.ndim == 0:
        counts = full(a.shape[axis], counts)
    if counts.shape != (a.shape[axis],):
        raise ValueError(f"operands could not be broadcast together with shape ({a.shape[axis]},) {counts.shape}")
    ends = cumsum(counts)
    total = ends[-1].item() if ends.size else 0
    return take(a, searchsorted(ends, arange(total), side="right"), axis)


def tile(A, reps):
    A = asarray(A)
    reps = (reps,) if hasattr(reps, "__index__") else tuple(reps)
    reps = (1,) * (A.ndim - len(reps)) + reps
    A = _numpy.reshape(A, (1,) * (len(reps) - A.ndim) + A.shape)
    for axis, count in enumerate(reps):
        A = _numpy.concatenate([A] * count, axis) if count > 0 else take(A, [], axis)
    return A


def take(a, indices, axis=None):
    a = ravel(a) if axis is None else asarray(a)
    axis = 0 if axis is None else _axis(axis, a.ndim)
    if hasattr(indices, "__len__"):
        indices = asarray(indices, int64)
    return a[(slice(None),) * axis + (indices,)]


# Joining and splitting

def concatenate(arrays, axis=0, dtype=None):
    if axis is None:
        arrays, axis = [ravel(a) for a in arrays], 0
    result = _numpy.concatenate(arrays, axis)
    return result if dtype is None else result.astype(dtype)


concat = concatenate


def stack(arrays, axis=0):
    arrays = [asarray(a) for a in arrays]
    if not arrays:
        raise ValueError("need at least one array to stack")
    if len({a.shape for a in arrays}) != 1:
        raise ValueError("all input arrays must have the same shape")
    return _numpy.concatenate([expand_dims(a, axis) for a in arrays], axis)


def vstack(tup):
    return _numpy.concatenate([atleast_2d(a) for a in tup], 0)


def hstack(tup):
    arrays = [atleast_1d(a) for a in tup]
    return _numpy.concatenate(arrays, 0 if arrays and arrays[0].ndim == 1 else 1)


def column_stack(tup):
    arrays = [asarray(a) for a in tup]
    return _numpy.concatenate([a.reshape(-1, 1) if a.ndim < 2 else a for a in arrays], 1)


def append(arr, values, axis=None):
    return concatenate((arr, values), axis)


def array_split(ary, indices_or_sections, axis=0):
    ary = asarray(ary)
    length = ary.shape[axis]
    if not hasattr(indices_or_sections, "__len__"):
        parts = indices_or_sections
        small, larger = divmod(length, parts)
        ends = [(i + 1) * small + _min(i + 1, larger) for i in range(parts - 1)]
    else:
        ends = [int(end) for end in indices_or_sections]
    around = (slice(None),) * _axis(axis, ary.ndim)
    return [ary[around + (slice(a, b),)] for a, b in zip([0] + ends, ends + [length])]


def split(ary, indices_or_sections, axis=0):
    if not hasattr(indices_or_sections, "__len__") and asarray(ary).shape[axis] % indices_or_sections:
        raise ValueError("array split does not result in an equal division")
    return array_split(ary, indices_or_sections, axis)


# Along axes

def _reduction(name):
    def function(a, axis=None, dtype=None, *, keepdims=False):
        if dtype is not None:
            a = asarray(a).astype(dtype)
        return _numpy.reduce(name, a, axis, keepdims, 0.0)
    function.__name__ = function.__qualname__ = name
    return function


sum, prod, mean = _reduction("sum"), _reduction("prod"), _reduction("mean")


def _extreme(name):
    def function(a, axis=None, *, keepdims=False):
        return _numpy.reduce(name, a, axis, keepdims, 0.0)
    function.__name__ = function.__qualname__ = name
    return function


min, max, argmin, argmax, any, all = (_extreme(_name) for _name in ("min", "max", "argmin", "argmax", "any", "all"))
amin, amax = min, max


def std(a, axis=None, *, ddof=0, keepdims=False):
    return _numpy.reduce("std", a, axis, keepdims, _float(ddof))


def var(a, axis=None, *, ddof=0, keepdims=False):
    return _numpy.reduce("var", a, axis, keepdims, _float(ddof))


def _ignoring_nan(function):
    def ignoring(a, axis=None):
        a = asarray(a)
        if axis is None:
            return function(a[~isnan(a)])
        rows = moveaxis(a, axis, -1)
        shape = rows.shape[:-1]
        rows = rows.reshape(-1, rows.shape[-1])
        return array([function(row[~isnan(row)]) for row in rows]).reshape(shape)
    ignoring.__name__ = "nan" + function.__name__
    return ignoring


nansum, nanmean, nanmin, nanmax, nanstd = (_ignoring_nan(_f) for _f in (sum, mean, min, max, std))


def ptp(a, axis=None, *, keepdims=False):
    return max(a, axis, keepdims=keepdims) - min(a, axis, keepdims=keepdims)


def average(a, axis=None, weights=None):
    if weights is None:
        return mean(a, axis)
    a, weights = asarray(a), asarray(weights)
    if axis is not None and weights.ndim == 1:
        weights = weights.reshape([-1 if i == _axis(axis, a.ndim) else 1 for i in range(a.ndim)])
    return sum(a * weights, axis) / sum(weights * ones_like(a), axis)


def cumsum(a, axis=None):
    return _numpy.running(False, a, axis)


def cumprod(a, axis=None):
    return _numpy.running(True, a, axis)


def diff(a, n=1, axis=-1):
    a = asarray(a)
    around = (slice(None),) * _axis(axis, a.ndim)
    for _ in range(n):
        later, earlier = a[around + (slice(1, None),)], a[around + (slice(None, -1),)]
        a = later != earlier if a.dtype == bool_ else later - earlier
    return a


def count_nonzero(a, axis=None):
    return sum(asarray(a) != 0, axis)


def quantile(a, q, axis=None):
    a = sort(asarray(a).astype(float64), axis)
    axis = 0 if axis is None else _axis(axis, a.ndim)
    if a.shape[axis] == 0:
        return nan
    around = (slice(None),) * axis

    def one(q):
        if not 0 <= q <= 1:
            raise ValueError("Quantiles must be in the range [0, 1]")
        place = q * (a.shape[axis] - 1)
        low = _min(_int(place), a.shape[axis] - 1)
        high = _min(low + 1, a.shape[axis] - 1)
        below, above, part = a[around + (low,)], a[around + (high,)], place - low
        # From the nearer end, as NumPy interpolates.
        return above - (above - below) * (1 - part) if part >= 0.5 else below + (above - below) * part

    return one(q) if ndim(q) == 0 else array([one(value) for value in asarray(q).tolist()])


def percentile(a, q, axis=None):
    return quantile(a, asarray(q) / 100.0, axis)


def median(a, axis=None):
    a = sort(a, axis)
    axis = 0 if axis is None else _axis(axis, a.ndim)
    around, half = (slice(None),) * axis, a.shape[axis] // 2
    if a.shape[axis] == 0:
        return nan
    return mean(a[around + (slice(half - (a.shape[axis] % 2 == 0), half + 1),)], axis)


def bincount(x, weights=None, minlength=0):
    x = asarray(x)
    result = zeros(_max(minlength, _int(x.max()) + 1 if x.size else 0), int64 if weights is None else float64)
    for i, place in enumerate(x.tolist()):
        result[place] += 1 if weights is None else weights[i]
    return result


def histogram(a, bins=10, range=None):
    a = ravel(a)
    if hasattr(bins, "__index__"):
        low, high = (a.min(), a.max()) if range is None and a.size else range or (0.0, 1.0)
        if low == high:
            low, high = low - 0.5, high + 0.5
        bins = linspace(low, high, bins + 1)
    edges = asarray(bins)
    ordered = sort(a)
    below = searchsorted(ordered, edges, "left")
    below[-1] = searchsorted(ordered, edges[-1:], "right")[0]
    return diff(below), edges


def corrcoef(x, y=None):
    c = cov(x, y)
    if ndim(c) == 0:
        return c / c
    d = sqrt(diag(c))
    return c / d[:, None] / d


def cov(m, y=None, rowvar=True, ddof=1):
    m = atleast_2d(m)
    if not rowvar:
        m = m.T
    if y is not None:
        m = concatenate((m, atleast_2d(y)))
    m = m - mean(m, 1, keepdims=True)
    return squeeze(m @ m.T / (m.shape[1] - ddof))[()]


# Choosing, ordering, finding

def where(condition, x=_Default, y=_Default, /):
    if x is _Default:
        return _numpy.nonzero(condition)
    return _choose(condition, x, y)


def nonzero(a):
    return _numpy.nonzero(a)


def argwhere(a):
    return transpose(asarray(_numpy.nonzero(a)))


def flatnonzero(a):
    return _numpy.nonzero(ravel(a))[0]


def clip(a, a_min=None, a_max=None, *, min=None, max=None):
    low, high = (a_min if min is None else min), (a_max if max is None else max)
    if low is not None:
        a = maximum(a, low)
    return asarray(a)[()] if high is None else minimum(a, high)


def round(a, decimals=0):
    return _numpy.round(a, decimals)


around = round


def sort(a, axis=-1):
    return _numpy.sort(a, axis)


def _sort_method(self, axis=-1):
    self[...] = _numpy.sort(self, axis)


def argsort(a, axis=-1, kind=None, stable=None):
    return _numpy.argsort(a, axis)


def unique(ar, return_index=False, return_inverse=False, return_counts=False):
    values, *rest = _numpy.unique(ar)
    wanted = [part for part, asked in zip(rest, (return_index, return_inverse, return_counts)) if asked]
    return (values, *wanted) if wanted else values


def searchsorted(a, v, side="left"):
    return _numpy.searchsorted(a, v, side == "right")


def digitize(x, bins, right=False):
    return _numpy.searchsorted(bins, x, not right)


def isin(element, test_elements):
    element, test = asarray(element), set(ravel(test_elements).tolist())
    return array([value in test for value in ravel(element).tolist()], bool_).reshape(element.shape)


def isclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False):
    a, b = asarray(a), asarray(b)
    close = (a == b) | (isfinite(a) & isfinite(b) & (abs(a - b) <= atol + rtol * abs(b)))
    return close | (isnan(a) & isnan(b)) if equal_nan else close


def allclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False):
    return _bool(all(isclose(a, b, rtol, atol, equal_nan)))


def array_equal(a1, a2):
    a1, a2 = asarray(a1), asarray(a2)
    return a1.shape == a2.shape and _bool(all(a1 == a2))


def nan_to_num(x, nan=0.0, posinf=1.7976931348623157e308, neginf=-1.7976931348623157e308):
    x = asarray(x)
    return where(isnan(x), nan, where(x == inf, posinf, where(x == -inf, neginf, x)))


def interp(x, xp, fp):
    x, xp, fp = asarray(x, float64), asarray(xp, float64), asarray(fp, float64)
    right = clip(_numpy.searchsorted(xp, x, True), 1, xp.size - 1)
    x0, x1, y0, y1 = xp[right - 1], xp[right], fp[right - 1], fp[right]
    return where(x <= xp[0], fp[0], where(x >= xp[-1], fp[-1], y0 + (y1 - y0) / (x1 - x0) * (x - x0)))


# Products

def matmul(x1, x2, /):
    return _numpy.matmul(x1, x2)


def dot(a, b):
    return _numpy.dot(a, b)


def vdot(a, b):
    return _numpy.dot(ravel(a), ravel(b))


def inner(a, b):
    a, b = asarray(a), asarray(b)
    return a * b if a.ndim == 0 or b.ndim == 0 else _numpy.dot(a, b.T)


def outer(a, b):
    return ravel(a)[:, None] * ravel(b)


def cross(a, b):
    (a0, a1, a2), (b0, b1, b2) = asarray(a), asarray(b)
    return array([a1 * b2 - a2 * b1, a2 * b0 - a0 * b2, a0 * b1 - a1 * b0])


def diagonal(a, offset=0):
    a = asarray(a)
    rows = arange(_max(0, _min(a.shape[0] + _min(offset, 0), a.shape[1] - _max(offset, 0))))
    return a[rows - _min(offset, 0), rows + _max(offset, 0)]


def diag(v, k=0):
    v = asarray(v)
    if v.ndim == 2:
        return diagonal(v, k)
    result = zeros((v.size + _abs(k),) * 2, v.dtype)
    places = arange(v.size)
    result[places - _min(k, 0), places + _max(k, 0)] = v
    return result


def trace(a, offset=0):
    return sum(diagonal(a, offset))


# Types, text

def _astype(self, dtype, copy=True):
    return _numpy.cast(self, dtype)


def _item(self, *args):
    if len(args) == 1 and isinstance(args[0], tuple):
        args = args[0]
    if len(args) > 1:
        return self[args].item()
    return _numpy.item(self, args[0] if args else None)


def _fill(self, value):
    self[...] = value


def _copy_method(self, order="C"):
    return _numpy.array(self, None, True)


def array_repr(arr):
    return repr(arr)


def array_str(a):
    return str(a)


def set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None):
    if threshold is not None:
        threshold = _int(_min(threshold, 2 ** 31 - 1))
    if linewidth is not None:
        linewidth = _int(_min(linewidth, 2 ** 31 - 1))
    _numpy.set_printoptions(precision, threshold, edgeitems, linewidth, suppress)


def issubdtype(arg1, arg2):
    kind = dtype(arg1).kind
    if arg2 in (floating, integer, number):
        return kind in arg2.kinds
    return dtype(arg1) == arg2


class number(generic):
    kinds = "fi"


class floating(number):
    kinds = "f"


class integer(number):
    kinds = "i"


class finfo:
    """What a floating-point type can hold."""

    def __init__(self, dtype):
        single = globals()["dtype"](dtype) == float32
        self.dtype = globals()["dtype"](dtype)
        self.eps = float32(2.0 ** -23) if single else float64(2.0 ** -52)
        self.max = float32(3.4028234663852886e38) if single else float64(1.7976931348623157e308)
        self.min = -self.max
        self.tiny = float32(2.0 ** -126) if single else float64(2.2250738585072014e-308)


class errstate:
    """Accepted so that programs run: this numpy warns of nothing."""

    def __init__(self, **kwargs):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


def seterr(**kwargs):
    return {}


_METHODS = {
    name: globals()[name]
    for name in (
        "sum prod mean std var min max argmin argmax any all ptp cumsum cumprod round clip ravel swapaxes squeeze repeat "
        "take argsort nonzero dot diagonal trace searchsorted"
    ).split()
}
_METHODS.update(
    reshape=_reshape_method, flatten=_flatten, transpose=_transpose_method, sort=_sort_method, astype=_astype,
    item=_item, fill=_fill, copy=_copy_method,
)
for _name, _function in _METHODS.items():
    _numpy.attach(_name, _function)

from . import exceptions, linalg, random  # noqa: E402

_ELSEWHERE = {
    "float": "use float or np.float64", "int": "use int or np.int64", "object": "use Python lists",
    "int32": "use np.int64", "int8": "use np.int64", "uint8": "use np.int64", "float16": "use np.float32",
    "complex128": "use Python's complex numbers one by one", "roots": "write Newton's steps or use np.linalg.eigvalsh",
    "poly1d": "use np.polyval", "frombuffer": "use struct.unpack", "fromstring": "use text.split() and np.array",
}


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'numpy' has no attribute '{name}'")
    import sys

    import numpy._more

    more = sys.modules["numpy._more"].__dict__
    if not name.startswith("_") and name in more and name != "np":
        return more[name]
    instead = _ELSEWHERE.get(name, "dir(np) lists what is")
    raise AttributeError(f"numpy.{name} is not part of this subset; {instead}")
