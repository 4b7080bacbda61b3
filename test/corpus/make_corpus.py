"""Makes cases.jsonl.gz: artefacts that the gate must accept or refuse, one JSON object per line.

    python3.11 -m venv /tmp/corpus && /tmp/corpus/bin/pip install -r test/corpus/requirements.txt
    /tmp/corpus/bin/python test/corpus/make_corpus.py

Honest files come from the real libraries. Hostile ones are written byte by byte and are never loaded; Python's own
unpickler, with every name replaced by a stub, says which of them would call something.
"""

import base64
import gzip
import json
import os

import hostile
import honest
from oracle import reached


def main():
    good = dict(honest.cases())
    lines = [{"path": path, "expect": "accept", "calls": []} | {"bytes": raw} for path, raw in good.items()]
    for path, raw in hostile.cases(good):
        calls = reached(raw) if path.endswith((".pkl", ".joblib")) else []
        lines.append({"path": path, "expect": "refuse", "calls": calls[:5], "bytes": raw})
    assert len({(one["expect"], one["path"]) for one in lines}) == len(lines), "a path occurs twice"
    text = "".join(json.dumps(one | {"bytes": base64.b64encode(one["bytes"]).decode()}) + "\n" for one in lines)
    target = os.path.join(os.path.dirname(__file__), "cases.jsonl.gz")
    with open(target, "wb") as file:
        file.write(gzip.compress(text.encode(), 9, mtime=0))
    counts = {verdict: sum(one["expect"] == verdict for one in lines) for verdict in ("accept", "refuse")}
    print(counts, "of them calling something:", sum(bool(one["calls"]) for one in lines), os.path.getsize(target), "bytes")


main()
