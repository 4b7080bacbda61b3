"""Adds to oracle.json what statsmodels and scikit-learn say of groups and of several classes.

Run with: python test/support/oracle_groups.py (statsmodels, scikit-learn), then biome check --write on the file.
"""

import json
import pathlib

import numpy
from sklearn import metrics
from statsmodels.stats.proportion import confint_proportions_2indep

PATH = pathlib.Path(__file__).with_name("oracle.json")
RATES = [(40, 100, 90, 200), (3, 50, 30, 60), (48, 80, 56, 70), (1, 31, 30, 31), (500, 10_000, 700, 10_000), (12, 40, 12, 40)]


def groups():
    rows = []
    for low, n, high, m in RATES:
        difference = confint_proportions_2indep(high, m, low, n, compare="diff", method="newcomb")
        ratio = confint_proportions_2indep(low, n, high, m, compare="ratio", method="log")
        rows.append(
            {
                "low": [low, n],
                "high": [high, m],
                "difference": high / m - low / n,
                "newcombe": list(map(float, difference)),
                "ratio": (low / n) / (high / m),
                "katz": list(map(float, ratio)),
            }
        )
    return rows


def classes():
    random = numpy.random.default_rng(11)
    cases = {}
    for name, k, n in [("five_200", 5, 200), ("rare_80", 4, 80), ("two_50", 2, 50)]:
        weights = numpy.ones(k) if name != "rare_80" else numpy.array([20, 10, 1, 0.2])
        y = random.choice(k, n, p=weights / weights.sum())
        raw = random.random((n, k)) + 0.4 * numpy.eye(k)[y]
        p = raw / raw.sum(axis=1, keepdims=True)
        predicted = p.argmax(axis=1)
        cases[name] = {
            "y": y.tolist(),
            "P": p.tolist(),
            "accuracy": metrics.accuracy_score(y, predicted),
            "f1_macro": metrics.f1_score(y, predicted, average="macro"),
            "log_loss": metrics.log_loss(y, p, labels=list(range(k))),
            "confusion": metrics.confusion_matrix(y, predicted, labels=list(range(k))).tolist(),
        }
    return cases


oracle = json.loads(PATH.read_text())
oracle["groups"] = groups()
oracle["classes"] = classes()
PATH.write_text(json.dumps(oracle, indent=2) + "\n")
