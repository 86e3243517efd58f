/* json_line_test.c: a line of JSON as a document. */
#include "tests/test.h"
#include "workers/format/json_line.h"
#include "workers/origin.h"
#include <string.h>

static struct arena arena;
static struct err err;
static unsigned reason;

static struct document line_of(const char *bytes)
{
    return (struct document){.arena = &arena,
                             .bytes = view_of(bytes),
                             .declared =
                                 view_of("application/x-ndjson-line; text=\"正文\"; id=\"id\"")};
}

static enum stage_verdict read_line(struct document *d)
{
    return json_line_read(d, NULL, &(struct budget){0}, &reason, &err);
}

TEST(json_line_text_leads_back_into_the_line)
{
    struct document d = line_of("{\"id\": 7, \"正文\": \"甲\\n乙\\u4e19\\ud83d\\ude00 end\"}");
    CHECK_INT(read_line(&d), STAGE_GO_ON);
    CHECK(view_equal(d.canonical, view_of("甲\n乙丙😀 end")));
    size_t text = (size_t)(strstr(d.bytes.at, "甲") - d.bytes.at);
    struct span s = origin_of(d.origin, 0, 3);
    CHECK(s.start == text && s.end == text + 3);
    s = origin_of(d.origin, 3, 7); /* the line end and 乙 */
    CHECK(s.start == text + 3 && s.end == text + 8);
    s = origin_of(d.origin, 7, 10);
    CHECK(s.start == text + 8 && s.end == text + 14);
    s = origin_of(d.origin, 10, 14);
    CHECK(s.start == text + 14 && s.end == text + 26);
    s = origin_of(d.origin, 15, 18);
    CHECK(s.start == text + 27 && s.end == text + 30);
    CHECK_INT(d.damaged, 0);
}

TEST(json_line_keeps_the_other_fields)
{
    struct document d = line_of(
        "{\"title\":\"题\\t目\",\"n\":12,\"none\":null,\"\\u6b63文\":\"字\",\"list\":[1,\"a\"]}");
    CHECK_INT(read_line(&d), STAGE_GO_ON);
    CHECK(view_equal(metadata_find(&d.metadata, "title"), view_of("题\t目")));
    CHECK(view_equal(metadata_find(&d.metadata, "n"), view_of("12")));
    CHECK(view_equal(metadata_find(&d.metadata, "list"), view_of("[1,\"a\"]")));
    CHECK_INT(metadata_find(&d.metadata, "none").len, 0);
    CHECK_INT(metadata_find(&d.metadata, "正文").len, 0);
}

TEST(json_line_without_text_is_refused)
{
    static const struct {
        const char *line;
        unsigned reason;
    } wrong[] = {{"{\"id\": 7}", REASON_EMPTY},          {"{\"正文\": 7}", REASON_EMPTY},
                 {"{\"正文\": \" \\n\"}", REASON_EMPTY}, {"{\"正文\": \"\"}", REASON_EMPTY},
                 {"{\"正文\": \"cut", REASON_DAMAGED},   {"plain text", REASON_DAMAGED}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct document d = line_of(wrong[i].line);
        CHECK_INT(read_line(&d), STAGE_REFUSED);
        CHECK_INT(reason, wrong[i].reason);
        CHECK(err.text[0] != '\0');
    }
}

TEST(json_line_counts_false_escapes_as_damage)
{
    struct document d = line_of("{\"正文\": \"a\\ud800b\\q\"}");
    CHECK_INT(read_line(&d), STAGE_GO_ON);
    CHECK(view_equal(d.canonical, view_of("a\xef\xbf\xbd"
                                          "b\xef\xbf\xbdq")));
    CHECK_INT(d.damaged, 2);
}
