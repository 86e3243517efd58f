/* json_test.c: strings, and MessagePack made into JSON. */
#include "proto/json.h"
#include "proto/pack.h"
#include "tests/test.h"
#include <math.h>
#include <stdlib.h>

static struct buf out;

static const char *string_of(const char *bytes, size_t len)
{
    out.len = 0;
    json_string(&out, (struct view){bytes, len});
    return buf_string(&out);
}
#define STRING(literal) string_of(literal, sizeof literal - 1)

TEST(strings_are_escaped_as_the_rfc_says)
{
    CHECK_TEXT(STRING(""), "\"\"");
    CHECK_TEXT(STRING("网格化 —"), "\"网格化 —\"");
    CHECK_TEXT(STRING("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
    CHECK_TEXT(STRING("\b\t\n\f\r"), "\"\\b\\t\\n\\f\\r\"");
    CHECK_TEXT(STRING("\0\x1f\x7f"), "\"\\u0000\\u001f\x7f\"");
}

TEST(bytes_that_are_not_utf8_are_replaced_one_by_one)
{
    CHECK_TEXT(STRING("a\xff\xfe"
                      "b"),
               "\"a\xef\xbf\xbd\xef\xbf\xbd"
               "b\"");
    CHECK_TEXT(STRING("\xe7\xbd"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
    CHECK_TEXT(STRING("\xe7\"\x91"), "\"\xef\xbf\xbd\\\"\xef\xbf\xbd\"");
}

static const char *json_of(struct buf *b)
{
    struct unpack u = unpack_of(buf_view(b));
    out.len = 0;
    json_from_pack(&out, &u);
    CHECK(u.at == u.end);
    b->len = 0;
    return buf_string(&out);
}

TEST(every_type_becomes_json)
{
    struct buf b = {0};
    pack_map(&b, 6);
    pack_string(&b, "list");
    pack_array(&b, 4);
    pack_u64(&b, UINT64_MAX);
    pack_i64(&b, INT64_MIN);
    pack_bool(&b, true);
    pack_bool(&b, false);
    pack_string(&b, "empty");
    pack_array(&b, 0);
    pack_string(&b, "none");
    pack_nil(&b);
    pack_string(&b, "bytes");
    pack_bin(&b, (struct view){"\x00\xab", 2});
    pack_u64(&b, 7);
    pack_map(&b, 0);
    pack_array(&b, 1);
    pack_string(&b, "odd key");
    pack_string(&b, "x");
    CHECK_TEXT(json_of(&b),
               "{\"list\":[18446744073709551615,-9223372036854775808,true,false],\"empty\":[],"
               "\"none\":null,\"bytes\":\"00ab\",\"7\":{},\"?\":\"x\"}");
    buf_free(&b);
}

/* Were each key's form quoted within the next one's, 30 levels would make a gigabyte. */
TEST(keys_within_keys_stay_short)
{
    struct buf b = {0};
    for (int level = 0; level < 30; level++) pack_map(&b, 1);
    pack_string(&b, "\"");
    for (int level = 0; level < 30; level++) pack_u64(&b, 1);
    CHECK_TEXT(json_of(&b), "{\"?\":1}");
    buf_free(&b);
}

static const char *double_of(double d)
{
    static struct buf b;
    pack_double(&b, d);
    return json_of(&b);
}

TEST(doubles_are_short_and_read_back_the_same)
{
    CHECK_TEXT(double_of(0.95), "0.95");
    CHECK_TEXT(double_of(0.1 + 0.2), "0.30000000000000004");
    CHECK_TEXT(double_of(1), "1");
    CHECK_TEXT(double_of(-1e300), "-1e+300");
    CHECK_TEXT(double_of(INFINITY), "null");
    CHECK_TEXT(double_of(NAN), "null");
    CHECK(strtod(double_of(M_PI), NULL) == M_PI);
}
