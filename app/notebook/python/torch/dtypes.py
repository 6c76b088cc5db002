"""What the element types can hold, and the type of new tensors."""
import _torch

# bits, mantissa bits, least exponent, greatest exponent, decimal digits
_FLOATS = {
    _torch.float16: (16, 10, -14, 15, 3),
    _torch.bfloat16: (16, 7, -126, 127, 2),
    _torch.float32: (32, 23, -126, 127, 6),
}
_INTEGERS = {_torch.uint8: 8, _torch.int8: 8, _torch.int16: 16, _torch.int32: 32, _torch.int64: 64}


class finfo:
    """Limits of a floating-point type: `min`, `max`, `eps`, `smallest_normal` (`tiny`), `resolution`, `bits`."""

    def __init__(self, type=None):
        type = _torch.float32 if type is None else type
        if type not in _FLOATS:
            raise TypeError(
                "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'"
            )
        self.bits, mantissa, low, high, digits = _FLOATS[type]
        self.eps = 2.0**-mantissa
        self.max = (2.0 - self.eps) * 2.0**high
        self.min = -self.max
        self.tiny = self.smallest_normal = 2.0**low
        self.resolution = 10.0**-digits
        self.dtype = str(type)[6:]

    def __repr__(self):
        names = ("resolution", "min", "max", "eps", "smallest_normal", "tiny")
        return "finfo(" + ", ".join(f"{n}={getattr(self, n):g}" for n in names) + f", dtype={self.dtype})"


class iinfo:
    """Limits of a whole-number type: `min`, `max`, `bits`. The page's int64 holds 32 bits; PyTorch's limits are said."""

    def __init__(self, type):
        if type is _torch.bool:
            raise TypeError("torch.bool is not supported by torch.iinfo")
        if type not in _INTEGERS:
            raise TypeError("torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'")
        self.bits = _INTEGERS[type]
        signed = type is not _torch.uint8
        self.min = -(2 ** (self.bits - 1)) if signed else 0
        self.max = 2 ** (self.bits - signed) - 1
        self.dtype = str(type)[6:]

    def __repr__(self):
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"


def get_default_dtype():
    """The type of new floating-point tensors: float32, always."""
    return _torch.float32


def set_default_dtype(d, /):
    """Accepts float32, which is the only default here."""
    if not isinstance(d, _torch.dtype):
        raise TypeError("invalid dtype object: only floating-point types are supported as the default type")
    if not d.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    if d is not _torch.float32:
        raise NotImplementedError(f"the default type is torch.float32 here; pass dtype={d} where tensors are made")
