"""What a data scientist writes by hand: pandas reads both files, SciPy compares column by column.

    python3 scipy_baseline.py REFERENCE.csv CURRENT.csv

Prints wall and processor seconds, peak MiB, and PSI and Jensen-Shannon distance of every column as JSON.
Needs numpy, scipy and pandas.
"""

import json
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


def numeric(reference, current):
    stats.ks_2samp(reference, current)
    stats.wasserstein_distance(reference, current)
    deciles = np.quantile(reference, np.linspace(0, 1, 11))
    inner = np.unique(deciles)[1:-1]
    edges = np.concatenate([[-np.inf], inner, [np.inf]])
    p = np.histogram(reference, edges)[0] / len(reference)
    q = np.histogram(current, edges)[0] / len(current)
    return {"psi": psi(p, q), "js": float(jensenshannon(p, q, base=2))}


def category(reference, current):
    counts = [column.value_counts() for column in (reference, current)]
    values = sorted(set(counts[0].index) | set(counts[1].index))
    table = np.array([[count.get(value, 0) for value in values] for count in counts])
    stats.chi2_contingency(table, correction=False)
    p, q = table[0] / table[0].sum(), table[1] / table[1].sum()
    return {"psi": psi(p, q), "js": float(jensenshannon(p, q, base=2))}


def main():
    wall, cpu = time.perf_counter(), time.process_time()
    reference, current = (pd.read_csv(path) for path in sys.argv[1:3])
    features = {}
    for name in reference.columns:
        a, b = reference[name].dropna(), current[name].dropna()
        if pd.api.types.is_numeric_dtype(a):
            features[name] = numeric(a.to_numpy(), b.to_numpy())
        else:
            features[name] = category(a, b)
    print(json.dumps({
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "features": features,
    }))


main()
