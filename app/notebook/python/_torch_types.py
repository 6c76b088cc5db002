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


max = namedtuple("max", "values indices")
min = namedtuple("min", "values indices")
max.__module__ = min.__module__ = "torch.return_types"
