"""Small types of `torch` that are plain Python."""
from collections import namedtuple


class Size(tuple):
    """Sizes of a tensor's dimensions."""

    __slots__ = ()

    def numel(self):
        """Number of elements."""
        product = 1
        for size in self:
            product *= size
        return product

    def __getitem__(self, index):
        found = tuple.__getitem__(self, index)
        return Size(found) if isinstance(index, slice) else found

    def __add__(self, other):
        return Size(tuple(self) + tuple(other))

    def __repr__(self):
        return f"torch.Size({list(self)})"

    __str__ = __repr__


def _pair(name):
    base = namedtuple(name, "values indices")

    def __repr__(self):
        return f"torch.return_types.{name}(\nvalues={self.values!r},\nindices={self.indices!r})"

    return type(name, (base,), {"__slots__": (), "__repr__": __repr__, "__module__": "torch.return_types"})


max = _pair("max")
min = _pair("min")


class _LinAlgError(RuntimeError):
    """A matrix that a decomposition cannot take apart."""
