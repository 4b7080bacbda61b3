"""What others do by hand, for the drift bench to be held against. Needs numpy, scipy and pandas.

    python3 drift_python.py scipy REFERENCE.csv CURRENT.csv     pandas reads both files, SciPy compares column by column
    python3 drift_python.py capture REFERENCE.csv CURRENT.jsonl the same with current rows from Data Capture lines
    python3 drift_python.py store REFERENCE.csv STORED          keeps the reference sorted, for the next one
    python3 drift_python.py numpy STORED CURRENT.csv            the best of numpy: one sort of each new column, no more

Prints wall and processor seconds, peak MiB, and the distances of every column as JSON.
"""

import io
import json
import pickle
import resource
import sys
import time

import numpy as np
import pandas as pd
from scipy import stats
from scipy.spatial.distance import jensenshannon

SMALLEST_SHARE = 1e-4


def psi(reference, current):
    p, q = np.maximum(reference, SMALLEST_SHARE), np.maximum(current, SMALLEST_SHARE)
    return float(np.sum((q - p) * np.log(q / p)))


def decile_edges(values):
    inner = np.unique(np.quantile(values, np.linspace(0, 1, 11)))[1:-1]
    return np.concatenate([[-np.inf], inner, [np.inf]])


def distances(p, q):
    return {"psi": psi(p, q), "js": float(jensenshannon(p, q, base=2))}


def categories(a, b):
    values = sorted(set(a.index) | set(b.index))
    table = np.array([[count.get(value, 0) for value in values] for count in (a, b)])
    chi2 = stats.chi2_contingency(table, correction=False)
    return {**distances(table[0] / table[0].sum(), table[1] / table[1].sum()), "chi2": float(chi2[0])}


def is_number(column):
    return pd.api.types.is_numeric_dtype(column)


def with_scipy(reference_file, current_file):
    return compared(pd.read_csv(reference_file), pd.read_csv(current_file))


def with_scipy_from_capture(reference_file, current_file):
    reference = pd.read_csv(reference_file)
    with open(current_file) as file:
        rows = [json.loads(line)["captureData"]["endpointInput"]["data"] for line in file]
    return compared(reference, pd.read_csv(io.StringIO("\n".join(rows)), header=None, names=list(reference.columns)))


def compared(reference, current):
    features = {}
    for name in reference.columns:
        a, b = reference[name].dropna(), current[name].dropna()
        if is_number(a):
            a, b = a.to_numpy(), b.to_numpy()
            edges = decile_edges(a)
            p, q = (np.histogram(x, edges)[0] / len(x) for x in (a, b))
            features[name] = {
                **distances(p, q),
                "ks": float(stats.ks_2samp(a, b).statistic),
                "wasserstein": float(stats.wasserstein_distance(a, b)) / float(np.std(a)),
            }
        else:
            features[name] = categories(a.value_counts(), b.value_counts())
    return features


def store(reference_file, stored_file):
    reference = pd.read_csv(reference_file)
    kept = {}
    for name in reference.columns:
        column = reference[name].dropna()
        kept[name] = np.sort(column.to_numpy()) if is_number(column) else column.value_counts()
    with open(stored_file, "wb") as file:
        pickle.dump(kept, file, protocol=5)


def with_numpy(stored_file, current_file):
    with open(stored_file, "rb") as file:
        stored = pickle.load(file)
    current = pd.read_csv(current_file)
    features = {}
    for name, a in stored.items():
        b = current[name].dropna()
        if not isinstance(a, np.ndarray):
            features[name] = categories(a, b.value_counts())
            continue
        b = np.sort(b.to_numpy())
        edges = decile_edges(a)[1:-1]
        p, q = (np.diff(np.searchsorted(x, edges), prepend=0, append=len(x)) / len(x) for x in (a, b))
        both = np.concatenate([a, b])
        both.sort(kind="stable")
        gap = np.abs(np.searchsorted(a, both, "right") / len(a) - np.searchsorted(b, both, "right") / len(b))
        features[name] = {
            **distances(p, q),
            "ks": float(gap.max()),
            "wasserstein": float(np.sum(gap[:-1] * np.diff(both))) / float(np.std(a)),
        }
    return features


def main():
    way, first, second = sys.argv[1:4]
    if way == "store":
        return store(first, second)
    wall, cpu = time.perf_counter(), time.process_time()
    features = WAYS[way](first, second)
    print(json.dumps({
        "wall": (time.perf_counter() - wall) * 1000,
        "cpu": (time.process_time() - cpu) * 1000,
        "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "features": features,
    }))


WAYS = {"scipy": with_scipy, "capture": with_scipy_from_capture, "numpy": with_numpy}

main()
