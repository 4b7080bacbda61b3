"""Asked by fuzz.ts: what would an accepted file call? One JSON object per line in and out; nothing real is run.

Needs numpy and joblib (test/corpus/requirements.txt). Arrays are read as joblib reads them, every other name is a stub.
"""

import base64
import gzip
import io
import json
import os
import resource
import sys
import tarfile
import zipfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "corpus"))

import joblib.numpy_pickle
import numpy

from oracle import Recorder

REAL = {
    ("joblib.numpy_pickle", "NumpyArrayWrapper"): joblib.numpy_pickle.NumpyArrayWrapper,
    ("numpy", "dtype"): numpy.dtype,
    ("numpy", "ndarray"): numpy.ndarray,
    ("numpy", "matrix"): numpy.matrix,
}


class ArrayRecorder(joblib.numpy_pickle.NumpyUnpickler):
    """joblib's own reader of arrays, with stubs for all that is not an array."""

    def __init__(self, file):
        super().__init__("", file, ensure_native_byte_order=False)
        self.called = []

    def find_class(self, module, name):
        real = REAL.get((module, name))
        if real is None:
            return Recorder.find_class(self, module, name)
        return real

    persistent_load = Recorder.persistent_load
    get_extension = Recorder.get_extension


def calls_of_pickle(raw, arrays):
    recorder = ArrayRecorder(io.BytesIO(raw)) if arrays else Recorder(raw)
    if not arrays:
        recorder.persistent_load = lambda pid: recorder.find_class("torch", "storage")
    try:
        recorder.load()
    except Exception:
        # What comes before the fault was called all the same.
        pass
    return recorder.called


def pickles(raw, depth=0):
    """Every pickle in these bytes, and whether joblib would read it."""
    if depth > 4:
        return
    if raw[:2] == b"\x1f\x8b":
        yield from pickles(gzip.decompress(raw), depth + 1)
    elif raw[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for name in archive.namelist():
                content = archive.read(name)
                if name.endswith("/data.pkl"):
                    yield content, False
                elif "/data/" not in name:
                    yield from pickles(content, depth + 1)
    elif raw[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
            for member in archive:
                yield from pickles(archive.extractfile(member).read(), depth + 1) if member.isfile() else ()
    elif raw[:6] == b"\x93NUMPY":
        file = io.BytesIO(raw)
        version = numpy.lib.format.read_magic(file)
        _, _, dtype = numpy.lib.format._read_array_header(file, version)
        if dtype.hasobject:
            yield raw[file.tell() :], False
    elif raw[:1] == b"x":
        yield from pickles(zlib.decompress(raw), depth + 1)
    else:
        yield raw, True


def judged(raw, allowed):
    for content, arrays in list(pickles(raw)):
        for name in calls_of_pickle(content, arrays):
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
