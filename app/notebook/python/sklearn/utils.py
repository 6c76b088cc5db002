"""Random states, shuffling, and dictionaries with attributes."""
import numpy as np


class Bunch(dict):
    """A dict whose keys are attributes too."""

    def __getattr__(self, name):
        if name in self:
            return self[name]
        raise AttributeError(f"there is no {name!r}; there are {', '.join(self)}", name=name)

    def __setattr__(self, name, value):
        self[name] = value

    def __dir__(self):
        return list(self)


def check_random_state(seed):
    """A numpy RandomState of a seed, of None, or the one that was given."""
    if seed is None or isinstance(seed, int) or type(seed).__name__ == "int64":
        return np.random.RandomState(seed)
    if hasattr(seed, "permutation"):
        return seed
    raise ValueError(f"{seed!r} cannot be used to seed a numpy.random.RandomState instance")


def take(items, indices):
    """These items of an array, a tensor or a list."""
    if isinstance(items, (list, tuple)):
        return [items[i] for i in indices.tolist()]
    if type(items).__module__.startswith("torch"):
        return items[indices.tolist()]
    return items[indices]


def shuffle(*arrays, random_state=None, n_samples=None):
    """All arrays in one new order."""
    indices = np.arange(len(arrays[0]))
    check_random_state(random_state).shuffle(indices)
    taken = [take(a, indices[:n_samples]) for a in arrays]
    return taken[0] if len(taken) == 1 else taken
