"""Helpers under the names of scikit-learn, over this page's numpy: data sets, splits, measures and a few estimators."""
from sklearn.base import clone  # noqa: F401

__version__ = "1.9, a subset of its interface"

_PARTS = (
    "base cluster datasets decomposition exceptions linear_model metrics model_selection neighbors pipeline preprocessing "
    "utils"
).split()


def _missing(module, name, there):
    """The error for a name that scikit-learn has and this subset lacks."""
    if name.startswith("__"):
        return AttributeError(f"module {module!r} has no attribute {name!r}")
    return AttributeError(f"{module}.{name} is not part of this subset of scikit-learn; there are {there}", name=name)


def __getattr__(name):
    if name in _PARTS:
        raise AttributeError(f"write `import sklearn.{name}` or `from sklearn.{name} import ...` first", name=name)
    raise _missing("sklearn", name, ", ".join(_PARTS))
