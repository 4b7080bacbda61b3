"""Quality by scikit-learn, for the bench to be held against. Needs numpy, pandas and scikit-learn.

    python3 quality.py two-classes LABELS.csv SCORES.csv
    python3 quality.py numbers LABELS.csv SCORES.csv

Each file has one column. Prints processor milliseconds of the whole process, of the measures when they are first asked for,
and of the median of some more times; and the values.
"""

import json
import sys
import time

import numpy as np
import pandas as pd
from sklearn import metrics

AGAIN = 5


def calibration_error(y, p, bins=10):
    """Over bins of equal mass, as nothing in scikit-learn sums it up."""
    parts = np.array_split(np.argsort(p, kind="stable"), bins)
    return sum(abs(p[part].mean() - y[part].mean()) * len(part) for part in parts) / len(p)


def two_classes(y, p):
    decided = (p >= 0.5).astype(int)
    return {
        "auc": metrics.roc_auc_score(y, p),
        "logLoss": metrics.log_loss(y, p),
        "brier": metrics.brier_score_loss(y, p),
        "calibrationError": calibration_error(y, p),
        "accuracy": metrics.accuracy_score(y, decided),
        "f1": metrics.f1_score(y, decided),
        "mcc": metrics.matthews_corrcoef(y, decided),
    }


def numbers(y, p):
    return {
        "mae": metrics.mean_absolute_error(y, p),
        "rmse": float(np.sqrt(metrics.mean_squared_error(y, p))),
        "r2": metrics.r2_score(y, p),
        "bias": float(np.mean(p - y)),
    }


def timed(measure, y, p):
    began = time.process_time()
    values = measure(y, p)
    return values, (time.process_time() - began) * 1000


def main():
    measure = {"two-classes": two_classes, "numbers": numbers}[sys.argv[1]]
    y, p = (pd.read_csv(file).iloc[:, 0].to_numpy() for file in sys.argv[2:4])
    values, first = timed(measure, y, p)
    whole = time.process_time() * 1000
    again = sorted(timed(measure, y, p)[1] for _ in range(AGAIN))[AGAIN // 2]
    print(json.dumps({
        "whole": whole,
        "first": first,
        "again": again,
        "values": {name: float(value) for name, value in values.items()},
    }))


main()
