"""Nearest neighbours, by comparing with every sample."""
import numpy as np

from sklearn import _missing
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.metrics import _squared_distances


class _Neighbours(BaseEstimator):
    def __init__(self, n_neighbors=5, *, weights="uniform"):
        self.n_neighbors, self.weights = n_neighbors, weights

    def kneighbors(self, X=None, n_neighbors=None, return_distance=True):
        """Distances and numbers of the nearest samples, nearest first."""
        k = n_neighbors or self.n_neighbors
        known = self._known_
        if k > len(known):
            raise ValueError(f"Expected n_neighbors <= n_samples_fit, but n_neighbors = {k}, n_samples_fit = {len(known)}")
        distances = _squared_distances(self._table(X), known)
        nearest = np.argsort(distances, axis=1, kind="stable")[:, :k]
        if not return_distance:
            return nearest
        return np.sqrt(np.take_along_axis(distances, nearest, axis=1)), nearest

    def _weighted(self, X):
        distances, nearest = self.kneighbors(X)
        if self.weights == "uniform":
            return np.ones(distances.shape), nearest
        # On top of a known sample only that one counts.
        exact = (distances == 0).any(axis=1)[:, None]
        return np.where(exact, (distances == 0).astype(np.float64), 1 / np.where(distances == 0, 1.0, distances)), nearest


class KNeighborsClassifier(ClassifierMixin, _Neighbours):
    """The class of most of the nearest samples."""

    def fit(self, X, y):
        self._known_, y = self._pair(X, y)
        self.classes_, self._codes_ = np.unique(y, return_inverse=True)
        return self

    def predict_proba(self, X):
        weights, nearest = self._weighted(X)
        codes = self._codes_[nearest]
        votes = np.stack([(weights * (codes == i)).sum(axis=1) for i in range(len(self.classes_))], axis=1)
        return votes / votes.sum(axis=1)[:, None]

    def predict(self, X):
        return self.classes_[np.argmax(self.predict_proba(X), axis=1)]


class KNeighborsRegressor(RegressorMixin, _Neighbours):
    """The mean of the nearest samples."""

    def fit(self, X, y):
        self._known_, self._targets_ = self._pair(X, y)
        return self

    def predict(self, X):
        weights, nearest = self._weighted(X)
        return (weights * self._targets_[nearest]).sum(axis=1) / weights.sum(axis=1)


def __getattr__(name):
    raise _missing("sklearn.neighbors", name, "KNeighborsClassifier and KNeighborsRegressor")
