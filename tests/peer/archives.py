"""archives: archives of every kind, made in memory, right ones and wrong ones.

A member is (name, bytes). What Python cannot write (7z, zstd, encrypted zips) libarchive does.
"""
import bz2
import ctypes
import ctypes.util
import gzip
import io
import lzma
import struct
import tarfile
import warnings
import zipfile
import zlib

_la = ctypes.CDLL(ctypes.util.find_library("archive") or "libarchive.so.13")
for _name in ("archive_write_new", "archive_entry_new"):
    getattr(_la, _name).restype = ctypes.c_void_p
UTF8_FLAG = 0x800


def libarchive(members, form, filters=(), options="", passphrase=None):
    """An archive as libarchive writes it: form and filters by their names."""
    room = ctypes.create_string_buffer(sum(len(b) for _, b in members) * 2 + 65536)
    used = ctypes.c_size_t()
    a = ctypes.c_void_p(_la.archive_write_new())

    def must(code):
        assert code == 0, (form, filters, options, code)

    must(_la.archive_write_set_format_by_name(a, form.encode()))
    for name in filters:
        must(_la.archive_write_add_filter_by_name(a, name.encode()))
    if passphrase:
        must(_la.archive_write_set_passphrase(a, passphrase.encode()))
    if options:
        must(_la.archive_write_set_options(a, options.encode()))
    must(_la.archive_write_open_memory(a, room, ctypes.c_size_t(len(room)), ctypes.byref(used)))
    for name, content in members:
        e = ctypes.c_void_p(_la.archive_entry_new())
        _la.archive_entry_update_pathname_utf8(e, name.encode())
        _la.archive_entry_set_size(e, ctypes.c_int64(len(content)))
        _la.archive_entry_set_filetype(e, 0o100000)
        _la.archive_entry_set_perm(e, 0o644)
        assert _la.archive_write_header(a, e) in (0, -20)
        _la.archive_write_data.restype = ctypes.c_ssize_t
        assert _la.archive_write_data(a, content, ctypes.c_size_t(len(content))) == len(content)
        _la.archive_entry_free(e)
    must(_la.archive_write_close(a))
    _la.archive_write_free(a)
    return room.raw[:used.value]


def make_zip(members, charset="utf-8", flag=None, method=zipfile.ZIP_DEFLATED, unicode_field=False):
    """Names in any charset; flag: whether they are said to be UTF-8, None: truly."""
    class Info(zipfile.ZipInfo):
        def _encodeFilenameFlags(self):
            says = charset == "utf-8" if flag is None else flag
            return self.filename.encode(charset), self.flag_bits & ~UTF8_FLAG | (UTF8_FLAG if says else 0)

    out = io.BytesIO()
    warnings.filterwarnings("ignore", "Duplicate name")  # on purpose
    with zipfile.ZipFile(out, "w", method, compresslevel=1) as z:
        for name, content in members:
            info = Info(name, (2021, 3, 5, 8, 0, 0))
            info.compress_type = method
            if unicode_field:  # APPNOTE 4.6.9
                utf8 = name.encode()
                field = struct.pack("<BI", 1, zlib.crc32(name.encode(charset))) + utf8
                info.extra = struct.pack("<HH", 0x7075, len(field)) + field
            z.writestr(info, content)
    return out.getvalue()


def make_tar(members, charset="utf-8", form=tarfile.PAX_FORMAT, links=()):
    """links: (name, type of tarfile, target)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form, encoding=charset) as t:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            t.addfile(info, io.BytesIO(content))
        for name, kind, target in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            t.addfile(info)
    return out.getvalue()


COMPRESS = {"gz": gzip.compress, "xz": lzma.compress, "bz2": bz2.compress,
            "zst": lambda b: libarchive([("x", b)], "raw", ["zstd"])}


# Web archives

def warc_record(kind, block, version="1.0", **fields):
    head = [f"WARC/{version}", f"WARC-Type: {kind}"]
    head += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    head.append(f"Content-Length: {len(block)}")
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def chunked(body, size=1000):
    pieces = [body[i:i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


def bare_deflate(body):
    c = zlib.compressobj(wbits=-15)
    return c.compress(body) + c.flush()


def warc_response(uri, body, kind="text/plain", status="200 OK", date="2021-03-05T08:00:00Z", **fields):
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}"]
    head += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return warc_record("response", "\r\n".join(head).encode() + b"\r\n\r\n" + body, WARC_Target_URI=uri,
                       WARC_Date=date, Content_Type="application/http; msgtype=response")
