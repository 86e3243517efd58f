/* decode_test.c: what is text, and what is refused. */
#include "proto/tables.h"
#include "tests/test.h"
#include "tests/workers/segmented.h"
#include <string.h>

static unsigned refused(struct view bytes, const char *why)
{
    struct segmented s;
    segment_text(&s, bytes);
    if (!strstr(s.why, why)) test_fail(__FILE__, __LINE__, "\"%s\" is not in \"%s\"", why, s.why);
    unsigned reason = s.reason;
    segmented_free(&s);
    return reason;
}

TEST(decode_keeps_the_text_as_it_is)
{
    struct segmented s;
    const char *text = "\xef\xbb\xbf甲乙丙丁。\r\n";
    segment_string(&s, text);
    CHECK_INT(s.reason, 0);
    CHECK(s.d.canonical.at == text && s.d.canonical.len == strlen(text));
    CHECK_TEXT(s.d.charset, "utf-8");
    CHECK_TEXT(s.d.media_type, "text/plain");
    CHECK_INT(s.d.articles.at[0].spans.at[0].start, 3); /* behind the byte order mark */
    segmented_free(&s);
}

TEST(decode_says_where_utf8_is_broken)
{
    CHECK_INT(refused(view_of("甲乙\xff丙"), "offset 6"), REASON_BAD_CHARSET);
    CHECK_INT(refused(view_of("甲\xe4\xb9"), "offset 3"), REASON_BAD_CHARSET);
    CHECK_INT(refused(view_of("a\xed\xa0\x80"), "offset 1"), REASON_BAD_CHARSET); /* surrogate */
    CHECK_INT(refused(view_of("\xc0\xaf"), "offset 0"), REASON_BAD_CHARSET);      /* overlong */
}

TEST(decode_refuses_what_is_no_text)
{
    char nuls[4096] = {0};
    CHECK_INT(refused((struct view){nuls, sizeof nuls}, "control"), REASON_BINARY);
    memcpy(nuls,
           "\x7f"
           "ELF\x02\x01\x01",
           7);
    CHECK_INT(refused((struct view){nuls, sizeof nuls}, "an executable (ELF)"), REASON_BINARY);
    for (size_t i = 0; i < sizeof nuls; i++) nuls[i] = i % 4 ? 'x' : '\x01';
    CHECK_INT(refused((struct view){nuls, sizeof nuls}, "control"), REASON_BINARY);
}

TEST(decode_lets_one_stray_nul_pass)
{
    static const char text[] = "一段普通的文字,里面混进了一个空字符\0而已。";
    struct segmented s;
    segment_text(&s, (struct view){text, sizeof text - 1});
    CHECK_INT(s.reason, 0);
    segmented_free(&s);
}

TEST(decode_refuses_nothing_but_blanks)
{
    CHECK_INT(refused(view_of(""), "no bytes"), REASON_EMPTY);
    CHECK_INT(refused(view_of(" \n\t\xe3\x80\x80\n"), "blanks"), REASON_EMPTY);
    CHECK_INT(refused(view_of("\xef\xbb\xbf"), "blanks"), REASON_EMPTY);
}
