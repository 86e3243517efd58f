/* pretty_test.c: a result as people read it. */
#include "proto/pack.h"
#include "tests/test.h"
#include "workers/command/pretty.h"
#include <stdlib.h>
#include <string.h>

static void pack_record(struct buf *b, const char *kind, const char *text, uint64_t start)
{
    pack_map(b, 5);
    pack_string(b, "kind");
    pack_string(b, kind);
    pack_string(b, "text");
    pack_string(b, text);
    pack_string(b, "start");
    pack_u64(b, start);
    pack_string(b, "end");
    pack_u64(b, start + strlen(text));
    pack_string(b, "value");
    pack_string(b, "7");
}

/* One article over [0, end), in which "7元" at 3 and, overlapping, "元" at 4 were found. */
static struct buf result_to(uint64_t end)
{
    struct buf b = {0};
    pack_map(&b, 1);
    pack_string(&b, "articles");
    pack_array(&b, 1);
    pack_map(&b, 4);
    pack_string(&b, "id");
    pack_string(&b, "a1");
    pack_string(&b, "kind");
    pack_string(&b, "brief");
    pack_string(&b, "spans");
    pack_array(&b, 1);
    pack_array(&b, 2);
    pack_u64(&b, 0);
    pack_u64(&b, end);
    pack_string(&b, "records");
    pack_array(&b, 2);
    pack_record(&b, "quantity", "7元", 3);
    pack_record(&b, "date", "元", 4);
    return b;
}

static char *printed_of(struct buf *result, const char *original, bool colours)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    pretty_print(buf_view(result), view_of(original), colours, out);
    fclose(out);
    buf_free(result);
    return text;
}

static char *printed(struct buf *result, bool colours)
{
    return printed_of(result, "发7元。", colours);
}

TEST(pretty_marks_what_was_found)
{
    struct buf result = result_to(strlen("发7元。"));
    char *text = printed(&result, false);
    CHECK_TEXT(text, "== a1  (no title)  (brief)\n\n"
                     "发»7元«。\n\n"
                     "  quantity         3  7元  value \"7\"\n"
                     "  date             4  元  value \"7\"\n\n");
    free(text);
}

TEST(pretty_shows_nothing_that_a_terminal_obeys)
{
    static const char hostile[] = "\033]0;7\a\n\t\u202e.";
    struct buf result = result_to(strlen(hostile));
    char *text = printed_of(&result, hostile, false);
    CHECK(strstr(text, "»;7?\n«\t???.") && !strpbrk(text, "\033\a"));
    free(text);
}

TEST(pretty_colours_on_a_terminal)
{
    struct buf result = result_to(strlen("发7元。"));
    char *text = printed(&result, true);
    CHECK(strstr(text, "发\033[33m7元\033[0m。"));
    free(text);
}

TEST(pretty_prints_no_place_that_is_not_in_the_text)
{
    struct buf result = result_to(1000);
    char *text = printed(&result, false);
    CHECK(strstr(text, "»7元«") && !strstr(text, "。"));
    free(text);
}
