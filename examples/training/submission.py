"""Writes the files of a submission, byte for byte the same on every run."""

import gzip
import hashlib
import io
import tarfile
from pathlib import Path

import numpy as np
import onnxruntime
import pandas as pd
import yaml
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from threadpoolctl import threadpool_limits


def columns_of(frame: pd.DataFrame, inputs: list[dict]) -> dict[str, np.ndarray]:
    """One [N, 1] tensor per input, as the graph takes them: float32 for numbers, strings for categories."""
    kind = {"number": np.float32, "category": object}
    return {i["name"]: frame[[i["name"]]].to_numpy().astype(kind[i["type"]]) for i in inputs}


def as_trained(frame: pd.DataFrame, inputs: list[dict]) -> pd.DataFrame:
    """The inputs with the precision that they have when served, so that a tree splits alike in both places."""
    return pd.DataFrame({name: column[:, 0] for name, column in columns_of(frame, inputs).items()})


def fit(pipeline, frame: pd.DataFrame, inputs: list[dict], label: str) -> None:
    """Trains on one thread: with several, sums are taken in another order, and the last bits of the weights differ."""
    with threadpool_limits(limits=1):
        pipeline.fit(as_trained(frame, inputs), frame[label])


def graph_of(pipeline, inputs: list[dict], classifier: bool) -> bytes:
    """The whole pipeline, imputation and encoding included, as one ONNX graph with one input per column."""
    tensor = {"number": FloatTensorType, "category": StringTensorType}
    options = {id(pipeline): {"zipmap": False}} if classifier else None
    types = [(i["name"], tensor[i["type"]]([None, 1])) for i in inputs]
    model = to_onnx(pipeline, initial_types=types, options=options, target_opset={"": 17, "ai.onnx.ml": 3})
    # The converter lists the operator sets in whatever order its own set of them has on that day.
    operator_sets = sorted(model.opset_import, key=lambda one: one.domain)
    del model.opset_import[:]
    model.opset_import.extend(operator_sets)
    return model.SerializeToString(deterministic=True)


def check_graph(graph: bytes, frame: pd.DataFrame, inputs: list[dict], expected: np.ndarray) -> None:
    """Stops when the graph does not answer what scikit-learn answers."""
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    scores = session.run(None, columns_of(frame, inputs))[-1]
    scores = scores[:, -1] if scores.ndim == 2 else scores
    worst = np.max(np.abs(scores - expected) / np.maximum(1, np.abs(expected)))
    assert worst < 1e-5, f"the graph differs from scikit-learn by {worst}"


def write_archive(path: Path, graph: bytes) -> None:
    """model.tar.gz with model.onnx at its root, as SageMaker wants it; no times, no owners."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        entry = tarfile.TarInfo("model.onnx")
        entry.size, entry.mode, entry.mtime = len(graph), 0o644, 0
        archive.addfile(entry, io.BytesIO(graph))
    path.write_bytes(gzip.compress(tar.getvalue(), mtime=0))


def write_rows(path: Path, frame: pd.DataFrame) -> None:
    frame.to_csv(path, index=False, lineterminator="\n")


def write_manifest(folder: Path, manifest: dict) -> None:
    """manifest.yaml with the digests of the files that stand in `folder`."""
    files = {name: folder / path for name, path in manifest["files"].items()}
    digests = {
        name: {"path": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for name, path in files.items()
    }
    text = yaml.dump({**manifest, "files": digests}, Dumper=Flowing, sort_keys=False, width=200, allow_unicode=True)
    (folder / "manifest.yaml").write_text(text)


def rounded_down(value: float, digits: int = 3) -> float:
    """A claim never promises more than was measured."""
    return float(np.floor(value * 10**digits) / 10**digits)


class Flowing(yaml.SafeDumper):
    """Writes the innermost maps and lists on one line each, as a person would."""

    def represent_dict(self, mapping):
        node = super().represent_dict(mapping)
        node.flow_style = not any(isinstance(value, dict) for value in mapping.values()) and "apiVersion" not in mapping
        if any(isinstance(value, list) and value and isinstance(value[0], dict) for value in mapping.values()):
            node.flow_style = False
        return node

    def represent_list(self, values):
        node = super().represent_list(values)
        node.flow_style = not (values and isinstance(values[0], dict))
        return node


Flowing.add_representer(dict, Flowing.represent_dict)
Flowing.add_representer(list, Flowing.represent_list)
