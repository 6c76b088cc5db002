"""Colour maps: numbers from 0 to 1 as red, green, blue and opacity."""
import _pyplot


class Colormap:
    """A colour map by name."""

    def __init__(self, name):
        self.name = name

    def __call__(self, values, alpha=1.0):
        import numpy as np
        given = np.asarray(values)
        # Whole numbers count the steps of a table of 256, as in matplotlib.
        places = given / 255.0 if given.dtype.kind == "i" else given
        codes = _pyplot.colours(self.name, np.ravel(places))
        parts = [[int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)] + [alpha] for code in codes]
        return tuple(parts[0]) if given.ndim == 0 else np.array(parts).reshape(*given.shape, 4)

    def __str__(self):
        return self.name

    def __repr__(self):
        return f"<colormap {self.name!r}>"


def get_cmap(name=None, lut=None):
    """The map of a name."""
    if isinstance(name, Colormap):
        return name
    _pyplot.colours(name, [0.0])
    return Colormap(name or "viridis")


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'matplotlib.cm' has no attribute '{name}'")
    try:
        return get_cmap(name)
    except ValueError as error:
        raise AttributeError(str(error), name=name) from None
