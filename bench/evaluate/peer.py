"""The same evaluation in scikit-learn: every metric over all rows, seven per slice, confusion, ROC, calibration.

Prints {"metrics": {name: value}, "slices": {value: {name: value}}}. Intervals are left out: scikit-learn has none.
Usage: python peer.py polars|pandas FILE
"""
import json
import sys

from sklearn import metrics as m
from sklearn.calibration import calibration_curve

THRESHOLD = 0.5


def read(library, path):
    if library == "polars":
        import polars

        frame = polars.read_parquet(path) if path.endswith(".parquet") else polars.read_csv(path)
        slices = [(str(key[0]), part) for key, part in frame.group_by("segment")]
        return frame["y_true"].to_numpy(), frame["y_score"].to_numpy(), [(k, p["y_true"].to_numpy(), p["y_score"].to_numpy()) for k, p in slices]
    import pandas

    frame = pandas.read_parquet(path) if path.endswith(".parquet") else pandas.read_csv(path)
    slices = frame.groupby("segment", sort=False)
    return frame["y_true"].to_numpy(), frame["y_score"].to_numpy(), [(k, p["y_true"].to_numpy(), p["y_score"].to_numpy()) for k, p in slices]


def few(y, s, p):
    return {
        "accuracy": m.accuracy_score(y, p),
        "precision": m.precision_score(y, p),
        "recall": m.recall_score(y, p),
        "specificity": m.recall_score(y, p, pos_label=0),
        "f1": m.f1_score(y, p),
        "roc_auc": m.roc_auc_score(y, s),
        "log_loss": m.log_loss(y, s),
    }


def every(y, s, p):
    return few(y, s, p) | {
        "balanced_accuracy": m.balanced_accuracy_score(y, p),
        "f0.5": m.fbeta_score(y, p, beta=0.5),
        "f2": m.fbeta_score(y, p, beta=2),
        "jaccard": m.jaccard_score(y, p),
        "matthews_corrcoef": m.matthews_corrcoef(y, p),
        "cohen_kappa": m.cohen_kappa_score(y, p),
        "zero_one_loss": m.zero_one_loss(y, p),
        "hamming_loss": m.hamming_loss(y, p),
        "average_precision": m.average_precision_score(y, s),
        "brier_score": m.brier_score_loss(y, s),
    }


y, s, parts = read(sys.argv[1], sys.argv[2])
found = {
    "metrics": every(y, s, (s >= THRESHOLD).astype(int)),
    "slices": {key: few(ys, ss, (ss >= THRESHOLD).astype(int)) for key, ys, ss in parts},
}
m.confusion_matrix(y, s >= THRESHOLD)
m.roc_curve(y, s)
calibration_curve(y, s, n_bins=10)
print(json.dumps(found))
