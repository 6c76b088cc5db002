"""Estimators one after the other."""
from sklearn import _missing
from sklearn.base import BaseEstimator, clone


class Pipeline(BaseEstimator):
    """Transforms in steps, then the last estimator."""

    def __init__(self, steps):
        self.steps = steps

    @property
    def named_steps(self):
        return dict(self.steps)

    @property
    def _final(self):
        return self.steps[-1][1]

    def __getitem__(self, index):
        if isinstance(index, str):
            return self.named_steps[index]
        return Pipeline(self.steps[index]) if isinstance(index, slice) else self.steps[index][1]

    def get_params(self, deep=True):
        return {"steps": [(name, clone(step)) for name, step in self.steps]} if deep else {"steps": self.steps}

    def _before(self, X):
        for _, step in self.steps[:-1]:
            X = step.transform(X)
        return X

    def fit(self, X, y=None):
        for _, step in self.steps[:-1]:
            X = step.fit_transform(X, y)
        self._final.fit(X, y)
        return self

    def transform(self, X):
        return self._final.transform(self._before(X))

    def fit_transform(self, X, y=None):
        return self.fit(X, y).transform(X)

    def predict(self, X):
        return self._final.predict(self._before(X))

    def predict_proba(self, X):
        return self._final.predict_proba(self._before(X))

    def score(self, X, y=None):
        return self._final.score(self._before(X), y)

    def __repr__(self):
        return "Pipeline(steps=[" + ",\n                ".join(repr(step) for step in self.steps) + "])"


def make_pipeline(*steps):
    """A pipeline that names its steps by their classes."""
    names = [type(step).__name__.lower() for step in steps]
    unique = [name if names.count(name) == 1 else f"{name}-{names[: i + 1].count(name)}" for i, name in enumerate(names)]
    return Pipeline(list(zip(unique, steps)))


def __getattr__(name):
    raise _missing("sklearn.pipeline", name, "Pipeline and make_pipeline")
