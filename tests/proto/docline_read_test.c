/* docline_read_test.c: lines read back, JSON as MessagePack, base64. */
#include "proto/base64.h"
#include "proto/docline.h"
#include "proto/docline_read.h"
#include "proto/json.h"
#include "proto/json_pack.h"
#include "proto/pack.h"
#include "tests/test.h"
#include <string.h>

static struct err err;

TEST(base64_is_what_rfc_4648_says)
{
    static const char *const pairs[][2] = {
        {"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
        {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct buf out = {0}, back = {0};
        base64_encode(&out, view_of(pairs[i][0]));
        CHECK_TEXT(buf_string(&out), pairs[i][1]);
        CHECK(base64_decode(&back, view_of(pairs[i][1])));
        CHECK_TEXT(buf_string(&back), pairs[i][0]);
        buf_free(&out);
        buf_free(&back);
    }
}

TEST(base64_of_many_bytes_comes_back)
{
    struct buf bytes = {0}, out = {0}, back = {0};
    for (uint32_t i = 0; i < (7u << 20) + 1; i++)
        buf_add_char(&bytes, (char)(i * 2654435761u >> 24));
    base64_encode(&out, buf_view(&bytes));
    CHECK(base64_decode(&back, buf_view(&out)));
    CHECK(view_equal(buf_view(&bytes), buf_view(&back)));
    buf_free(&bytes);
    buf_free(&out);
    buf_free(&back);
}

TEST(base64_refuses_what_it_would_not_write)
{
    static const char *const bad[] = {"Z",    "Zg",   "Zg=",    "Zh==",     "Zm9=",  "Z===",
                                      "====", "Zm 9", "Zm9v\n", "Zg==Zg==", "Zm9v=", "-_-_"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct buf out = {0};
        buf_add_char(&out, 'x');
        if (base64_decode(&out, view_of(bad[i])))
            test_fail(__FILE__, __LINE__, "taken: %s", bad[i]);
        CHECK_INT(out.len, 1);
        buf_free(&out);
    }
}

static void check_json(const char *text, const char *wanted)
{
    struct buf packed = {0}, json = {0};
    if (json_to_pack(view_of(text), &packed, &err) != 0)
        test_fail(__FILE__, __LINE__, "%s: %s", text, err.text);
    struct unpack u = unpack_of(buf_view(&packed));
    json_from_pack(&json, &u);
    CHECK_TEXT(buf_string(&json), wanted);
    CHECK(u.at == u.end);
    buf_free(&packed);
    buf_free(&json);
}

TEST(json_comes_back_from_pack_as_it_was)
{
    static const char *const same[] = {"null",
                                       "true",
                                       "false",
                                       "0",
                                       "-1",
                                       "18446744073709551615",
                                       "-9223372036854775808",
                                       "0.5",
                                       "1e+300",
                                       "\"\"",
                                       "\"\\u0000\\\"\\\\\\n文\"",
                                       "[]",
                                       "{}",
                                       "[[],{},[1,2]]",
                                       "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]",
                                       "{\"confidence\":1,\"a\":{\"confidence\":0.97,\"b\":[1]}}"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) check_json(same[i], same[i]);
    check_json(" [ 1 , \"\\u6587\\ud83d\\ude00\\/\" ] ", "[1,\"文😀/\"]");
}

TEST(json_counts_are_tight)
{
    struct buf packed = {0};
    CHECK_INT(json_to_pack(view_of("{\"a\":[1,2]}"), &packed, &err), 0);
    CHECK_INT(packed.len, 6); /* 81 a1 61 92 01 02 */
    CHECK(memcmp(packed.at, "\x81\xa1\x61\x92\x01\x02", 6) == 0);
    buf_free(&packed);
}

TEST(json_that_is_none_is_refused)
{
    static const char *const bad[] = {"",
                                      "{",
                                      "[1",
                                      "[1,]",
                                      "{\"a\"}",
                                      "{\"a\":}",
                                      "{a:1}",
                                      "[1 2]",
                                      "01",
                                      "1.",
                                      "-",
                                      "1e",
                                      "tru",
                                      "\"\\x\"",
                                      "\"a",
                                      "\"\\",
                                      "\"\x01\"",
                                      "\"\xff\"",
                                      "\"\\ud800\"",
                                      "1 1",
                                      "[1}",
                                      "+1",
                                      "NaN",
                                      ".5",
                                      "{\"a\":1,}",
                                      "18446744073709551616",
                                      "-9223372036854775809",
                                      "\"\\u12\""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct buf out = {0};
        if (json_to_pack(view_of(bad[i]), &out, &err) == 0)
            test_fail(__FILE__, __LINE__, "taken: %s", bad[i]);
        CHECK_INT(out.len, 0);
        buf_free(&out);
    }
}

TEST(json_nests_no_deeper_than_a_result_may)
{
    struct buf text = {0}, out = {0};
    for (int i = 0; i < 1000000; i++) buf_add_char(&text, '[');
    CHECK(json_to_pack(buf_view(&text), &out, &err) != 0);
    CHECK(strstr(err.text, "within each other"));
    buf_free(&text);
    buf_free(&out);
}

/* A document of one article, and its line with the text. */
static void make_line(struct buf *line, const char *original, const char *canonical)
{
    static unsigned char hash[SHA256_LEN], id[DOC_ID_LEN];
    struct buf result = {0}, json = {0};
    const char *text = canonical ? canonical : original;
    sha256(original, strlen(original), hash);
    doc_id(view_of("news"), view_of("a.txt"), hash, id);
    buf_format(&json,
               "{\"media_type\":\"text/plain\",\"charset\":\"utf-8\",\"articles\":[{\"id\":\"a1\","
               "\"spans\":[[0,%zu]],\"records\":[]}],\"other\":[]}",
               strlen(text));
    CHECK_INT(json_to_pack(buf_view(&json), &result, &err), 0);
    if (canonical) {
        result.at[0]++; /* the map has a member more */
        pack_string(&result, "canonical");
        pack_bin(&result, view_of(canonical));
    }
    struct msg_row row = {.doc = {(char *)id, sizeof id},
                          .archive = view_of("news"),
                          .source = view_of("a.txt"),
                          .sha256 = {(char *)hash, sizeof hash},
                          .bytes = strlen(original),
                          .state = STATE_DONE,
                          .extractor = view_of("1+a")};
    CHECK_INT(docline(&row, buf_view(&result), line, &err), 0);
    docline_add_text(line, buf_view(&result), view_of(original));
    docline_add_part(line, view_of("part"));
    line->len--; /* the newline */
    buf_free(&result);
    buf_free(&json);
}

TEST(a_line_with_its_text_is_read_back)
{
    struct buf line = {0};
    struct docline_read d = {0};
    make_line(&line, "\xb9\xb2 12", "共 12");
    if (docline_read(&d, buf_view(&line), &err) != 0) test_fail(__FILE__, __LINE__, "%s", err.text);
    CHECK(view_equal(d.original, view_of("\xb9\xb2 12")));
    CHECK(view_equal(d.part, view_of("part")));
    CHECK_INT(d.row.articles, 1);
    CHECK_INT(d.row.state, STATE_DONE);
    line.len = 0;
    make_line(&line, "plain", NULL);
    CHECK_INT(docline_read(&d, buf_view(&line), &err), 0);
    CHECK(view_equal(d.original, view_of("plain")));
    struct unpack u = unpack_of(buf_view(&d.result));
    CHECK(!unpack_find(&u, "canonical"));
    docline_read_free(&d);
    buf_free(&line);
}

/* Whatever is done to a line, it is read or refused, and a part of it is never taken for all. */
TEST(a_line_that_was_cut_or_changed_is_refused_or_true)
{
    struct buf line = {0}, copy = {0};
    struct docline_read d = {0};
    uint64_t taken = 0;
    make_line(&line, "\xb9\xb2 12", "共 12");
    for (size_t len = 0; len < line.len; len++)
        CHECK(docline_read(&d, (struct view){line.at, len}, &err) != 0);
    for (size_t at = 0; at < line.len; at++)
        for (int bit = 0; bit < 8; bit++) {
            copy.len = 0;
            buf_add_view(&copy, buf_view(&line));
            copy.at[at] ^= (char)(1 << bit);
            taken += docline_read(&d, buf_view(&copy), &err) == 0;
        }
    CHECK(taken < line.len); /* names such as the extractor's can be others */
    docline_read_free(&d);
    buf_free(&line);
    buf_free(&copy);
}
