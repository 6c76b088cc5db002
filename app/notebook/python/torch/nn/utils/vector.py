"""Parameters as one vector and back."""
import _torch


def parameters_to_vector(parameters):
    """All elements one after the other."""
    return _torch.cat([parameter.reshape(-1) for parameter in parameters])


def vector_to_parameters(vec, parameters):
    """Writes the parts of a vector into the parameters."""
    if not isinstance(vec, _torch.Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {type(vec).__name__}")
    offset = 0
    for parameter in parameters:
        count = parameter.numel()
        parameter.data = vec[offset : offset + count].reshape(parameter.shape)
        offset += count
