"""Splits into what is learned from and what is tested on, in scikit-learn's very order, and scores over them."""
import math
import warnings

import numpy as np

from sklearn import _missing
from sklearn.base import clone
from sklearn.utils import check_random_state, take


def _sizes(n, test_size, train_size, default):
    """How many to test on and to train on."""
    if test_size is None and train_size is None:
        test_size = default
    for name, size in (("test_size", test_size), ("train_size", train_size)):
        if size is None:
            continue
        whole = isinstance(size, int)
        if whole and not 0 < size < n or not whole and not 0 < size < 1:
            raise ValueError(
                f"{name}={size} should be either positive and smaller than the number of samples {n} or a float in the "
                "(0, 1) range"
            )
    n_test = test_size if isinstance(test_size, int) else None if test_size is None else math.ceil(test_size * n)
    n_train = train_size if isinstance(train_size, int) else None if train_size is None else math.floor(train_size * n)
    n_test = n - n_train if n_test is None else n_test
    n_train = n - n_test if n_train is None else n_train
    if n_train + n_test > n:
        raise ValueError(
            f"The sum of train_size and test_size = {n_train + n_test}, should be smaller than the number of samples {n}. "
            "Reduce test_size and/or train_size."
        )
    if n_train == 0:
        raise ValueError(
            f"With n_samples={n}, test_size={test_size} and train_size={train_size}, the resulting train set will be empty. "
            "Adjust any of the aforementioned parameters."
        )
    return n_train, n_test


def _shares(counts, draws, rng):
    """How many of each class when `draws` are drawn in proportion; the remainder goes where most is left, by lot on ties."""
    exact = counts / counts.sum() * draws
    floored = np.floor(exact)
    left = int(draws - floored.sum())
    if left > 0:
        remainder = exact - floored
        for value in np.unique(remainder)[::-1].tolist():
            places = np.flatnonzero(remainder == value)
            now = min(len(places), left)
            places = rng.choice(places, size=now, replace=False)
            floored[places] = floored[places] + 1
            left -= now
            if left == 0:
                break
    return floored.astype(np.int64)


def _stratified(y, n_train, n_test, rng):
    classes, where, counts = np.unique(np.asarray(y), return_inverse=True, return_counts=True)
    if counts.min() < 2:
        few = classes[counts < 2].tolist()
        raise ValueError(
            "The least populated classes in y have only 1 member, which is too few. The minimum number of groups for any "
            f"class cannot be less than 2. Classes with too few members are: {few}"
        )
    for name, size in (("train_size", n_train), ("test_size", n_test)):
        if size < len(classes):
            raise ValueError(f"The {name} = {size} should be greater or equal to the number of classes = {len(classes)}")
    members = np.split(np.argsort(where, kind="stable"), np.cumsum(counts)[:-1])
    train_counts = _shares(counts, n_train, rng)
    test_counts = _shares(counts - train_counts, n_test, rng)
    train, test = [], []
    for i, own in enumerate(members):
        own = own[rng.permutation(int(counts[i]))].tolist()
        a, b = int(train_counts[i]), int(train_counts[i] + test_counts[i])
        train.extend(own[:a])
        test.extend(own[a:b])
    return rng.permutation(np.array(train)), rng.permutation(np.array(test))


def train_test_split(*arrays, test_size=None, train_size=None, random_state=None, shuffle=True, stratify=None):
    """Every array in two parts: to train on, to test on."""
    if not arrays:
        raise ValueError("At least one array required as input")
    lengths = [len(a) for a in arrays]
    if len(set(lengths)) > 1:
        raise ValueError(f"Found input variables with inconsistent numbers of samples: {lengths}")
    n = lengths[0]
    n_train, n_test = _sizes(n, test_size, train_size, 0.25)
    if not shuffle:
        if stratify is not None:
            raise ValueError("Stratified train/test split is not implemented for shuffle=False")
        train, test = np.arange(n_train), np.arange(n_train, n_train + n_test)
    elif stratify is not None:
        train, test = _stratified(stratify, n_train, n_test, check_random_state(random_state))
    else:
        order = check_random_state(random_state).permutation(n)
        test, train = order[:n_test], order[n_test : n_test + n_train]
    return [take(a, part) for a in arrays for part in (train, test)]


class _Folds:
    """Each sample is tested on once."""

    def __init__(self, n_splits=5, *, shuffle=False, random_state=None):
        if not isinstance(n_splits, int) or n_splits <= 1:
            raise ValueError(
                f"k-fold cross-validation requires at least one train/test split by setting n_splits=2 or more, got {n_splits}."
            )
        if not shuffle and random_state is not None:
            raise ValueError(
                "Setting a random_state has no effect since shuffle is False. You should leave random_state to its default "
                "(None), or set shuffle=True."
            )
        self.n_splits, self.shuffle, self.random_state = n_splits, shuffle, random_state

    def get_n_splits(self, X=None, y=None, groups=None):
        return self.n_splits

    def __repr__(self):
        return f"{type(self).__name__}(n_splits={self.n_splits}, random_state={self.random_state}, shuffle={self.shuffle})"

    def split(self, X, y=None, groups=None):
        """Pairs of indices: to train on, to test on."""
        fold = self._fold(X, y)
        for i in range(self.n_splits):
            yield np.flatnonzero(fold != i), np.flatnonzero(fold == i)


class KFold(_Folds):
    """Folds of neighbours, or shuffled."""

    def _fold(self, X, y):
        n = len(X)
        if self.n_splits > n:
            raise ValueError(
                f"Cannot have number of splits n_splits={self.n_splits} greater than the number of samples: n_samples={n}."
            )
        order = np.arange(n)
        if self.shuffle:
            check_random_state(self.random_state).shuffle(order)
        sizes = np.array([n // self.n_splits + (i < n % self.n_splits) for i in range(self.n_splits)])
        fold = np.zeros(n, dtype=np.int64)
        fold[order] = np.repeat(np.arange(self.n_splits), sizes)
        return fold


class StratifiedKFold(_Folds):
    """Folds with the same shares of classes."""

    def _fold(self, X, y):
        rng = check_random_state(self.random_state)
        _, first, where = np.unique(np.asarray(y), return_index=True, return_inverse=True)
        # Classes are numbered by their first appearance.
        encoded = np.argsort(np.argsort(first))[where]
        counts = np.bincount(encoded)
        if (counts < self.n_splits).all():
            raise ValueError(
                f"n_splits={self.n_splits} cannot be greater than the number of members in each class."
            )
        if counts.min() < self.n_splits:
            warnings.warn(
                f"The least populated class in y has only {counts.min()} members, which is less than "
                f"n_splits={self.n_splits}.", stacklevel=2,
            )
        ordered = np.sort(encoded)
        shares = [np.bincount(ordered[i :: self.n_splits], minlength=len(first)) for i in range(self.n_splits)]
        fold = np.zeros(len(encoded), dtype=np.int64)
        for k in range(len(first)):
            own = np.repeat(np.arange(self.n_splits), np.array([int(share[k]) for share in shares]))
            if self.shuffle:
                rng.shuffle(own)
            fold[encoded == k] = own
        return fold


def cross_val_score(estimator, X, y, *, cv=5, scoring=None):
    """The score on each fold of a copy that learned from the others."""
    if isinstance(cv, int):
        cv = StratifiedKFold(cv) if hasattr(estimator, "classes_") or _classifies(estimator) else KFold(cv)
    scores = []
    for train, test in cv.split(X, y):
        fitted = clone(estimator).fit(take(X, train), take(y, train))
        score = scoring or type(fitted).score
        scores.append(float(score(fitted, take(X, test), take(y, test))))
    return np.array(scores)


def _classifies(estimator):
    from sklearn.base import ClassifierMixin

    return isinstance(getattr(estimator, "_final", estimator), ClassifierMixin)


def __getattr__(name):
    raise _missing("sklearn.model_selection", name, "train_test_split, KFold, StratifiedKFold and cross_val_score")
