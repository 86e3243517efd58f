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
