"""What a file would call when it is loaded, asked of the real unpicklers with every name replaced by a stub: nothing is run.

Arrays are read as joblib reads them, so that what follows them is met where joblib meets it.
"""

import gzip
import io
import json
import os
import pickle
import tarfile
import zipfile
import zlib

import joblib.numpy_pickle
import numpy

REAL = {
    ("joblib.numpy_pickle", "NumpyArrayWrapper"): joblib.numpy_pickle.NumpyArrayWrapper,
    ("numpy", "dtype"): numpy.dtype,
    ("numpy", "ndarray"): numpy.ndarray,
    ("numpy", "matrix"): numpy.matrix,
}


class Recorder(pickle._Unpickler):
    def __init__(self, raw):
        super().__init__(io.BytesIO(raw), encoding="latin1")
        self.called = []

    def find_class(self, module, name):
        called = self.called

        class Stub:
            def __new__(cls, *args, **kwargs):
                called.append(f"{module}.{name}")
                return super().__new__(cls)

            def __setstate__(self, state):
                pass

            def append(self, item):
                pass

            def extend(self, items):
                pass

            def __setitem__(self, key, value):
                pass

        return Stub

    def persistent_load(self, pid):
        self.called.append("persistent_load")

    def get_extension(self, code):
        self.called.append(f"extension {code}")
        self.append(None)


class ArrayRecorder(joblib.numpy_pickle.NumpyUnpickler):
    def __init__(self, raw):
        super().__init__("", io.BytesIO(raw), ensure_native_byte_order=False)
        self.called = []

    def find_class(self, module, name):
        return REAL.get((module, name)) or Recorder.find_class(self, module, name)

    persistent_load = Recorder.persistent_load
    get_extension = Recorder.get_extension


class TorchRecorder(Recorder):
    def persistent_load(self, pid):
        return self.find_class("torch", "storage")


def pickles(raw, depth=0):
    """Every pickle in these bytes, and who would read it."""
    if depth > 4:
        return
    if raw[:2] == b"\x1f\x8b":
        yield from pickles(gzip.decompress(raw), depth + 1)
    elif raw[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            torch = [name for name in archive.namelist() if name.endswith("/data.pkl")]
            for name in torch:
                yield archive.read(name), TorchRecorder
            for name in () if torch else archive.namelist():
                yield from pickles(archive.read(name), depth + 1)
    elif raw[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
            for member in archive:
                if member.isfile():
                    yield from pickles(archive.extractfile(member).read(), depth + 1)
    elif raw[:6] == b"\x93NUMPY":
        file = io.BytesIO(raw)
        version = numpy.lib.format.read_magic(file)
        _, _, dtype = numpy.lib.format._read_array_header(file, version)
        if dtype.hasobject:
            yield raw[file.tell() :], Recorder
    elif raw[:1] == b"x":
        yield from pickles(zlib.decompress(raw), depth + 1)
    else:
        yield raw, ArrayRecorder


def calls(raw, reader):
    """Names that are called before the pickle ends or breaks, each once; none when even that fails."""
    recorder = reader(raw)
    try:
        recorder.load()
    except Exception:
        pass
    return list(dict.fromkeys(recorder.called))


def reached(raw):
    """Names that the whole file calls; what cannot be opened calls nothing. In a process of its own: some files crash it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        found = []
        try:
            for content, reader in pickles(raw):
                found += calls(content, reader)
        except Exception:
            pass
        with os.fdopen(writing, "w") as out:
            json.dump(list(dict.fromkeys(found)), out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    _, status = os.waitpid(child, 0)
    return json.loads(text) if status == 0 else [*calls(raw, Recorder), "a crash of the loader"]
