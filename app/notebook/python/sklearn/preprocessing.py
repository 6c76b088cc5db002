"""Features and labels made ready."""
import numpy as np

from sklearn import _missing
from sklearn.base import BaseEstimator, TransformerMixin


class StandardScaler(TransformerMixin, BaseEstimator):
    """Mean 0 and deviation 1 for each feature."""

    def __init__(self, *, with_mean=True, with_std=True):
        self.with_mean, self.with_std = with_mean, with_std

    def fit(self, X, y=None):
        X = self._table(X, True)
        self.n_samples_seen_ = len(X)
        self.mean_, self.var_ = X.mean(axis=0), np.var(X, axis=0)
        # A feature that never changes stays as it is.
        scale = np.sqrt(self.var_)
        self.scale_ = np.where(scale < 10 * 2.220446049250313e-16 * np.abs(self.mean_) + 1e-300, 1.0, scale) \
            if self.with_std else None
        return self

    def transform(self, X):
        X = self._table(X)
        X = X - self.mean_ if self.with_mean else X
        return X / self.scale_ if self.with_std else X

    def inverse_transform(self, X):
        X = np.asarray(X, dtype=np.float64)
        X = X * self.scale_ if self.with_std else X
        return X + self.mean_ if self.with_mean else X


class MinMaxScaler(TransformerMixin, BaseEstimator):
    """Each feature between two numbers."""

    def __init__(self, feature_range=(0, 1)):
        self.feature_range = feature_range

    def fit(self, X, y=None):
        X = self._table(X, True)
        self.data_min_, self.data_max_ = X.min(axis=0), X.max(axis=0)
        self.data_range_ = self.data_max_ - self.data_min_
        low, high = self.feature_range
        self.scale_ = (high - low) / np.where(self.data_range_ == 0, 1.0, self.data_range_)
        self.min_ = low - self.data_min_ * self.scale_
        return self

    def transform(self, X):
        return self._table(X) * self.scale_ + self.min_

    def inverse_transform(self, X):
        return (np.asarray(X, dtype=np.float64) - self.min_) / self.scale_


class LabelEncoder(TransformerMixin, BaseEstimator):
    """Labels as numbers from 0 up, in the order of the labels."""

    def __init__(self):
        pass

    def fit(self, y, _=None):
        labels = sorted(set(_plain(y)))
        self.classes_ = np.array(labels) if labels and not isinstance(labels[0], str) else labels
        self._codes = {label: i for i, label in enumerate(labels)}
        return self

    def transform(self, y):
        codes = self.classes_ is not None and self._codes
        new = sorted({label for label in _plain(y) if label not in codes})
        if new:
            raise ValueError(f"y contains previously unseen labels: {new}")
        return np.array([codes[label] for label in _plain(y)], dtype=np.int64)

    def inverse_transform(self, y):
        found = [list(self.classes_)[i] for i in _plain(y)]
        return found if isinstance(self.classes_, list) else np.array(found)


def _plain(y):
    return y.tolist() if hasattr(y, "tolist") else list(y)


class OneHotEncoder(TransformerMixin, BaseEstimator):
    """One column for each value of each feature; dense arrays only, so `sparse_output=False`."""

    def __init__(self, *, categories="auto", drop=None, sparse_output=True, handle_unknown="error"):
        self.categories, self.drop, self.sparse_output, self.handle_unknown = categories, drop, sparse_output, handle_unknown

    def _columns(self, X):
        rows = _plain(X)
        if not rows or not isinstance(rows[0], (list, tuple)):
            raise ValueError("Expected 2D array, got 1D array instead. Reshape your data using array.reshape(-1, 1).")
        return [list(column) for column in zip(*rows)]

    def fit(self, X, y=None):
        if self.sparse_output:
            raise ValueError("there are no sparse matrices here: write OneHotEncoder(sparse_output=False)")
        if self.drop not in (None, "first"):
            raise ValueError(f"drop={self.drop!r} is not part of this subset; there are None and 'first'")
        columns = self._columns(X)
        self.n_features_in_ = len(columns)
        given = None if isinstance(self.categories, str) else self.categories
        self.categories_ = [list(given[i]) if given else sorted(set(column)) for i, column in enumerate(columns)]
        return self

    def transform(self, X):
        parts, columns = [], self._columns(X)
        for categories, column in zip(self.categories_, columns):
            codes = {value: i for i, value in enumerate(categories)}
            unknown = sorted({value for value in column if value not in codes})
            if unknown and self.handle_unknown == "error":
                raise ValueError(f"Found unknown categories {unknown} in column {len(parts)} during transform")
            known = np.array([codes.get(value, -1) for value in column])
            hot = (known[:, None] == np.arange(len(categories))).astype(np.float64)
            parts.append(hot[:, 1:] if self.drop else hot)
        return np.concatenate(parts, axis=1)

    def get_feature_names_out(self, input_features=None):
        names = input_features or [f"x{i}" for i in range(self.n_features_in_)]
        return [f"{name}_{value}" for name, values in zip(names, self.categories_) for value in values[bool(self.drop) :]]


class PolynomialFeatures(TransformerMixin, BaseEstimator):
    """All products of features up to a degree."""

    def __init__(self, degree=2, *, interaction_only=False, include_bias=True):
        self.degree, self.interaction_only, self.include_bias = degree, interaction_only, include_bias

    def fit(self, X, y=None):
        import itertools

        n = self._table(X, True).shape[1]
        pick = itertools.combinations if self.interaction_only else itertools.combinations_with_replacement
        first = 0 if self.include_bias else 1
        self._terms = [term for d in range(first, self.degree + 1) for term in pick(range(n), d)]
        self.n_output_features_ = len(self._terms)
        return self

    def transform(self, X):
        X = self._table(X)
        columns = []
        for term in self._terms:
            column = np.ones(len(X))
            for i in term:
                column = column * X[:, i]
            columns.append(column)
        return np.stack(columns, axis=1)


def __getattr__(name):
    raise _missing("sklearn.preprocessing", name,
                   "StandardScaler, MinMaxScaler, LabelEncoder, OneHotEncoder and PolynomialFeatures")
