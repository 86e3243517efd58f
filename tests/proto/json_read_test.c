/* json_read_test.c: objects taken apart where they stand. */
#include "proto/json_read.h"
#include "proto/utf8.h"
#include "tests/proto/dice.h"
#include "tests/test.h"
#include <string.h>

/* The object's members, "key=value;" each, and how it ended: ".", or "!" for no JSON. */
static char *read_as_text(const char *json)
{
    struct json_object o = {.text = view_of(json)};
    struct json_member m;
    struct buf out = {0};
    int got;
    while ((got = json_object_next(&o, &m)) == 1) {
        buf_add_view(&out, m.key);
        buf_add_char(&out, '=');
        buf_add_view(&out, m.value);
        buf_add_char(&out, ';');
    }
    buf_add_char(&out, got == 0 ? '.' : '!');
    return buf_string(&out);
}

TEST(json_objects_are_taken_apart)
{
    CHECK_TEXT(read_as_text("{}"), ".");
    CHECK_TEXT(read_as_text(" { \"a\" : 1 , \"b\":\"x\" } rest"), "\"a\"=1;\"b\"=\"x\";.");
    CHECK_TEXT(read_as_text("{\"a\":{\"b\":[1,\"}\"]},\"c\":[[],{}],\"d\":null}"),
               "\"a\"={\"b\":[1,\"}\"]};\"c\"=[[],{}];\"d\"=null;.");
    CHECK_TEXT(read_as_text("{\"a\\\"b\":\"c\\\\\",\"d\":-1.5e3}"),
               "\"a\\\"b\"=\"c\\\\\";\"d\"=-1.5e3;.");
}

TEST(json_that_is_none_is_told)
{
    static const char *const wrong[] = {"",         "x",          "[]",        "{",     "{\"a\"",
                                        "{\"a\":",  "{\"a\":\"b", "{\"a\":[1", "{a:1}", "{\"a\" 1}",
                                        "{\"a\":}", "{,}",        "{\"a\":1,}"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *got = read_as_text(wrong[i]);
        if (got[strlen(got) - 1] != '!') test_fail(__FILE__, __LINE__, "%s: %s", wrong[i], got);
    }
    CHECK_TEXT(read_as_text("{\"a\":1 \"b\":2}"), "\"a\"=1;!");
}

static char *text_of(const char *value)
{
    struct buf out = {0};
    if (!json_text(view_of(value), &out)) buf_add_string(&out, "none");
    return buf_string(&out);
}

TEST(json_strings_say_what_they_mean)
{
    CHECK_TEXT(text_of("\"东溪\\n\\t\\\"\\\\\\/\\u4e1c\\uD83D\\uDE00\""), "东溪\n\t\"\\/东😀");
    CHECK_TEXT(text_of("\"\\ud83d\""), "\xef\xbf\xbd");
    CHECK_TEXT(text_of("\"\\ude00\\ud83dx\\u12\""), "\xef\xbf\xbd\xef\xbf\xbdx\xef\xbf\xbd"
                                                    "12");
    CHECK_TEXT(text_of("\"a\xff\\q\""), "a\xef\xbf\xbd\xef\xbf\xbdq");
    CHECK_TEXT(text_of("12.50"), "12.50");
    CHECK_TEXT(text_of("true"), "true");
    CHECK_TEXT(text_of("null"), "none");
    CHECK_TEXT(text_of("[1]"), "none");
    CHECK_TEXT(text_of("{}"), "none");
}

TEST(json_fields_are_found_by_name)
{
    struct view text = view_of("{\"a\":1,\"\\u6b63文\":\"x\",\"a\":2}");
    CHECK(view_equal(json_object_find(text, view_of("a")), view_of("1")));
    CHECK(view_equal(json_object_find(text, view_of("正文")), view_of("\"x\"")));
    CHECK_INT(json_object_find(text, view_of("b")).len, 0);
    CHECK_INT(json_object_find(view_of("[\"a\"]"), view_of("a")).len, 0);
}

/* Whatever comes: it ends, views lie within, and text is UTF-8. */
TEST(json_of_any_bytes_does_no_harm)
{
    static const char letters[] = "{}[]\"\\:,u01dae \xe4\xb8\xad";
    struct dice dice = {7};
    for (int round = 0; round < 20000; round++) {
        struct buf text = {0}, out = {0};
        buf_add_string(&text, "{\"a\":");
        for (uint64_t n = dice_below(&dice, 30); n > 0; n--)
            buf_add_char(&text, letters[dice_below(&dice, sizeof letters - 1)]);
        struct json_object o = {.text = buf_view(&text)};
        struct json_member m;
        while (json_object_next(&o, &m) == 1) {
            CHECK(m.value.at >= text.at && m.value.at + m.value.len <= text.at + text.len);
            out.len = 0;
            if (*m.value.at == '"' && json_text(m.value, &out)) CHECK(utf8_valid(buf_view(&out)));
        }
        buf_free(&text);
        buf_free(&out);
    }
}
