#include "client/text.h"
#include "tests/test.h"

static char *fitted(const char *text, unsigned cells)
{
    struct buf out = {0};
    text_fit(&out, view_of(text), cells);
    return buf_string(&out);
}

static char *shown(struct view text)
{
    struct buf out = {0};
    text_show(&out, text);
    return buf_string(&out);
}

TEST(text_width_counts_cells)
{
    static const struct {
        const char *text;
        unsigned cells;
    } rows[] = {
        {"", 0},        {"abc", 3},      {"网格化管理", 10}, {"（一）", 6}, {"3.5亿元", 7},
        {"e\u0301", 1}, {"한국", 4},     {"カタカナ", 8},    {"🙂", 2},   {"“引号”", 6},
        {"𠀀", 2},      {"a\u200bb", 2}, {"㎡", 2},          {"½", 1},      {"\xff\xfe", 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (text_width(view_of(rows[i].text)) != rows[i].cells)
            test_fail(__FILE__, __LINE__, "\"%s\" is %u cells wide, not %u", rows[i].text,
                      text_width(view_of(rows[i].text)), rows[i].cells);
}

TEST(text_fit_never_cuts_a_character)
{
    CHECK_TEXT(fitted("东溪镇", 6), "东溪镇");
    CHECK_TEXT(fitted("东溪镇", 5), "东溪…");
    CHECK_TEXT(fitted("东溪镇", 4), "东…");
    CHECK_TEXT(fitted("东溪镇", 1), "…");
    CHECK_TEXT(fitted("东溪镇", 0), "");
    CHECK_TEXT(fitted("abcdef", 4), "abc…");
}

TEST(text_show_disarms_what_a_terminal_would_obey)
{
    CHECK_TEXT(shown(view_of("a\tb\nc")), "a b c");
    CHECK_TEXT(shown(view_of("\x1b[31mred")), "\ufffd[31mred");
    CHECK_TEXT(shown(view_of("x\u202egnp.exe")), "x\ufffdgnp.exe");
    CHECK_TEXT(shown((struct view){"a\0b", 3}), "a\ufffdb");
    CHECK_TEXT(shown(view_of("\xe4\xb8")), "\ufffd\ufffd");
    CHECK_TEXT(shown(view_of("\xc2\x9b")), "\ufffd"); /* the one-byte CSI */
}

TEST(text_clip_keeps_characters_whole)
{
    struct view text = view_of("a东西");
    CHECK_INT(text_clip(text, 7).len, 7);
    CHECK_INT(text_clip(text, 6).len, 4);
    CHECK_INT(text_clip(text, 4).len, 4);
    CHECK_INT(text_clip(text, 3).len, 1);
    CHECK_INT(text_clip(text, 0).len, 0);
}
