"""Batches out of samples."""
import collections.abc
import copy

import _torch


def _is_array(value):
    # Without importing numpy, which a program may do without.
    return type(value).__module__ == "numpy" and hasattr(value, "dtype")


def default_collate(batch):
    """Tensors, numbers and arrays are stacked; dicts, tuples and lists are collated by their parts."""
    first = batch[0]
    if isinstance(first, _torch.Tensor):
        return _torch.stack(list(batch), 0)
    if _is_array(first):
        return _torch.stack([_torch.as_tensor(value) for value in batch], 0)
    # Decimal numbers become float32: PyTorch's float64 is not here.
    if isinstance(first, (float, int)):
        return _torch.tensor(list(batch))
    if isinstance(first, (str, bytes)):
        return batch
    if isinstance(first, collections.abc.Mapping):
        parts = {key: default_collate([sample[key] for sample in batch]) for key in first}
        if isinstance(first, collections.abc.MutableMapping) and type(first) is not dict:
            made = copy.copy(first)
            made.update(parts)
            return made
        return parts
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*(default_collate(samples) for samples in zip(*batch)))
    if isinstance(first, collections.abc.Sequence):
        if any(len(sample) != len(first) for sample in batch):
            raise RuntimeError("each element in list of batch should be of equal size")
        return [default_collate(samples) for samples in zip(*batch)]
    raise TypeError(
        f"default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {type(first)}"
    )


def default_convert(data):
    """Arrays become tensors, in dicts, tuples and lists too."""
    if isinstance(data, _torch.Tensor):
        return data
    if _is_array(data):
        return _torch.as_tensor(data)
    if isinstance(data, collections.abc.Mapping):
        return {key: default_convert(value) for key, value in data.items()}
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*(default_convert(value) for value in data))
    if isinstance(data, collections.abc.Sequence) and not isinstance(data, (str, bytes)):
        return [default_convert(value) for value in data]
    return data
