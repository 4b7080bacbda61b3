"""Writes what the real torch saves, as JSON lines of path, verdict and base64. For any Python that has torch:

    apt-get install python3-torch        # Debian's, without the 500 MB of PyPI's
    python3 test/corpus/torch_files.py > torch.jsonl
    python test/corpus/make_corpus.py torch.jsonl
"""

import base64
import io
import json
import sys

import torch
from torch import nn

torch.manual_seed(3)
VERSION = ".".join(torch.__version__.split(".")[:2])
DTYPES = (torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool, torch.complex64, torch.complex128)


def saved(value, **options):
    out = io.BytesIO()
    torch.save(value, out, **options)
    return out.getvalue()


def scripted(module):
    out = io.BytesIO()
    torch.jit.save(module, out)
    return out.getvalue()


class Convolution(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.norm, self.head, self.table = nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Linear(8, 2), nn.Embedding(5, 3)


def honest(mlp):
    base = torch.arange(24, dtype=torch.float32)
    state = mlp.state_dict()
    yield "mlp", saved(state)
    yield "mlp-p4", saved(state, pickle_protocol=4)
    yield "conv", saved(Convolution().state_dict())
    yield "lstm", saved(nn.LSTM(3, 2, 2).state_dict())
    yield "attention", saved(nn.TransformerEncoderLayer(4, 2, 8).state_dict())
    yield "half", saved({name: tensor.half() for name, tensor in state.items()})
    yield "bfloat16", saved({name: tensor.bfloat16() for name, tensor in state.items()})
    yield "types", saved({str(one).split(".")[1]: torch.zeros(3).to(one) for one in DTYPES})
    matrix = base.view(4, 6)
    yield "views", saved({"whole": base, "matrix": matrix, "turned": matrix.t(), "part": matrix[1:3, ::2], "expanded": torch.ones(1, 3).expand(5, 3), "scalar": torch.tensor(1.5), "empty": torch.zeros(0, 3), "later": base[5:9]})
    yield "parameters", saved({"free": nn.Parameter(torch.ones(2, 2)), "frozen": nn.Parameter(torch.ones(2), requires_grad=False)})
    yield "conjugate", saved({"conj": torch.ones(2, dtype=torch.complex64).conj(), "neg": torch.ones(2, dtype=torch.complex64).conj().imag})
    optimizer = torch.optim.Adam(mlp.parameters())
    mlp(torch.randn(5, 4)).sum().backward()
    optimizer.step()
    yield "checkpoint", saved({"epoch": 3, "model": mlp.state_dict(), "optimizer": optimizer.state_dict(), "shape": torch.Size([1, 2]), "device": torch.device("cpu"), "dtype": torch.float32, "best": None})


def refused(mlp):
    yield "legacy", saved(mlp.state_dict(), _use_new_zipfile_serialization=False)
    yield "script", scripted(torch.jit.script(mlp))
    yield "trace", scripted(torch.jit.trace(mlp, torch.randn(2, 4)))
    yield "whole-module", saved(mlp)
    yield "sparse", saved(torch.eye(3).to_sparse())
    yield "quantized", saved(torch.quantize_per_tensor(torch.ones(3), 0.1, 0, torch.quint8))
    yield "meta", saved(torch.ones(3, device="meta"))


network = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.BatchNorm1d(3), nn.Linear(3, 1))
for verdict, cases in (("refuse", refused(network)), ("accept", honest(network))):
    for name, raw in cases:
        line = {"path": f"torch/{VERSION}/{name}.pt", "expect": verdict, "calls": [], "bytes": base64.b64encode(raw).decode()}
        sys.stdout.write(json.dumps(line) + "\n")
