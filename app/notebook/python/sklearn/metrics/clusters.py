"""Distances, and how good clusters are."""
import numpy as np


def _squared_distances(A, B):
    """Between every row of A and every row of B, by one product of matrices."""
    found = (A * A).sum(axis=1)[:, None] - 2 * (A @ B.T) + (B * B).sum(axis=1)
    return np.maximum(found, 0.0)


def euclidean_distances(X, Y=None, *, squared=False):
    """Between every row of X and every row of Y, or of X."""
    X = np.asarray(X, dtype=np.float64)
    found = _squared_distances(X, X if Y is None else np.asarray(Y, dtype=np.float64))
    if Y is None:
        found[np.arange(len(X)), np.arange(len(X))] = 0.0
    return found if squared else np.sqrt(found)


def silhouette_score(X, labels):
    """How much nearer samples lie to their own cluster than to the next: -1 to 1."""
    distances, labels = euclidean_distances(X), np.asarray(labels)
    classes, codes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    if not 1 < len(classes) < len(labels):
        raise ValueError(
            f"Number of labels is {len(classes)}. Valid values are 2 to n_samples - 1 (inclusive)"
        )
    onehot = (codes[:, None] == np.arange(len(classes))).astype(np.float64)
    sums = distances @ onehot
    own = sums[np.arange(len(codes)), codes] / np.maximum(counts[codes] - 1, 1)
    other = np.where(onehot > 0, np.inf, sums / counts).min(axis=1)
    scores = np.where(counts[codes] == 1, 0.0, (other - own) / np.maximum(own, other))
    return float(np.nan_to_num(scores).mean())


def adjusted_rand_score(labels_true, labels_pred):
    """How far two ways to group agree, less what chance would give."""
    _, a = np.unique(np.asarray(labels_true), return_inverse=True)
    _, b = np.unique(np.asarray(labels_pred), return_inverse=True)
    n, width = len(a), int(b.max()) + 1
    table = np.bincount(a * width + b, minlength=(int(a.max()) + 1) * width).reshape(-1, width)

    def pairs(counts):
        return float((counts * (counts - 1) / 2).sum())

    both, left, right, all_ = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0)), n * (n - 1) / 2
    expected, most = left * right / all_, (left + right) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)
