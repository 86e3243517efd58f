/* fuzz_warc.c: any bytes as a web archive: as they are, and compressed record by record. */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/taking.h"
#include <string.h>
#include <zlib.h>

const char *const fuzz_seeds[] = {
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.cn/?q=%E4\r\n"
    "WARC-Date: 2021-03-05T08:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
    "Content-Length: 62\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: "
    "chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    "\r\n\r\n"
    "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: <b>\r\nContent-Length: "
    "3\r\n\r\nabc\r\n\r\n",
    "WARC/1.1\r\nWARC-Type: conversion\r\nContent-Length: 3\r\n\r\nabc\r\n\r\nWARC/1.0\r\n"
    "WARC-Type: request\r\nContent-Length: 99\r\n\r\n",
    "HTTP/1.1 404 Not Found\r\nContent-Type: image/png\r\nContent-Encoding: gzip, br, "
    "deflate\r\n\r\n",
    "Content-Length: 0\n\n\n\nWARC/0.18\nWARC-Type: response\n",
    "3;a=b\r\nabc\r\nfffffff\r\n\x1f\x8b\x08",
    NULL};

/* A stream of gzip for each stretch up to an empty line. */
static struct buf compress_records(struct view rest)
{
    struct buf out = {0};
    while (rest.len > 0) {
        const char *end = memmem(rest.at, rest.len, "\r\n\r\n", 4);
        size_t len = end ? (size_t)(end - rest.at) + 4 : rest.len;
        z_stream z = {.next_in = (Bytef *)(uintptr_t)rest.at, .avail_in = (uInt)len};
        deflateInit2(&z, 1, Z_DEFLATED, 31, 8, 0);
        buf_reserve(&out, deflateBound(&z, len));
        z.next_out = (Bytef *)out.at + out.len;
        z.avail_out = (uInt)(out.room - out.len);
        deflate(&z, Z_FINISH);
        out.len += z.total_out;
        deflateEnd(&z);
        rest.at += len;
        rest.len -= len;
    }
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct reading how = {.max_document = 1 << 16};
    struct buf plain = {0}, zipped = compress_records((struct view){(const char *)bytes, len});
    buf_add(&plain, bytes, len);
    if (zipped.len > 0 && len > 0)
        zipped.at[bytes[0] * (zipped.len - 1) / 255] ^= (char)bytes[len / 2];
    take_apart(&plain, &how, false);
    take_apart(&zipped, &how, false);
    return 0;
}
