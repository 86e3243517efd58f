/* fuzz_mail.c: any bytes as a message: it is read or refused, what it says is text, and all of that
 * came from somewhere in the message. */
#include "proto/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "workers/format/mail.h"
#include "workers/origin.h"

const char *const fuzz_seeds[] = {
    "From: =?gbk?B?zfXP/sP3?= <w@example.com>\r\nSubject: =?gb2312?B?udjT2rfA0bQ=?=\r\n "
    "=?gb2312?Q?=B9=A4=D7=F7?=\r\nDate: Fri, 5 Mar 2021 10:20:00 +0800\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: "
    "multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain; charset=gbk\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nvfHE6s22yOszLjXS2tSqLA==\r\n--c\r\nContent-Type: "
    "text/html\r\n\r\n<p>a&nbsp;b\r\n--c--\r\n--b\r\nContent-Disposition: attachment; "
    "filename*=utf-8''%E5%9B%BE.png\r\nContent-Type: image/png\r\n\r\nx\r\n--b\r\n"
    "Content-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\nz\r\n--b--\r\n",
    "Subject: a\nContent-Type: text/plain; format=flowed; delsp=yes; charset=\"utf-8\"\n"
    "Content-Transfer-Encoding: quoted-printable\n\na =\nb=E4=B8=AD \nc\n> d \n-- \ne\n",
    "Content-Type: text/html; charset=big5\nTo: \"a, b\" <c@d>, e\n\n<table><tr><td>\xa4\xa4</td>",
    NULL};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const struct budget no_limit;
    static struct arena arena;
    struct err err;
    unsigned reason = 0;
    arena_reset(&arena);
    struct document d = {.arena = &arena, .bytes = {(const char *)bytes, len}};
    enum stage_verdict verdict = mail_read(&d, NULL, &no_limit, &reason, &err);
    if (verdict == STAGE_REFUSED) MUST(reason && err.text[0], "refused without a word");
    MUST(utf8_valid(d.canonical), "canonical");
    for (uint32_t i = 0; verdict == STAGE_GO_ON && i < d.canonical.len; i++) {
        struct span here = origin_of(d.origin, i, i + 1);
        struct span from_here = origin_of(d.origin, i, (uint32_t)d.canonical.len);
        MUST(here.start <= here.end && here.end <= len, "byte %u", i);
        MUST(from_here.start <= from_here.end && from_here.end <= len, "from byte %u on", i);
    }
    for (uint32_t i = 0; i < d.metadata.count; i++)
        MUST(utf8_valid(d.metadata.at[i].value), "%s", d.metadata.at[i].key.at);
    return 0;
}
