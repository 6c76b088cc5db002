"""Quantized tensors: whole numbers with what they stand for. `quantize_per_tensor` and `quantize_per_channel` make them."""
import _torch

__all__ = [
    "qint8", "quint8", "qint32", "per_tensor_affine", "per_tensor_symmetric", "per_channel_affine",
    "per_channel_symmetric", "quantize_per_tensor", "quantize_per_channel", "dequantize",
]


class _QDType:
    """An element type of quantized tensors."""

    is_floating_point = False

    def __init__(self, name, storage, low, high):
        self._name, self.storage, self.low, self.high = name, storage, low, high

    def __repr__(self):
        return f"torch.{self._name}"

    def __deepcopy__(self, memo):
        return self


qint8 = _QDType("qint8", _torch.int8, -128, 127)
quint8 = _QDType("quint8", _torch.uint8, 0, 255)
qint32 = _QDType("qint32", _torch.int32, -(2**31), 2**31 - 1)


class _QScheme:
    """How scales belong to elements."""

    def __init__(self, name):
        self._name = name

    def __repr__(self):
        return f"torch.{self._name}"

    def __deepcopy__(self, memo):
        return self


per_tensor_affine, per_tensor_symmetric = _QScheme("per_tensor_affine"), _QScheme("per_tensor_symmetric")
per_channel_affine, per_channel_symmetric = _QScheme("per_channel_affine"), _QScheme("per_channel_symmetric")


class QuantizedTensor:
    """`int_repr()` are the whole numbers q; they stand for (q - zero_point) * scale, which `dequantize()` gives."""

    is_quantized = True

    def __init__(self, whole, dtype, scale, zero_point, axis=None):
        self._whole, self.dtype, self._scale, self._zero, self._axis = whole, dtype, scale, zero_point, axis

    @property
    def shape(self):
        return self._whole.shape

    @property
    def nbytes(self):
        return self._whole.nbytes

    def size(self, dim=None):
        return self._whole.size(dim)

    def int_repr(self):
        return self._whole

    def dequantize(self):
        if self._axis is None:
            return _torch._dequantize(self._whole, self._scale, self._zero)
        return _torch._dequantize(self._whole, self._scale, self._zero, axis=self._axis)

    def qscheme(self):
        return per_tensor_affine if self._axis is None else per_channel_affine

    def _only(self, per_channel, name):
        if (self._axis is not None) != per_channel:
            raise RuntimeError(f"{name} is not there for {self.qscheme()}")

    def q_scale(self):
        self._only(False, "q_scale")
        return self._scale

    def q_zero_point(self):
        self._only(False, "q_zero_point")
        return self._zero

    def q_per_channel_scales(self):
        self._only(True, "q_per_channel_scales")
        return self._scale

    def q_per_channel_zero_points(self):
        self._only(True, "q_per_channel_zero_points")
        return self._zero

    def q_per_channel_axis(self):
        self._only(True, "q_per_channel_axis")
        return self._axis

    def __repr__(self):
        text = repr(self.dequantize())[:-1]
        rest = "" if self._axis is None else f", axis={self._axis}"
        return (
            f"{text}, size={tuple(self.shape)}, dtype={self.dtype},\n       quantization_scheme={self.qscheme()}, "
            f"scale={self._scale}, zero_point={self._zero}{rest})"
        )


def _storage(dtype):
    if not isinstance(dtype, _QDType):
        raise RuntimeError(f"{dtype} is no quantized type: use torch.qint8, torch.quint8 or torch.qint32")
    return dtype.storage


def quantize_per_tensor(input, scale, zero_point, dtype):
    """The nearest whole numbers of steps `scale`, shifted by `zero_point` and held to what `dtype` can hold."""
    scale = scale.item() if isinstance(scale, _torch.Tensor) else scale
    zero_point = zero_point.item() if isinstance(zero_point, _torch.Tensor) else zero_point
    whole = _torch._quantize(input, scale, zero_point, dtype=_storage(dtype))
    return QuantizedTensor(whole, dtype, scale, zero_point)


def quantize_per_channel(input, scales, zero_points, axis, dtype):
    """As quantize_per_tensor, with a scale and a zero point for each position along `axis`."""
    whole = _torch._quantize(input, scales, zero_points, dtype=_storage(dtype), axis=axis)
    return QuantizedTensor(whole, dtype, scales, zero_points, axis)


def dequantize(input):
    """The real numbers that a quantized tensor stands for."""
    return input.dequantize()
