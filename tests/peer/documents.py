"""documents: bodies, identities, results and lines, as proto/PROTOCOL.md says.

Numbers in comments are clauses of the page.
"""
import ctypes
import ctypes.util
import hashlib
import json
import re

import msgpack

from messages import MAX_DOCUMENT, RAW, REASONS, STATES, ZSTD, number_of

_zstd = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
_zstd.ZSTD_getFrameContentSize.restype = ctypes.c_ulonglong
_zstd.ZSTD_getFrameContentSize.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
_zstd.ZSTD_decompress.restype = ctypes.c_size_t
_zstd.ZSTD_decompress.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]


def expand(encoding, stored, limit=MAX_DOCUMENT):
    """The bytes of a body (5.5, 5.6); ValueError if they cannot be had."""
    if encoding == RAW:
        return stored
    length = _zstd.ZSTD_getFrameContentSize(stored, len(stored)) if encoding == ZSTD else limit + 1
    if length > limit:  # also the two large numbers that stand for "not told" and "no frame"
        raise ValueError("cannot be expanded")
    out = ctypes.create_string_buffer(length + 1)
    if _zstd.ZSTD_decompress(out, length, stored, len(stored)) != length:
        raise ValueError("damaged")
    return out.raw[:length]


def sha256(content):
    return hashlib.sha256(content).digest()


def document_id(archive, source, content_hash):
    """16.1"""
    return sha256(archive.encode() + b"\0" + source.encode())[:8] + content_hash[:8]


def cut(body, lengths):
    """The pieces of a body frame (section 6); ValueError if they are not exactly all of it."""
    pieces, at = [], 0
    for length in lengths:
        pieces.append(body[at:at + length])
        at += length
    if at != len(body):
        raise ValueError("body and header do not agree")
    return pieces


def to_json(value):
    """16.2; json.dumps() would write floats otherwise."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{to_json(k)}:{to_json(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(to_json, value)) + "]"
    if isinstance(value, bytes):
        return f'"{value.hex()}"'
    if isinstance(value, float):
        return next(t for t in (f"{value:.{p}g}" for p in (15, 16, 17)) if float(t) == value)
    return json.dumps(value, ensure_ascii=False)


def document_line(row, result):
    """16.2"""
    line = {"type": "document", "doc": row["doc"], "archive": row["archive"], "source": row["source"],
            "sha256": row["sha256"], "bytes": row["bytes"]}
    told = ("media_type", "charset", "charset_confidence", "damaged", "metadata")
    line.update((key, result[key]) for key in told if key in result)
    line["state"] = STATES[row["state"]]
    if row["reason"]:
        line["reason"] = REASONS[row["reason"]]
    line.update((key, row[key]) for key in ("detail", "duplicate_of", "extractor") if row[key])
    line.update((key, result[key]) for key in ("partial", "articles", "other") if key in result)
    return to_json(line)


def failed(job, reason, detail):
    state = "skipped" if number_of(REASONS, reason) >= 20 else "failed"
    return dict(num=job["num"], state=number_of(STATES, state), reason=number_of(REASONS, reason), detail=detail)


def work_document(job, body):
    """10.4 and 10.5, with an extractor that knows one thing: years, as 2021年."""
    try:
        content = expand(job["encoding"], body)
    except ValueError as error:
        return failed(job, "bad-encoding", str(error))
    if len(content) != job["bytes"] or sha256(content) != job["sha256"]:
        return failed(job, "sha256-mismatch", "not the bytes announced")
    if b"\0" in content:
        return failed(job, "binary", "it holds a NUL")
    try:
        content.decode()
    except UnicodeDecodeError:
        return failed(job, "bad-charset", "not UTF-8")
    result = extract(content)
    article = result["articles"][0]
    return dict(num=job["num"], state=number_of(STATES, "done"), articles=1, records=len(article["records"]),
                encoding=RAW, body=msgpack.packb(result, use_bin_type=True))


def extract(content):
    """Section 15: one article, a sentence a line, a record a year. Places are bytes."""
    lines = [[m.start(), m.end()] for m in re.finditer(rb"[^\n]+", content)]
    years = [{"kind": "date", "text": m[0].decode(), "start": m.start(), "end": m.end(), "rule": "peer.year",
              "confidence": 0.9, "value": m[1].decode()} for m in re.finditer(r"(\d{4})年".encode(), content)]
    title = content[slice(*lines[0])].decode() if lines else ""
    article = {"id": "a1", "kind": "article", "title": title, "subtitle": "", "byline": [], "source": "",
               "date": "", "spans": [[0, len(content)]], "sections": [], "sentences": lines, "records": years}
    return {"media_type": "text/plain", "charset": "utf-8", "articles": [article], "other": []}
