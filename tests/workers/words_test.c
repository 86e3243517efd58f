/* words_test.c: cutting into words, and what is one word by its form. */
#include "tests/test.h"
#include "tests/workers/extracting.h"
#include "tests/workers/words_kit.h"
#include "workers/resources.h"
#include "workers/text.h"
#include "workers/words/words.h"
#include <string.h>
#include <time.h>

static struct words *own_model(void)
{
    struct err err;
    struct words *w = words_open(resources_part(extracting_shared(), "words"), &err);
    if (!w) test_fail(__FILE__, __LINE__, "%s", err.text);
    return w;
}

/* ---- Pieces by their form ---- */

TEST(words_are_the_same_in_traditional_characters)
{
    struct words *w = own_model();
    CHECK_TEXT(words_shown(w, "這些學生都來自農村。"), "這些|學生|都|來自|農村|。");
    CHECK_TEXT(words_shown(w, "这些学生都来自农村。"), "这些|学生|都|来自|农村|。");
    CHECK_TEXT(words_shown(w, "二○○一年三月"), "二○○一年|三月");
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
        snprintf(words, sizeof words, "|%s|", words_shown(w, cases[i].text));
        snprintf(word, sizeof word, "|%s|", cases[i].word);
        if (!strstr(words, word))
            test_fail(__FILE__, __LINE__, "no %s in %s", cases[i].word, words);
    }
    words_close(&w);
}

TEST(words_leave_marks_at_the_end_to_the_sentence)
{
    struct words *w = own_model();
    CHECK_TEXT(words_shown(w, "see https://a.cn."), "see|https://a.cn|.");
    CHECK_TEXT(words_shown(w, "a@b.cn,"), "a@b.cn|,");
    CHECK_TEXT(words_shown(w, "12."), "12|.");
    CHECK_TEXT(words_shown(w, "12:30:"), "12:30|:");
    CHECK_TEXT(words_shown(w, "end-"), "end|-");
    CHECK_TEXT(words_shown(w, "COVID-19-"), "COVID-19|-");
    CHECK_TEXT(words_shown(w, "https://a.cn/b?"), "https://a.cn/b|?");
    words_close(&w);
}

TEST(words_of_running_text)
{
    struct words *w = own_model();
    CHECK_TEXT(words_shown(w, "他们昨天下午在村里开了一次会。"),
               "他们|昨天|下午|在|村里|开|了|一|次|会|。");
    CHECK_TEXT(words_shown(w, ""), "");
    CHECK_TEXT(words_shown(w, " \t\n　"), "");
    CHECK_TEXT(words_shown(w, "村 民"), "村|民");
    words_close(&w);
}

/* ---- All texts ---- */

TEST(words_hold_every_byte_that_is_no_blank)
{
    struct words *w = own_model();
    struct words_cut found = {0};
    struct dice dice = {20211122};
    CHECK_INT(words_add(w, view_of("·…"), NULL), 0);
    CHECK_INT(words_add(w, view_of("王一"), NULL), 0);
    for (int round = 0; round < 3000; round++) {
        struct buf text = {0};
        uint64_t pieces = dice_below(&dice, round % 100 ? 40 : 9000);
        while (pieces-- > 0) buf_add_view(&text, view_of(words_scrap(&dice)));
        words_cut(w, buf_view(&text), &found);
        words_check_cover(buf_view(&text), &found);
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
    CHECK_TEXT(words_shown(w, "他说的话"), "他|说|的|话");
    CHECK_INT(words_add(w, view_of("说的"), NULL), 0);
    CHECK_INT(words_add(w, view_of("说的话"), NULL), 0);
    CHECK_TEXT(words_shown(w, "他说的话"), "他|说的话");
    CHECK_TEXT(words_shown(w, "他说的说的话"), "他|说的|说的话");
    /* Pieces known by their form are part of a word by what they say. */
    CHECK_INT(words_add(w, view_of("iPhone手机"), NULL), 0);
    CHECK_TEXT(words_shown(w, "iPhone手机"), "iPhone手机");
    CHECK_TEXT(words_shown(w, "Nokia手机"), "Nokia|手机");
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
    CHECK_TEXT(words_shown(w, "甲4999乙甲5000乙"), "甲4999乙|甲|5000|乙");
    words_close(&w);
}
