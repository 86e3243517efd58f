"""A reader of Parquet for the tests, from the format's own description, sharing nothing with the writer.

Reads what a flat file needs: optional columns, data pages of version 1, plain values, zstd or none.
"""
import ctypes
import struct

zstd = ctypes.CDLL("libzstd.so.1")
zstd.ZSTD_decompress.restype = ctypes.c_size_t
zstd.ZSTD_decompress.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]


class Thrift:
    """The compact protocol, read into {field id: value}."""

    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def varint(self):
        n = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            n |= (byte & 0x7F) << shift
            if byte < 0x80:
                return n
            shift += 7

    def zigzag(self):
        n = self.varint()
        return (n >> 1) ^ -(n & 1)

    def value(self, kind):
        if kind in (1, 2):
            return kind == 1
        if kind in (4, 5, 6):
            return self.zigzag()
        if kind == 8:
            length = self.varint()
            self.at += length
            return self.data[self.at - length:self.at]
        if kind == 9:
            head = self.data[self.at]
            self.at += 1
            count = head >> 4 if head >> 4 < 15 else self.varint()
            return [self.value(head & 15) for _ in range(count)]
        if kind == 12:
            return self.struct()
        raise ValueError(f"type {kind} at byte {self.at}")

    def struct(self):
        fields, last = {}, 0
        while True:
            head = self.data[self.at]
            self.at += 1
            if head == 0:
                return fields
            last = last + (head >> 4) if head >> 4 else self.zigzag()
            fields[last] = self.value(head & 15)


def expand(data, size, codec):
    if codec == 0:
        return data
    assert codec == 6, codec
    room = ctypes.create_string_buffer(size)
    assert zstd.ZSTD_decompress(room, size, data, len(data)) == size
    return room.raw[:size]


def levels(data, count):
    """Definition levels of one bit, in the hybrid of runs and packed bits."""
    reader, out = Thrift(data), []
    while len(out) < count:
        head = reader.varint()
        if head & 1:
            for byte in data[reader.at:reader.at + (head >> 1)]:
                out += [byte >> i & 1 for i in range(8)]
            reader.at += head >> 1
        else:
            out += [data[reader.at]] * (head >> 1)
            reader.at += 1
    return out[:count]


def plain(data, kind, count):
    at, out = 0, []
    for _ in range(count):
        if kind == 6:
            length, = struct.unpack_from("<I", data, at)
            out.append(data[at + 4:at + 4 + length].decode())
            at += 4 + length
        else:
            out.append(struct.unpack_from({2: "<q", 5: "<d"}[kind], data, at)[0])
            at += 8
    assert at == len(data)
    return out


def column(data, chunk):
    meta = chunk[3]
    reader = Thrift(data, meta[9])
    page = reader.struct()
    assert reader.at + page[3] - meta[9] == meta[7]
    body = expand(data[reader.at:reader.at + page[3]], page[2], meta[4])
    length, = struct.unpack_from("<I", body)
    present = levels(body[4:4 + length], page[5][1])
    values = iter(plain(body[4 + length:], meta[1], sum(present)))
    return meta[3][0].decode(), [next(values) if p else None for p in present]


def read(path):
    """(rows as dicts, {key: value} of the file)"""
    with open(path, "rb") as f:
        data = f.read()
    assert data[:4] == data[-4:] == b"PAR1"
    length, = struct.unpack_from("<I", data, len(data) - 8)
    foot = Thrift(data, len(data) - 8 - length).struct()
    rows = []
    for group in foot[4]:
        columns = dict(column(data, chunk) for chunk in group[1])
        assert all(len(c) == group[3] for c in columns.values())
        rows += [dict(zip(columns, values)) for values in zip(*columns.values())]
    assert len(rows) == foot[3]
    return rows, {p[1].decode(): p[2].decode() for p in foot[5]}
