"""K-means with scikit-learn's seeds and steps."""
import math

import numpy as np

from sklearn import _missing
from sklearn.base import BaseEstimator, ClusterMixin, TransformerMixin
from sklearn.metrics import _squared_distances
from sklearn.utils import check_random_state


def _seeds(X, k, rng):
    """k-means++ (Arthur and Vassilvitskii 2007), the best of several candidates for each next centre."""
    trials = 2 + int(math.log(k))
    n = len(X)
    chosen = [int(rng.choice(n, p=np.full(n, 1 / n)))]
    closest = _squared_distances(X[chosen], X)
    total = closest.sum()
    for _ in range(1, k):
        drawn = rng.uniform(size=trials) * total
        candidates = np.clip(np.searchsorted(np.cumsum(closest), drawn), None, n - 1)
        distances = np.minimum(closest, _squared_distances(X[candidates], X))
        sums = distances.sum(axis=1)
        best = int(np.argmin(sums))
        total, closest = sums[best], distances[best : best + 1]
        chosen.append(int(candidates[best]))
    return X[np.array(chosen)]


class KMeans(TransformerMixin, ClusterMixin, BaseEstimator):
    """Lloyd's algorithm."""

    def __init__(self, n_clusters=8, *, init="k-means++", n_init="auto", max_iter=300, tol=1e-4, verbose=0,
                 random_state=None):
        self.n_clusters, self.init, self.n_init, self.max_iter = n_clusters, init, n_init, max_iter
        self.tol, self.verbose, self.random_state = tol, verbose, random_state

    def _start(self, X, mean, rng):
        if isinstance(self.init, str):
            if self.init == "k-means++":
                return _seeds(X, self.n_clusters, rng)
            if self.init == "random":
                return X[rng.choice(len(X), size=self.n_clusters, replace=False, p=np.full(len(X), 1 / len(X)))]
            raise ValueError(f"init={self.init!r}: there are 'k-means++', 'random' and an array of centres")
        start = np.asarray(self.init, dtype=np.float64)
        if start.shape != (self.n_clusters, X.shape[1]):
            raise ValueError(
                f"The shape of the initial centers {start.shape} does not match the number of clusters {self.n_clusters} and "
                f"features {X.shape[1]}."
            )
        return start - mean

    def _lloyd(self, X, centres, limit):
        labels = None
        for step in range(1, self.max_iter + 1):
            distances = _squared_distances(X, centres)
            new = np.argmin(distances, axis=1)
            onehot = (new[:, None] == np.arange(self.n_clusters)).astype(np.float64)
            counts = onehot.sum(axis=0)
            sums = onehot.T @ X
            empty = np.flatnonzero(counts == 0).tolist()
            if empty:
                # A centre without points moves to the point that lies farthest from its own centre.
                own = distances[np.arange(len(X)), new]
                for centre, far in zip(empty, np.argsort(own)[::-1][: len(empty)].tolist()):
                    left = int(new[far])
                    sums[left] = sums[left] - X[far]
                    counts[left] = counts[left] - 1
                    sums[centre], counts[centre] = X[far], 1
            moved = sums / counts[:, None]
            shift = ((moved - centres) ** 2).sum()
            centres = moved
            if labels is not None and (new == labels).all():
                return new, centres, step
            labels = new
            if shift <= limit:
                break
        return np.argmin(_squared_distances(X, centres), axis=1), centres, step

    def fit(self, X, y=None):
        X = self._table(X, True)
        if len(X) < self.n_clusters:
            raise ValueError(f"n_samples={len(X)} should be >= n_clusters={self.n_clusters}.")
        rng = check_random_state(self.random_state)
        plus = isinstance(self.init, str) and self.init == "random"
        runs = (10 if plus else 1) if self.n_init == "auto" else self.n_init
        limit = self.tol * np.mean(np.var(X, axis=0))
        mean = X.mean(axis=0)
        X = X - mean
        best = None
        for _ in range(runs):
            labels, centres, steps = self._lloyd(X, self._start(X, mean, rng), limit)
            inertia = float(((X - centres[labels]) ** 2).sum())
            if best is None or inertia < best[0]:
                best = inertia, labels, centres, steps
        self.inertia_, self.labels_, centres, self.n_iter_ = best
        self.cluster_centers_ = centres + mean
        return self

    def predict(self, X):
        return np.argmin(_squared_distances(self._table(X), self.cluster_centers_), axis=1)

    def transform(self, X):
        return np.sqrt(_squared_distances(self._table(X), self.cluster_centers_))

    def score(self, X, y=None):
        return -float(_squared_distances(self._table(X), self.cluster_centers_).min(axis=1).sum())


def __getattr__(name):
    raise _missing("sklearn.cluster", name, "KMeans")
