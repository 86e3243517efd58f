/* text_test.c: code points and their classes. */
#include "tests/test.h"
#include "workers/text.h"
#include <string.h>

TEST(text_next_walks_every_length)
{
    const char *text = "a\xc3\xa9\xe4\xb8\xad\xf0\xa0\x80\x80";
    const char *at = text, *end = text + strlen(text);
    CHECK_INT(text_next(&at, end), 'a');
    CHECK_INT(text_next(&at, end), 0xe9);
    CHECK_INT(text_next(&at, end), 0x4e2d);
    CHECK_INT(text_next(&at, end), 0x20000);
    CHECK(at == end);
    CHECK_INT(text_before(&at, text), 0x20000);
    CHECK_INT(text_before(&at, text), 0x4e2d);
    CHECK_INT(text_before(&at, text), 0xe9);
    CHECK_INT(text_before(&at, text), 'a');
    CHECK(at == text);
}

TEST(text_next_stops_at_the_end_of_a_cut_character)
{
    const char *text = "\xe4\xb8\xad";
    for (int length = 1; length < 3; length++) {
        const char *at = text;
        CHECK_INT(text_next(&at, text + length), 0xfffd);
        CHECK(at == text + length);
    }
}

TEST(text_trim_takes_every_kind_of_blank)
{
    struct view trimmed = text_trim(view_of("\xef\xbb\xbf \t\xe3\x80\x80\xc2\xa0"
                                            "甲 乙"
                                            "\xe2\x80\x8b\r\n"));
    CHECK_INT(trimmed.len, strlen("甲 乙"));
    CHECK(memcmp(trimmed.at, "甲 乙", trimmed.len) == 0);
    CHECK(text_is_blank(view_of("\xe3\x80\x80\n")));
    CHECK(!text_is_blank(view_of(" .")));
}

TEST(text_classes)
{
    CHECK(char_is_cjk(0x4e00) && char_is_cjk(0x3007) && !char_is_cjk(0x3002));
    CHECK(char_is_digit('7') && char_is_digit(0xff17) && !char_is_digit(0x4e03));
    CHECK(char_is_letter('q') && char_is_letter(0xff31) && !char_is_letter(0xd7));
    CHECK(char_is_mark(0x3002) && char_is_mark('(') && !char_is_mark(0x4e00) && !char_is_mark(' '));
    CHECK(char_is_control(0) && char_is_control(0x7f) && !char_is_control('\n'));
    CHECK_INT(char_narrow(0xff08), '(');
    CHECK_INT(char_narrow(0x3002), 0x3002);
}

TEST(text_fold_sees_only_the_words)
{
    CHECK(text_fold(view_of("把“脉”开方:Abc 12")) == text_fold(view_of("把脉 开方,ABC12。")));
    CHECK(text_fold(view_of("甲乙")) != text_fold(view_of("乙甲")));
    CHECK_INT(text_fold(view_of("……。")), 0);
}

TEST(text_length_counts_characters)
{
    CHECK_INT(text_length(view_of("a中é")), 3);
    CHECK_INT(text_length(view_of("")), 0);
}

static ptrdiff_t found_at(const char *text, const char *character)
{
    const char *found = text_find(text, text + strlen(text), character);
    return found ? found - text : -1;
}

TEST(a_character_is_found_by_its_bytes)
{
    CHECK_INT(found_at("甲乙等", "等"), 6);
    CHECK_INT(found_at("等", "等"), 0);
    CHECK_INT(found_at("a等等", "等"), 1);
    CHECK_INT(found_at("甲乙", "等"), -1);
    CHECK_INT(found_at("", "等"), -1);
    CHECK_INT(found_at("\x89\x89\x89\xad\x89", "等"), -1); /* 等 is E7 AD 89 */
    CHECK_INT(found_at("\xad\x89等", "等"), 2);
}
