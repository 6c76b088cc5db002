"""matplotlib.pyplot, a subset drawn as SVG under the cell."""
import _pyplot


def _values(data):
    """Anything with numbers in it as something the engine reads."""
    if isinstance(data, (list, tuple, range)) or hasattr(data, "tolist") or hasattr(data, "__float__"):
        return data.detach() if hasattr(data, "detach") else data
    return list(data)


def _is_words(data):
    return isinstance(data, (list, tuple)) and len(data) > 0 and any(isinstance(item, str) for item in data)


def _first(options, *names):
    """The value given under any of its names."""
    found = None
    for name in names:
        if name in options:
            found = options.pop(name)
    return found


# What changes only details of the look that this subset draws in its own way.
_IGNORED = {"zorder", "edgecolor", "edgecolors", "ec", "linewidths", "markeredgecolor", "markerfacecolor", "mfc", "mec",
            "fontsize", "fontweight", "rwidth", "capsize", "antialiased", "clip_on", "histtype", "interpolation", "aspect",
            "origin", "extent", "pad", "labelpad", "loc", "rotation", "ha", "va", "horizontalalignment",
            "verticalalignment", "drawstyle", "markeredgewidth", "hatch", "style", "weight", "size", "family", "bbox",
            "transform", "ncol", "frameon", "which", "linestyles", "colors"}


def _nothing_left(function, options):
    for name in options:
        if name not in _IGNORED:
            raise AttributeError(f"{function}() has no property '{name}' in this subset")


class Axes:
    """One plot of a figure."""

    def __init__(self, figure, place):
        self.figure = figure
        self._place = place

    @property
    def _at(self):
        return self.figure.number, self._place

    def __repr__(self):
        return f"<Axes {self._place + 1} of figure {self.figure.number}>"

    def plot(self, *args, **options):
        label = options.pop("label", None)
        look = [_first(options, *names) for names in (
            ("color", "c"), ("linestyle", "ls"), ("marker",), ("linewidth", "lw"), ("markersize", "ms"), ("alpha",))]
        _nothing_left("plot", options)
        args = list(args)
        while args:
            data = [args.pop(0)]
            if args and not isinstance(args[0], str):
                data.append(args.pop(0))
            form = args.pop(0) if args and isinstance(args[0], str) else None
            if len(data) == 2 and _is_words(data[0]):
                data[0] = self._categories(False, data[0])
            self._lines(*(_values(part) for part in data), form=form, look=look, label=label)

    def _lines(self, x, y=None, *, form, look, label):
        import numpy as np
        if y is None:
            y = np.asarray(x)
            x = np.arange(y.shape[0] if y.ndim else 1)
        x, y = np.asarray(x), np.asarray(y)
        if y.ndim < 2 or 1 in y.shape:
            _pyplot.line(*self._at, np.ravel(x), np.ravel(y), [form, *look, label])
            return
        for column in range(y.shape[1]):
            name = label[column] if isinstance(label, (list, tuple)) else label
            across = x[:, column] if x.ndim == 2 else x
            _pyplot.line(*self._at, across, y[:, column], [form, *look, name])

    def scatter(self, x, y, s=None, c=None, **options):
        label, marker, alpha = options.pop("label", None), options.pop("marker", None), options.pop("alpha", None)
        cmap, low, high = options.pop("cmap", None), options.pop("vmin", None), options.pop("vmax", None)
        color = _first(options, "color")
        _nothing_left("scatter", options)
        import numpy as np
        x, y = np.ravel(_values(x)), np.ravel(_values(y))
        c = color if c is None else c
        by_value = c is not None and not isinstance(c, str) and not _is_words(c) and np.size(_values(c)) == x.size \
            and not (isinstance(c, tuple) and len(c) in (3, 4))
        if by_value:
            c = np.ravel(_values(c))
        if s is not None and not isinstance(s, (int, float)):
            # Points of one series are of one size here: the middle one.
            s = float(np.median(_values(s)))
        _pyplot.points(*self._at, x, y, [c, marker, s, alpha, label, cmap, low, high], by_value)

    def bar(self, x, height, width=0.8, bottom=0, *, align="center", **options):
        self._bars(False, x, height, width, bottom, align, options)

    def barh(self, y, width, height=0.8, left=0, *, align="center", **options):
        self._bars(True, y, width, height, left, align, options)

    def _bars(self, lying, places, lengths, thickness, base, align, options):
        import numpy as np
        color, label, alpha = _first(options, "color", "facecolor"), options.pop("label", None), options.pop("alpha", None)
        names = options.pop("tick_label", None)
        _nothing_left("bar", options)
        if isinstance(places, str) or _is_words(places):
            places = self._categories(lying, [places] if isinstance(places, str) else places)
        places, lengths = np.ravel(_values(places)) * 1.0, np.ravel(_values(lengths)) * 1.0
        places, lengths = places + lengths * 0, lengths + places * 0
        if names is not None:
            _pyplot.axis_ticks(*self._at, lying, places, names)
        start = places - thickness / 2 if align == "center" else places
        base = lengths * 0 + base
        edges = [start, base, start + thickness, base + lengths]
        if lying:
            edges = [edges[1], edges[0], edges[3], edges[2]]
            # Values are read off along x here.
            _pyplot.grid(*self._at, True, False)
        if isinstance(color, list):
            # Too few colours begin again, as in matplotlib.
            color = [color[i % len(color)] for i in range(lengths.size)] if color else None
        _pyplot.boxes(*self._at, edges, False, [color, alpha, label])

    def _categories(self, upright, words):
        words = [str(word) for word in words]
        known = self.__dict__.setdefault("_words_" + ("y" if upright else "x"), [])
        for word in words:
            if word not in known:
                known.append(word)
        _pyplot.axis_ticks(*self._at, upright, range(len(known)), known)
        return [known.index(word) for word in words]

    def hist(self, x, bins=10, range=None, density=False, **options):
        import numpy as np
        color, label, alpha = options.pop("color", None), options.pop("label", None), options.pop("alpha", None)
        _nothing_left("hist", options)
        counts, edges = _pyplot.histogram(np.ravel(_values(x)), bins if isinstance(bins, int) else _values(bins), range)
        if density:
            counts = counts / (counts.sum() * np.diff(edges))
        _pyplot.boxes(*self._at, [edges[:-1], counts * 0, edges[1:], counts], True, [color, alpha, label])
        return counts, edges, None

    def imshow(self, X, cmap=None, *, vmin=None, vmax=None, **options):
        _nothing_left("imshow", options)
        _pyplot.image(*self._at, _values(X), cmap, vmin, vmax)
        return self

    def axhline(self, y=0, **options):
        self._rule(False, y, options)

    def axvline(self, x=0, **options):
        self._rule(True, x, options)

    def _rule(self, upright, value, options):
        look = [_first(options, *names) for names in (
            ("color", "c"), ("linestyle", "ls"), ("linewidth", "lw"), ("alpha",), ("label",))]
        _nothing_left("axvline" if upright else "axhline", options)
        _pyplot.rule(*self._at, upright, float(value), look)

    def fill_between(self, x, y1, y2=0, **options):
        color, label, alpha = _first(options, "color", "facecolor"), options.pop("label", None), options.pop("alpha", None)
        _nothing_left("fill_between", options)
        import numpy as np
        _pyplot.band(*self._at, [np.ravel(_values(part)) for part in (x, y2, y1)], color, alpha, label)

    def text(self, x, y, s, **options):
        size = _first(options, "fontsize", "size")
        anchor = _first(options, "ha", "horizontalalignment")
        color = _first(options, "color", "c")
        _nothing_left("text", options)
        _pyplot.words(*self._at, float(x), float(y), s, [color, size if isinstance(size, (int, float)) else None, anchor])

    def annotate(self, text, xy, xytext=None, **options):
        self.text(*(xy if xytext is None else xytext), text)

    def set_title(self, label, **options):
        _pyplot.title(*self._at, label)

    def set_xlabel(self, xlabel, **options):
        _pyplot.axis_label(*self._at, False, xlabel)

    def set_ylabel(self, ylabel, **options):
        _pyplot.axis_label(*self._at, True, ylabel)

    def set_xscale(self, value, **options):
        _pyplot.axis_scale(*self._at, False, value)

    def set_yscale(self, value, **options):
        _pyplot.axis_scale(*self._at, True, value)

    def semilogy(self, *args, **options):
        self.plot(*args, **options)
        self.set_yscale("log")

    def semilogx(self, *args, **options):
        self.plot(*args, **options)
        self.set_xscale("log")

    def loglog(self, *args, **options):
        self.semilogx(*args, **options)
        self.set_yscale("log")

    def _limits(self, upright, low, high):
        if isinstance(low, (tuple, list)):
            low, high = low
        low, high = (None if end is None else float(end) for end in (low, high))
        return _pyplot.axis_limits(*self._at, upright, low, high)

    def set_xlim(self, left=None, right=None):
        return self._limits(False, left, right)

    def set_ylim(self, bottom=None, top=None):
        return self._limits(True, bottom, top)

    def get_xlim(self):
        return self._limits(False, None, None)

    def get_ylim(self):
        return self._limits(True, None, None)

    def set_xticks(self, ticks, labels=None, **options):
        _pyplot.axis_ticks(*self._at, False, _values(ticks), labels)

    def set_yticks(self, ticks, labels=None, **options):
        _pyplot.axis_ticks(*self._at, True, _values(ticks), labels)

    def legend(self, *args, **options):
        labels = options.get("labels", args[-1] if args else None)
        _pyplot.legend(*self._at, labels)

    def grid(self, visible=True, axis="both", **options):
        visible = True if visible is None else bool(visible)
        _pyplot.grid(*self._at, visible and axis in ("both", "x"), visible and axis in ("both", "y"))

    def axis(self, option=None):
        if option in ("off", False):
            _pyplot.bare(*self._at, True)
        elif option in ("on", True):
            _pyplot.bare(*self._at, False)
        elif option in ("equal", "image", "square", "scaled"):
            _pyplot.equal(*self._at, True)
        elif isinstance(option, (tuple, list)) and len(option) == 4:
            self.set_xlim(*option[:2])
            self.set_ylim(*option[2:])
        elif option not in (None, "tight", "auto"):
            raise ValueError(f"axis({option!r}) is not part of this subset; there are 'on', 'off', 'equal' and four limits")
        return self.get_xlim() + self.get_ylim()

    def set_axis_off(self):
        self.axis("off")

    def set_aspect(self, aspect, **options):
        _pyplot.equal(*self._at, aspect in ("equal", 1))

    def set(self, **options):
        for name, value in options.items():
            getattr(self, "set_" + name)(value)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(f"Axes.{name} is not part of this subset; dir(ax) lists what is")


class Figure:
    """A figure: one plot, or a grid of them."""

    def __init__(self, figsize=None, rows=1, columns=1):
        self.number = _pyplot.figure(figsize, rows, columns)
        self.axes = []

    def __repr__(self):
        return f"<Figure {self.number} with {len(self.axes)} Axes>"

    def _axes_at(self, place):
        for axes in self.axes:
            if axes._place == place:
                return axes
        self.axes.append(Axes(self, place))
        return self.axes[-1]

    def add_subplot(self, rows=1, columns=1, index=1):
        rows, columns, index = _cell(rows, columns, index)
        _pyplot.grid_of(self.number, rows, columns)
        _now.axes = self._axes_at(index - 1)
        return _now.axes

    def subplots(self, nrows=1, ncols=1, squeeze=True):
        _pyplot.grid_of(self.number, nrows, ncols)
        axes = [self._axes_at(place) for place in range(nrows * ncols)]
        _now.axes = axes[0]
        if squeeze and len(axes) == 1:
            return axes[0]
        return _Grid(axes, nrows, ncols, squeeze)

    def suptitle(self, t, **options):
        _pyplot.heading(self.number, t)

    def colorbar(self, mappable=None, ax=None, **options):
        axes = mappable if isinstance(mappable, Axes) else ax
        _bar(_gca() if axes is None else axes)

    def tight_layout(self, *args, **options):
        pass

    def show(self):
        show()

    def savefig(self, *args, **options):
        savefig()


class _Grid:
    """The axes of a grid, with brackets as an array of objects has them."""

    def __init__(self, axes, rows, columns, squeeze):
        self._axes, self._rows, self._columns = axes, rows, columns
        self.shape = (rows, columns) if not squeeze or (rows > 1 and columns > 1) else (rows * columns,)
        self.flat = list(axes)
        self.size = len(axes)

    def __len__(self):
        return self.shape[0]

    def __getitem__(self, key):
        if isinstance(key, tuple):
            row, column = key
            return self[row][column]
        if len(self.shape) == 1:
            return self._axes[key]
        rows = [self._axes[i * self._columns:(i + 1) * self._columns] for i in range(self._rows)]
        return rows[key]

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def ravel(self):
        return self.flat

    flatten = ravel


class _Now:
    """The axes that the module's functions draw on."""
    axes = None


_now = _Now()


def _cell(rows, columns, index):
    if rows > 99 and columns == 1 and index == 1:
        rows, columns, index = rows // 100, rows // 10 % 10, rows % 10
    if not 1 <= index <= rows * columns:
        raise ValueError(f"num must be an integer with 1 <= num <= {rows * columns}, not {index}")
    return rows, columns, index


def _gca():
    if _now.axes is None or not _pyplot.is_open(_now.axes.figure.number):
        _now.axes = Figure()._axes_at(0)
    return _now.axes


def _bar(axes):
    if not _pyplot.colorbar(*axes._at):
        raise RuntimeError("No mappable was found to use for colorbar creation. First define a mappable such as an image "
                           "(with imshow) or a scatter with values as c.")


def gca():
    return _gca()


def gcf():
    return _gca().figure


def figure(num=None, figsize=None, **options):
    made = Figure(figsize)
    _now.axes = made._axes_at(0)
    # Its axes exist once something is drawn: add_subplot may ask for others.
    return made


def subplots(nrows=1, ncols=1, *, figsize=None, squeeze=True, **options):
    made = Figure(figsize, nrows, ncols)
    return made, made.subplots(nrows, ncols, squeeze)


def subplot(rows=1, columns=1, index=1):
    return gcf().add_subplot(rows, columns, index)


def sca(ax):
    _now.axes = ax


def show(*args, **options):
    _pyplot.show()


def close(fig=None):
    if isinstance(fig, Figure):
        _pyplot.close(fig.number)
    elif fig is None and _now.axes is not None:
        _pyplot.close(_now.axes.figure.number)
    else:
        _pyplot.close()


def clf():
    _pyplot.close(gcf().number)


def suptitle(t, **options):
    gcf().suptitle(t)


def colorbar(mappable=None, ax=None, **options):
    gcf().colorbar(mappable, ax)


def tight_layout(*args, **options):
    pass


def savefig(*args, **options):
    raise NotImplementedError("savefig is not part of this subset: a page has no files. plt.show() puts the figure under the cell")


def xticks(ticks=None, labels=None, **options):
    if ticks is not None:
        _gca().set_xticks(ticks, labels)


def yticks(ticks=None, labels=None, **options):
    if ticks is not None:
        _gca().set_yticks(ticks, labels)


def _on_current(method):
    def function(*args, **options):
        return getattr(_gca(), method)(*args, **options)
    function.__name__ = function.__qualname__ = method.removeprefix("set_")
    return function


for _name in ("plot scatter bar barh hist imshow axhline axvline fill_between text annotate semilogy semilogx loglog legend "
              "grid axis set_title set_xlabel set_ylabel set_xscale set_yscale set_xlim set_ylim").split():
    globals()[_name.removeprefix("set_")] = _on_current(_name)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'matplotlib.pyplot' has no attribute '{name}'")
    raise AttributeError(f"matplotlib.pyplot.{name} is not part of this subset; there are plot, scatter, bar, hist, imshow, "
                         "subplots and what labels them")
