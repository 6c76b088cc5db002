"""Measures of predicted numbers."""
import numpy as np


def _pair(y_true, y_pred):
    a, b = np.asarray(y_true, dtype=np.float64), np.asarray(y_pred, dtype=np.float64)
    if len(a) != len(b):
        raise ValueError(f"Found input variables with inconsistent numbers of samples: {[len(a), len(b)]}")
    return a.reshape(len(a), -1), b.reshape(len(b), -1)


def _mean(per_sample, sample_weight):
    per_target = np.average(per_sample, axis=0, weights=sample_weight)
    return float(np.mean(per_target))


def mean_squared_error(y_true, y_pred, *, sample_weight=None):
    a, b = _pair(y_true, y_pred)
    return _mean((a - b) ** 2, sample_weight)


def root_mean_squared_error(y_true, y_pred, *, sample_weight=None):
    a, b = _pair(y_true, y_pred)
    return float(np.mean(np.sqrt(np.average((a - b) ** 2, axis=0, weights=sample_weight))))


def mean_absolute_error(y_true, y_pred, *, sample_weight=None):
    a, b = _pair(y_true, y_pred)
    return _mean(np.abs(a - b), sample_weight)


def median_absolute_error(y_true, y_pred):
    a, b = _pair(y_true, y_pred)
    return float(np.mean(np.median(np.abs(a - b), axis=0)))


def max_error(y_true, y_pred):
    a, b = _pair(y_true, y_pred)
    return float(np.abs(a - b).max())


def r2_score(y_true, y_pred):
    """1 less what is left of the variance; the mean over targets."""
    a, b = _pair(y_true, y_pred)
    left, all_ = ((a - b) ** 2).sum(axis=0), ((a - a.mean(axis=0)) ** 2).sum(axis=0)
    scores = [1.0 if l == t == 0 else 0.0 if t == 0 else 1 - l / t for l, t in zip(left.tolist(), all_.tolist())]
    return sum(scores) / len(scores)
