"""Trains one version of care-demand and writes its submission."""

from pathlib import Path

import pandas as pd
from sklearn.metrics import roc_auc_score

from members import INPUTS, LABEL
from submission import as_trained, check_graph, fit, graph_of, rounded_down, write_archive, write_manifest, write_rows


def submit(folder: Path, version: str, pipeline, parts: dict[str, pd.DataFrame]) -> None:
    training, holdout = parts["training"], parts["holdout"]
    fit(pipeline, training, INPUTS, LABEL)
    scores = pipeline.predict_proba(as_trained(holdout, INPUTS))[:, 1]
    graph = graph_of(pipeline, INPUTS, classifier=True)
    check_graph(graph, holdout, INPUTS, scores)

    write_archive(folder / "model.tar.gz", graph)
    write_rows(folder / "holdout.csv", holdout)
    write_rows(folder / "baseline.csv", parts["baseline"])
    write_rows(folder / "expected.csv", pd.DataFrame({"frequent_visits_probability": scores[:100]}))
    auc = roc_auc_score(holdout[LABEL], scores)
    write_manifest(
        folder,
        {
            "apiVersion": "slipway/v1",
            "model": "care-demand",
            "version": version,
            "team": "benefits",
            "owner": "ada@example.com",
            "submitter": "grace@example.com",
            "purpose": "Probability that a member of the health plan sees a doctor five times or more in the coming year, to plan capacity",
            "risk": "medium",
            "task": "binary-classification",
            "framework": "onnx",
            "files": {"model": "model.tar.gz", "holdout": "holdout.csv", "baseline": "baseline.csv"},
            "signature": {
                "inputs": INPUTS,
                "output": {"name": "frequent_visits_probability", "type": "probability"},
                "label": LABEL,
            },
            "serving": {
                "image": "onnx",
                "mode": "realtime",
                "instanceType": "ml.m5.large",
                "minInstances": 1,
                "contentType": "text/csv",
            },
            "claims": {"auc": rounded_down(auc)},
            "sensitive": ["physical_limitation"],
            "monitoring": {"schedule": "rate(1 hour)"},
        },
    )
    for name in ("holdout", "traffic", "drifted"):
        part = parts[name]
        measured = roc_auc_score(part[LABEL], pipeline.predict_proba(as_trained(part, INPUTS))[:, 1])
        print(f"{folder.name} {name}: {len(part)} rows, {part[LABEL].mean():.3f} positive, auc {measured:.4f}")
