"""What both generators need: parameters that are arrays, shapes, probabilities."""


def number(parameter):
    """A parameter, as an array where it is a list."""
    import numpy as np

    return np.asarray(parameter) if isinstance(parameter, (list, tuple)) else parameter


def together(size, *parameters):
    """The shape to draw: the one asked for, or that of the parameters repeated together."""
    if size is None:
        shapes = [shape for shape in (getattr(p, "shape", ()) for p in parameters) if shape]
        if shapes:
            import numpy as np

            return np.broadcast_to(sum(np.zeros(shape) for shape in shapes), max(shapes, key=len)).shape
    return size


def count_of(size):
    """A size as a shape, and how many numbers that is."""
    shape = () if size is None else (size,) if hasattr(size, "__index__") else tuple(size)
    count = 1
    for length in shape:
        count *= length
    return shape, count


def weights(np, p, n):
    """Probabilities of n items, checked."""
    p = np.array(p, np.float64)
    if len(p) != n:
        raise ValueError("a and p must have same size")
    if (p < 0).any():
        raise ValueError("Probabilities are not non-negative")
    if abs(p.sum() - 1.0) > 1.5e-8:
        raise ValueError("Probabilities do not sum to 1")
    return p
