"""Makes cases.jsonl.gz: artefacts that the gate must accept or refuse, one JSON object per line.

    python3.11 -m venv /tmp/corpus && /tmp/corpus/bin/pip install -r test/corpus/requirements.txt
    /tmp/corpus/bin/python test/corpus/make_corpus.py [torch.jsonl ...]

Honest files come from the real libraries. Those of torch are written by torch_files.py, which another Python runs; without
them, the ones in cases.jsonl.gz stay. Hostile files are written byte by byte and are never loaded; Python's own
unpicklers, with every name replaced by a stub, say what each file would call.
"""

import base64
import gzip
import json
import os
import sys

import hostile
import honest
from oracle import reached

TARGET = os.path.join(os.path.dirname(__file__), "cases.jsonl.gz")


def torch_lines(files):
    texts = [open(file, encoding="utf-8").read() for file in files] or [gzip.open(TARGET, "rt", encoding="utf-8").read()]
    for line in "".join(texts).splitlines():
        one = json.loads(line)
        if one["path"].startswith(("torch/1.", "torch/2.")):
            yield one | {"bytes": base64.b64decode(one["bytes"])}


def main():
    good = dict(honest.cases())
    lines = [{"path": path, "expect": "accept", "bytes": raw} for path, raw in good.items()]
    lines += [{"path": path, "expect": "refuse", "bytes": raw} for path, raw in hostile.cases(good)]
    lines += torch_lines(sys.argv[1:])
    assert len({one["path"] for one in lines}) == len(lines), "a path occurs twice"
    text = "".join(
        json.dumps({**one, "calls": reached(one["bytes"]), "bytes": base64.b64encode(one["bytes"]).decode()}) + "\n" for one in lines
    )
    with open(TARGET, "wb") as file:
        file.write(gzip.compress(text.encode(), 9, mtime=0))
    counts = {verdict: sum(one["expect"] == verdict for one in lines) for verdict in ("accept", "refuse")}
    print(counts, os.path.getsize(TARGET), "bytes")


main()
