/* charset_test.c: documents in every charset come out as the text that went in, and each character
 * leads back to its bytes. */
#include "proto/utf8.h"
#include "tests/proto/dice.h"
#include "tests/workers/charset_kit.h"
#include "workers/charset/convert.h"
#include "workers/decode.h"
#include "workers/text.h"
#include <string.h>
#include <time.h>

struct decoded {
    struct arena arena;
    struct document d;
    unsigned reason;
    struct err err;
};

static const char *decode(struct decoded *s, struct view bytes)
{
    static const struct budget no_limit;
    *s = (struct decoded){.d = {.bytes = bytes}};
    s->d.arena = &s->arena;
    if (stage_decode.run(&s->d, NULL, &no_limit, &s->reason, &s->err) != STAGE_GO_ON) return "";
    return s->d.charset;
}

static bool is_text(const struct decoded *s, const char *text)
{
    return view_equal(s->d.canonical, view_of(text));
}

/* Every character of the text leads to exactly the bytes that it was read from. */
static void check_origin(const struct document *d)
{
    const char *at = d->canonical.at, *end = at + d->canonical.len;
    uint32_t byte = 0;
    enum charset charset;
    CHECK(d->origin != NULL && charset_by_label(view_of(d->charset), &charset));
    while (at < end) {
        uint32_t start = (uint32_t)(at - d->canonical.at);
        text_next(&at, end);
        struct span place = origin_of(d->origin, start, (uint32_t)(at - d->canonical.at));
        CHECK_INT(place.start, byte);
        struct charset_step s =
            charset_step(charset, d->bytes.at + place.start, d->bytes.at + d->bytes.len);
        byte = place.end;
        CHECK_INT(place.end, place.start + s.from);
        CHECK(memcmp(d->canonical.at + start, &s.utf8, s.to) == 0);
    }
    CHECK_INT(byte, (long long)d->bytes.len);
}

static const struct trip {
    const char *text, *encoded_as, *charset;
} trips[] = {
    {charset_simplified, "GB18030", "gb18030"},
    {charset_simplified, "GBK", "gb18030"},
    {charset_simplified, "GB2312", "gb18030"},
    {charset_traditional, "GB18030", "gb18030"},
    {charset_traditional, "BIG5", "big5"},
    {charset_traditional, "BIG5-HKSCS", "big5"},
    {charset_traditional, "CP950", "big5"},
    {charset_simplified, "UTF-16LE", "utf-16le"},
    {charset_traditional, "UTF-16LE", "utf-16le"},
    {charset_western, "UTF-16LE", "utf-16le"},
    {charset_simplified, "UTF-16BE", "utf-16be"},
    {charset_traditional, "UTF-16BE", "utf-16be"},
    {charset_western, "UTF-16BE", "utf-16be"},
    {charset_western, "WINDOWS-1252", "windows-1252"},
};

TEST(charset_round_trips)
{
    for (size_t i = 0; i < sizeof trips / sizeof *trips; i++) {
        struct buf bytes = charset_encoded(trips[i].text, trips[i].encoded_as);
        struct decoded s;
        CHECK_TEXT(decode(&s, buf_view(&bytes)), trips[i].charset);
        CHECK(is_text(&s, trips[i].text));
        CHECK_INT((long long)s.d.damaged, 0);
        CHECK(s.d.charset_confidence > 90);
        check_origin(&s.d);
        arena_free(&s.arena);
        buf_free(&bytes);
    }
}

TEST(charset_marks_are_believed)
{
    static const char *const marked[] = {"UTF-16LE", "UTF-16BE", "GB18030"};
    for (size_t i = 0; i < sizeof marked / sizeof *marked; i++) {
        struct buf bytes = charset_encoded("\xef\xbb\xbf"
                                           "Привет",
                                           marked[i]);
        struct decoded s;
        decode(&s, buf_view(&bytes));
        CHECK(is_text(&s, "\xef\xbb\xbf"
                          "Привет"));
        CHECK_INT(s.d.charset_confidence, 100);
        check_origin(&s.d);
        arena_free(&s.arena);
        buf_free(&bytes);
    }
}

/* 𠮷 lies beyond U+FFFF, 𨋢 is Hong Kong's, Ê̄ is two characters in one code of HKSCS; F9D6 is 碁
 * of ETEN's. */
TEST(charset_reads_rare_characters)
{
    static const struct {
        const char *bytes, *text, *charset;
    } rare[] = {
        {"\xc4\xe3\xba\xc3\xa1\xa3\x95\x34\xb2\x35\xd6\xd0\xb9\xfa", "你好。𠮷中国", "gb18030"},
        {"\xa7\x41\xa6\x6e\xa1\x43\x9d\xf2\xa4\xa4\xb0\xea", "你好。𨋢中國", "big5"},
        {"\xa7\x41\xa6\x6e\xa1\x43\x88\x62\xa4\xa4\xb0\xea", "你好。\xc3\x8a\xcc\x84中國", "big5"},
        {"\xa7\x41\xa6\x6e\xa1\x43\xf9\xd6\xa4\xa4\xb0\xea", "你好。碁中國", "big5"},
        {"\xa7\x41\xa6\x6e\xa1\x43\xc6\xe7\xa4\xa4\xb0\xea", "你好。ぁ中國", "big5"},
    };
    for (size_t i = 0; i < sizeof rare / sizeof *rare; i++) {
        struct decoded s;
        CHECK_TEXT(decode(&s, view_of(rare[i].bytes)), rare[i].charset);
        CHECK_INT((long long)s.d.damaged, 0);
        CHECK(is_text(&s, rare[i].text));
        arena_free(&s.arena);
    }
    struct decoded s; /* half of the letter with its accent is all of the code */
    decode(&s, view_of(rare[2].bytes));
    struct span letter = origin_of(s.d.origin, 9, 11), accent = origin_of(s.d.origin, 11, 13);
    CHECK(letter.start == 6 && letter.end == 8 && accent.start == 6 && accent.end == 8);
    arena_free(&s.arena);
}

/* Windows of 200 bytes, cut anywhere, also through characters. */
static double share_right(const char *text, const char *encoded_as, const char *charset)
{
    struct buf bytes = charset_encoded(text, encoded_as);
    size_t right = 0, all = 0;
    for (size_t i = 0; i + 200 <= bytes.len; i++, all++) {
        struct decoded s;
        right += strcmp(decode(&s, (struct view){bytes.at + i, 200}), charset) == 0;
        arena_free(&s.arena);
    }
    printf("%s: %zu of %zu windows\n", encoded_as, right, all);
    CHECK(all > 400);
    buf_free(&bytes);
    return (double)right / (double)all;
}

TEST(charset_is_known_from_200_bytes)
{
    CHECK(share_right(charset_simplified, "GB18030", "gb18030") == 1);
    CHECK(share_right(charset_traditional, "GB18030", "gb18030") == 1);
    CHECK(share_right(charset_simplified, "UTF-16LE", "utf-16le") == 1);
    CHECK(share_right(charset_simplified, "UTF-16BE", "utf-16be") == 1);
    CHECK(share_right(charset_traditional, "UTF-16LE", "utf-16le") == 1);
    CHECK(share_right(charset_traditional, "UTF-16BE", "utf-16be") == 1);
    CHECK(share_right(charset_traditional, "BIG5", "big5") >= 0.99);
    CHECK(share_right(charset_traditional, "BIG5-HKSCS", "big5") >= 0.99);
}

/* A window that begins within a character: its rest is damage, the text behind it is whole. */
TEST(charset_finds_the_next_character)
{
    struct buf bytes = charset_encoded(charset_simplified, "GBK");
    struct decoded s;
    CHECK_TEXT(decode(&s, (struct view){bytes.at + 1, bytes.len - 1}), "gb18030");
    CHECK_INT((long long)s.d.damaged, 1);
    CHECK(memcmp(s.d.canonical.at, "\xef\xbf\xbd", 3) == 0);
    CHECK(memcmp(s.d.canonical.at + 3, charset_simplified + 3, strlen(charset_simplified) - 3) ==
          0);
    CHECK_INT(origin_of(s.d.origin, 0, 3).end, 1);
    CHECK_INT(origin_of(s.d.origin, 3, 6).start, 1);
    CHECK_INT(origin_of(s.d.origin, 3, 6).end, 3);
    arena_free(&s.arena);
    buf_free(&bytes);
}

static bool guessed(struct view bytes, const char *label, const char *charset)
{
    struct charset_guess guess;
    if (!charset_guess(bytes, view_of(label), false, &guess)) return *charset == '\0';
    return strcmp(charset_name(guess.charset), charset) == 0;
}

TEST(charset_labels_are_believed_unless_the_text_speaks_against_them)
{
    struct buf gb = charset_encoded(charset_simplified, "GB18030"),
               big5 = charset_encoded(charset_traditional, "BIG5");
    CHECK(guessed(buf_view(&gb), "GB2312", "gb18030"));
    CHECK(guessed(buf_view(&gb), "big5", "gb18030"));
    CHECK(guessed(buf_view(&gb), "utf-8", "gb18030"));
    CHECK(guessed(buf_view(&gb), "iso-8859-1", "gb18030"));
    CHECK(guessed(buf_view(&gb), "koi8-r", "gb18030"));
    CHECK(guessed(buf_view(&big5), "x-gbk", "big5"));
    CHECK(guessed(buf_view(&big5), "Big5", "big5"));
    struct view short_text = view_of("\xcc\xc0"); /* 汤 in GBK, 昹 in Big5: too little to tell */
    CHECK(guessed(short_text, "", ""));
    CHECK(guessed(short_text, "gbk", "gb18030"));
    buf_free(&gb);
    buf_free(&big5);
}

TEST(charset_damage_is_counted_and_kept_in_place)
{
    static const char *const charsets[] = {"GB18030", "BIG5", "UTF-8"};
    for (size_t i = 0; i < 3; i++) {
        struct buf bytes =
            charset_encoded(i == 1 ? charset_traditional : charset_simplified, charsets[i]);
        struct decoded s;
        char *line = memchr(bytes.at, '\n', bytes.len);
        line[0] = '\xff';
        bytes.at[bytes.len - 1] = '\xff';
        decode(&s, buf_view(&bytes));
        CHECK_INT(s.reason, 0);
        CHECK_INT((long long)s.d.damaged, 2);
        CHECK(utf8_valid(s.d.canonical));
        check_origin(&s.d);
        arena_free(&s.arena);
        buf_free(&bytes);
    }
}

TEST(charset_mostly_damage_is_refused_with_its_place)
{
    struct buf bytes = charset_encoded(charset_simplified, "UTF-16LE");
    struct decoded s;
    buf_reserve(&bytes, 4);
    memmove(bytes.at + 2, bytes.at, bytes.len);
    bytes.len += 2;
    memcpy(bytes.at, "\xff\xfe", 2);
    for (size_t i = 101; i < bytes.len; i += 8) bytes.at[i] = '\xdc'; /* halves of pairs */
    decode(&s, buf_view(&bytes));
    CHECK_INT(s.reason, REASON_BAD_CHARSET);
    CHECK(strstr(s.err.text, "offset 100") != NULL);
    arena_free(&s.arena);
    buf_free(&bytes);
}

TEST(charset_random_bytes_are_no_text)
{
    struct dice dice = {1};
    char bytes[4096];
    for (size_t i = 0; i < 3000; i++) {
        struct decoded s;
        size_t len = 24 + dice_below(&dice, i % 10 ? 400 : sizeof bytes - 24);
        dice_bytes(&dice, bytes, len);
        if (i % 2)
            for (size_t k = 0; k < len; k++)
                bytes[k] |= bytes[k] & 0x60 ? 0 : 0x20; /* no controls */
        if (*decode(&s, (struct view){bytes, len}))
            test_fail(__FILE__, __LINE__, "round %zu: %zu bytes are %s", i, len, s.d.charset);
        arena_free(&s.arena);
    }
}

/* Programs and tables of numbers hold NULs as UTF-16 does. */
TEST(charset_binary_files_are_no_text)
{
    uint32_t numbers[1000];
    uint16_t halves[1000];
    struct decoded s;
    for (uint32_t i = 0; i < 1000; i++) numbers[i] = i * 7, halves[i] = (uint16_t)(i * 3);
    decode(&s, (struct view){(const char *)numbers, sizeof numbers});
    CHECK_INT(s.reason, REASON_BINARY);
    arena_free(&s.arena);
    decode(&s, (struct view){(const char *)halves, sizeof halves});
    CHECK_INT(s.reason, REASON_BINARY);
    arena_free(&s.arena);
}

static double seconds_of(struct view bytes, size_t rounds)
{
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (size_t i = 0; i < rounds; i++) {
        struct decoded s;
        decode(&s, bytes);
        arena_free(&s.arena);
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

TEST(charset_takes_time_in_line_with_length)
{
    struct buf once = charset_encoded(charset_simplified, "GB18030"), many = {0};
    while (many.len < 4 << 20) buf_add_view(&many, buf_view(&once));
    struct view half = {many.at, many.len / 2};
    seconds_of(half, 1);
    double small = seconds_of(half, 4), large = seconds_of(buf_view(&many), 4);
    printf("%.0f MB/s\n", 4 * (double)many.len / 1e6 / large);
    CHECK(large < 4 * small); /* twice, and room for a busy machine */
    buf_free(&once);
    buf_free(&many);
}
