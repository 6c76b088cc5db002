"""Linear and logistic regression."""
import warnings

import numpy as np

from sklearn import _missing
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.exceptions import ConvergenceWarning


class _Linear(RegressorMixin, BaseEstimator):
    def _centred(self, X, y):
        X, y = self._pair(X, y)
        y = y.astype(np.float64)
        x_mean = X.mean(axis=0) if self.fit_intercept else np.zeros(X.shape[1])
        y_mean = y.mean(axis=0) if self.fit_intercept else 0.0
        return X - x_mean, y - y_mean, x_mean, y_mean

    def _keep(self, coef, x_mean, y_mean):
        self.coef_ = coef.T if coef.ndim == 2 else coef
        self.intercept_ = y_mean - x_mean @ coef if self.fit_intercept else 0.0
        return self

    def predict(self, X):
        return self._table(X) @ self.coef_.T + self.intercept_


class LinearRegression(_Linear):
    """Least squares."""

    def __init__(self, *, fit_intercept=True):
        self.fit_intercept = fit_intercept

    def fit(self, X, y):
        X, y, x_mean, y_mean = self._centred(X, y)
        coef, _, self.rank_, self.singular_ = np.linalg.lstsq(X, y)
        return self._keep(coef, x_mean, y_mean)


class Ridge(_Linear):
    """Least squares with a price on the squares of the weights."""

    def __init__(self, alpha=1.0, *, fit_intercept=True):
        self.alpha, self.fit_intercept = alpha, fit_intercept

    def fit(self, X, y):
        X, y, x_mean, y_mean = self._centred(X, y)
        return self._keep(np.linalg.solve(X.T @ X + self.alpha * np.eye(X.shape[1]), X.T @ y), x_mean, y_mean)


def _minimise(f, x, tol, max_iter, memory=10):
    """L-BFGS (Nocedal 1980) with halved steps; `f` gives value and gradient. Returns the place, steps, and whether it stopped
    by itself."""
    value, gradient = f(x)
    pairs = []
    for step in range(1, max_iter + 1):
        if np.abs(gradient).max() <= tol:
            return x, step - 1, True
        direction, alphas = gradient, []
        for s, y, rho in reversed(pairs):
            alpha = rho * float(s @ direction)
            alphas.append(alpha)
            direction = direction - alpha * y
        if pairs:
            s, y, rho = pairs[-1]
            direction = direction / (rho * float(y @ y))
        else:
            direction = direction / max(1.0, float(np.sqrt(gradient @ gradient)))
        for (s, y, rho), alpha in zip(pairs, reversed(alphas)):
            direction = direction + (alpha - rho * float(y @ direction)) * s
        slope = -float(gradient @ direction)
        length = 1.0
        for _ in range(40):
            place = x - length * direction
            found, steeper = f(place)
            if found <= value + 1e-4 * length * slope:
                break
            length *= 0.5
        s, y = place - x, steeper - gradient
        if float(s @ y) > 1e-14:
            pairs = (pairs + [(s, y, 1 / float(s @ y))])[-memory:]
        if value - found <= 64 * 2.22e-16 * max(abs(value), abs(found), 1.0):
            return place, step, True
        x, value, gradient = place, found, steeper
    return x, max_iter, bool(np.abs(gradient).max() <= tol)


class LogisticRegression(ClassifierMixin, BaseEstimator):
    """Classes by the softmax of linear functions, with a price on the squares of the weights."""

    def __init__(self, *, C=1.0, penalty="l2", tol=1e-4, fit_intercept=True, solver="lbfgs", max_iter=100, random_state=None):
        self.C, self.penalty, self.tol, self.fit_intercept = C, penalty, tol, fit_intercept
        self.solver, self.max_iter, self.random_state = solver, max_iter, random_state

    def fit(self, X, y):
        X, y = self._pair(X, y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(
                "This solver needs samples of at least 2 classes in the data, but the data contains only one class: "
                f"{self.classes_[0]!r}"
            )
        if self.penalty not in ("l2", None):
            raise ValueError(f"penalty={self.penalty!r} is not part of this subset; there are 'l2' and None")
        n, features = X.shape
        price = 0.0 if self.penalty is None else 1.0 / (self.C * n)
        outputs = 1 if len(self.classes_) == 2 else len(self.classes_)
        if self.fit_intercept:
            X = np.concatenate([X, np.ones((n, 1))], axis=1)
        XT, width = X.T, X.shape[1]
        # The intercept costs nothing.
        priced = np.ones((width, 1))
        if self.fit_intercept:
            priced[-1] = 0.0
        if outputs == 1:
            truth = codes.astype(np.float64)

            def loss(flat):
                scores = X @ flat
                # log(1 + e^s) - t s, without an overflow.
                value = float((np.maximum(scores, 0.0) - scores * truth + np.log1p(np.exp(-np.abs(scores)))).mean())
                w = flat * priced[:, 0]
                return value + 0.5 * price * float(w @ w), XT @ (_sigmoid(scores) - truth) / n + price * w
        else:
            truth = (codes[:, None] == np.arange(outputs)).astype(np.float64)

            def loss(flat):
                weights = flat.reshape(width, outputs)
                scores = X @ weights
                scores = scores - scores.max(axis=1)[:, None]
                p = np.exp(scores)
                total = p.sum(axis=1)[:, None]
                value = float((np.log(total[:, 0]) - (scores * truth).sum(axis=1)).mean())
                w = weights * priced
                return value + 0.5 * price * float((w * w).sum()), (XT @ (p / total - truth) / n + price * w).reshape(-1)

        found, steps, ended = _minimise(loss, np.zeros(width * outputs), self.tol, self.max_iter)
        if not ended:
            warnings.warn(
                f"lbfgs failed to converge after {steps} iteration(s): STOP: TOTAL NO. OF ITERATIONS REACHED LIMIT. Increase "
                "the number of iterations (max_iter) or scale the data.", ConvergenceWarning, stacklevel=2,
            )
        weights = found.reshape(width, outputs)
        self.n_iter_ = np.array([steps])
        self.coef_ = weights[:features].T
        self.intercept_ = weights[features] if self.fit_intercept else np.zeros(outputs)
        return self

    def decision_function(self, X):
        scores = self._table(X) @ self.coef_.T + self.intercept_
        return scores[:, 0] if len(self.classes_) == 2 else scores

    def predict_proba(self, X):
        scores = self.decision_function(X)
        if scores.ndim == 1:
            p = _sigmoid(scores)
            return np.stack([1 - p, p], axis=1)
        p = np.exp(scores - scores.max(axis=1)[:, None])
        return p / p.sum(axis=1)[:, None]

    def predict(self, X):
        scores = self.decision_function(X)
        chosen = (scores > 0).astype(np.int64) if scores.ndim == 1 else np.argmax(scores, axis=1)
        return self.classes_[chosen]


def _sigmoid(s):
    small = np.exp(-np.abs(s))
    return np.where(s >= 0, 1.0, small) / (1.0 + small)


def __getattr__(name):
    raise _missing("sklearn.linear_model", name, "LinearRegression, Ridge and LogisticRegression")
