/* words_kit.c: see words_kit.h. */
#include "tests/workers/words_kit.h"
#include "proto/utf8.h"
#include "tests/test.h"
#include "workers/text.h"

const char *words_shown(const struct words *w, const char *text)
{
    static struct buf out;
    struct words_cut found = {0};
    words_cut(w, view_of(text), &found);
    out.len = 0;
    for (uint32_t i = 0; i < found.count; i++) {
        if (i) buf_add_char(&out, '|');
        buf_add(&out, text + found.at[i].start, found.at[i].end - found.at[i].start);
    }
    words_cut_free(&found);
    return buf_string(&out);
}

void words_check_cover(struct view text, const struct words_cut *found)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i <= found->count; i++) {
        uint32_t start = i < found->count ? found->at[i].start : (uint32_t)text.len;
        struct view between = {text.at + at, start - at};
        CHECK(start >= at);
        CHECK(utf8_valid(between));
        CHECK(text_is_blank(between));
        if (i == found->count) break;
        struct span word = found->at[i];
        CHECK(word.end > word.start && word.end <= text.len);
        CHECK(!text_is_blank((struct view){text.at + word.start, word.end - word.start}));
        at = word.end;
    }
}

static const char *const scraps[] = {
    "村民",      "发展",
    "的",        "，",
    "。",        " ",
    "\n",        "　",
    "3.5万元",   "abc",
    "-",         "·",
    "…",         "—",
    "@",         "http://",
    "😀",         "👩‍👩‍👧",
    "e\xCC\x81", "𠮷",
    "𪚥",        "\xEF\xBF\xBD",
    "﻿",       "ｱ",
    "한국",      "のは",
    "１２",      "%",
    "〇",        "々",
    "\x01",      "𝟘",
    "é",         "１．５",
    "王",        "一",
};

const char *words_scrap(struct dice *dice)
{
    return scraps[dice_below(dice, sizeof scraps / sizeof *scraps)];
}
