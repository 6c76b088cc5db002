"""What is drawn of several parts: boxes with whiskers, error bars, stems, contours, arrows, slices."""
import _pyplot
from matplotlib._arguments import first_of, nothing_left, values_of


def _number(value):
    return format(float(value), ".4g")


def _row(values, like=None):
    """A flat array; of the length of another where it is a single number."""
    import numpy as np
    row = np.ravel(values_of(values)) * 1.0
    return row + like * 0 if like is not None else row


class Marks:
    """The part of `Axes` that draws them. The first part of each says what the whole shows; the others keep silent."""

    def _pieces(self, ends, look, words=None):
        _pyplot.segments(*self._at, ends, look)
        if words is not None:
            _pyplot.say(*self._at, words)

    def _levels(self, upright, at, low, high, options):
        color, label, alpha = first_of(options, "colors", "color"), options.pop("label", None), options.pop("alpha", None)
        line, width = first_of(options, "linestyles", "linestyle", "ls"), first_of(options, "linewidths", "linewidth", "lw")
        nothing_left("vlines" if upright else "hlines", options)
        at = _row(at)
        low, high = _row(low, at), _row(high, at)
        ends = [at, low, at, high] if upright else [low, at, high, at]
        self._pieces(ends, [color or "C0", line, width, alpha, label, None])

    def hlines(self, y, xmin, xmax, **options):
        self._levels(False, y, xmin, xmax, options)

    def vlines(self, x, ymin, ymax, **options):
        self._levels(True, x, ymin, ymax, options)

    def _span(self, upright, low, high, options):
        color, label, alpha = first_of(options, "color", "facecolor"), options.pop("label", None), options.pop("alpha", None)
        nothing_left("axvspan" if upright else "axhspan", options)
        a, b = (self.get_ylim if upright else self.get_xlim)()
        (self.set_ylim if upright else self.set_xlim)(a, b)
        edges = [[low], [a], [high], [b]] if upright else [[a], [low], [b], [high]]
        _pyplot.boxes(*self._at, edges, False, [color, 0.25 if alpha is None else alpha, label])
        _pyplot.say(*self._at, f"Shaded from {_number(low)} to {_number(high)} along {'x' if upright else 'y'}"
                    + (f" ({label})" if label else ""))

    def axhspan(self, ymin, ymax, **options):
        self._span(False, ymin, ymax, options)

    def axvspan(self, xmin, xmax, **options):
        self._span(True, xmin, xmax, options)

    def step(self, x, y, *args, where="pre", **options):
        import numpy as np
        x, y = _row(x), _row(y)
        if where == "mid":
            middle = (x[1:] + x[:-1]) / 2
            across = np.concatenate([x[:1], np.repeat(middle, 2), x[-1:]])
            up = np.repeat(y, 2)
        else:
            across, up = np.repeat(x, 2), np.repeat(y, 2)
            across, up = (across[1:], up[:-1]) if where == "post" else (across[:-1], up[1:])
        self.plot(across, up, *args, **options)

    def stem(self, *args, linefmt=None, markerfmt=None, basefmt=None, bottom=0, label=None, **options):
        import numpy as np
        x, y = args[:2] if len(args) > 1 else (np.arange(len(args[0])), args[0])
        x, y = _row(x), _row(y)
        self._pieces([x, x * 0 + bottom, x, y], ["C0", "-", 1.5, None, None, None], "")
        self.plot(x, y, "o", color="C0", label=label)

    def errorbar(self, x, y, yerr=None, xerr=None, fmt="", *, capsize=3, ecolor=None, elinewidth=None, **options):
        import numpy as np
        x, y = _row(x), _row(y)
        color = first_of(options, "color", "c") or _pyplot.colour(*self._at)
        width = elinewidth or 1.2
        for error, upright in ((yerr, True), (xerr, False)):
            if error is None:
                continue
            error = np.asarray(values_of(error))
            down, up = (error[0], error[1]) if error.ndim == 2 else (error, error)
            down, up = _row(down, x), _row(up, x)
            ends = [x, y - down, x, y + up] if upright else [x - down, y, x + up, y]
            self._pieces(ends, [ecolor or color, "-", width, None, None, None],
                         f"Error bars along {'y' if upright else 'x'}, on average {_number((down + up).mean() / 2)} to each side")
            # The caps are markers, so that they are of one size whatever the axes show.
            for cx, cy in ((ends[0], ends[1]), (ends[2], ends[3])) if capsize else ():
                _pyplot.points(*self._at, cx, cy, [ecolor or color, "_" if upright else "|", capsize ** 2 * 4, None, None, None,
                                                   None, None], False)
                _pyplot.say(*self._at, "")
        if fmt.lower() == "none":
            return
        self.plot(x, y, *([fmt] if fmt else []), color=color, **options)

    def boxplot(self, x, *, labels=None, tick_labels=None, positions=None, widths=0.5, vert=True, showfliers=True, showmeans=False,
                whis=1.5, **options):
        for name in ("patch_artist", "notch", "medianprops", "boxprops", "whiskerprops", "capprops", "flierprops", "sym", "orientation"):
            if name == "orientation" and options.get(name) == "horizontal":
                vert = False
            options.pop(name, None)
        nothing_left("boxplot", options)
        import numpy as np
        groups = self._groups(x)
        places = list(range(1, len(groups) + 1)) if positions is None else [float(p) for p in positions]
        names = tick_labels or labels or [_number(p) for p in places]
        said, boxes, lines, medians, far, means = [], [], [], [], [], []
        for place, name, group in zip(places, names, groups):
            q1, q2, q3 = (float(np.percentile(group, q)) for q in (25, 50, 75))
            reach = whis * (q3 - q1)
            low = float(group[group >= q1 - reach].min())
            high = float(group[group <= q3 + reach].max())
            w = widths / 2
            boxes.append((place - w, q1, place + w, q3))
            lines += [(place, low, place, q1), (place, q3, place, high), (place - w / 2, low, place + w / 2, low),
                      (place - w / 2, high, place + w / 2, high)]
            medians.append((place - w, q2, place + w, q2))
            far += [(place, v) for v in group.tolist() if v < low or v > high]
            means.append((place, float(group.mean())))
            said.append(f"{name}: median {_number(q2)}, half of it from {_number(q1)} to {_number(q3)}")
        turn = (lambda parts: [parts[0], parts[1], parts[2], parts[3]]) if vert else (lambda parts: [parts[1], parts[0], parts[3], parts[2]])
        _pyplot.boxes(*self._at, turn(list(zip(*boxes))), True, ["C0", 0.3, None])
        _pyplot.say(*self._at, f"Box plot of {len(groups)} group{'s' * (len(groups) != 1)}; " + "; ".join(said))
        self._pieces(turn(list(zip(*lines))), ["k", "-", 1.2, None, None, None], "")
        self._pieces(turn(list(zip(*medians))), ["C1", "-", 2.2, None, None, None], "")
        for shown, dots, sign in ((showfliers, far, "o"), (showmeans, means, "^")):
            if shown and dots:
                a, b = zip(*dots)
                _pyplot.points(*self._at, *((a, b) if vert else (b, a)), ["k", sign, 16, 0.7, None, None, None, None], False)
                _pyplot.say(*self._at, f"{len(far)} point{'s' * (len(far) != 1)} beyond the whiskers" if sign == "o" else "")
        _pyplot.axis_ticks(*self._at, not vert, places, [str(name) for name in names])

    def _groups(self, x):
        """One array for each box: a list of data sets, the columns of a table, or one data set."""
        import numpy as np
        if isinstance(x, (list, tuple)) and len(x) and (hasattr(x[0], "__len__")):
            return [_row(part) for part in x]
        x = np.asarray(values_of(x))
        return [x[:, i] * 1.0 for i in range(x.shape[1])] if x.ndim == 2 else [_row(x)]

    def violinplot(self, dataset, positions=None, **options):
        import numpy as np
        groups = self._groups(dataset)
        places = range(1, len(groups) + 1) if positions is None else positions
        for place, group in zip(places, groups):
            at = np.linspace(group.min(), group.max(), 60)
            width = max(1.06 * float(group.std()) * len(group) ** -0.2, 1e-9)
            dense = np.exp(-0.5 * ((at[:, None] - group) / width) ** 2).sum(axis=1)
            half = 0.25 * dense / dense.max()
            around = np.concatenate([place - half, place + half[::-1], place - half[:1]])
            up = np.concatenate([at, at[::-1], at[:1]])
            _pyplot.line(*self._at, around, up, [None, "C0", "-", None, 1.8, None, None, None])
            _pyplot.say(*self._at, f"Violin of {len(group)} values from {_number(group.min())} to {_number(group.max())}, "
                        f"median {_number(np.median(group))}")
            middle = float(np.median(group))
            self._pieces([[place - 0.1], [middle], [place + 0.1], [middle]], ["C1", "-", 2.2, None, None, None], "")

    def _field(self, args):
        """x, y and z of `contour(z)` and `contour(x, y, z)`, with x and y as one row each."""
        import numpy as np
        args = list(args)
        z = np.asarray(values_of(args[2] if len(args) > 2 else args[0])) * 1.0
        if len(args) > 2:
            x, y = (np.asarray(values_of(part)) * 1.0 for part in args[:2])
            x, y = x[0] if x.ndim == 2 else x, y[:, 0] if y.ndim == 2 else y
            rest = args[3:]
        else:
            x, y, rest = np.arange(z.shape[1]) * 1.0, np.arange(z.shape[0]) * 1.0, args[1:]
        return x, y, z, (rest[0] if rest else None)

    def _heights(self, z, levels):
        """Round numbers between the extremes, or those asked for."""
        import numpy as np
        if levels is not None and hasattr(levels, "__len__"):
            return [float(level) for level in levels]
        low, high = float(np.nanmin(z)), float(np.nanmax(z))
        wanted = (levels or 7) if high > low else 1
        rough = (high - low) / wanted or 1.0
        size = 10.0 ** np.floor(np.log10(rough))
        step = min((m * size for m in (1, 2, 2.5, 5, 10) if m * size >= rough * 0.999), default=rough)
        first = np.floor(low / step) * step
        return [float(first + i * step) for i in range(int(np.ceil((high - first) / step - 1e-9)) + 1)]

    def contour(self, *args, levels=None, cmap=None, **options):
        import numpy as np
        colors = first_of(options, "colors", "color")
        width, alpha = first_of(options, "linewidths", "linewidth"), options.pop("alpha", None)
        line, low, high = first_of(options, "linestyles", "linestyle"), options.pop("vmin", None), options.pop("vmax", None)
        nothing_left("contour", options)
        x, y, z, given = self._field(args)
        heights = self._heights(z, given if levels is None else levels)
        low, high = heights[0] if low is None else low, heights[-1] if high is None else high
        if colors is None:
            colors = _pyplot.colours(_name(cmap), [(h - low) / ((high - low) or 1.0) for h in heights])
            _pyplot.shade(*self._at, _name(cmap), float(low), float(high))
        colors = [colors] if isinstance(colors, str) else list(colors)
        words = f"Contour lines at {len(heights)} levels from {_number(heights[0])} to {_number(heights[-1])}; values from " \
                f"{_number(np.nanmin(z))} to {_number(np.nanmax(z))}"
        for i, height in enumerate(heights):
            ends = _pyplot.level(x, y, z, height)
            self._pieces(ends, [colors[i % len(colors)], line, width or 1.5, alpha, None, None], words)
            words = ""
        return self

    def contourf(self, *args, levels=None, cmap=None, **options):
        import numpy as np
        alpha, low, high = options.pop("alpha", None), options.pop("vmin", None), options.pop("vmax", None)
        colors = first_of(options, "colors")
        options.pop("extend", None)
        nothing_left("contourf", options)
        x, y, z, given = self._field(args)
        heights = self._heights(z, given if levels is None else levels)
        middles = [(a + b) / 2 for a, b in zip(heights, heights[1:])] or heights
        fine = _pyplot.fine(x, y, z, 150, 110)
        band = np.clip(np.searchsorted(np.array(heights), fine, side="right") - 1, 0, len(middles) - 1)
        low, high = heights[0] if low is None else low, heights[-1] if high is None else high
        edges = (float(x[0]), float(x[-1]), float(y[0]), float(y[-1]))
        if colors is not None or alpha is not None:
            # Opacity as a mixture with white: an image has none.
            codes = _pyplot.colours(_name(cmap), [(m - low) / ((high - low) or 1.0) for m in middles]) if colors is None else None
            table = np.array([[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in codes]) if codes else _table(colors, len(middles))
            table = 1 - (1 - table) * (1.0 if alpha is None else alpha)
            _pyplot.image(*self._at, table[band], [None, None, None], edges)
            if colors is None:
                _pyplot.shade(*self._at, _name(cmap), float(low), float(high))
        else:
            _pyplot.image(*self._at, np.array(middles)[band], [_name(cmap), float(low), float(high)], edges)
        _pyplot.say(*self._at, f"Filled contours in {len(middles)} bands from {_number(heights[0])} to {_number(heights[-1])}; values "
                    f"from {_number(np.nanmin(z))} to {_number(np.nanmax(z))}")
        return self

    def clabel(self, *args, **options):
        # Levels are told by the colour bar and the description.
        pass

    def pcolormesh(self, *args, cmap=None, vmin=None, vmax=None, shading=None, **options):
        nothing_left("pcolormesh", options)
        import numpy as np
        x, y, z, _ = self._field(args)
        edges = []
        for axis, count in ((x, z.shape[1]), (y, z.shape[0])):
            if len(args) < 3:
                edges += [0.0, float(count)]
            else:
                half = 0 if len(axis) == count + 1 else (axis[-1] - axis[0]) / max(count - 1, 1) / 2
                edges += [float(axis[0] - half), float(axis[-1] + half)]
        _pyplot.image(*self._at, z, [_name(cmap), vmin, vmax], edges)
        return self

    pcolor = pcolormesh

    def hist2d(self, x, y, bins=10, range=None, cmap=None, **options):
        nothing_left("hist2d", options)
        import numpy as np
        counts, a, b = np.histogram2d(_row(x), _row(y), bins, range)
        _pyplot.image(*self._at, counts.T, [_name(cmap), None, None], (float(a[0]), float(a[-1]), float(b[0]), float(b[-1])))
        _pyplot.say(*self._at, f"Histogram over two axes: {_number(counts.sum())} points in {counts.shape[0]} by {counts.shape[1]} bins, "
                    f"at most {_number(counts.max())} in one")
        return counts, a, b, self

    def quiver(self, *args, scale=None, color=None, angles=None, scale_units=None, width=None, **options):
        for name in ("units", "pivot", "headwidth", "headlength", "cmap"):
            options.pop(name, None)
        alpha, label = options.pop("alpha", None), options.pop("label", None)
        nothing_left("quiver", options)
        import numpy as np
        args = [np.asarray(values_of(part)) * 1.0 for part in args]
        if len(args) < 4:
            u, v = args[:2]
            x, y = np.meshgrid(np.arange(u.shape[-1]) * 1.0, np.arange(u.shape[0] if u.ndim > 1 else 1) * 1.0)
        else:
            x, y, u, v = args[:4]
            if x.ndim == 1 and u.ndim == 2:
                x, y = np.meshgrid(x, y)
        x, y, u, v = (np.ravel(part) for part in (x, y, u, v))
        longest = float(np.sqrt(u * u + v * v).max()) or 1.0
        if scale_units == "xy":
            stretch = 1.0 / (scale or 1.0)
        else:
            # The longest arrow spans the way to its neighbour.
            room = float(max(np.ptp(x), np.ptp(y), 1e-9)) / max(len(x) ** 0.5 - 1, 1)
            stretch = (room / longest) if scale is None else room * len(x) ** 0.5 / scale
        self._pieces([x, y, x + u * stretch, y + v * stretch], [color or "C0", "-", 1.4, alpha, label, 6],
                     f"{len(x)} arrow{'s' * (len(x) != 1)}, lengths up to {_number(longest)}")
        return self

    def arrow(self, x, y, dx, dy, color="C0", **options):
        self._pieces([[x], [y], [x + dx], [y + dy]], [first_of(options, "fc", "facecolor") or color, "-", 1.6, None, None, 8],
                     f"An arrow from {_number(x)}, {_number(y)} to {_number(x + dx)}, {_number(y + dy)}")

    def stackplot(self, x, *ys, labels=None, alpha=None, colors=None, **options):
        nothing_left("stackplot", options)
        import numpy as np
        rows = [_row(part) for part in (ys[0] if len(ys) == 1 and np.ndim(ys[0]) == 2 else ys)]
        x, low = _row(x), 0.0
        for i, row in enumerate(rows):
            _pyplot.band(*self._at, [x, low + x * 0, low + row], colors[i] if colors else None, 0.7 if alpha is None else alpha,
                         labels[i] if labels else None)
            low = low + row

    def pie(self, x, labels=None, autopct=None, **options):
        raise AttributeError("pie() is not part of this subset: lengths are read off better than angles, draw bar(labels, x)")


def _name(cmap):
    return None if cmap is None else str(cmap)


def _table(colors, count):
    """Rows of red, green and blue, of colours given as #rrggbb."""
    import numpy as np
    codes = [colors] if isinstance(colors, str) else list(colors)
    if not all(str(code).startswith("#") and len(code) == 7 for code in codes):
        raise ValueError("contourf(colors=...) takes colours as #rrggbb in this subset; or use cmap")
    return np.array([[int(codes[k % len(codes)][i : i + 2], 16) / 255 for i in (1, 3, 5)] for k in range(count)])
