/* codes.c: see codes.h. */
#include "proto/charset/codes.h"
#include "proto/log.h"
#include <iconv.h>
#include <stdbool.h>
#include <string.h>

static struct codes table;

/* One code; a second call flushes what some converters hold back for a combining character. */
static void ask(iconv_t with, const char *bytes, size_t len, struct code *code)
{
    char room[16], *in = (char *)bytes, *out = room;
    size_t left = sizeof room;
    iconv(with, NULL, NULL, NULL, NULL);
    if (iconv(with, &in, &len, &out, &left) == (size_t)-1 || len > 0) return;
    iconv(with, NULL, NULL, &out, &left);
    size_t got = sizeof room - left;
    if (got > sizeof code->utf8) return;
    memcpy(code->utf8, room, got);
    code->len = (uint32_t)got;
}

static bool is_private(const struct code *code) /* U+E000–U+F8FF */
{
    unsigned char first = (unsigned char)code->utf8[0], second = (unsigned char)code->utf8[1];
    return code->len == 3 && (first == 0xee || (first == 0xef && second < 0xa4));
}

static iconv_t open_charset(const char *charset)
{
    iconv_t with = iconv_open("UTF-8", charset);
    if (with == (iconv_t)-1) log_line(LOG_ERROR, "this system's iconv does not know %s", charset);
    return with;
}

/* Asks for the codes that stand for nothing yet. */
static void ask_pairs(const char *charset, struct code *codes, bool private)
{
    iconv_t with = open_charset(charset);
    if (with == (iconv_t)-1) return;
    for (size_t i = 0; i < PAIRS; i++) {
        char bytes[2] = {(char)(0x81 + i / PAIR_TRAILS), (char)(0x40 + i % PAIR_TRAILS)};
        if (codes[i].len == 0 && bytes[1] != 0x7f) ask(with, bytes, 2, &codes[i]);
        if (!private && is_private(&codes[i])) codes[i].len = 0;
    }
    iconv_close(with);
}

static void ask_quads(void)
{
    iconv_t with = open_charset("GB18030");
    if (with == (iconv_t)-1) return;
    for (size_t i = 0; i < QUADS; i++) {
        char bytes[4] = {(char)(0x81 + i / 12600), (char)(0x30 + i / 1260 % 10),
                         (char)(0x81 + i / 10 % 126), (char)(0x30 + i % 10)};
        ask(with, bytes, 4, &table.quads[i]);
    }
    iconv_close(with);
}

const struct codes *codes_open(void)
{
    static bool built;
    if (!built) {
        built = true;
        ask_pairs("GB18030", table.gb, true);
        ask_quads();
        ask_pairs("BIG5-HKSCS", table.big5, false);
        ask_pairs("BIG5", table.big5, false);
        ask_pairs("CP950", table.big5, false);
    }
    return &table;
}
