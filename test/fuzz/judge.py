"""Asked by fuzz.ts: what would an accepted file call? One JSON object per line in and out; nothing real is run.

Needs numpy and joblib (test/corpus/requirements.txt).
"""

import base64
import json
import os
import resource
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "corpus"))

from oracle import calls, pickles


def judged(raw, allowed):
    for content, reader in pickles(raw):
        for name in calls(content, reader):
            if name not in allowed:
                return f"calls {name}, which its report does not say"
    return None


resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
for line in sys.stdin:
    asked = json.loads(line)
    try:
        wrong = judged(base64.b64decode(asked["bytes"]), set(asked["calls"]))
    except Exception as error:
        wrong = f"cannot be opened: {type(error).__name__}: {error}"
    print(json.dumps({"id": asked["id"], "wrong": wrong}), flush=True)
