"""Byte strings that a careless loader would run. They are written down opcode by opcode and never loaded here."""

import pickle
import struct


def text(value):
    raw = value.encode()
    return b"\x8c" + bytes([len(raw)]) + raw if len(raw) < 256 else b"X" + struct.pack("<I", len(raw)) + raw


def framed(body, protocol=4):
    return b"\x80" + bytes([protocol]) + b"\x95" + struct.pack("<Q", len(body)) + body


def call(module, name, *args, protocol=4, end=b"."):
    """REDUCE of a name with texts as arguments."""
    packed = b"".join(text(one) if isinstance(one, str) else b"K" + bytes([one]) for one in args)
    tail = b"(" + packed + b"tR" + end
    if protocol >= 4:
        return framed(text(module) + text(name) + b"\x93" + tail, protocol)
    old = f"c{module}\n{name}\n".encode()
    flat = b"".join(b"V" + str(one).encode() + b"\n" for one in args)
    head = b"" if protocol < 2 else b"\x80" + bytes([protocol])
    return head + old + b"(" + flat + b"tR" + end


# Callables that run, read, write, import or fetch, and that no list of bad names knows in full (SECURITY 1.2, 1.3).
CALLABLES = [
    ("os", "system"), ("posix", "system"), ("nt", "system"), ("subprocess", "Popen"), ("subprocess", "getoutput"),
    ("builtins", "eval"), ("builtins", "exec"), ("builtins", "compile"), ("builtins", "open"), ("builtins", "__import__"),
    ("builtins", "getattr"), ("__builtin__", "apply"), ("commands", "getoutput"), ("pip", "main"), ("pip._internal", "main"),
    ("pkgutil", "resolve_name"), ("importlib", "import_module"), ("runpy", "run_path"), ("code", "interact"),
    ("pdb", "run"), ("bdb", "Bdb"), ("cProfile", "run"), ("timeit", "timeit"), ("doctest", "debug_script"), ("ctypes", "CDLL"),
    ("uuid", "_get_command_stdout"), ("imaplib", "IMAP4_stream"), ("_pyrepl.pager", "pipe_pager"), ("_osx_support", "_read_output"),
    ("_aix_support", "_read_cmd_output"), ("asyncio.unix_events", "_UnixSubprocessTransport._start"), ("codecs", "open"),
    ("distutils.spawn", "spawn"), ("gzip", "GzipFile"), ("joblib", "load"), ("multiprocessing.util", "spawnv_passfds"),
    ("numpy", "load"), ("numpy", "memmap"), ("numpy", "savetxt"), ("numpy.testing._private.utils", "runstring"),
    ("numpy.core", "_ufunc_reconstruct"), ("numpy._core", "_ufunc_reconstruct"), ("pandas", "eval"), ("pandas", "read_pickle"),
    ("pathlib", "Path"), ("scipy.io", "savemat"), ("shelve", "open"), ("sklearn.datasets._base", "clear_data_home"),
    ("sklearn.utils._testing", "assert_run_python_script_without_output"), ("sqlite3", "connect"), ("torch.hub", "load"),
    ("zipfile", "ZipFile"), ("marshal", "loads"), ("dill", "loads"), ("cloudpickle", "loads"), ("torch.storage", "_load_from_bytes"),
    ("functools", "partial"), ("operator", "methodcaller"), ("operator", "attrgetter"), ("types", "CodeType"), ("types", "FunctionType"),
    ("webbrowser", "open"), ("socket", "create_connection"), ("smtplib", "SMTP"), ("shutil", "rmtree"), ("tempfile", "NamedTemporaryFile"),
    ("joblib.numpy_pickle", "os"), ("lightgbm.basic", "ctypes"), ("sklearn.utils.fixes", "Parallel"), ("sklearn.base", "Path"),
    ("a_package_nobody_knows", "load"), ("sys", "exit"), ("logging.config", "listen"), ("picklescan.scanner", "_unsafe_globals"),
]

# A name that resolves through attributes, or that hides in characters.
NAMES = [
    ("sklearn.base", "os.system"), ("numpy", "core.multiarray.os.system"), ("collections", "OrderedDict.fromkeys"),
    ("joblib.numpy_pickle", "os.system"), ("builtins", "set.__init__"), ("collections", "abc"), ("os\x00", "system"), ("оs", "system"),
    ("sklearn..base", "BaseEstimator"), ("sklearn.ensemble._forest", "__builtins__"), ("", "eval"),
]


def bypasses():
    """Name and bytes of pickles that hide what they do."""
    system, args = text("os") + text("system") + b"\x93", b"(" + text("true") + b"t"
    body = system + args + b"R."
    yield "memo-strings", framed(text("os") + b"\x940" + text("system") + b"\x940" + b"h\x00h\x01\x93" + args + b"R.")
    yield "memo-overwritten", framed(text("collections") + b"q\x050" + text("os") + b"q\x050" + b"h\x05" + text("system") + b"\x93" + args + b"R.")
    yield "pop-decoy", framed(text("os") + text("system") + text("collections") + b"0" + b"\x93" + args + b"R.")
    yield "pop-mark-decoy", framed(text("os") + text("system") + b"(" + text("numpy") + text("dtype") + b"1\x93" + args + b"R.")
    yield "dup-names", framed(text("os") + b"2\x940" + text("system") + b"\x93" + args + b"R.")
    yield "unicode-escape", b"\x80\x04V\\u006fs\nV\\u0073ystem\n\x93(Vtrue\ntR."
    yield "string-escape", b"\x80\x04S'\\x6fs'\nS'sys\\x74em'\n\x93(Vtrue\ntR."
    yield "inst", b"(S'true'\nios\nsystem\n."
    yield "obj", b"\x80\x02(cos\nsystem\nX\x04\x00\x00\x00trueo."
    yield "obj-popped", b"\x80\x02(cos\nsystem\nX\x04\x00\x00\x00trueo0N."
    yield "newobj", framed(text("subprocess") + text("Popen") + b"\x93)\x81.")
    yield "newobj-ex", framed(text("subprocess") + text("Popen") + b"\x93)}\x92.")
    yield "build-on-global", framed(text("collections") + text("OrderedDict") + b"\x93}" + text("x") + b"K\x01sb.")
    yield "build-setstate", framed(
        text("sklearn.base") + text("BaseEstimator") + b"\x93)\x81}" + text("__setstate__") + text("collections") + text("OrderedDict") + b"\x93sb."
    )
    yield "build-twice-setstate", framed(
        text("sklearn.linear_model._base") + text("LinearRegression") + b"\x93)\x81}" + text("__setstate__") + text("builtins") + text("int") + b"\x93sb" + text("x") + b"b."
    )
    yield "build-class", framed(text("sklearn.linear_model._base") + text("LinearRegression") + b"\x93)\x81}" + text("__class__") + text("builtins") + text("int") + b"\x93sb.")
    yield "build-slots", framed(text("sklearn.linear_model._base") + text("LinearRegression") + b"\x93)\x81N}" + text("__reduce__") + b"K\x01s\x86b.")
    yield "build-numpy-str-key", framed(
        text("sklearn.linear_model._base") + text("LinearRegression") + b"\x93)\x81}"
        + text("numpy._core.multiarray") + text("scalar") + b"\x93" + text("numpy") + text("dtype") + b"\x93" + text("U12") + b"\x89\x88\x87R"
        + b"C\x30" + "__setstate__".encode("utf-32-le") + b"\x86R" + b"K\x01sb."
    )
    check = text("sklearn.utils.validation") + text("check_array") + b"\x93"
    other = text("sklearn.feature_selection._univariate_selection") + text("f_classif") + b"\x93"
    partial = text("functools") + text("partial") + b"\x93"
    yield "partial-of-another", framed(partial + other + b"\x85R.")
    yield "partial-with-arguments", framed(partial + check + b"K\x01\x86R.")
    yield "partial-becomes-another", framed(partial + check + b"\x85R(" + other + b")}Ntb.")
    yield "partial-binds-arguments", framed(partial + check + b"\x85R(" + check + b"K\x01\x85}Ntb.")
    yield "partial-brings-attributes", framed(partial + check + b"\x85R(" + check + b")}}" + text("__call__") + other + b"stb.")
    yield "named-tuple-of-nobody", framed(text("sklearn.linear_model._base") + text("LinearRegression") + b"\x93K\x01\x85\x81.")
    yield "ext1", b"\x80\x02\x82\x01."
    yield "ext2", b"\x80\x02\x83\x01\x00."
    yield "ext4", b"\x80\x02\x84\x01\x00\x00\x00."
    yield "persid", b"Pos.system\n."
    yield "binpersid", b"\x80\x02X\x02\x00\x00\x00osQ."
    yield "stacked", pickle.dumps({"a": 1}) + framed(body)
    yield "stacked-junk-byte", pickle.dumps({"a": 1}) + b"\x00" + framed(body)
    yield "trailing-garbage", pickle.dumps({"a": 1}) + b"garbage"
    yield "broken-after-payload", framed(system + args + b"R") + b"\xff\xff\xff"
    yield "no-stop", framed(system + args + b"R")
    yield "frame-past-end", b"\x80\x04\x95" + struct.pack("<Q", len(body) + 100) + body
    straddle = system + args + b"R."
    yield "frame-straddle", b"\x80\x05\x95" + struct.pack("<Q", len(straddle) - 5) + straddle
    yield "frame-in-frame", b"\x80\x04\x95" + struct.pack("<Q", 20) + b"\x95" + struct.pack("<Q", 2) + b"N." + b"N" * 9
    yield "frame-stops-early", b"\x80\x04\x95" + struct.pack("<Q", 20) + b"N." + b"N" * 18
    yield "proto-twice", b"\x80\x04\x80\x04N."
    yield "proto-later", b"N0\x80\x04N."
    yield "proto-6", b"\x80\x06N."
    yield "stack-underflow", b"\x80\x04R."
    yield "memo-unset", b"\x80\x04h\x07."
    yield "mark-missing", b"\x80\x04Nt."
    yield "stack-left", b"\x80\x04NN."
    yield "unknown-opcode", b"\x80\x04N\xee."
    yield "append-to-instance", framed(text("sklearn.linear_model._base") + text("LinearRegression") + b"\x93)\x81N\x61.")
    yield "setitem-on-instance", framed(text("sklearn.linear_model._base") + text("LinearRegression") + b"\x93)\x81NNs.")
    yield "additems-on-list", framed(b"](K\x01\x90.")
    yield "reduce-instance", framed(text("sklearn.linear_model._base") + text("LinearRegression") + b"\x93)\x81)R.")
    yield "reduce-reference", framed(text("numpy") + text("ndarray") + b"\x93)R.")
    yield "call-a-class", framed(text("sklearn.linear_model._base") + text("LinearRegression") + b"\x93)R.")
    yield "keep-a-callable", framed(text("_codecs") + text("encode") + b"\x93.")
    yield "codecs-encode-rot13", call("_codecs", "encode", "flfgrz", "rot13")
    yield "reconstructor-foreign", framed(
        text("copyreg") + text("_reconstructor") + b"\x93" + text("subprocess") + text("Popen") + b"\x93" + text("builtins") + text("object") + b"\x93N\x87R."
    )
    yield "bytearray-bomb", framed(text("builtins") + text("bytearray") + b"\x93J\xff\xff\xff\x7f\x85R.")
    yield "set-of-range-bomb", framed(
        text("builtins") + text("set") + b"\x93" + text("builtins") + text("range") + b"\x93J\xff\xff\xff\x7f\x85R\x85R."
    )
    yield "reconstruct-bomb", framed(
        text("numpy._core.multiarray") + text("_reconstruct") + b"\x93" + text("numpy") + text("ndarray") + b"\x93J\xff\xff\xff\x7f\x85C\x01b\x87R."
    )
    yield "nesting", b"\x80\x04N" + b"\x85" * 5000 + b"."
    yield "nested-marks", b"\x80\x04" + b"(" * 5000 + b"t" * 5000 + b"."
    yield "sparse-memo", b"\x80\x04Nr\xff\xff\xff\x7f."
    yield "huge-bytes", b"\x80\x04\x8e" + struct.pack("<Q", 2**40) + b"N."
    yield "next-buffer", b"\x80\x05\x97."
    yield "readonly-buffer", b"\x80\x05\x97\x98."
    yield "defaultdict-factory", framed(text("collections") + text("defaultdict") + b"\x93" + text("_codecs") + text("encode") + b"\x93\x85R.")
    number = text("builtins") + text("int") + b"\x93"
    model = text("sklearn.linear_model._base") + text("LinearRegression") + b"\x93"
    maker = text("numpy.random._pickle") + text("__bit_generator_ctor") + b"\x93"
    yield "random-state-calls", framed(text("numpy.random._pickle") + text("__randomstate_ctor") + b"\x93" + text("x") + number + b"\x86R.")
    yield "bit-generator-makes-class", framed(maker + model + b"\x85R.")
    yield "new-object-of-other-class", framed(text("sklearn.neighbors._kd_tree") + text("newObj") + b"\x93" + model + b"\x85R.")
    yield "python-distance", framed(
        text("sklearn.metrics._dist_metrics") + text("newObj") + b"\x93" + text("sklearn.metrics._dist_metrics") + text("PyFuncDistance") + b"\x93\x85R."
    )
    yield "new-with-arguments", framed(model + text("x") + b"\x85\x81.")
    yield "build-again", framed(model + b")\x81}b}b.")

    def dtype(code, size, flags, names=b"N", fields=b"N"):
        made = text("numpy") + text("dtype") + b"\x93" + text(code) + b"\x89\x88\x87R"
        return made + b"(K\x03" + text("|") + b"N" + names + fields + b"J" + struct.pack("<i", size) + b"K\x01K" + bytes([flags]) + b"tb"

    def array(kind, content):
        made = text("numpy._core.multiarray") + text("_reconstruct") + b"\x93" + text("numpy") + text("ndarray") + b"\x93K\x00\x85C\x01b\x87R"
        return made + b"(K\x01K\x01\x85" + kind + b"\x89" + content + b"tb."

    hidden = dtype("V8", 8, 0, text("f") + b"\x85", b"}" + text("f") + dtype("O8", -1, 63) + b"K\x00\x86s")
    yield "objects-from-bytes", framed(array(dtype("O8", -1, 63), b"C\x08" + b"A" * 8))
    yield "hidden-objects-from-bytes", framed(array(hidden, b"C\x08" + b"A" * 8))
    yield "array-too-short", framed(array(dtype("f8", -1, 0), b"C\x02AA"))

    def joblib(kind, body, shape=b"K\x04\x85"):
        state = text("subclass") + text("numpy") + text("ndarray") + b"\x93" + text("shape") + shape + text("order") + text("C") + text("dtype") + kind
        return text("joblib.numpy_pickle") + text("NumpyArrayWrapper") + b"\x93)\x81\x94}(" + state + text("allow_mmap") + b"\x89ub", body

    evil = text("os") + text("system") + b"\x93(" + text("true") + b"tR."
    head, tail = joblib(dtype("S4", 1, 0), bytes(4))
    yield "joblib-size-in-state", framed(head) + tail + evil.ljust(200, b".")[:12] + b"N."
    head, tail = joblib(dtype("u1", -1, 0), bytes(4))
    yield "joblib-build-again", framed(head) + tail + b"}" + text("shape") + b"K\x60\x85sb" + evil.ljust(96, b".") + b"."
    yield "joblib-wrapper-again", framed(head) + tail + b"0h\x00}" + text("shape") + b"K\x60\x85sb" + evil.ljust(96, b".") + b"."
    head, tail = joblib(hidden, bytes(8), b"K\x01\x85")
    yield "joblib-hidden-objects", framed(head) + tail + b"."
