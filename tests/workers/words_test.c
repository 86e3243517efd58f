/* words_test.c: cutting into words, what is one word by its form, and making models. */
#include "proto/utf8.h"
#include "tests/test.h"
#include "tests/workers/extracting.h"
#include "workers/file.h"
#include "workers/resources.h"
#include "workers/text.h"
#include "workers/words/words.h"
#include "workers/words/words_train.h"
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char dictionary_path[] = "/usr/lib/python3/dist-packages/jieba/dict.txt";

static struct words *own_model(void)
{
    struct err err;
    struct words *w = words_open(resources_part(extracting_shared(), "words"), &err);
    if (!w) test_fail(__FILE__, __LINE__, "%s", err.text);
    return w;
}

/* The words of text with | between two. Valid until the next call. */
static const char *cut(const struct words *w, const char *text)
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

/* ---- Pieces by their form ---- */

TEST(words_are_the_same_in_traditional_characters)
{
    struct words *w = own_model();
    CHECK_TEXT(cut(w, "這些學生都來自農村。"), "這些|學生|都|來自|農村|。");
    CHECK_TEXT(cut(w, "这些学生都来自农村。"), "这些|学生|都|来自|农村|。");
    CHECK_TEXT(cut(w, "二○○一年三月"), "二○○一年|三月");
    words_close(&w);
}

TEST(words_known_by_their_form)
{
    static const struct {
        const char *text, *word; /* word is one of the words of text */
    } cases[] = {
        {"投入3.5万元。", "3.5万元"},
        {"于2021年3月5日,", "2021年"},
        {"于2021年3月5日,", "5日"},
        {"COVID-19疫情", "COVID-19"},
        {"面积120平方公里。", "120平方公里"},
        {"增长6.3%。", "6.3%"},
        {"共1,234.5个", "1,234.5"},
        {"在１９９８年", "１９９８年"},
        {"上世纪９０年代末", "９０年代"},
        {"2021年度报告", "2021年度"},
        {"由8升至10个", "8"},
        {"共8升水", "8升"},
        {"见https://www.example.cn/a?b=1&c=2,", "https://www.example.cn/a?b=1&c=2"},
        {"见https://example.cn/。", "https://example.cn/"},
        {"邮箱web@example.com。", "web@example.com"},
        {"用5G网络", "5G"},
        {"AT&T公司", "AT&T"},
        {"在12:30,", "12:30"},
        {"于2020-04-13起", "2020-04-13"},
        {"用A4纸", "A4"},
        {"好……再见", "……"},
        {"好——再见", "——"},
        {"阿尔贝托·莫拉莱斯说", "阿尔贝托·莫拉莱斯"},
    };
    struct words *w = own_model();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char words[300], word[100];
        snprintf(words, sizeof words, "|%s|", cut(w, cases[i].text));
        snprintf(word, sizeof word, "|%s|", cases[i].word);
        if (!strstr(words, word))
            test_fail(__FILE__, __LINE__, "no %s in %s", cases[i].word, words);
    }
    words_close(&w);
}

TEST(words_leave_marks_at_the_end_to_the_sentence)
{
    struct words *w = own_model();
    CHECK_TEXT(cut(w, "see https://a.cn."), "see|https://a.cn|.");
    CHECK_TEXT(cut(w, "a@b.cn,"), "a@b.cn|,");
    CHECK_TEXT(cut(w, "12."), "12|.");
    CHECK_TEXT(cut(w, "12:30:"), "12:30|:");
    CHECK_TEXT(cut(w, "end-"), "end|-");
    CHECK_TEXT(cut(w, "COVID-19-"), "COVID-19|-");
    CHECK_TEXT(cut(w, "https://a.cn/b?"), "https://a.cn/b|?");
    words_close(&w);
}

TEST(words_of_running_text)
{
    struct words *w = own_model();
    CHECK_TEXT(cut(w, "他们昨天下午在村里开了一次会。"),
               "他们|昨天|下午|在|村里|开|了|一|次|会|。");
    CHECK_TEXT(cut(w, ""), "");
    CHECK_TEXT(cut(w, " \t\n　"), "");
    CHECK_TEXT(cut(w, "村 民"), "村|民");
    words_close(&w);
}

/* ---- All texts ---- */

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

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13, *state ^= *state >> 7, *state ^= *state << 17;
    return *state;
}

static void check_cover(struct view text, const struct words_cut *found)
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

TEST(words_hold_every_byte_that_is_no_blank)
{
    struct words *w = own_model();
    struct words_cut found = {0};
    uint64_t state = 20211122;
    CHECK_INT(words_add(w, view_of("·…"), NULL), 0);
    CHECK_INT(words_add(w, view_of("王一"), NULL), 0);
    for (int round = 0; round < 3000; round++) {
        struct buf text = {0};
        uint64_t pieces = next_random(&state) % (round % 100 ? 40 : 9000);
        while (pieces-- > 0)
            buf_add_view(&text,
                         view_of(scraps[next_random(&state) % (sizeof scraps / sizeof *scraps)]));
        words_cut(w, buf_view(&text), &found);
        check_cover(buf_view(&text), &found);
        buf_free(&text);
    }
    words_cut_free(&found);
    words_close(&w);
}

/* Where a block of the work ends is no place of its own. */
TEST(words_are_the_same_wherever_they_stand)
{
    struct words *w = own_model();
    struct words_cut found = {0};
    struct buf text = {0};
    const char line[] = "经济发展得很快，";
    while (text.len < 100000) buf_add_view(&text, view_of(line));
    words_cut(w, buf_view(&text), &found);
    uint32_t each = found.count / (uint32_t)(text.len / strlen(line));
    CHECK_INT(found.count, each * (text.len / strlen(line)));
    for (uint32_t i = each; i < found.count; i++)
        CHECK_INT(found.at[i].end - found.at[i].start,
                  found.at[i - each].end - found.at[i - each].start);
    words_cut_free(&found);
    buf_free(&text);
    words_close(&w);
}

static double seconds_for(const struct words *w, const char *piece, size_t bytes)
{
    struct buf text = {0};
    struct words_cut found = {0};
    double best = 1e9;
    while (text.len < bytes) buf_add_view(&text, view_of(piece));
    for (int round = 0; round < 3; round++) {
        clock_t start = clock();
        words_cut(w, buf_view(&text), &found);
        double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
        if (seconds < best) best = seconds;
    }
    words_cut_free(&found);
    buf_free(&text);
    return best;
}

TEST_WITHIN(words_take_linear_time, 120)
{
    static const char *const pieces[] = {
        "经济发展得很快，",
        "中华人民共和国",
        "a",
        "1",
        "1,",
        "a-",
        "a----",
        "http://",
        "@",
        "……",
        "😀",
        "1万亿亿",
        "a:",
        "阿·",
    };
    struct words *w = own_model();
    CHECK_INT(words_add(w, view_of("中华人民共和国中华人民共和国中华"), NULL), 0);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        double one = seconds_for(w, pieces[i], 500000), four = seconds_for(w, pieces[i], 2000000);
        if (four > 8 * one + 0.02)
            test_fail(__FILE__, __LINE__, "%s: %.4f s, four times as much %.4f s", pieces[i], one,
                      four);
    }
    words_close(&w);
}

/* ---- The user's words ---- */

TEST(words_of_the_user_are_kept_whole)
{
    struct words *w = own_model();
    CHECK_TEXT(cut(w, "他说的话"), "他|说|的|话");
    CHECK_INT(words_add(w, view_of("说的"), NULL), 0);
    CHECK_INT(words_add(w, view_of("说的话"), NULL), 0);
    CHECK_TEXT(cut(w, "他说的话"), "他|说的话");
    CHECK_TEXT(cut(w, "他说的说的话"), "他|说的|说的话");
    /* Pieces known by their form are part of a word by what they say. */
    CHECK_INT(words_add(w, view_of("iPhone手机"), NULL), 0);
    CHECK_TEXT(cut(w, "iPhone手机"), "iPhone手机");
    CHECK_TEXT(cut(w, "Nokia手机"), "Nokia|手机");
    words_close(&w);
}

TEST(words_of_the_user_are_checked)
{
    struct words *w = own_model();
    struct err err;
    CHECK_INT(words_add(w, view_of(""), &err), -1);
    CHECK_INT(words_add(w, view_of("\xff"), &err), -1);
    CHECK_INT(words_add(w, view_of(" 好"), &err), -1);
    CHECK_INT(words_add(w, view_of("好　词"), &err), -1);
    CHECK_INT(words_add(w, view_of("一二三四五六七八九十一二三四五六七"), &err), -1);
    CHECK(strstr(err.text, "1 to 16 characters"));
    CHECK_INT(words_add(w, view_of("一二三四五六七八九十一二三四五六"), &err), 0);
    for (int i = 0; i < 5000; i++) {
        char word[32];
        snprintf(word, sizeof word, "甲%d乙", i);
        CHECK_INT(words_add(w, view_of(word), &err), 0);
    }
    CHECK_TEXT(cut(w, "甲4999乙甲5000乙"), "甲4999乙|甲|5000|乙");
    words_close(&w);
}

/* ---- Training ---- */

static const char small_dictionary[] = "村民 500 n\n发展 900 v\n经济 800 n\n好\n共同发展 3 l\n";
static const char small_text[] = "# 说明\n村民 发展 经济 。\n经济 好 ， 村民 好 。\n\n好 村民\n";

static void train(struct buf *model, const char *dictionary, const char *text)
{
    struct words_train *t = words_train_begin();
    struct err err;
    CHECK_INT(words_train_dictionary(t, view_of(dictionary), &err), 0);
    CHECK_INT(words_train_text(t, view_of(text), &err), 0);
    words_train_learn(t, 0, 0, model, NULL);
    words_train_end(&t);
    CHECK(!t);
}

TEST(words_train_gives_the_same_bytes)
{
    struct buf one = {0}, two = {0};
    train(&one, small_dictionary, small_text);
    train(&two, small_dictionary, small_text);
    CHECK(view_equal(buf_view(&one), buf_view(&two)));
    struct words *w = words_open(buf_view(&one), NULL);
    CHECK_TEXT(cut(w, "村民好，经济发展"), "村民|好|，|经济|发展");
    words_close(&w);
    buf_free(&one);
    buf_free(&two);
}

TEST(words_train_learns_what_is_marked)
{
    struct buf model = {0};
    train(&model, "", "甲乙 丙丁\n丙丁 甲乙 甲乙\n甲乙 丙丁 丙丁\n");
    struct words *w = words_open(buf_view(&model), NULL);
    CHECK_TEXT(cut(w, "丙丁甲乙丙丁甲乙"), "丙丁|甲乙|丙丁|甲乙");
    words_close(&w);
    buf_free(&model);
}

TEST(words_train_refuses_what_it_cannot_read)
{
    struct words_train *t = words_train_begin();
    struct err err;
    CHECK_INT(words_train_dictionary(t, view_of("好\n\xff\n"), &err), -1);
    CHECK_TEXT(err.text, "line 2: not UTF-8");
    CHECK_INT(words_train_text(t, view_of("好\n好 吗\n坏\xe5\n"), &err), -1);
    CHECK_TEXT(err.text, "line 3: not UTF-8");
    struct buf line = {0};
    for (int i = 0; i < 65537; i++) buf_add_char(&line, 'a');
    CHECK_INT(words_train_text(t, buf_view(&line), &err), -1);
    CHECK_TEXT(err.text, "line 1: longer than 65536 bytes");
    buf_free(&line);
    words_train_end(&t);
}

TEST(words_train_takes_anything_that_is_text)
{
    uint64_t state = 7;
    struct words_cut found = {0};
    for (int round = 0; round < 12; round++) {
        struct buf dictionary = {0}, text = {0}, model = {0};
        for (int i = 0; i < 400; i++) {
            const char *piece = scraps[next_random(&state) % (sizeof scraps / sizeof *scraps)];
            buf_add_view(&text, view_of(piece));
            if (next_random(&state) % 3 == 0) buf_add_char(&text, i % 50 ? ' ' : '\n');
            buf_add_view(&dictionary, view_of(piece));
            if (next_random(&state) % 3 == 0)
                buf_add_view(&dictionary, view_of(i % 2 ? " 99999999999999999999 nr\n" : "\n"));
        }
        train(&model, buf_string(&dictionary), round ? buf_string(&text) : "");
        struct words *w = words_open(buf_view(&model), NULL);
        CHECK(w);
        words_cut(w, buf_view(&text), &found);
        check_cover(buf_view(&text), &found);
        words_close(&w);
        buf_free(&dictionary);
        buf_free(&text);
        buf_free(&model);
    }
    words_cut_free(&found);
}

TEST(words_open_refuses_a_damaged_model)
{
    struct buf model = {0};
    struct err err;
    train(&model, small_dictionary, small_text);
    uint64_t state = 3;
    for (int i = 0; i < 300; i++) {
        size_t at = i < 40 ? (size_t)i : next_random(&state) % model.len;
        model.at[at] ^= 1 << i % 8;
        struct words *w = words_open(buf_view(&model), &err);
        if (w) test_fail(__FILE__, __LINE__, "a wrong byte %zu was not seen", at);
        model.at[at] ^= 1 << i % 8;
    }
    for (size_t len = 0; len < model.len; len += 1 + model.len / 97)
        CHECK(!words_open((struct view){model.at, len}, &err));
    struct words *w = words_open(buf_view(&model), &err);
    CHECK(w);
    words_close(&w);
    words_close(&w);
    buf_free(&model);
}

/* ---- How good it is ---- */

static void give(struct words_train *t, const char *path,
                 int (*read)(struct words_train *, struct view, struct err *))
{
    struct buf bytes = {0};
    struct err err;
    if (file_read(path, &bytes, &err) != 0 || read(t, buf_view(&bytes), &err) != 0)
        test_fail(__FILE__, __LINE__, "%s: %s", path, err.text);
    buf_free(&bytes);
}

static double f1(uint64_t right, uint64_t found, uint64_t marked)
{
    return 2.0 * (double)right / (double)(found + marked);
}

/* Our own texts, a tenth held back at a time. The floor lies a little below what was reached:
 * 0.9291 and 0.9735. */
TEST_WITHIN(words_of_lines_held_back_are_found, 120)
{
    enum { FOLDS = 10 };
    char path[PATH_MAX + 64] = "";
    glob_t texts;
    struct words_score s = {0};
    struct buf model = {0};
    if (access(dictionary_path, R_OK) != 0) test_skip("there is no %s", dictionary_path);
    CHECK(readlink("/proc/self/exe", path, PATH_MAX) > 0);
    strcpy(strrchr(path, '/'), "/../../workers/data/words/*.txt");
    CHECK_INT(glob(path, 0, NULL, &texts), 0);
    struct words_train *t = words_train_begin();
    give(t, dictionary_path, words_train_dictionary);
    for (size_t i = 0; i < texts.gl_pathc; i++) give(t, texts.gl_pathv[i], words_train_text);
    for (unsigned held = 0; held < FOLDS; held++) {
        model.len = 0;
        words_train_learn(t, FOLDS, held, &model, &s);
    }
    printf("words %.4f places %.4f\n", f1(s.words_right, s.words_found, s.words_marked),
           f1(s.places_right, s.places_found, s.places_marked));
    CHECK(s.words_marked == words_train_count(t) && s.words_marked >= 25000);
    CHECK(f1(s.words_right, s.words_found, s.words_marked) >= 0.926);
    CHECK(f1(s.places_right, s.places_found, s.places_marked) >= 0.972);
    words_train_end(&t);
    globfree(&texts);
    buf_free(&model);
}
