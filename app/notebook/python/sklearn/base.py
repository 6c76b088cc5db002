"""What all estimators share: parameters by name, printing, copies, scores."""
import numpy as np

from sklearn.exceptions import NotFittedError


class BaseEstimator:
    """Parameters are the arguments of `__init__`, kept under their names."""

    @classmethod
    def _defaults(cls):
        init = cls.__init__
        code = init.__code__
        names = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
        defaults = dict(init.__kwdefaults__ or {})
        given = init.__defaults__ or ()
        defaults.update(zip(code.co_varnames[code.co_argcount - len(given) : code.co_argcount], given))
        return {name: defaults.get(name) for name in names}

    def get_params(self, deep=True):
        return {name: getattr(self, name) for name in self._defaults()}

    def set_params(self, **params):
        known = self._defaults()
        for name, value in params.items():
            if name not in known:
                raise ValueError(
                    f"Invalid parameter {name!r} for estimator {self}. Valid parameters are: {list(known)!r}."
                )
            setattr(self, name, value)
        return self

    def __repr__(self):
        changed = [f"{name}={getattr(self, name)!r}" for name, value in self._defaults().items()
                   if repr(getattr(self, name)) != repr(value)]
        return f"{type(self).__name__}({', '.join(changed)})"

    def __getattr__(self, name):
        if name.endswith("_") and not name.startswith("_"):
            raise NotFittedError(
                f"This {type(self).__name__} instance is not fitted yet. Call 'fit' with appropriate arguments before "
                "using this estimator."
            )
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name)

    def _table(self, X, fitting=False):
        """The samples as a float64 array of two axes, with as many columns as were fitted."""
        X = np.asarray(X, dtype=np.float64)
        if X.ndim != 2:
            hint = "" if X.ndim != 1 else (
                "\nReshape your data either using array.reshape(-1, 1) if your data has a single feature or "
                "array.reshape(1, -1) if it contains a single sample."
            )
            raise ValueError(f"Expected 2D array, got {X.ndim}D array instead:\narray={X}.{hint}")
        if np.isnan(X).any() or np.isinf(X).any():
            raise ValueError(f"Input X contains NaN or infinity; {type(self).__name__} needs numbers.")
        if fitting:
            self.n_features_in_ = X.shape[1]
        elif X.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {X.shape[1]} features, but {type(self).__name__} is expecting {self.n_features_in_} features as input."
            )
        return X

    def _pair(self, X, y):
        """Samples and targets to fit."""
        X, y = self._table(X, True), np.asarray(y)
        if len(X) != len(y):
            raise ValueError(f"Found input variables with inconsistent numbers of samples: {[len(X), len(y)]}")
        return X, y


class TransformerMixin:
    """`fit_transform`."""

    def fit_transform(self, X, y=None):
        return self.fit(X, y).transform(X)


class ClassifierMixin:
    """`score` is the accuracy."""

    def score(self, X, y):
        from sklearn.metrics import accuracy_score

        return accuracy_score(y, self.predict(X))


class RegressorMixin:
    """`score` is R²."""

    def score(self, X, y):
        from sklearn.metrics import r2_score

        return r2_score(y, self.predict(X))


class ClusterMixin:
    """`fit_predict`."""

    def fit_predict(self, X, y=None):
        return self.fit(X).labels_


def clone(estimator):
    """The same estimator, not fitted."""
    return type(estimator)(**estimator.get_params())
