"""Asked by fuzz.ts about accepted files: what would they call, and do Python's own readers see the same? Nothing real is run.

Needs test/corpus/requirements.txt. One JSON object per line in and out.
"""

import base64
import gzip
import io
import json
import os
import resource
import sys
import tarfile
import xml.etree.ElementTree
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "corpus"))

import numpy
import safetensors

from oracle import calls, pickles


def called(raw, allowed):
    for content, reader in pickles(raw):
        for name in calls(content, reader):
            if name not in allowed:
                return f"calls {name}, which its report does not say"
    return None


def files(raw):
    """Names and sizes of an archive's files, as Python unpacks them; `None` when it is no archive."""
    if raw[:2] == b"\x1f\x8b":
        return files(gzip.decompress(raw))
    if raw[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
            members = [one for one in archive if not one.isdir()]
            strange = [one.name for one in members if not one.isfile()]
            return strange or [[one.name.removeprefix("./"), one.size] for one in members]
    if raw[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            broken = archive.testzip()
            return [broken] if broken else [[one.filename.removeprefix("./"), one.file_size] for one in archive.infolist() if not one.is_dir()]
    return None


def seen(raw, members):
    """Whether two readers see the same files: what one of them does not see, it does not judge."""
    found = files(raw)
    if found is None or sorted(map(str, found)) == sorted(map(str, members)):
        return None
    return f"holds {found} for Python and {members} for the gate"


READERS = {
    "safetensors": safetensors.deserialize,
    "npy": lambda raw: numpy.load(io.BytesIO(raw), allow_pickle=False),
    "json": json.loads,
    "xgboost json": json.loads,
    "pmml": xml.etree.ElementTree.fromstring,
}


def read(raw, form):
    """Whether the format's own library reads it."""
    try:
        READERS.get(form, len)(raw)
    except Exception as error:
        if "allow_pickle" not in str(error):
            return f"is not read: {type(error).__name__}: {error}"
    return None


resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
for line in sys.stdin:
    asked = json.loads(line)
    content = base64.b64decode(asked["bytes"])
    try:
        wrong = (called(content, set(asked["calls"])) if asked["pickled"] else None) or seen(content, asked["members"]) or read(content, asked["format"])
    except Exception as error:
        wrong = f"cannot be opened: {type(error).__name__}: {error}"
    print(json.dumps({"id": asked["id"], "wrong": wrong}), flush=True)
