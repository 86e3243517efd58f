/* result_check_test.c: results that cannot be true of their text, and what a hostile one costs.
 * tests/system/50-hostile sends many more of them to a broker. */
#include "proto/pack.h"
#include "proto/result_check.h"
#include "tests/proto/fields.h"
#include "tests/test.h"
#include <string.h>

static const char text[] = "one two three";

/* A result of one article with `count` times the span, and then one to the end of the text. */
static struct buf make_result(uint64_t start, uint64_t end, uint32_t count)
{
    struct buf b = {0};
    pack_map(&b, 1);
    pack_string(&b, "articles");
    pack_array(&b, 1);
    pack_map(&b, 2);
    pack_string(&b, "id");
    pack_string(&b, "a1");
    pack_string(&b, "spans");
    pack_array(&b, count + 1);
    for (uint32_t i = 0; i <= count; i++) {
        pack_array(&b, 2);
        pack_u64(&b, i < count ? start : end);
        pack_u64(&b, i < count ? end : strlen(text));
    }
    return b;
}

static const char *verdict(struct result_check *check, struct buf result)
{
    static struct err err;
    err = (struct err){0};
    result_check(check, buf_view(&result), view_of(text), &err);
    buf_free(&result);
    return err.text;
}

TEST(result_shares_out_its_text)
{
    struct result_check check = {0};
    CHECK_TEXT(verdict(&check, make_result(0, 4, 1)), "");
    CHECK_INT(check.articles, 1);
    CHECK_TEXT(verdict(&check, make_result(0, 4, 0)), "a piece of the text is in no span");
    CHECK_TEXT(verdict(&check, make_result(0, 4, 2)), "two spans overlap");
    CHECK_TEXT(verdict(&check, make_result(0, 99, 1)), "a place is outside of the text");
    CHECK_TEXT(verdict(&check, make_result(5, 4, 1)), "a place ends before it begins");
    CHECK_TEXT(verdict(&check, make_result(0, 0, 1)), "");
    result_check_free(&check);
}

/* A million spans are kept nowhere: those of nothing are not looked at again, and of others there
 * are no more than bytes. */
TEST(result_with_more_spans_than_bytes_takes_no_room)
{
    struct result_check check = {0};
    CHECK_TEXT(verdict(&check, make_result(0, 0, 1000000)), "");
    CHECK_TEXT(verdict(&check, make_result(3, 4, 1000000)), "two spans overlap");
    CHECK(check.room < 1000);
    result_check_free(&check);
}

static void pack_record(struct buf *b, uint64_t start)
{
    pack_map(b, 3);
    pack_number(b, "start", start);
    pack_number(b, "end", strlen(text));
    pack_string(b, "text");
    pack_string(b, text + start);
}

TEST(result_is_held_against_the_text_that_it_brings)
{
    static const char own[] = "one two three, and more";
    struct result_check check = {0};
    struct buf b = {0};
    struct err err = {0};
    pack_map(&b, 3);
    pack_string(&b, "articles");
    pack_array(&b, 1);
    pack_map(&b, 3);
    pack_string(&b, "id");
    pack_string(&b, "a1");
    pack_string(&b, "spans");
    pack_array(&b, 0);
    pack_string(&b, "records");
    pack_array(&b, 2);
    pack_record(&b, 0);
    pack_record(&b, 4);
    pack_string(&b, "canonical"); /* behind what is held against it */
    pack_bin(&b, view_of(own));
    pack_string(&b, "partial");
    pack_bool(&b, true);
    CHECK_INT(result_check(&check, buf_view(&b), view_of(text), &err), 0);
    CHECK_INT(check.records, 2);
    memcpy(memmem(b.at, b.len, own, strlen(own)), "ONE", 3);
    CHECK_INT(result_check(&check, buf_view(&b), view_of(text), &err), -1);
    CHECK_TEXT(err.text, "a record is not the text at its place");
    buf_free(&b);
    result_check_free(&check);
}
