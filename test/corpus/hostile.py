"""Artefacts that must be refused: payloads in every container, and containers that readers read differently."""

import gzip
import io
import json
import pickle
import re
import struct
import tarfile
import zipfile
import zlib

import numpy as np

from archives import checksummed, headers, link, packed, tar, torch_zip, with_pax, zipped
from payloads import CALLABLES, NAMES, bypasses, call, framed, text


def pickle_cases():
    for i, (module, name) in enumerate(CALLABLES):
        yield f"pickle/call-{module}.{name}.pkl", call(module, name, "true", protocol=(0, 2, 4)[i % 3])
    for i, (module, name) in enumerate(NAMES):
        yield f"pickle/name-{i}.pkl", call(module, name, "true")
    for name, raw in bypasses():
        yield f"pickle/{name}.pkl", raw


SYSTEM = call("os", "system", "true")


def joblib_cases(honest):
    plain = honest["joblib/logistic.joblib"]
    yield "joblib/payload.joblib", SYSTEM
    yield "joblib/payload-zlib.joblib", zlib.compress(SYSTEM)
    yield "joblib/payload-gzip.joblib", packed(SYSTEM)
    import bz2
    import lzma

    yield "joblib/payload-bz2.joblib", bz2.compress(SYSTEM)
    yield "joblib/payload-xz.joblib", lzma.compress(SYSTEM)
    yield "joblib/payload-lzma.joblib", lzma.compress(SYSTEM, lzma.FORMAT_ALONE)
    yield "joblib/twice.joblib", zlib.compress(zlib.compress(SYSTEM))
    yield "joblib/gzip-twice.joblib.gz", packed(packed(plain))
    yield "joblib/legacy-zf.joblib", b"ZF" + hex(len(SYSTEM)).ljust(19).encode() + zlib.compress(SYSTEM)
    yield "joblib/two-gzip-members.joblib", packed(plain) + packed(SYSTEM)
    yield "joblib/gzip-trailing.joblib", packed(plain) + b"garbage"
    yield "joblib/gzip-bad-sum.joblib", packed(plain)[:-8] + b"\0\0\0\0" + packed(plain)[-4:]
    yield "joblib/bomb.joblib", zlib.compress(b"\x80\x04\x8e" + struct.pack("<Q", 40_000_000) + bytes(40_000_000) + b".", 9)
    yield "joblib/after-stop.joblib", plain + SYSTEM
    yield "joblib/cut.joblib", plain[: len(plain) // 2]
    wrapper = plain.index(b"NumpyArrayWrapper")
    yield "joblib/old-wrapper.joblib", plain[: wrapper] + b"ZNDArrayWrapperXX" + plain[wrapper + 17 :]
    # An array of objects starts a second pickle, and joblib loads it without any restriction.
    import joblib

    out = io.BytesIO()
    joblib.dump({"names": np.array(["a", "b"], dtype=object), "n": 1}, out)
    raw = out.getvalue()
    inner = raw.index(b"\x80\x05\x95")
    end = raw.rindex(b"t\x94b.") + 4
    yield "joblib/object-array-payload.joblib", raw[:inner] + call("os", "system", "true", protocol=2) + raw[end:]
    out = io.BytesIO()
    joblib.dump({"a": np.arange(4.0)}, out)
    tail = out.getvalue()
    yield "joblib/payload-after-array.joblib", tail[: tail.rindex(np.arange(4.0).tobytes()) + 32] + text("os") + text("system") + b"\x93(" + text("true") + b"tR0s."
    yield "joblib/huge-shape.joblib", tail.replace(b"K\x04\x85", b"K\xff\x85")


def numpy_cases():
    def npy(header, body=b"", version=b"\x01\x00"):
        head = header.encode() + b" " * (-(len(header) + 11) % 64) + b"\n"
        return b"\x93NUMPY" + version + struct.pack("<H", len(head)) + head + body

    table = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }"
    yield "numpy/object-payload.npy", npy(table % ("|O", "(1,)"), SYSTEM)
    yield "numpy/object-stacked.npy", npy(table % ("|O", "(1,)"), pickle.dumps([1]) + SYSTEM)
    yield "numpy/trailing.npy", npy(table % ("<f8", "(1,)"), bytes(9))
    yield "numpy/short.npy", npy(table % ("<f8", "(3,)"), bytes(9))
    yield "numpy/evaluated-header.npy", npy("__import__('os').system('true')")
    yield "numpy/extra-key.npy", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': 1}", bytes(8))
    yield "numpy/key-twice.npy", npy("{'descr': '<f8', 'descr': '|O', 'fortran_order': False, 'shape': (1,)}", bytes(8))
    yield "numpy/negative-shape.npy", npy(table % ("<f8", "(-1,)"), bytes(8))
    yield "numpy/huge-shape.npy", npy(table % ("<f8", "(99999999999999, 99999999)"), bytes(8))
    yield "numpy/leading-zero.npy", npy(table % ("<f8", "(01,)"), bytes(8))
    yield "numpy/no-text.npy", npy("{'descr': [('a\0', '<f8')], 'fortran_order': False, 'shape': (1,)}", bytes(8))
    yield "numpy/unknown-type.npy", npy(table % ("<x8", "(1,)"), bytes(8))
    yield "numpy/version-9.npy", npy(table % ("<f8", "(1,)"), bytes(8), b"\x09\x00")
    yield "numpy/payload.npz", zipped([("a.npy", npy(table % ("|O", "(1,)"), SYSTEM))])
    yield "numpy/stranger.npz", zipped([("a.npy", npy(table % ("<f8", "(1,)"), bytes(8))), ("b.pkl", SYSTEM)])


def tar_cases(model):
    yield "tar/empty.tar.gz", packed(tar([]))
    for name, path in (("parent", "../model.onnx"), ("absolute", "/model.onnx"), ("inner-parent", "a/../../model.onnx"), ("backslash", "a\\model.onnx"), ("drive", "c:model.onnx"), ("dot", "a/./model.onnx"), ("direction", "model\u202excn.onnx"), ("control", "model\n.onnx")):
        yield f"tar/name-{name}.tar.gz", packed(tar([(path, model)]))
    yield "tar/twice.tar.gz", packed(tar([("model.onnx", model), ("model.onnx", model)]))
    yield "tar/capitals.tar.gz", packed(tar([("model.onnx", model), ("MODEL.onnx", model)]))
    yield "tar/file-as-folder.tar.gz", packed(tar([("a", model), ("a/model.onnx", model)]))
    for name, kind in (("symlink", tarfile.SYMTYPE), ("hardlink", tarfile.LNKTYPE), ("fifo", tarfile.FIFOTYPE), ("device", tarfile.CHRTYPE), ("block", tarfile.BLKTYPE), ("sparse", tarfile.GNUTYPE_SPARSE), ("volume", b"V"), ("contiguous", tarfile.CONTTYPE)):
        yield f"tar/{name}.tar.gz", packed(link(kind, "x", "/etc/passwd", model))
    yield "tar/setuid.tar.gz", packed(tar([("model.onnx", model)], edit=lambda info: setattr(info, "mode", 0o4755)))
    yield "tar/global-path.tar.gz", packed(headers(model, {"path": "other.onnx"}))
    yield "tar/global-size.tar.gz", packed(headers(model, {"size": "1"}))
    yield "tar/pax-escape.tar.gz", packed(with_pax(model, {"path": "../../model.onnx"}))
    yield "tar/pax-size.tar.gz", packed(with_pax(model, {"size": "7"}))
    yield "tar/pax-sparse.tar.gz", packed(with_pax(model, {"GNU.sparse.major": "1"}))
    yield "tar/pax-linkpath.tar.gz", packed(with_pax(model, {"linkpath": "/etc/passwd"}))
    plain = tar([("model.onnx", model)])
    yield "tar/bad-sum.tar.gz", packed(b"n" + plain[1:])
    yield "tar/negative-size.tar.gz", packed(checksummed(plain[:124] + b"\xff" * 12 + plain[136:512]) + plain[512:])
    yield "tar/huge-size.tar.gz", packed(checksummed(plain[:124] + b"77777777777\0" + plain[136:512]) + plain[512:])
    yield "tar/damaged-mode.tar.gz", packed(checksummed(plain[:100] + b"0004755\x01" + plain[108:512]) + plain[512:])
    yield "tar/damaged-owner.tar.gz", packed(checksummed(plain[:108] + b"0000x00\0" + plain[116:512]) + plain[512:])
    yield "tar/global-at-end.tar.gz", packed(plain[: -(-len(model) // 512) * 512 + 512] + checksummed(plain[:124] + b"0" * 11 + plain[135:156] + b"g" + plain[157:512]) + bytes(1024))
    yield "tar/no-end.tar.gz", packed(plain[: -(-len(model) // 512) * 512 + 512])
    yield "tar/after-end.tar.gz", packed(plain + tar([("code/inference.py", b"print()")]))
    yield "tar/second-member.tar.gz", packed(plain) + packed(tar([("evil.pkl", SYSTEM)]))
    yield "tar/garbage.tar.gz", packed(plain) + b"garbage"
    yield "tar/cut.tar.gz", packed(plain)[:-20]
    yield "tar/padding.tar.gz", packed(plain[: 512 + len(model)] + b"x" + plain[513 + len(model) :])
    yield "tar/gzip-comment.tar.gz", b"\x1f\x8b\x08\x10\0\0\0\0\0\xffcomment\0" + packed(plain)[10:]
    for name in ("code/inference.py", "inference.py", "requirements.txt", "setup.py", "lib.so", "x.pth", "run.sh", "model.pyc", "code/data.json"):
        yield f"tar/with-{name.replace('/', '-')}.tar.gz", packed(tar([("model.onnx", model), (name, b"[]" if name.endswith("json") else b"import os\n")]))
    yield "tar/with-elf.tar.gz", packed(tar([("model.onnx", model), ("weights", b"\x7fELF" + bytes(60))]))
    yield "tar/with-shebang.tar.gz", packed(tar([("model.onnx", model), ("weights", b"#!/bin/sh\ntrue\n")]))
    yield "tar/with-pickle.tar.gz", packed(tar([("model.onnx", model), ("weights", SYSTEM)]))
    yield "tar/disguised.tar.gz", packed(tar([("model.onnx", SYSTEM)]))
    deep = model
    for _ in range(5):
        deep = zipped([("a", deep)])
    yield "tar/archives-in-archives.tar.gz", packed(tar([("a.zip", deep)]))
    # Names that some system takes for one, or that end in what it drops.
    for name, first, second in (("ligature", "fi.onnx", "\ufb01.onnx"), ("sharp-s", "ss.onnx", "\u00df.onnx"), ("dotless", "I.onnx", "\u0131.onnx")):
        yield f"tar/{name}.tar.gz", packed(tar([(first, model), (second, model)], tarfile.PAX_FORMAT))
    yield "tar/name-space.tar.gz", packed(tar([("inference.py ", b"import os\n"), ("model.onnx", model)]))
    yield "tar/name-full-stop.tar.gz", packed(tar([("model.onnx.", model)]))
    # Bytes of a header that no reader shows.
    written = lambda at, what: packed(checksummed(plain[:at] + what + plain[at + len(what) : 512]) + plain[512:])
    yield "tar/behind-name.tar.gz", written(0, b"model.onnx\0hidden")
    yield "tar/behind-fields.tar.gz", written(500, b"hidden")
    yield "tar/target-of-a-file.tar.gz", written(157, b"/etc/passwd")
    yield "tar/gzip-name.tar.gz", packed(plain)[:3] + b"\x08" + packed(plain)[4:10] + b"../../x\0" + packed(plain)[10:]
    yield "tar/bomb.tar.gz", packed(tar([("model.json", b"[" + b" " * 30_000_000 + b"]")]))


def zip_cases(model, state):
    plain = zipped([("model.onnx", model)])
    at = plain.rindex(b"PK\x01\x02")
    yield "zip/comment.zip", plain[:-2] + b"\x02\0hi"
    yield "zip/prefix.zip", b"MZ" + plain
    yield "zip/trailing.zip", plain + b"x"
    yield "zip/local-name.zip", plain[:30] + b"other.onnx" + plain[40:]
    yield "zip/local-flags.zip", plain[:6] + b"\x01\0" + plain[8:]
    yield "zip/both-flags.zip", plain[:6] + b"\x01\0" + plain[8 : at + 8] + b"\x01\0" + plain[at + 10 :]
    yield "zip/bad-crc.zip", plain[:14] + b"\0\0\0\0" + plain[18 : at + 16] + b"\0\0\0\0" + plain[at + 20 :]
    yield "zip/directory-crc.zip", plain[: at + 16] + b"\0\0\0\0" + plain[at + 20 :]
    yield "zip/gap.zip", plain[:at] + b"gap" + plain[at:]
    yield "zip/method.zip", plain[:8] + b"\x0c\0" + plain[10 : at + 10] + b"\x0c\0" + plain[at + 12 :]
    yield "zip/version.zip", plain[: at + 6] + b"\x81\0" + plain[at + 8 :]
    yield "zip/symlink.zip", zipped([("model.onnx", b"/etc/passwd")], edit=lambda info: setattr(info, "external_attr", 0o120777 << 16))
    yield "zip/parent.zip", zipped([("../model.onnx", model)])
    yield "zip/twice.zip", zipped([("a.onnx", model), ("b.onnx", model)]).replace(b"b.onnx", b"a.onnx")
    yield "zip/only-folders.zip", zipped([("a/", b""), ("a/b/", b"")])
    yield "zip/empty.zip", b"PK\x05\x06" + bytes(18)
    yield "zip/no-directory.zip", plain[:at]
    yield "zip/payload.zip", zipped([("weights.dat", SYSTEM)])
    yield "zip/hidden-entry.zip", plain[:at] + zipped([("x.pkl", SYSTEM)])[: -22 - 51] + plain[at:]
    marked = lambda attributes: zipped([("model.onnx", model)], edit=lambda info: setattr(info, "external_attr", attributes))
    yield "zip/setuid.zip", marked(0o104755 << 16)
    yield "zip/reparse.zip", marked(0x400)
    yield "zip/folder-mark.zip", marked(0x10)
    yield "zip/sharp-s.zip", zipped([("ss.onnx", model), ("\u00df.onnx", model)])
    yield "zip/wide-sizes.zip", zipped([("model.onnx", model)], edit=lambda info: setattr(info, "extra", struct.pack("<HHQQ", 1, 16, 5, 5)))
    raw, storages = state

    def torch(pkl=raw, data=storages, more=(), drop=()):
        members = [("data.pkl", pkl), ("byteorder", b"little"), *[(f"data/{i}", one) for i, one in enumerate(data)], ("version", b"3\n"), *more]
        return torch_zip([one for one in members if one[0] not in drop])

    yield "torch/payload.pt", torch(pkl=call("os", "system", "true", protocol=2))
    yield "torch/after-stop.pt", torch(pkl=raw + SYSTEM)
    yield "torch/missing-storage.pt", torch(drop=("data/0",))
    yield "torch/short-storage.pt", torch(data=[storages[0][:-4], storages[1]])
    yield "torch/extra-storage.pt", torch(data=[*storages, b"1234"])
    yield "torch/stranger.pt", torch(more=(("evil.pkl", SYSTEM),))
    yield "torch/script.pt", torch(more=(("code/__torch__.py", b"import os"),))
    yield "torch/foreign-pid.pt", torch(pkl=raw.replace(b"storage", b"stor_ge"))
    yield "torch/view-beyond.pt", torch(pkl=raw.replace(b"K\x02K\x03\x86", b"K\x02K\x09\x86"))
    yield "torch/bad-crc.pt", torch().replace(storages[0], b"\0" * len(storages[0]), 1)
    disks = torch().rindex(b"PK\x06\x07") + 16
    yield "torch/two-disks.pt", torch()[:disks] + b"\x02" + torch()[disks + 1 :]
    yield "torch/renamed.pkl", torch()


def document_cases(honest):
    head = lambda table, body=b"": struct.pack("<Q", len(table)) + table + body
    entry = b'"%s":{"dtype":"F32","shape":[%d],"data_offsets":[%d,%d]}'
    st = "safetensors"
    yield f"{st}/overlap.{st}", head(b"{" + entry % (b"a", 2, 0, 8) + b"," + entry % (b"b", 2, 4, 12) + b"}", bytes(12))
    yield f"{st}/hole.{st}", head(b"{" + entry % (b"a", 1, 0, 4) + b"," + entry % (b"b", 1, 8, 12) + b"}", bytes(12))
    yield f"{st}/twice.{st}", head(b"{" + entry % (b"a", 1, 0, 4) + b"," + entry % (b"a", 1, 0, 4) + b"}", bytes(4))
    yield f"{st}/trailing.{st}", head(b"{" + entry % (b"a", 1, 0, 4) + b"}", bytes(5))
    yield f"{st}/short.{st}", head(b"{" + entry % (b"a", 1, 0, 4) + b"}", bytes(3))
    yield f"{st}/size.{st}", head(b"{" + entry % (b"a", 3, 0, 4) + b"}", bytes(4))
    yield f"{st}/float.{st}", head(b'{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}', bytes(4))
    yield f"{st}/wrap.{st}", head(b'{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}', bytes(4))
    yield f"{st}/metadata.{st}", head(b'{"__metadata__":{"a":1}}')
    yield f"{st}/unknown-type.{st}", head(b'{"a":{"dtype":"X32","shape":[1],"data_offsets":[0,4]}}', bytes(4))
    yield f"{st}/extra.{st}", head(b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}', bytes(4))
    yield f"{st}/tab.{st}", head(b"{" + entry % (b"a", 1, 0, 4) + b"}\t", bytes(4))
    yield f"{st}/half-a-character.{st}", head(b"{" + entry % (b"\\ud800", 1, 0, 4) + b"}", bytes(4))
    yield f"{st}/long-header.{st}", struct.pack("<Q", 900_000_000) + b"{"
    yield f"{st}/renamed.{st}", SYSTEM
    booster = json.loads(honest["xgboost/model.json"])
    xgb = honest["xgboost/model.json"]
    yield "xgboost/twice.json", xgb[:-1] + b',"version":[1,0,0]}'
    yield "xgboost/trailing.json", xgb + b"x"
    yield "xgboost/nan.json", xgb.replace(b'"version":[', b'"version":[NaN,', 1)
    yield "xgboost/proto.json", xgb[:-1] + b',"__proto__":{}}'
    yield "xgboost/no-version.json", json.dumps({"learner": booster["learner"]}).encode()
    yield "xgboost/no-trees.json", b'{"learner":{},"version":[3,0,0]}'
    yield "xgboost/deep.json", b'{"learner":' + b"[" * 3000 + b"]" * 3000 + b',"version":[1]}'
    ubj = honest["xgboost/model.ubj"]
    yield "xgboost/trailing.ubj", ubj + b"x"
    yield "xgboost/cut.ubj", ubj[:-40]
    yield "xgboost/count-bomb.ubj", b"{L" + struct.pack(">q", 7) + b"learner[$d#L" + struct.pack(">q", 2**40) + b"}"
    yield "xgboost/renamed.ubj", SYSTEM
    light = honest["lightgbm/model.txt"]
    yield "lightgbm/cut.txt", light[: len(light) // 2]
    yield "lightgbm/no-end.txt", light.replace(b"end of trees", b"end of treez")
    yield "lightgbm/sizes.txt", light.replace(b"tree_sizes=", b"tree_sizes=1", 1)
    yield "lightgbm/no-count.txt", light.replace(b"max_feature_idx=3", b"max_feature_idx=three", 1)
    yield "lightgbm/huge-count.txt", light.replace(b"max_feature_idx=3", b"max_feature_idx=9007199254740993", 1)
    yield "lightgbm/long-tail.txt", light + b"import os\n" * 110_000
    yield "lightgbm/trailing.txt", light + b"import os\n"
    # LightGBM follows these numbers without looking: beyond the end is memory of somebody else, or no end at all.
    changed = lambda pattern, into, of=light: re.sub(pattern, lambda found: into.ljust(len(found[0]), b" ")[: len(found[0])], of, count=1)
    yield "lightgbm/column-beyond.txt", changed(rb"split_feature=\d", b"split_feature=9")
    yield "lightgbm/child-beyond.txt", changed(rb"left_child=-?\d", b"left_child=9")
    yield "lightgbm/child-of-itself.txt", changed(rb"right_child=[-\d ]+", b"right_child=" + b"0 " * 9)
    yield "lightgbm/leaves.txt", changed(rb"num_leaves=\d", b"num_leaves=9")
    yield "lightgbm/category-without-list.txt", changed(rb"num_cat=0", b"num_cat=7")
    categories = honest["lightgbm/categories.txt"]
    assert b"cat_boundaries=0 " in categories
    yield "lightgbm/category-beyond.txt", changed(rb"cat_boundaries=0 \d", b"cat_boundaries=0 9", categories)
    yield "lightgbm/split-without-categories.txt", changed(rb"decision_type=\d", b"decision_type=3")
    yield "lightgbm/escape.txt", light.replace(b"age", b"\x1b[2", 1)
    yield "lightgbm/header-twice.txt", light.replace(b"num_class=1\n", b"num_class=1\nnum_class=2\n", 1)
    for name, raw in (("twice", b'{"a":1,"a":2}'), ("proto", b'{"__proto__":{"x":1}}'), ("comment", b"{} // no"), ("nan", b"[NaN]"), ("deep", b"[" * 5000 + b"]" * 5000), ("cut", b'{"a":'), ("not-utf8", b'["\xff"]'), ("two", b"{} {}"), ("comma", b"[1,]")):
        yield f"json/{name}.json", raw
    pmml = honest["pmml/regression.pmml"]
    declaration = pmml[: pmml.index(b"\n")]
    rest = pmml[len(declaration) :]
    yield "pmml/doctype.pmml", declaration + b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + rest
    yield "pmml/laughs.pmml", declaration + b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + rest
    yield "pmml/entity.pmml", pmml.replace(b"example", b"&evil;")
    yield "pmml/unbound-prefix.pmml", pmml.replace(b"<Header", b'<x:Header xmlns="http://www.dmg.org/PMML-4_4"/><Header', 1)
    yield "pmml/reserved-prefix.pmml", pmml.replace(b"<PMML ", b'<PMML xmlns:xmlns="http://www.dmg.org/PMML-4_4" ', 1)
    yield "pmml/comment-of-three.pmml", pmml.replace(b"regression -->", b"regression --->")
    yield "pmml/no-character.pmml", pmml.replace(b"example", b"&#0;")
    yield "pmml/instruction.pmml", declaration + b'<?xml-stylesheet href="http://x/"?>' + rest
    yield "pmml/xinclude.pmml", pmml.replace(b"<Header", b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/><Header')
    yield "pmml/utf16.pmml", pmml.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    yield "pmml/two-roots.pmml", pmml + b"<PMML/>"
    yield "pmml/open.pmml", pmml.replace(b"</PMML>", b"")
    yield "pmml/other-namespace.pmml", pmml.replace(b"dmg.org", b"example.org")
    yield "pmml/no-model.pmml", pmml.replace(b"RegressionModel", b"UnknownModel")
    yield "pmml/attribute-twice.pmml", pmml.replace(b'version="4.4"', b'version="4.4" version="4.3"')
    yield "pmml/svg.xml", b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    gg = honest["gguf/model.gguf"]
    yield "gguf/template.gguf", gg.replace(b"{{ message['content'] }}", b"{{x.__class__.__base__ }}")
    for name, key, text in (
        ("pieces", "tokenizer.chat_template", "{{ x['_' ~ '_class_' ~ '_'] }}"), ("repeated", "tokenizer.chat_template", "{{ x['_'*2+'class'] }}"), ("frame", "tokenizer.chat_template.tool_use", "{{ (x for x in y).gi_frame }}"),
        ("function", "tokenizer.chat_template", "{{ x.func_globals }}"), ("include", "tokenizer.chat_template", "{%- include '/etc/passwd' %}"), ("letter", "tokenizer.chat_template", "{{ '%c'|format(95) }}"), ("key", "Tokenizer.Chat_Template", "{{ x.__class__ }}"),
    ):
        yield f"gguf/template-{name}.gguf", gguf_file([(key, 8, gguf_text(text))])
    yield "gguf/flag-of-two.gguf", gguf_file([("a", 7, b"\x02")])
    yield "gguf/alignment-of-text.gguf", gguf_file([("general.alignment", 8, gguf_text("32"))])
    yield "gguf/key-of-controls.gguf", gguf_file([("a\0b", 8, gguf_text("c"))])
    yield "gguf/hidden-in-padding.gguf", gguf_file([], [("a", 0), ("b", 32)], bytes(4) + b"hide" * 7 + bytes(4))
    yield "gguf/cut.gguf", gg[:-40]
    yield "gguf/trailing.gguf", gg + b"x" * 64
    yield "gguf/many.gguf", gg[:8] + struct.pack("<Q", 2**60) + gg[16:]
    yield "gguf/version.gguf", gg[:4] + struct.pack("<I", 9) + gg[8:]


def gguf_text(text):
    return struct.pack("<Q", len(text.encode())) + text.encode()


def gguf_file(entries, tensors=(), content=b""):
    """Metadata of (key, type, value), and tensors of one float32 at an offset."""
    out = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(entries))
    out += b"".join(gguf_text(key) + struct.pack("<I", kind) + value for key, kind, value in entries)
    out += b"".join(gguf_text(name) + struct.pack("<IQIQ", 1, 1, 0, at) for name, at in tensors)
    return out + (bytes(-len(out) % 32) + content if tensors else b"")


def keras_cases(honest):
    raw = honest["keras/dense.keras"]
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]

    def with_config(edit):
        config = json.loads(dict(members)["config.json"])
        edit(config)
        return zipped([(name, json.dumps(config).encode() if name == "config.json" else content) for name, content in members])

    layers = lambda config: config["config"]["layers"]
    yield "keras/lambda.keras", with_config(lambda c: layers(c).append({"class_name": "Lambda", "module": "keras.layers", "config": {"function": {"class_name": "__lambda__", "config": {"code": "4wE="}}}}))
    yield "keras/nested-lambda.keras", with_config(lambda c: layers(c)[1]["config"].update(kernel_initializer={"class_name": "__lambda__", "config": {}}))
    yield "keras/foreign-module.keras", with_config(lambda c: layers(c)[1].update(module="os", class_name="system"))
    yield "keras/foreign-function.keras", with_config(lambda c: layers(c)[1]["config"].update(activation={"class_name": "function", "module": "builtins", "config": "eval"}))
    yield "keras/torch-wrapper.keras", with_config(lambda c: layers(c)[1].update(class_name="TorchModuleWrapper"))
    yield "keras/vocabulary.keras", with_config(lambda c: layers(c)[1]["config"].update(vocabulary="/etc/passwd"))
    yield "keras/url.keras", with_config(lambda c: layers(c)[1]["config"].update(origin="http://169.254.169.254/"))
    yield "keras/function-as-class.keras", with_config(lambda c: layers(c)[1].update(class_name="model_from_json", module="keras.models", config={"json_string": "{}"}))
    yield "keras/type-of-a-module.keras", with_config(lambda c: layers(c)[1]["config"].update(spec={"class_name": "__typespec__", "spec_name": "system", "module": "os", "registered_name": None, "config": []}))
    yield "keras/unknown-class.keras", with_config(lambda c: layers(c)[1].update(class_name="TFOpLambda", module=None, registered_name=None))
    yield "keras/address.keras", with_config(lambda c: layers(c)[1]["config"].update(note="https://169.254.169.254/latest"))
    yield "keras/file-list.keras", with_config(lambda c: layers(c)[1]["config"].update(vocabulary_file="/etc/passwd"))
    yield "keras/map-of-a-function.keras", with_config(lambda c: layers(c)[1].update(class_name="Map", module="keras.src.ops.core"))
    yield "keras/registered.keras", with_config(lambda c: layers(c)[1].update(registered_name="evil>Layer", module=None))
    yield "keras/config-twice.keras", zipped([(name, content[:-1] + b',"class_name":"X"}' if name == "config.json" else content) for name, content in members])
    yield "keras/stranger.keras", zipped([*members, ("assets/x.pkl", SYSTEM)])
    yield "keras/no-weights.keras", zipped([one for one in members if not one[0].endswith("h5")])
    import h5py

    def h5(write):
        out = io.BytesIO()
        with h5py.File(out, "w") as file:
            write(file)
        return out.getvalue()

    yield "h5/external-link.h5", h5(lambda file: file.__setitem__("x", h5py.ExternalLink("/etc/passwd", "/y")))
    yield "h5/soft-link.h5", h5(lambda file: file.__setitem__("x", h5py.SoftLink("/y")))
    yield "h5/cut.h5", h5(lambda file: file.create_dataset("x", data=np.arange(9)))[:-40]
    yield "h5/lambda.h5", h5(lambda file: file.attrs.__setitem__("model_config", np.bytes_(json.dumps({"class_name": "Sequential", "config": {"layers": [{"class_name": "Lambda", "config": {}}]}}))))
    created = h5(lambda file: file.create_dataset("x", data=np.arange(9), chunks=(3,), compression="gzip"))
    yield "h5/lambda-in-training.h5", h5(lambda file: file.attrs.__setitem__("training_config", json.dumps({"loss": {"class_name": "Lambda", "config": {}}})))
    plain = h5(lambda file: (file.create_dataset("x", data=np.arange(1234)), file.create_group("g")))
    yield "h5/more-than-its-shape.h5", plain.replace(struct.pack("<Q", 1234), struct.pack("<Q", 1000))
    nodes = bytearray(h5(lambda file: [file.create_group(f"g{i}") for i in range(9)]))
    for at in (i for i in range(len(nodes)) if nodes[i : i + 4] == b"TREE" and i > 200):
        nodes[at + 48 : at + 544] = (SYSTEM * 100)[:496]
    yield "h5/hidden-in-slack.h5", bytes(nodes)
    end = plain[:40] + struct.pack("<Q", len(plain) + 4000) + plain[48:]
    yield "h5/hidden-behind.h5", end + (SYSTEM * 1000)[:4000]

    def forgotten(file):
        file["x"] = np.arange(9)
        file["hidden"] = np.frombuffer((SYSTEM * 1000)[:8000], np.uint8)
        file["z"] = np.arange(9)
        del file["hidden"]

    yield "h5/deleted.h5", h5(forgotten)
    yield "h5/plugin-filter.h5", created.replace(struct.pack("<HHHH", 1, 8, 1, 1), struct.pack("<HHHH", 32015, 8, 1, 1))

    def external(file):
        space, kind = h5py.h5s.create_simple((4,)), h5py.h5t.NATIVE_INT32
        plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plist.set_external(b"/etc/passwd", 0, 16)
        h5py.h5d.create(file.id, b"x", kind, space, plist)

    yield "h5/external-storage.h5", h5(external)


def onnx_cases(model):
    import onnx
    from onnx import TensorProto, helper

    def save(edit):
        proto = onnx.load_from_string(model)
        edit(proto)
        return proto.SerializeToString()

    def outside(tensor):
        tensor.data_location = TensorProto.EXTERNAL
        tensor.ClearField("raw_data")
        entry = tensor.external_data.add()
        entry.key, entry.value = "location", "../../etc/passwd"
        return tensor

    far = lambda: outside(helper.make_tensor("far", TensorProto.FLOAT, [1], [1.0]))
    graph = lambda: helper.make_graph([helper.make_node("Constant", [], ["y"], value=far())], "inner", [], [])
    yield "onnx/external-initializer.onnx", save(lambda p: p.graph.initializer.append(far()))
    yield "onnx/external-attribute.onnx", save(lambda p: p.graph.node.append(helper.make_node("Constant", [], ["z"], value=far())))
    yield "onnx/external-subgraph.onnx", save(lambda p: p.graph.node.append(helper.make_node("If", ["c"], ["z"], then_branch=graph(), else_branch=graph())))
    yield "onnx/external-sparse.onnx", save(lambda p: p.graph.sparse_initializer.add().values.CopyFrom(far()))
    yield "onnx/external-function.onnx", save(lambda p: p.functions.add(name="f", domain="").node.append(helper.make_node("Constant", [], ["z"], value=far())))
    yield "onnx/custom-operator.onnx", save(lambda p: p.graph.node.append(helper.make_node("Run", [], ["z"], domain="com.evil")))
    function = lambda *nodes: helper.make_function("own", "Twice", ["a"], ["b"], list(nodes), [helper.make_opsetid("", 18), helper.make_opsetid("own", 1)])
    twice = helper.make_node("Twice", ["X"], ["z"], domain="own")
    yield "onnx/endless-function.onnx", save(lambda p: [p.graph.node.append(twice), p.functions.append(function(helper.make_node("Twice", ["a"], ["b"], domain="own")))])
    yield "onnx/function-of-foreign-code.onnx", save(lambda p: [p.graph.node.append(twice), p.functions.append(function(helper.make_node("Run", ["a"], ["b"], domain="com.evil")))])
    yield "onnx/function-twice.onnx", save(lambda p: [p.graph.node.append(twice), *(p.functions.append(function(helper.make_node("Add", ["a", "a"], ["b"]))) for _ in range(2))])
    yield "onnx/values-twice.onnx", save(lambda p: p.graph.initializer.append(TensorProto(name="s", data_type=1, dims=[1], raw_data=b"1234", float_data=[1.0])))
    yield "onnx/segment.onnx", save(lambda p: p.graph.initializer.append(TensorProto(name="s", data_type=1, dims=[1], raw_data=b"1234", segment=TensorProto.Segment(begin=0, end=1))))
    yield "onnx/training.onnx", save(lambda p: p.training_info.add())
    yield "onnx/no-graph.onnx", save(lambda p: p.ClearField("graph"))
    yield "onnx/two-graphs.onnx", model + save(lambda p: [p.ClearField(one) for one in ("ir_version", "opset_import", "producer_name")])
    yield "onnx/short-tensor.onnx", save(lambda p: p.graph.initializer.append(TensorProto(name="s", data_type=1, dims=[9], raw_data=b"1234")))
    yield "onnx/negative.onnx", save(lambda p: p.graph.initializer.append(TensorProto(name="s", data_type=1, dims=[-9], raw_data=b"1234")))
    yield "onnx/damaged-type.onnx", model.replace(b"\x12\x0c\n\n\x08\x01", b"\x12\x0c\n\x7f\x08\x01", 1)
    yield "onnx/damaged-set.onnx", save(lambda p: p.metadata_props.add(key="x", value="y")).replace(b"\x0a\x01x\x12\x01y", b"\x0a\x01x\x12\x7fy")
    yield "onnx/half-a-float.onnx", save(lambda p: p.graph.initializer.append(TensorProto(name="s", data_type=1, dims=[1], float_data=[1.0]))).replace(b"\x22\x04\0\0\x80\x3f", b"\x22\x03\0\0\x80\x8a\x3f\x01"[:6])
    yield "onnx/cut.onnx", model[:-30]
    yield "onnx/trailing.onnx", model + b"\xff\xff\xff"
    yield "onnx/renamed.onnx", SYSTEM


def other_cases(model):
    yield "other/empty.onnx", b""
    yield "other/spaces.json", b"   "
    yield "other/text.bin", b"just some words in a file\n"
    yield "other/zeros.bin", bytes(2000)
    yield "other/object.rds", gzip.compress(b"X\n\0\0\0\x03\0\x04\x03\x01", mtime=0)
    yield "other/image.rdata", b"RDX3\nX\n"
    yield "other/archive.7z", b"7z\xbc\xaf\x27\x1c" + bytes(30)
    yield "other/archive.rar", b"Rar!\x1a\x07\x01\0" + bytes(30)
    yield "other/model.zst", b"\x28\xb5\x2f\xfd" + bytes(30)
    yield "other/program.bin", b"\x7fELF" + bytes(200)
    yield "other/windows.bin", b"MZ" + bytes(200)
    yield "other/script.bin", b"#!/usr/bin/env python\n"
    yield "other/table.csv", b"a,b\n1,2\n"
    yield "other/onnx-as-pickle.pkl", model
    yield "other/json-as-onnx.onnx", b"{}"
    yield "other/onnx-as-archive.tar.gz", model
    yield "other/torch-legacy.pt", pickle.dumps(0x1950A86A20F9469CFC6C, 2) + pickle.dumps(1001, 2)


def cases(honest):
    from torch_like import torch_pickle

    model = honest["onnx/logistic.onnx"]
    state = torch_pickle({"layer.weight": np.ones((2, 3), np.float32), "layer.bias": np.zeros(2, np.float32)})
    yield from pickle_cases()
    yield from joblib_cases(honest)
    yield from numpy_cases()
    yield from tar_cases(model)
    yield from zip_cases(model, state)
    yield from document_cases(honest)
    yield from keras_cases(honest)
    yield from onnx_cases(model)
    yield from other_cases(model)
