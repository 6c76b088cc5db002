"""What a threshold on scores trades off."""
import numpy as np


def _counts(y_true, y_score, pos_label=1):
    """True and false positives at each threshold, thresholds falling."""
    truth = np.array([1.0 if y == pos_label else 0.0 for y in np.asarray(y_true).tolist()])
    scores = np.asarray(y_score, dtype=np.float64)
    if scores.ndim != 1 or len(truth) != len(scores):
        raise ValueError(f"expected one score for each of the {len(truth)} samples, not shape {scores.shape}")
    order = np.argsort(-scores, kind="stable")
    scores, truth = scores[order], truth[order]
    last = np.concatenate([np.flatnonzero(np.diff(scores)), np.array([len(scores) - 1])]).astype(np.int64)
    true = np.cumsum(truth)[last]
    return 1 + last - true, true, scores[last]


def roc_curve(y_true, y_score, *, pos_label=1, drop_intermediate=True):
    """Rates of false and of true positives, and the thresholds they belong to."""
    false, true, thresholds = _counts(y_true, y_score, pos_label)
    if drop_intermediate and len(false) > 2:
        corner = np.logical_or(np.diff(np.diff(false)) != 0, np.diff(np.diff(true)) != 0)
        kept = np.flatnonzero(np.concatenate([np.array([True]), corner, np.array([True])]))
        false, true, thresholds = false[kept], true[kept], thresholds[kept]
    zero = np.zeros(1)
    false, true = np.concatenate([zero, false]), np.concatenate([zero, true])
    thresholds = np.concatenate([np.array([np.inf]), thresholds])
    return false / false[-1] if false[-1] > 0 else false * np.nan, true / true[-1] if true[-1] > 0 else true * np.nan, thresholds


def auc(x, y):
    """The area under a curve, by trapezoids."""
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    steps = np.diff(x)
    if (steps < 0).any() and (steps > 0).any():
        raise ValueError(f"x is neither increasing nor decreasing : {x}.")
    return abs(float((steps * (y[1:] + y[:-1]) / 2).sum()))


def roc_auc_score(y_true, y_score, *, average="macro", multi_class="raise", labels=None):
    """The area under the ROC curve; of several classes one against the rest, averaged."""
    y = np.asarray(y_true)
    classes = sorted(set(y.tolist()))
    scores = np.asarray(y_score, dtype=np.float64)
    if len(classes) < 2:
        raise ValueError("Only one class is present in y_true. ROC AUC score is not defined in that case.")
    if len(classes) == 2 and scores.ndim == 1:
        false, true, _ = roc_curve(y, scores, pos_label=classes[1])
        return auc(false, true)
    if multi_class != "ovr":
        raise ValueError("multi_class must be 'ovr' for more than two classes in this subset")
    areas = [auc(*roc_curve((y == label).astype(np.int64), scores[:, i])[:2]) for i, label in enumerate(classes)]
    weights = [float((y == label).sum()) for label in classes] if average == "weighted" else None
    return float(np.average(np.array(areas), weights=weights))


def precision_recall_curve(y_true, y_score, *, pos_label=1):
    """Precision and recall at each threshold, thresholds rising."""
    false, true, thresholds = _counts(y_true, y_score, pos_label)
    precision, recall = true / (true + false), true / true[-1]
    return (np.concatenate([precision[::-1], np.ones(1)]), np.concatenate([recall[::-1], np.zeros(1)]), thresholds[::-1])


def average_precision_score(y_true, y_score, *, pos_label=1):
    """The precisions weighted by the steps of recall."""
    precision, recall, _ = precision_recall_curve(y_true, y_score, pos_label=pos_label)
    return max(0.0, -float((np.diff(recall) * precision[:-1]).sum()))
