"""What a pickle would call, asked of Python's own unpickler with every name replaced by a stub: nothing real is run."""

import io
import pickle


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


def reached(raw):
    """Names that are called before the pickle ends or breaks; none when even that fails."""
    recorder = Recorder(raw)
    try:
        recorder.load()
    except Exception:
        pass
    return recorder.called
