"""Principal components."""
import numpy as np

from sklearn import _missing
from sklearn.base import BaseEstimator, TransformerMixin


class PCA(TransformerMixin, BaseEstimator):
    """Directions in which the samples spread most, by singular values."""

    def __init__(self, n_components=None, *, whiten=False, svd_solver="auto", random_state=None):
        self.n_components, self.whiten, self.svd_solver, self.random_state = n_components, whiten, svd_solver, random_state

    def fit(self, X, y=None):
        X = self._table(X, True)
        n, features = X.shape
        most, wanted = min(n, features), self.n_components
        if isinstance(wanted, int) and not 0 <= wanted <= most:
            raise ValueError(
                f"n_components={wanted} must be between 0 and min(n_samples, n_features)={most} with svd_solver='full'"
            )
        self.n_samples_ = n
        self.mean_ = X.mean(axis=0)
        _, s, vt = np.linalg.svd(X - self.mean_, full_matrices=False)
        # The largest weight of each direction is positive.
        places = np.argmax(np.abs(vt), axis=1)
        vt = vt * np.sign(vt[np.arange(len(vt)), places])[:, None]
        variance = s ** 2 / (n - 1)
        ratio = variance / variance.sum()
        if wanted is None:
            k = most
        elif isinstance(wanted, float) and 0 < wanted < 1:
            k = int(np.searchsorted(np.cumsum(ratio), wanted, side="right")) + 1
        else:
            k = int(wanted)
        self.n_components_, self.components_, self.singular_values_ = k, vt[:k], s[:k]
        self.explained_variance_, self.explained_variance_ratio_ = variance[:k], ratio[:k]
        self.noise_variance_ = float(variance[k:].mean()) if k < most else 0.0
        return self

    def transform(self, X):
        Z = (self._table(X) - self.mean_) @ self.components_.T
        return Z / np.sqrt(self.explained_variance_) if self.whiten else Z

    def inverse_transform(self, Z):
        Z = np.asarray(Z, dtype=np.float64)
        Z = Z * np.sqrt(self.explained_variance_) if self.whiten else Z
        return Z @ self.components_ + self.mean_


def __getattr__(name):
    raise _missing("sklearn.decomposition", name, "PCA")
