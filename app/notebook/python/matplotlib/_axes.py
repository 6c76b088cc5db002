"""`Axes`: one plot of a figure."""
import _pyplot
from matplotlib._arguments import first_of, is_words, nothing_left, values_of
from matplotlib._marks import Marks


class Axes(Marks):
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
        look = [first_of(options, *names) for names in (
            ("color", "c"), ("linestyle", "ls"), ("marker",), ("linewidth", "lw"), ("markersize", "ms"), ("alpha",))]
        nothing_left("plot", options)
        args = list(args)
        while args:
            data = [args.pop(0)]
            if args and not isinstance(args[0], str):
                data.append(args.pop(0))
            form = args.pop(0) if args and isinstance(args[0], str) else None
            if len(data) == 2 and is_words(data[0]):
                data[0] = self._categories(False, data[0])
            self._lines(*(values_of(part) for part in data), form=form, look=look, label=label)

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
        color = first_of(options, "color")
        nothing_left("scatter", options)
        import numpy as np
        x, y = np.ravel(values_of(x)), np.ravel(values_of(y))
        c = color if c is None else c
        by_value = c is not None and not isinstance(c, str) and not is_words(c) and np.size(values_of(c)) == x.size \
            and not (isinstance(c, tuple) and len(c) in (3, 4))
        if by_value:
            c = np.ravel(values_of(c))
        if s is not None and not isinstance(s, (int, float)):
            # Points of one series are of one size here: the middle one.
            s = float(np.median(values_of(s)))
        _pyplot.points(*self._at, x, y, [c, marker, s, alpha, label, cmap, low, high], by_value)

    def bar(self, x, height, width=0.8, bottom=0, *, align="center", **options):
        self._bars(False, x, height, width, bottom, align, options)

    def barh(self, y, width, height=0.8, left=0, *, align="center", **options):
        self._bars(True, y, width, height, left, align, options)

    def _bars(self, lying, places, lengths, thickness, base, align, options):
        import numpy as np
        color, label, alpha = first_of(options, "color", "facecolor"), options.pop("label", None), options.pop("alpha", None)
        names = options.pop("tick_label", None)
        nothing_left("bar", options)
        if isinstance(places, str) or is_words(places):
            places = self._categories(lying, [places] if isinstance(places, str) else places)
        places, lengths = np.ravel(values_of(places)) * 1.0, np.ravel(values_of(lengths)) * 1.0
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
        nothing_left("hist", options)
        counts, edges = _pyplot.histogram(np.ravel(values_of(x)), bins if isinstance(bins, int) else values_of(bins), range)
        if density:
            counts = counts / (counts.sum() * np.diff(edges))
        _pyplot.boxes(*self._at, [edges[:-1], counts * 0, edges[1:], counts], True, [color, alpha, label])
        return counts, edges, None

    def imshow(self, X, cmap=None, *, vmin=None, vmax=None, extent=None, origin="upper", aspect="equal", **options):
        alpha = options.pop("alpha", None)
        nothing_left("imshow", options)
        X = values_of(X)
        edges = extent
        if extent is not None:
            left, right, bottom, top = extent
            edges = (left, right, bottom, top) if origin == "lower" else (left, right, top, bottom)
        elif origin == "lower":
            import numpy as np
            rows, columns = np.asarray(X).shape[:2]
            edges = (-0.5, columns - 0.5, -0.5, rows - 0.5)
        _pyplot.image(*self._at, X, [cmap, vmin, vmax], edges)
        _pyplot.equal(*self._at, aspect in ("equal", 1, 1.0))
        return self

    def matshow(self, Z, **options):
        return self.imshow(Z, **options)

    def axhline(self, y=0, **options):
        self._rule(False, y, options)

    def axvline(self, x=0, **options):
        self._rule(True, x, options)

    def _rule(self, upright, value, options):
        look = [first_of(options, *names) for names in (
            ("color", "c"), ("linestyle", "ls"), ("linewidth", "lw"), ("alpha",), ("label",))]
        nothing_left("axvline" if upright else "axhline", options)
        _pyplot.rule(*self._at, upright, float(value), look)

    def fill_between(self, x, y1, y2=0, where=None, **options):
        color, label, alpha = first_of(options, "color", "facecolor"), options.pop("label", None), options.pop("alpha", None)
        nothing_left("fill_between", options)
        import numpy as np
        x, low, high = (np.ravel(values_of(part)) * 1.0 for part in (x, y2, y1))
        low, high = low + x * 0, high + x * 0
        if where is None:
            _pyplot.band(*self._at, [x, low, high], color, alpha, label)
            return
        where = np.ravel(where)
        edges = np.flatnonzero(np.diff(np.concatenate([np.zeros(1), where * 1.0, np.zeros(1)]))).tolist()
        for begin, end in zip(edges[::2], edges[1::2]):
            _pyplot.band(*self._at, [x[begin:end], low[begin:end], high[begin:end]], color or "C0", alpha, label)
            label = None

    def text(self, x, y, s, **options):
        size = first_of(options, "fontsize", "size")
        anchor = first_of(options, "ha", "horizontalalignment")
        color = first_of(options, "color", "c")
        nothing_left("text", options)
        _pyplot.words(*self._at, float(x), float(y), s, [color, size if isinstance(size, (int, float)) else None, anchor])

    def annotate(self, text, xy, xytext=None, arrowprops=None, textcoords=None, xycoords=None, **options):
        place = xy if xytext is None else xytext
        if textcoords in ("offset points", "offset pixels"):
            place = xy
        if arrowprops is not None and xytext is not None:
            color = (arrowprops or {}).get("color", "k")
            head = 0 if arrowprops.get("arrowstyle") == "-" else 8
            self._pieces([[place[0]], [place[1]], [xy[0]], [xy[1]]], [color, "-", 1.2, None, None, head], "")
        self.text(*place, text, **options)

    def set_title(self, label, **options):
        self._title = label
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
        _pyplot.axis_ticks(*self._at, False, values_of(ticks), labels)

    def set_yticks(self, ticks, labels=None, **options):
        _pyplot.axis_ticks(*self._at, True, values_of(ticks), labels)

    def tick_params(self, *args, **options):
        pass

    def invert_yaxis(self):
        low, high = self.get_ylim()
        self.set_ylim(high, low)

    def invert_xaxis(self):
        low, high = self.get_xlim()
        self.set_xlim(high, low)

    def set_xticklabels(self, labels, **options):
        _pyplot.axis_ticks(*self._at, False, range(len(labels)), list(labels))

    def set_yticklabels(self, labels, **options):
        _pyplot.axis_ticks(*self._at, True, range(len(labels)), list(labels))

    def twinx(self):
        return self.figure._axes_at(_pyplot.twin(self._place))

    def get_title(self):
        return self.__dict__.get("_title", "")

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
        raise AttributeError(f"Axes.{name} is not part of this subset of matplotlib; dir(ax) lists what is", name=name)
