/* sentence_test.c: where sentences end. In each case | stands where one does. */
#include "tests/test.h"
#include "workers/sentence.h"
#include <string.h>

static void check_cut(const char *marked)
{
    struct buf text = {0}, got = {0};
    for (const char *p = marked; *p; p++)
        if (*p != '|') buf_add_char(&text, *p);
    struct arena arena = {0};
    struct span_list sentences = {0};
    sentences_find(&arena, buf_view(&text), 0, (uint32_t)text.len, &sentences);
    for (uint32_t i = 0; i < sentences.count; i++) {
        if (i > 0) buf_add_char(&got, '|');
        /* Blanks between sentences belong to neither; show them with the second. */
        uint32_t from = i > 0 ? sentences.at[i - 1].end : 0;
        buf_add(&got, text.at + from, sentences.at[i].end - from);
    }
    CHECK_TEXT(buf_string(&got), marked);
    buf_free(&text);
    buf_free(&got);
    arena_free(&arena);
}

TEST(sentence_chinese)
{
    check_cut("清水镇地处河谷。|全镇有九个村!|路通了吗?|通了。");
    check_cut("他问:“路通了吗?”|大家说通了。");
    check_cut("“水来了。”|老人笑着说。");
    check_cut("“水来了。|田绿了。”|老人笑着说。");
    check_cut("没有句号的一行");
    check_cut("真的吗?!|是的!!!|好。");
}

TEST(sentence_goes_on_inside_pairs)
{
    check_cut("围绕“怎么看?怎么干?”开展讨论。|会后分组。");
    check_cut("他读完《去吧!孩子》才睡。|第二天又读。");
    check_cut("清水镇(原名河口乡。一九八四年改镇)有九个村。|后来又并入两村。");
    check_cut("“水来了!”,老人说。|大家都笑。");
}

TEST(sentence_a_bracket_that_never_closes_protects_nothing)
{
    check_cut("清水镇(原名河口乡。|一九八四年改镇。|有九个村。");
    check_cut("他说“来。|去。|回。");
}

TEST(sentence_ellipses)
{
    check_cut("优化了流程……");
    check_cut("他想……还是算了。|走吧。");
    check_cut("“就这样……”|他走了。");
}

TEST(sentence_western)
{
    check_cut("Dr. Lee met J. Smith at 3.5 p.m. sharp.| They left.| Why?| \"No idea.\"| He sat.");
    check_cut("See http://example.org/a?b=1.html for more.| Thanks!");
    check_cut("Version 2.0 is out.| 1. Scope is next.");
    check_cut("增长了3.5个百分点.|同时下降.");
    check_cut("采用App 2.0版。|上线。");
}

TEST(sentence_first_and_complete)
{
    struct view text = view_of("一是建章立制。出台办法。");
    CHECK_INT(sentence_first_end(text), strlen("一是建章立制。"));
    CHECK(sentence_is_complete(view_of("他说:“好!”")));
    CHECK(sentence_is_complete(view_of("完成(见表一)。")));
    CHECK(!sentence_is_complete(view_of("为推动")));
    CHECK(!sentence_is_complete(view_of("为推动,")));
}

TEST(sentence_finds_all_of_the_text)
{
    struct arena arena = {0};
    struct span_list out = {0};
    struct view text = view_of("  甲。  乙\n丙。 \xe3\x80\x80丁 ");
    sentences_find(&arena, text, 0, (uint32_t)text.len, &out);
    CHECK_INT(out.count, 3);
    CHECK_INT(out.at[0].start, 2);
    CHECK_INT(out.at[2].end - out.at[2].start, 3);
    arena_free(&arena);
}
