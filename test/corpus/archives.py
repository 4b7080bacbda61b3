"""Archives as honest tools write them, and with one thing wrong."""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib


def tar(members, form=tarfile.USTAR_FORMAT, edit=None):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            if edit:
                edit(info)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def link(kind, name, target, model):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        info = tarfile.TarInfo(name)
        info.type = kind
        info.linkname = target
        archive.addfile(info)
        plain = tarfile.TarInfo("model.onnx")
        plain.size = len(model)
        archive.addfile(plain, io.BytesIO(model))
    return out.getvalue()


def packed(raw):
    return gzip.compress(raw, mtime=0)


def headers(model, global_headers):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT, pax_headers=global_headers) as archive:
        info = tarfile.TarInfo("model.onnx")
        info.size = len(model)
        archive.addfile(info, io.BytesIO(model))
    return out.getvalue()


def with_pax(model, records, name="model.onnx"):
    info = tarfile.TarInfo(name)
    info.size = len(model)
    info.pax_headers = records
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(info, io.BytesIO(model))
    return out.getvalue()


def checksummed(header):
    """The same header with the check sum it needs after an edit."""
    blank = header[:148] + b" " * 8 + header[156:]
    return header[:148] + b"%06o\0 " % sum(blank) + header[156:]


def zipped(members, method=zipfile.ZIP_STORED, edit=None):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = method
            if edit:
                edit(info)
            archive.writestr(info, content)
    return out.getvalue()


def torch_zip(members, folder="archive"):
    """An archive as torch's own writer makes it: stored, sizes in descriptors, contents aligned to 64 bytes."""
    out, directory = b"", b""
    for name, content in members:
        path = f"{folder}/{name}".encode()
        crc = zlib.crc32(content)
        at = len(out)
        pad = -(at + 30 + len(path) + 4) % 64
        extra = struct.pack("<HH", 0x4246, pad) + b"Z" * pad
        out += struct.pack("<IHHHHHIIIHH", 0x04034B50, 0, 0x808, 0, 0, 0, 0, 0, 0, len(path), len(extra)) + path + extra + content
        out += struct.pack("<IIII", 0x08074B50, crc, len(content), len(content))
        directory += struct.pack(
            "<IHHHHHHIIIHHHHHII", 0x02014B50, 0, 0, 0x808, 0, 0, 0, crc, len(content), len(content), len(path), 0, 0, 0, 0, 0, at
        ) + path
    start = len(out)
    out += directory
    end64 = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 0x031E, 45, 0, 0, len(members), len(members), len(directory), start)
    out += end64 + struct.pack("<IIQI", 0x07064B50, 0, start + len(directory), 1)
    return out + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(members), len(members), len(directory), start, 0)
