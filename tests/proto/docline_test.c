/* docline_test.c: the lines of the export contract, to the byte. */
#include "proto/docline.h"
#include "proto/pack.h"
#include "tests/test.h"

static struct buf out;

static struct msg_row done_row(void)
{
    static const char doc[16] = "\xd5\xf0", sum[32] = "\x01\x02";
    return (struct msg_row){
        .num = 7,
        .doc = {doc, sizeof doc},
        .archive = view_of("news"),
        .source = view_of("2021/\"a\".txt"),
        .sha256 = {sum, sizeof sum},
        .bytes = 16978,
        .state = STATE_DONE,
        .attempts = 3, /* and what else depends on how it was run */
        .deaths = 1,
        .exit_status = 1,
        .extractor = view_of("1.0.0+5f3a"),
        .articles = 1,
        .records = 2,
    };
}

/* Keys in an order that is not the contract's, and one that does not belong in the line. */
static void pack_result(struct buf *b)
{
    pack_map(b, 9);
    pack_string(b, "metadata");
    pack_map(b, 1);
    pack_string(b, "author");
    pack_string(b, "a \"b\"");
    pack_string(b, "damaged");
    pack_u64(b, 3);
    pack_string(b, "charset_confidence");
    pack_double(b, 0.97);
    pack_string(b, "other");
    pack_array(b, 0);
    pack_string(b, "canonical");
    pack_bin(b, view_of("text"));
    pack_string(b, "partial");
    pack_string(b, "wall");
    pack_string(b, "charset");
    pack_string(b, "utf-8");
    pack_string(b, "articles");
    pack_array(b, 1);
    pack_map(b, 1);
    pack_string(b, "id");
    pack_string(b, "a1");
    pack_string(b, "media_type");
    pack_string(b, "text/plain");
}

static const char *line_of(const struct msg_row *row, struct view result)
{
    struct err err = {0};
    out.len = 0;
    CHECK_INT(docline(row, result, &out, &err), 0);
    return buf_string(&out);
}

#define HEAD                                                                                       \
    "{\"type\":\"document\",\"doc\":\"d5f00000000000000000000000000000\",\"archive\":\"news\","    \
    "\"source\":\"2021/\\\"a\\\".txt\",\"sha256\":"                                                \
    "\"0102000000000000000000000000000000000000000000000000000000000000\",\"bytes\":16978,"

TEST(a_line_has_the_keys_of_the_contract_in_its_order)
{
    struct buf result = {0};
    struct msg_row row = done_row();
    pack_result(&result);
    CHECK_TEXT(
        line_of(&row, buf_view(&result)),
        HEAD "\"media_type\":\"text/plain\",\"charset\":\"utf-8\","
             "\"charset_confidence\":0.97,\"damaged\":3,\"metadata\":{\"author\":\"a \\\"b\\\"\"},"
             "\"state\":\"done\","
             "\"extractor\":\"1.0.0+5f3a\",\"partial\":\"wall\","
             "\"articles\":[{\"id\":\"a1\"}],\"other\":[]}\n");
    buf_free(&result);
}

TEST(a_document_without_a_result_says_why)
{
    struct msg_row row = done_row();
    row.state = STATE_FAILED;
    row.reason = REASON_TIMEOUT;
    row.detail = view_of("in segment");
    CHECK_TEXT(line_of(&row, (struct view){0}),
               HEAD "\"state\":\"failed\",\"reason\":\"timeout\",\"detail\":\"in segment\","
                    "\"extractor\":\"1.0.0+5f3a\"}\n");
}

TEST(a_duplicate_names_the_document_that_stands_for_it)
{
    struct msg_row row = done_row();
    static const char other[16] = "\xaa";
    row.state = STATE_DUPLICATE;
    row.duplicate_of = (struct view){other, sizeof other};
    row.extractor = (struct view){0};
    CHECK_TEXT(line_of(&row, (struct view){0}),
               HEAD "\"state\":\"duplicate\","
                    "\"duplicate_of\":\"aa000000000000000000000000000000\"}\n");
}

TEST(a_result_that_is_not_valid_adds_nothing)
{
    static const char *const bad[] = {"\xc1", "\x81\xa1x", "\x90", "\x80\x80"};
    struct msg_row row = done_row();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct err err = {0};
        out.len = 0;
        CHECK_INT(docline(&row, view_of(bad[i]), &out, &err), -1);
        CHECK_INT(err.code, ERR_MALFORMED);
        CHECK_INT(out.len, 0);
    }
}

TEST(the_trailer_counts_and_sums_the_lines)
{
    struct doctally tally = {0};
    struct msg_row row = done_row();
    out.len = 0;
    doctally_add(&tally, &row, view_of("ab"));
    doctally_add(&tally, &row, view_of("c"));
    doctally_end(&tally, &out);
    CHECK_TEXT(buf_string(&out),
               "{\"type\":\"trailer\",\"documents\":2,\"articles\":2,\"records\":4,\"sha256\":"
               "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}\n");
    out.len = 0;
    doctally_end(&tally, &out); /* emptied by the first */
    CHECK_TEXT(buf_string(&out),
               "{\"type\":\"trailer\",\"documents\":0,\"articles\":0,\"records\":0,\"sha256\":"
               "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}\n");
}
