"""Measures of predicted classes."""
import warnings

import numpy as np


def _plain(y):
    return y.tolist() if hasattr(y, "tolist") else list(y)


def _pair(y_true, y_pred):
    a, b = _plain(y_true), _plain(y_pred)
    if len(a) != len(b):
        raise ValueError(f"Found input variables with inconsistent numbers of samples: {[len(a), len(b)]}")
    if a and (isinstance(a[0], list) or isinstance(b[0], list)):
        raise ValueError("labels must be one number or word for each sample, not rows")
    return a, b


def accuracy_score(y_true, y_pred, *, normalize=True):
    """The share of right answers."""
    a, b = _pair(y_true, y_pred)
    right = sum(x == y for x, y in zip(a, b))
    return right / len(a) if normalize else right


def confusion_matrix(y_true, y_pred, *, labels=None, normalize=None):
    """How often class i was called class j."""
    a, b = _pair(y_true, y_pred)
    labels = sorted(set(a) | set(b)) if labels is None else _plain(labels)
    place = {label: i for i, label in enumerate(labels)}
    n = len(labels)
    cells = [place[x] * n + place[y] for x, y in zip(a, b) if x in place and y in place]
    counts = np.bincount(np.array(cells, dtype=np.int64), minlength=n * n).reshape(n, n)
    if normalize is None:
        return counts
    axis = {"true": 1, "pred": 0, "all": None}[normalize]
    total = counts.sum(axis=axis, keepdims=True) if axis is not None else counts.sum()
    return np.nan_to_num(counts / np.where(total == 0, 1, total))


def _ratio(part, whole, zero_division, measure, of):
    empty = whole == 0
    if empty.any() and zero_division == "warn":
        warnings.warn(
            f"{measure} is ill-defined and being set to 0.0 in labels with no {of} samples. Use `zero_division` parameter to "
            "control this behavior.", stacklevel=4,
        )
    return np.where(empty, 0.0 if zero_division == "warn" else float(zero_division), part / np.where(empty, 1.0, whole))


def precision_recall_fscore_support(y_true, y_pred, *, beta=1.0, labels=None, pos_label=1, average=None,
                                    zero_division="warn"):
    """For each class, or averaged: precision, recall, F and how many samples there are."""
    a, b = _pair(y_true, y_pred)
    present = sorted(set(a) | set(b))
    labels = present if labels is None else _plain(labels)
    if average == "binary":
        if len(present) > 2:
            raise ValueError(
                "Target is multiclass but average='binary'. Please choose another average setting, one of "
                "[None, 'micro', 'macro', 'weighted']."
            )
        if pos_label not in present and present:
            raise ValueError(f"pos_label={pos_label} is not a valid label: It should be one of {present}")
        labels = [pos_label]
    every = labels + [label for label in present if label not in labels]
    counts = confusion_matrix(a, b, labels=every).astype(np.float64)
    k = len(labels)
    right, called, there = np.diagonal(counts)[:k], counts.sum(axis=0)[:k], counts.sum(axis=1)[:k]
    if average == "micro":
        right, called, there = (np.array([x.sum()]) for x in (right, called, there))
    precision = _ratio(right, called, zero_division, "Precision", "predicted")
    recall = _ratio(right, there, zero_division, "Recall", "true")
    square = beta ** 2
    f = _ratio((1 + square) * right, square * there + called, zero_division, "F-score", "true nor predicted")
    if average is None:
        return precision, recall, f, there.astype(np.int64)
    weights = there if average == "weighted" and there.sum() > 0 else None
    return tuple(float(np.average(x, weights=weights)) for x in (precision, recall, f)) + (None,)


def _one(index):
    def measure(y_true, y_pred, *, labels=None, pos_label=1, average="binary", zero_division="warn"):
        return precision_recall_fscore_support(
            y_true, y_pred, labels=labels, pos_label=pos_label, average=average, zero_division=zero_division
        )[index]
    return measure


precision_score, recall_score, f1_score = _one(0), _one(1), _one(2)
precision_score.__name__, recall_score.__name__, f1_score.__name__ = "precision_score", "recall_score", "f1_score"


def balanced_accuracy_score(y_true, y_pred):
    """The mean recall of the classes."""
    return precision_recall_fscore_support(y_true, y_pred, average="macro", labels=sorted(set(_plain(y_true))))[1]


def classification_report(y_true, y_pred, *, labels=None, target_names=None, digits=2, output_dict=False,
                          zero_division="warn"):
    """A table of all of them."""
    a, b = _pair(y_true, y_pred)
    labels = sorted(set(a) | set(b)) if labels is None else _plain(labels)
    names = [str(label) for label in (labels if target_names is None else target_names)]
    if len(names) != len(labels):
        raise ValueError(
            f"Number of classes, {len(labels)}, does not match size of target_names, {len(names)}. Try specifying the labels "
            "parameter"
        )

    def measured(average):
        return precision_recall_fscore_support(a, b, labels=labels, average=average, zero_division=zero_division)

    p, r, f, s = measured(None)
    rows = list(zip(names, p.tolist(), r.tolist(), f.tolist(), s.tolist()))
    total = int(s.sum())
    accurate = set(labels) >= set(a) | set(b)
    averages = [("macro avg", *measured("macro")[:3], total), ("weighted avg", *measured("weighted")[:3], total)]
    if not accurate:
        averages.insert(0, ("micro avg", *measured("micro")[:3], total))
    if output_dict:
        keys = ("precision", "recall", "f1-score", "support")
        report = {name: dict(zip(keys, numbers)) for name, *numbers in rows}
        if accurate:
            report["accuracy"] = accuracy_score(a, b)
        report.update({name: dict(zip(keys, numbers)) for name, *numbers in averages})
        return report
    width = max(*(len(name) for name in names), len("weighted avg"), digits)
    line = "{:>{w}s} " + " {:>9.{d}f}" * 3 + " {:>9}\n"
    text = "{:>{w}s} ".format("", w=width) + "".join(f" {h:>9}" for h in ("precision", "recall", "f1-score", "support"))
    text += "\n\n" + "".join(line.format(*row, w=width, d=digits) for row in rows) + "\n"
    if accurate:
        text += "{:>{w}s} ".format("accuracy", w=width) + " " * 20 + f" {accuracy_score(a, b):>9.{digits}f} {total:>9}\n"
    return text + "".join(line.format(*row, w=width, d=digits) for row in averages)


def log_loss(y_true, y_pred, *, normalize=True, labels=None):
    """The mean of -log of the probability that was given to the true class."""
    y, p = _plain(y_true), np.asarray(y_pred, dtype=np.float64)
    labels = sorted(set(y)) if labels is None else sorted(_plain(labels))
    if p.ndim == 1:
        p = np.stack([1 - p, p], axis=1)
    if p.shape[1] != len(labels):
        raise ValueError(
            f"The number of classes in labels is different from that in y_pred. Classes found in labels: {labels}"
        )
    own = p[np.arange(len(y)), np.array([labels.index(label) for label in y])]
    losses = -np.log(np.clip(own, 2.220446049250313e-16, 1 - 2.220446049250313e-16))
    return float(losses.mean() if normalize else losses.sum())
