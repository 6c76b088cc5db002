"""Functions of numpy that are made of others and rarely needed: read in when one of them is asked for."""
import numpy as np


def take_along_axis(arr, indices, axis=-1):
    return arr[_along(arr, indices, axis)]


def put_along_axis(arr, indices, values, axis):
    arr[_along(arr, indices, axis)] = values


def _along(arr, indices, axis):
    if indices.ndim != arr.ndim:
        raise ValueError("`indices` and `arr` must have the same number of dimensions")
    axis %= arr.ndim
    places = [np.arange(n).reshape([-1 if i == k else 1 for i in range(arr.ndim)]) for k, n in enumerate(indices.shape)]
    places[axis] = indices
    return tuple(places)


def apply_along_axis(func1d, axis, arr, *args, **kwargs):
    arr = np.moveaxis(np.asarray(arr), axis, -1)
    rows = arr.reshape(-1, arr.shape[-1])
    made = np.array([func1d(rows[i], *args, **kwargs) for i in range(len(rows))])
    made = made.reshape(*arr.shape[:-1], *made.shape[1:])
    return np.moveaxis(made, -1, axis) if made.ndim == arr.ndim else made


def argpartition(a, kth, axis=-1):
    # Sorted altogether, which is one of the allowed answers.
    return np.argsort(a, axis=axis)


def partition(a, kth, axis=-1):
    return np.sort(a, axis=axis)


def broadcast_shapes(*shapes):
    shapes = [(s,) if isinstance(s, int) else tuple(s) for s in shapes]
    rank = max((len(s) for s in shapes), default=0)
    full = [(1,) * (rank - len(s)) + s for s in shapes]
    found = []
    for sizes in zip(*full):
        wide = {size for size in sizes if size != 1}
        if len(wide) > 1:
            raise ValueError(f"shape mismatch: objects cannot be broadcast to a single shape: {shapes}")
        found.append(wide.pop() if wide else 1)
    return tuple(found)


def broadcast_arrays(*arrays):
    arrays = [np.asarray(a) for a in arrays]
    shape = broadcast_shapes(*(a.shape for a in arrays))
    return tuple(np.broadcast_to(a, shape) for a in arrays)


def einsum(subscripts, *operands, optimize=False):
    """Sums of products, by labels: two operands at a time, each as a product of matrices."""
    subscripts = subscripts.replace(" ", "")
    if "." in subscripts:
        raise ValueError("einsum with an ellipsis is not part of this subset: name every axis")
    left, arrow, out = subscripts.partition("->")
    terms, arrays = left.split(","), [np.asarray(a) for a in operands]
    if len(terms) != len(arrays):
        raise ValueError("more operands provided to einstein sum function than specified in the subscripts string")
    if not arrow:
        out = "".join(sorted(label for label in set(left) - {","} if left.count(label) == 1))
    for term, a in zip(terms, arrays):
        if len(term) != a.ndim:
            raise ValueError(
                f"einstein sum subscripts string {term!r} has {len(term)} labels for an operand of {a.ndim} dimensions"
            )
    term, a = _diagonal(terms[0], arrays[0])
    for k in range(1, len(terms)):
        kept = set(out).union(*terms[k + 1 :])
        term, a = _product(term, a, *_diagonal(terms[k], arrays[k]), kept)
    gone = tuple(i for i, label in enumerate(term) if label not in out)
    a = a.sum(axis=gone) if gone else a
    term = "".join(label for label in term if label in out)
    if sorted(term) != sorted(out):
        raise ValueError(f"einstein sum subscripts string included output subscript which never appeared in an input: {out}")
    return np.transpose(a, [term.index(label) for label in out]) if out else a


def _diagonal(term, a):
    """Labels that stand twice in one term mean the diagonal."""
    for label in sorted(set(term)):
        while term.count(label) > 1:
            i, j = term.index(label), term.rindex(label)
            a = np.transpose(a, [k for k in range(a.ndim) if k not in (i, j)] + [i, j])
            a = a[..., np.arange(a.shape[-1]), np.arange(a.shape[-1])]
            term = "".join(t for k, t in enumerate(term) if k not in (i, j)) + label
    return term, a


def _product(s, a, t, b, kept):
    """The product of two, with labels that nobody needs any more summed over."""
    for labels, other in ((s, t), (t, s)):
        alone = tuple(i for i, label in enumerate(labels) if label not in other and label not in kept)
        if alone and labels is s:
            a, s = a.sum(axis=alone), "".join(label for i, label in enumerate(s) if i not in alone)
        elif alone:
            b, t = b.sum(axis=alone), "".join(label for i, label in enumerate(t) if i not in alone)
    both = [label for label in s if label in t]
    batch, summed = [x for x in both if x in kept], [x for x in both if x not in kept]
    mine, yours = [x for x in s if x not in t], [x for x in t if x not in s]
    size = {**dict(zip(s, a.shape)), **dict(zip(t, b.shape))}

    def many(labels):
        count = 1
        for label in labels:
            count *= size[label]
        return count

    a = np.transpose(a, [s.index(x) for x in batch + mine + summed]).reshape(many(batch), many(mine), many(summed))
    b = np.transpose(b, [t.index(x) for x in batch + summed + yours]).reshape(many(batch), many(summed), many(yours))
    return "".join(batch + mine + yours), (a @ b).reshape([size[x] for x in batch + mine + yours])


def tensordot(a, b, axes=2):
    a, b = np.asarray(a), np.asarray(b)
    if isinstance(axes, int):
        left, right = list(range(a.ndim - axes, a.ndim)), list(range(axes))
    else:
        left, right = ([x] if isinstance(x, int) else list(x) for x in axes)
    names = [chr(97 + i) for i in range(a.ndim + b.ndim)]
    s, t = names[: a.ndim], names[a.ndim :]
    for i, j in zip(left, right):
        t[j % b.ndim] = s[i % a.ndim]
    out = [x for x in s if x not in t] + [x for x in t if x not in s]
    return einsum(f"{''.join(s)},{''.join(t)}->{''.join(out)}", a, b)


def kron(a, b):
    a, b = np.asarray(a), np.asarray(b)
    rank = max(a.ndim, b.ndim)
    a, b = (x.reshape((1,) * (rank - x.ndim) + x.shape) for x in (a, b))
    wide = a.reshape([n for size in a.shape for n in (size, 1)]) * b.reshape([n for size in b.shape for n in (1, size)])
    return wide.reshape([x * y for x, y in zip(a.shape, b.shape)])


def convolve(a, v, mode="full"):
    a, v = np.asarray(a), np.asarray(v)
    if len(v) > len(a):
        a, v = v, a
    full = np.zeros(len(a) + len(v) - 1, dtype=(a[:1] * v[:1]).dtype)
    for i in range(len(v)):
        full[i : i + len(a)] = full[i : i + len(a)] + a * v[i]
    if mode == "full":
        return full
    if mode == "same":
        start = (len(v) - 1) // 2
        return full[start : start + len(a)]
    return full[len(v) - 1 : len(a)]


def correlate(a, v, mode="valid"):
    return convolve(a, np.asarray(v)[::-1], mode)


def gradient(f, *spacing, axis=None):
    f = np.asarray(f)
    f = f if f.dtype.kind == "f" else f.astype(np.float64)
    axes = range(f.ndim) if axis is None else [axis] if isinstance(axis, int) else axis
    steps = list(spacing) * (len(axes) if len(spacing) == 1 else 1) or [1.0] * len(axes)
    found = []
    for along, step in zip(axes, steps):
        g = np.moveaxis(f, along, 0)
        made = np.empty(g.shape, dtype=g.dtype)
        if hasattr(step, "__len__"):
            h = np.diff(np.asarray(step, dtype=np.float64)).reshape([-1] + [1] * (g.ndim - 1))
            a, b = h[:-1], h[1:]
            made[1:-1] = (a * a * g[2:] + (b * b - a * a) * g[1:-1] - b * b * g[:-2]) / (a * b * (a + b))
            first, last = h[0], h[-1]
        else:
            made[1:-1] = (g[2:] - g[:-2]) / (2.0 * step)
            first = last = step
        made[0], made[-1] = (g[1] - g[0]) / first, (g[-1] - g[-2]) / last
        found.append(np.moveaxis(made, 0, along))
    return found[0] if len(found) == 1 else tuple(found)


def trapezoid(y, x=None, dx=1.0, axis=-1):
    y = np.moveaxis(np.asarray(y), axis, -1)
    steps = dx if x is None else np.diff(np.asarray(x))
    return ((y[..., 1:] + y[..., :-1]) / 2 * steps).sum(axis=-1)


def vander(x, N=None, increasing=False):
    x = np.asarray(x)
    powers = np.arange(len(x) if N is None else N)
    return x[:, None] ** (powers if increasing else powers[::-1])


def polyfit(x, y, deg):
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    columns = vander(x, deg + 1)
    scale = np.sqrt((columns * columns).sum(axis=0))
    found = np.linalg.lstsq(columns / scale, y, rcond=len(x) * 2.220446049250313e-16)[0]
    return found / scale if y.ndim == 1 else found / scale[:, None]


def polyval(p, x):
    x = np.asarray(x)
    total = x * 0
    for c in np.asarray(p).tolist():
        total = total * x + c
    return total


def histogram2d(x, y, bins=10, range=None, density=None):
    two = bins if isinstance(bins, (tuple, list)) and len(bins) == 2 else (bins, bins)
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    edges = [np.histogram(v, b, None if range is None else range[i])[1] for i, (v, b) in enumerate(zip((x, y), two))]
    cells = [np.where(v == e[-1], len(e) - 2, np.searchsorted(e, v, side="right") - 1) for v, e in zip((x, y), edges)]
    shape = [len(e) - 1 for e in edges]
    inside = (cells[0] >= 0) & (cells[0] < shape[0]) & (cells[1] >= 0) & (cells[1] < shape[1])
    flat = (cells[0] * shape[1] + cells[1])[inside]
    counts = np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
    if density:
        counts = counts / counts.sum() / (np.diff(edges[0])[:, None] * np.diff(edges[1]))
    return counts, edges[0], edges[1]


def pad(array, pad_width, mode="constant", constant_values=0):
    a = np.asarray(array)
    widths = np.broadcast_to(np.array(pad_width), (a.ndim, 2)).tolist()
    for axis, (before, after) in enumerate(widths):
        n = a.shape[axis]
        if mode == "constant":
            shape = list(a.shape)
            ends = []
            for width in (before, after):
                shape[axis] = width
                ends.append(np.full(shape, constant_values, dtype=a.dtype))
            a = np.concatenate([ends[0], a, ends[1]], axis=axis)
            continue
        places = np.arange(-before, n + after)
        if mode == "edge":
            places = np.clip(places, 0, n - 1)
        elif mode == "wrap":
            places = places % n
        elif mode in ("reflect", "symmetric"):
            turn = 2 * n - (2 if mode == "reflect" else 0)
            places = places % max(turn, 1)
            places = np.where(places < n, places, turn - places - (mode == "symmetric"))
        else:
            raise ValueError(f"mode '{mode}' is not part of this subset; there are constant, edge, reflect, symmetric, wrap")
        a = np.take(a, places, axis=axis)
    return a


def delete(arr, obj, axis=None):
    arr = np.asarray(arr)
    if axis is None:
        arr, axis = np.ravel(arr), 0
    kept = np.ones(arr.shape[axis], dtype=bool)
    kept[obj if isinstance(obj, (int, slice)) else np.asarray(obj)] = False
    return np.take(arr, np.flatnonzero(kept), axis=axis)


def insert(arr, obj, values, axis=None):
    arr = np.asarray(arr)
    if axis is None:
        arr, axis = np.ravel(arr), 0
    at = obj % (arr.shape[axis] + 1) if obj < 0 else obj
    head, tail = (np.take(arr, np.arange(a, b), axis=axis) for a, b in ((0, at), (at, arr.shape[axis])))
    values = np.asarray(values)
    if values.ndim == arr.ndim - 1:
        values = np.expand_dims(values, axis)
    elif values.ndim == 0:
        values = np.full([1 if i == axis else n for i, n in enumerate(arr.shape)], values)
    return np.concatenate([head, values.astype(arr.dtype), tail], axis=axis)


def intersect1d(ar1, ar2):
    a = np.unique(ar1)
    return a[np.isin(a, ar2)]


def union1d(ar1, ar2):
    return np.unique(np.concatenate([np.ravel(ar1), np.ravel(ar2)]))


def setdiff1d(ar1, ar2):
    a = np.unique(ar1)
    return a[~np.isin(a, ar2)]


def setxor1d(ar1, ar2):
    both = union1d(ar1, ar2)
    return both[np.isin(both, ar1) != np.isin(both, ar2)]


def indices(dimensions):
    return np.stack(np.meshgrid(*(np.arange(n) for n in dimensions), indexing="ij"))


def fromfunction(function, shape, dtype=float):
    return function(*(grid.astype(dtype) for grid in indices(shape)))


def fromiter(iter, dtype, count=-1):
    return np.array(list(iter), dtype=dtype)


def vectorize(pyfunc, otypes=None):
    """A function of arrays that calls `pyfunc` for every element."""

    def over(*args):
        arrays = broadcast_arrays(*args)
        values = [pyfunc(*items) for items in zip(*(np.ravel(a).tolist() for a in arrays))]
        return np.array(values).reshape(arrays[0].shape)

    return over


def unravel_index(indices, shape):
    rest, found = np.asarray(indices), []
    for n in reversed(shape):
        found.append(rest % n)
        rest = rest // n
    return tuple(f if f.ndim else f[()] for f in reversed(found))


def ravel_multi_index(multi_index, dims):
    total = 0
    for place, n in zip(multi_index, dims):
        total = total * n + np.asarray(place)
    return total


def ndindex(*shape):
    import itertools

    shape = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple) else shape
    return itertools.product(*(range(n) for n in shape))


def ndenumerate(arr):
    arr = np.asarray(arr)
    return zip(ndindex(arr.shape), np.ravel(arr).tolist())


def ix_(*args):
    args = [np.flatnonzero(a) if np.asarray(a).dtype == bool else np.asarray(a) for a in args]
    return tuple(a.reshape([-1 if i == k else 1 for i in range(len(args))]) for k, a in enumerate(args))


def diag_indices(n, ndim=2):
    return (np.arange(n),) * ndim


def tril_indices(n, k=0, m=None):
    return np.nonzero(np.tri(n, m or n, k))


def triu_indices(n, k=0, m=None):
    return np.nonzero(1 - np.tri(n, m or n, k - 1))


def fill_diagonal(a, val):
    n = min(a.shape)
    a[np.arange(n), np.arange(n)] = val


def select(condlist, choicelist, default=0):
    found = np.asarray(default)
    for condition, choice in zip(reversed(condlist), reversed(choicelist)):
        found = np.where(condition, choice, found)
    return found


def piecewise(x, condlist, funclist):
    x = np.asarray(x)
    found = np.zeros(x.shape, dtype=x.dtype)
    if len(funclist) == len(condlist) + 1:
        condlist = list(condlist) + [sum(c.astype(int) for c in condlist) == 0]
    for condition, f in zip(condlist, funclist):
        found[condition] = f(x[condition]) if callable(f) else f
    return found


def extract(condition, arr):
    return np.ravel(arr)[np.flatnonzero(np.ravel(condition))]


def resize(a, new_shape):
    shape = (new_shape,) if isinstance(new_shape, int) else tuple(new_shape)
    flat, count = np.ravel(a), 1
    for n in shape:
        count *= n
    return np.take(flat, np.arange(count) % max(flat.size, 1)).reshape(shape)


def lexsort(keys, axis=-1):
    order = np.arange(len(keys[0]))
    for key in keys:
        order = order[np.argsort(np.asarray(key)[order], kind="stable")]
    return order


def unwrap(p, period=6.283185307179586):
    p = np.asarray(p, dtype=np.float64)
    steps = np.diff(p)
    turned = (steps + period / 2) % period - period / 2
    turned = np.where((turned == -period / 2) & (steps > 0), period / 2, turned)
    return np.concatenate([p[:1], p[:1] + np.cumsum(turned)])


def sinc(x):
    y = np.pi * np.where(np.asarray(x) == 0, 1e-20, x)
    return np.sin(y) / y


def heaviside(x1, x2):
    return np.where(np.asarray(x1) > 0, 1.0, np.where(np.asarray(x1) < 0, 0.0, x2))


def copysign(x1, x2):
    return np.where(np.signbit(x2), -np.abs(x1), np.abs(x1))


def fmax(x1, x2):
    return np.where(np.isnan(x1), x2, np.where(np.isnan(x2), x1, np.maximum(x1, x2)))


def fmin(x1, x2):
    return np.where(np.isnan(x1), x2, np.where(np.isnan(x2), x1, np.minimum(x1, x2)))


def divmod(x1, x2):
    return np.floor_divide(x1, x2), np.remainder(x1, x2)


def isscalar(element):
    return isinstance(element, (int, float, str, bool, np.generic))


def isposinf(x):
    return np.asarray(x) == np.inf


def isneginf(x):
    return np.asarray(x) == -np.inf


def array_equiv(a1, a2):
    try:
        return bool((np.asarray(a1) == np.asarray(a2)).all())
    except ValueError:
        return False


def dstack(tup):
    return np.concatenate([a.reshape((1, -1, 1)) if a.ndim < 2 else a if a.ndim > 2 else a[:, :, None]
                           for a in map(np.asarray, tup)], axis=2)


def hsplit(ary, indices_or_sections):
    return np.split(ary, indices_or_sections, axis=0 if np.asarray(ary).ndim == 1 else 1)


def vsplit(ary, indices_or_sections):
    return np.split(ary, indices_or_sections, axis=0)


def block(arrays):
    if not isinstance(arrays, list):
        return np.asarray(arrays)
    if not isinstance(arrays[0], list):
        return np.concatenate([np.atleast_2d(a) for a in arrays], axis=1)
    return np.concatenate([block(row) for row in arrays], axis=0)


def matrix_transpose(x):
    return np.swapaxes(x, -1, -2)


def nanvar(a, axis=None):
    return np.nanstd(a, axis=axis) ** 2


def _nan_order(a, f, q, axis):
    a = np.asarray(a, dtype=np.float64)
    rows = np.ravel(a)[None] if axis is None else np.moveaxis(a, axis, -1).reshape(-1, a.shape[axis])
    made = np.array([f(row[~np.isnan(row)], q) if not np.isnan(row).all() else np.nan for row in rows])
    return made[0] if axis is None else made.reshape([n for i, n in enumerate(a.shape) if i != axis % a.ndim])


def nanquantile(a, q, axis=None):
    return _nan_order(a, np.quantile, q, axis)


def nanpercentile(a, q, axis=None):
    return _nan_order(a, np.percentile, q, axis)


def nanmedian(a, axis=None):
    return _nan_order(a, np.quantile, 0.5, axis)


def nanprod(a, axis=None):
    return np.prod(np.where(np.isnan(a), 1, a), axis=axis)


def nancumsum(a, axis=None):
    return np.cumsum(np.where(np.isnan(a), 0, a), axis=axis)


def nanargmax(a, axis=None):
    return np.argmax(np.where(np.isnan(a), -np.inf, a), axis=axis)


def nanargmin(a, axis=None):
    return np.argmin(np.where(np.isnan(a), np.inf, a), axis=axis)


def unique_values(x):
    return np.unique(x)


def unique_counts(x):
    return np.unique(x, return_counts=True)


def _rows(fname, delimiter, comments, skip):
    if hasattr(fname, "read"):
        text = fname.read()
        text = text.decode() if isinstance(text, bytes) else text
    else:
        with open(fname) as file:
            text = file.read()
    lines = [line.split(comments)[0].strip() for line in text.splitlines()[skip:]]
    return [[part.strip() for part in line.split(delimiter)] for line in lines if line]


def loadtxt(fname, dtype=float, comments="#", delimiter=None, skiprows=0, usecols=None, unpack=False, ndmin=0):
    rows = _rows(fname, delimiter, comments, skiprows)
    if usecols is not None:
        columns = [usecols] if isinstance(usecols, int) else list(usecols)
        rows = [[row[i] for i in columns] for row in rows]
    found = np.array([[float(part) for part in row] for row in rows]).astype(dtype)
    if found.ndim == 2 and 1 in found.shape and ndmin < 2:
        found = found.reshape(-1)
    return found.T if unpack else found


def genfromtxt(fname, dtype=float, comments="#", delimiter=None, skip_header=0, filling_values=None, usecols=None):
    def number(part):
        try:
            return float(part)
        except ValueError:
            return np.nan if filling_values is None else filling_values

    rows = _rows(fname, delimiter, comments, skip_header)
    if usecols is not None:
        rows = [[row[i] for i in usecols] for row in rows]
    found = np.array([[number(part) for part in row] for row in rows]).astype(dtype)
    return found.reshape(-1) if found.ndim == 2 and 1 in found.shape else found


def savetxt(fname, X, fmt="%.18e", delimiter=" ", newline="\n", header="", footer="", comments="# "):
    X = np.asarray(X)
    rows = X.reshape(-1, 1) if X.ndim < 2 else X
    lines = [delimiter.join((fmt[i] if isinstance(fmt, (list, tuple)) else fmt) % value for i, value in enumerate(row))
             for row in rows.tolist()]
    text = newline.join(([comments + header] if header else []) + lines + ([comments + footer] if footer else [])) + newline
    if hasattr(fname, "write"):
        fname.write(text)
    else:
        with open(fname, "w") as file:
            file.write(text)


class iinfo:
    """Limits of whole numbers."""

    def __init__(self, int_type):
        self.dtype, self.bits = np.dtype(np.int64), 64
        self.min, self.max = -(2 ** 63), 2 ** 63 - 1


class _Grid:
    def __init__(self, sparse):
        self._sparse = sparse

    def __getitem__(self, key):
        parts = key if isinstance(key, tuple) else (key,)
        axes = []
        for part in parts:
            start, step = part.start or 0, 1 if part.step is None else part.step
            axes.append(np.linspace(start, part.stop, int(step.imag)) if isinstance(step, complex)
                        else np.arange(start, part.stop, step))
        if len(axes) == 1:
            return axes[0]
        grids = np.meshgrid(*axes, indexing="ij")
        return ix_(*axes) if self._sparse else np.stack(grids)


class _Rows:
    def __getitem__(self, key):
        parts = key if isinstance(key, tuple) else (key,)
        return np.concatenate([mgrid[part] if isinstance(part, slice) else np.atleast_1d(part) for part in parts])


class _Columns:
    def __getitem__(self, key):
        return np.column_stack(key if isinstance(key, tuple) else (key,))


class _Slices:
    def __getitem__(self, key):
        return key


mgrid, ogrid, r_, c_, s_ = _Grid(False), _Grid(True), _Rows(), _Columns(), _Slices()
diagflat = np.diag
round_ = np.round
row_stack = np.vstack
cumulative_sum = np.cumsum
float_power = np.power
fix = np.trunc
array2string = np.array_str
