"""The pickle that torch.save writes, made without torch, which is too large to fetch for it (514 MB)."""

import io
import pickle
import sys
import types
from collections import OrderedDict

_module = types.ModuleType("torch")
_utils = types.ModuleType("torch._utils")


class FloatStorage:
    pass


def _rebuild_tensor_v2(*_):
    raise RuntimeError("never called")


FloatStorage.__module__ = "torch"
_rebuild_tensor_v2.__module__ = "torch._utils"
_module.FloatStorage = FloatStorage
_utils._rebuild_tensor_v2 = _rebuild_tensor_v2


class Storage:
    def __init__(self, key, count):
        self.key, self.count = key, count


class Tensor:
    def __init__(self, storage, shape, stride):
        self.storage, self.shape, self.stride = storage, shape, stride

    def __reduce__(self):
        return (_rebuild_tensor_v2, (self.storage, 0, self.shape, self.stride, False, OrderedDict()))


class Pickler(pickle.Pickler):
    def persistent_id(self, one):
        return ("storage", FloatStorage, one.key, "cpu", one.count) if isinstance(one, Storage) else None


def torch_pickle(arrays):
    """Answers data.pkl and the bytes of each storage."""
    sys.modules.setdefault("torch", _module)
    sys.modules.setdefault("torch._utils", _utils)
    state, storages = OrderedDict(), []
    for name, array in arrays.items():
        stride = tuple(step // array.itemsize for step in array.strides)
        state[name] = Tensor(Storage(str(len(storages)), array.size), array.shape, stride)
        storages.append(array.tobytes())
    out = io.BytesIO()
    Pickler(out, protocol=2).dump(state)
    del sys.modules["torch"], sys.modules["torch._utils"]
    return out.getvalue(), storages
