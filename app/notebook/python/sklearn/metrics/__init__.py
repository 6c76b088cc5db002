"""How good predictions, scores and clusters are."""
from sklearn import _missing
from sklearn.metrics.classes import (
    accuracy_score, balanced_accuracy_score, classification_report, confusion_matrix, f1_score, log_loss,
    precision_recall_fscore_support, precision_score, recall_score,
)
from sklearn.metrics.clusters import _squared_distances, adjusted_rand_score, euclidean_distances, silhouette_score
from sklearn.metrics.curves import auc, average_precision_score, precision_recall_curve, roc_auc_score, roc_curve
from sklearn.metrics.numbers import (
    max_error, mean_absolute_error, mean_squared_error, median_absolute_error, r2_score, root_mean_squared_error,
)


def __getattr__(name):
    there = sorted(key for key in globals() if not key.startswith("_") and callable(globals()[key]))
    raise _missing("sklearn.metrics", name, ", ".join(there))
