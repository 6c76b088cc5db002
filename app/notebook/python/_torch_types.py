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


def _pair(name, fields="values indices"):
    base = namedtuple(name, fields)

    def __repr__(self):
        parts = ",\n".join(f"{field}={value!r}" for field, value in zip(fields.split(), self))
        return f"torch.return_types.{name}(\n{parts})"

    return type(name, (base,), {"__slots__": (), "__repr__": __repr__, "__module__": "torch.return_types"})


max = _pair("max")
min = _pair("min")
aminmax = _pair("aminmax", "min max")
sort, topk, kthvalue, mode = _pair("sort"), _pair("topk"), _pair("kthvalue"), _pair("mode")
median, nanmedian, cummax, cummin = _pair("median"), _pair("nanmedian"), _pair("cummax"), _pair("cummin")
qr, eigh, svd = _pair("linalg_qr", "Q R"), _pair("linalg_eigh", "eigenvalues eigenvectors"), _pair("linalg_svd", "U S Vh")
slogdet = _pair("linalg_slogdet", "sign logabsdet")
lstsq = _pair("linalg_lstsq", "solution residuals rank singular_values")


class _LinAlgError(RuntimeError):
    """A matrix that a decomposition cannot take apart."""
