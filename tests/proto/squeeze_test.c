/* squeeze_test.c: bodies come back, and bombs do not go off. */
#include "proto/squeeze.h"
#include "tests/proto/dice.h"
#include "tests/test.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static char text[100000];

static int squeeze_back(struct view raw, struct buf *stored)
{
    struct buf back = {0};
    struct err err = {0};
    stored->len = 0;
    buf_add_string(stored, "before");
    int encoding = squeeze(raw, stored);
    struct view squeezed = {stored->at + 6, stored->len - 6};
    CHECK(memcmp(stored->at, "before", 6) == 0);
    CHECK_INT(expand(encoding, squeezed, raw.len, &back, &err), 0);
    CHECK(view_equal(buf_view(&back), raw));
    if (raw.len > 0) CHECK_INT(expand(encoding, squeezed, raw.len - 1, &back, &err), -1);
    buf_free(&back);
    return encoding;
}

TEST(text_is_squeezed_and_noise_is_not)
{
    struct buf stored = {0};
    struct dice dice = {1};
    memset(text, 'a', sizeof text);
    CHECK_INT(squeeze_back((struct view){text, sizeof text}, &stored), ENCODING_ZSTD);
    CHECK(stored.len < sizeof text / 100);
    CHECK_INT(squeeze_back((struct view){text, 0}, &stored), ENCODING_RAW);
    CHECK_INT(squeeze_back((struct view){text, 20}, &stored), ENCODING_RAW);
    dice_bytes(&dice, text, sizeof text);
    CHECK_INT(squeeze_back((struct view){text, sizeof text}, &stored), ENCODING_RAW);
    CHECK_INT(stored.len, sizeof text + 6);
    buf_free(&stored);
}

TEST(every_length_comes_back)
{
    struct buf stored = {0};
    struct dice dice = {2};
    for (size_t len = 0; len < 3000; len += 7) {
        for (size_t i = 0; i < len; i++) text[i] = (char)dice_below(&dice, 3);
        squeeze_back((struct view){text, len}, &stored);
    }
    buf_free(&stored);
}

static void check_refused(int encoding, struct view stored, size_t max)
{
    struct buf out = {0};
    struct err err = {0};
    CHECK_INT(expand(encoding, stored, max, &out, &err), -1);
    CHECK_INT(err.code, ERR_BAD_REQUEST);
    CHECK_INT(out.len, 0);
    CHECK(out.room <= 2 * max + 64);
    buf_free(&out);
}

TEST(damaged_bodies_are_refused)
{
    struct buf stored = {0};
    struct dice dice = {3};
    for (size_t i = 0; i < 5000; i++) text[i] = (char)dice_below(&dice, 4);
    CHECK_INT(squeeze((struct view){text, 5000}, &stored), ENCODING_ZSTD);
    for (size_t len = 0; len < stored.len; len++)
        check_refused(ENCODING_ZSTD, (struct view){stored.at, len}, 5000);
    buf_add_char(&stored, 0);
    check_refused(ENCODING_ZSTD, buf_view(&stored), 5000);
    stored.len--;
    buf_add(&stored, "\x50\x2a\x4d\x18\0\0\0\0", 8); /* a skippable frame behind it */
    check_refused(ENCODING_ZSTD, buf_view(&stored), 5000);
    check_refused(7, (struct view){text, 10}, 5000);
    check_refused(ENCODING_RAW, (struct view){text, 10}, 9);
    buf_free(&stored);
}

TEST(bodies_with_changed_bytes_are_survived)
{
    struct buf stored = {0}, out = {0};
    struct dice dice = {4};
    for (size_t i = 0; i < 2000; i++) text[i] = (char)dice_below(&dice, 4);
    squeeze((struct view){text, 2000}, &stored);
    for (int i = 0; i < 20000; i++) {
        char *at = stored.at + dice_below(&dice, stored.len), kept = *at;
        *at = (char)dice_roll(&dice);
        out.len = 0;
        if (expand(ENCODING_ZSTD, buf_view(&stored), 4000, &out, NULL) == 0) CHECK(out.len <= 4000);
        *at = kept;
    }
    buf_free(&stored);
    buf_free(&out);
}

/* 100 MB of one letter are a few kilobytes; they are refused before they are allocated. */
TEST(a_bomb_is_refused_unopened)
{
    enum { BOMB = 100 << 20 };
    struct buf stored = {0};
    char *raw = xcalloc(BOMB, 1);
    squeeze((struct view){raw, BOMB}, &stored);
    CHECK(stored.len < 100000);
    check_refused(ENCODING_ZSTD, buf_view(&stored), BOMB - 1);
    check_refused(ENCODING_ZSTD, buf_view(&stored), 1000);
    buf_free(&stored);
    free(raw);
}

/* A frame that does not tell its length (magic number, a descriptor without one, a window, an empty
 * last block). */
TEST(a_frame_of_untold_length_is_refused)
{
    static const char frame[] = "\x28\xb5\x2f\xfd\x00\x58\x01\x00\x00";
    check_refused(ENCODING_ZSTD, (struct view){frame, sizeof frame - 1}, 1000);
}

static void *squeeze_in_thread(void *arg)
{
    struct buf stored = {0};
    for (int i = 0; i < 200; i++) squeeze_back((struct view){text, 20000}, &stored);
    buf_free(&stored);
    return arg;
}

TEST(threads_do_not_disturb_each_other)
{
    pthread_t threads[4];
    for (size_t i = 0; i < 20000; i++) text[i] = (char)(i * i >> 3);
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, squeeze_in_thread, NULL);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
}

/* ---- With a dictionary ---- */

static size_t make_sentences(struct dice *dice, char *out, size_t len)
{
    static const char *const words[] = {"the ",   "county ", "council ", "of ",
                                        "roads ", "and ",    "1999, "};
    size_t at = 0;
    while (at + 8 < len) {
        const char *word = words[dice_below(dice, sizeof words / sizeof *words)];
        memcpy(out + at, word, strlen(word));
        at += strlen(word);
    }
    return at;
}

static struct dictionary *make_dictionary(void)
{
    enum { SAMPLES = 100, LENGTH = 1000 };
    struct buf samples = {0}, made = {0};
    size_t lengths[SAMPLES];
    struct dice dice = {5};
    for (size_t i = 0; i < SAMPLES; i++) {
        lengths[i] = make_sentences(&dice, text, LENGTH);
        buf_add(&samples, text, lengths[i]);
    }
    CHECK(dictionary_make(buf_view(&samples), lengths, SAMPLES, &made));
    struct dictionary *d = dictionary_open(buf_view(&made), true);
    CHECK(d != NULL);
    buf_free(&samples);
    buf_free(&made);
    return d;
}

/* A part is there, and at most a frame and a half beside it was written. */
static void check_part(struct dictionary *d, struct view squeezed, size_t len, size_t frame,
                       size_t from, size_t upto)
{
    static char to[sizeof text];
    memset(to, '#', len);
    CHECK(dictionary_expand_part(d, squeezed, from, upto, to, len));
    CHECK(memcmp(to + from, text + from, upto - from) == 0);
    if (from > 2 * frame) CHECK(to[from - 3 * frame / 2 - 1] == '#');
    if (upto + 2 * frame < len) CHECK(to[upto + 3 * frame / 2 + 1] == '#');
}

TEST(parts_are_expanded_alone)
{
    struct dictionary *d = make_dictionary();
    struct buf squeezed = {0};
    struct dice dice = {6};
    for (int i = 0; i < 300; i++) {
        static char back[sizeof text];
        size_t frame = 1 + dice_below(&dice, 5000), len = 10 + dice_below(&dice, 20000);
        len = make_sentences(&dice, text, len);
        squeezed.len = 0;
        buf_add_string(&squeezed, "before");
        CHECK(dictionary_squeeze(d, (struct view){text, len}, frame, 50 * len + 100, &squeezed));
        struct view frames = {squeezed.at + 6, squeezed.len - 6};
        CHECK(memcmp(squeezed.at, "before", 6) == 0);
        CHECK(dictionary_expand(d, frames, back, len) && memcmp(back, text, len) == 0);
        CHECK(!dictionary_expand(d, frames, back, len + 1));
        CHECK(len == 0 || !dictionary_expand(d, frames, back, len - 1));
        size_t from = dice_below(&dice, len + 1), upto = from + dice_below(&dice, len - from + 1);
        check_part(d, frames, len, frame, from, upto);
        check_part(d, frames, len, frame, 0, len);
    }
    buf_free(&squeezed);
    dictionary_close(&d);
}

TEST(what_does_not_fit_is_not_squeezed_by_half)
{
    struct dictionary *d = make_dictionary();
    struct buf squeezed = {0};
    struct dice dice = {7};
    dice_bytes(&dice, text, 10000);
    buf_add_string(&squeezed, "before");
    CHECK(!dictionary_squeeze(d, (struct view){text, 10000}, 1000, 9000, &squeezed));
    CHECK(view_equal(buf_view(&squeezed), view_of("before")));
    buf_free(&squeezed);
    dictionary_close(&d);
}

/* Damage within a part is told, damage beside it does no harm. */
TEST(parts_with_changed_bytes_are_refused)
{
    enum { LENGTH = 8000, FRAME = 1000, PART = 100 };
    static char to[LENGTH];
    struct dictionary *d = make_dictionary();
    struct buf squeezed = {0};
    struct dice dice = {8};
    size_t len = make_sentences(&dice, text, LENGTH), refused = 0;
    CHECK(dictionary_squeeze(d, (struct view){text, len}, FRAME, LENGTH, &squeezed));
    for (int i = 0; i < 5000; i++) {
        char *at = squeezed.at + dice_below(&dice, squeezed.len), kept = *at;
        size_t from = dice_below(&dice, len - PART);
        *at = (char)(*at ^ 1 << dice_below(&dice, 8));
        if (dictionary_expand_part(d, buf_view(&squeezed), from, from + PART, to, len))
            CHECK(memcmp(to + from, text + from, PART) == 0);
        else
            refused++;
        *at = kept;
    }
    CHECK(refused > 500 && refused < 4500);
    buf_free(&squeezed);
    dictionary_close(&d);
}
