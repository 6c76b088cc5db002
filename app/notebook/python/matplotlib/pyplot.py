"""matplotlib.pyplot, a subset drawn as SVG under the cell."""
import _pyplot
from matplotlib._axes import Axes
from matplotlib.cm import get_cmap
from matplotlib import cm


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

    def add_subplot(self, rows=1, columns=1, index=1, projection=None, **options):
        if projection is not None:
            raise ValueError(f"projection={projection!r} is not part of this subset: show heights with contourf or pcolormesh")
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


class _Style:
    """`plt.style.use`: a figure follows the page's own look, light or dark, so there is nothing to choose."""

    available = []

    @staticmethod
    def use(style):
        pass


style = _Style()
rcParams = {}


def ion():
    pass


ioff = ion


def pause(interval):
    """Shows what is drawn so far, in place of what this cell drew before."""
    from IPython.display import clear_output
    import time

    clear_output(wait=True)
    show()
    time.sleep(interval)


def subplots_adjust(*args, **options):
    pass


def cla():
    clf()


def imread(fname):
    raise NotImplementedError("imread is not part of this subset: keep images as arrays, np.load reads them")


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
    raise NotImplementedError("savefig is not part of this subset: a page keeps no pictures. plt.show() puts the figure under the cell")


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


for _name in ("plot scatter bar barh hist imshow matshow axhline axvline axhspan axvspan hlines vlines fill_between text annotate "
              "semilogy semilogx loglog legend step stem errorbar boxplot violinplot contour contourf clabel pcolormesh hist2d quiver arrow "
              "pie tick_params twinx stackplot "
              "grid axis set_title set_xlabel set_ylabel set_xscale set_yscale set_xlim set_ylim").split():
    globals()[_name.removeprefix("set_")] = _on_current(_name)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'matplotlib.pyplot' has no attribute '{name}'")
    there = "plot, scatter, bar, hist, boxplot, imshow, contour, quiver, errorbar, text, annotate, subplots and what labels them"
    raise AttributeError(f"matplotlib.pyplot.{name} is not part of this subset; there are {there}", name=name)
