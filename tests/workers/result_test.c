/* result_test.c: the result has the contract's keys, in the contract's order. */
#include "proto/check.h"
#include "proto/json.h"
#include "proto/pack.h"
#include "tests/test.h"
#include "workers/result.h"
#include <string.h>

/* The result of d as JSON; checked as a peer would check it. */
static void check_result(const struct document *d, const char *wanted)
{
    struct buf packed = {0}, json = {0};
    struct err err;
    result_write(d, &packed);
    CHECK_INT(check_whole(packed.at, packed.len, &err), 0);
    struct unpack u = unpack_of(buf_view(&packed));
    json_from_pack(&json, &u);
    CHECK_TEXT(buf_string(&json), wanted);
    buf_free(&packed);
    buf_free(&json);
}

TEST(result_of_an_empty_document)
{
    struct document d = {.media_type = "text/plain", .charset = "utf-8"};
    check_result(
        &d, "{\"media_type\":\"text/plain\",\"charset\":\"utf-8\",\"articles\":[],\"other\":[]}");
    d.partial = "cpu";
    check_result(
        &d, "{\"media_type\":\"text/plain\",\"charset\":\"utf-8\",\"articles\":[],\"other\":[],"
            "\"partial\":\"cpu\"}");
}

TEST(result_of_an_article)
{
    struct arena arena = {0};
    struct document d = {.arena = &arena, .media_type = "text/plain", .charset = "utf-8"};
    d.canonical = d.bytes = view_of("甲乙 一、丙 5人");
    struct article *a = article_add(&arena, &d.articles);
    const struct view names[] = {view_of("王晓明"), view_of("李丽")};
    a->kind = ARTICLE_BRIEF;
    a->title = view_of("甲乙");
    a->byline = names;
    a->byline_count = 2;
    a->date = view_of("2021-03-05");
    span_add(&arena, &a->spans, 0, 6);
    span_add(&arena, &a->spans, 7, 21);
    static const char *const begins[] = {"titled", "space"}, *const goes_on[] = {"fragment"};
    const struct boundary join = {goes_on, 1, 50};
    a->begin = (struct boundary){begins, 2, 93};
    a->joins = &join;
    span_add(&arena, &a->sentences, 0, 6);
    *section_add(&arena, &a->sections) = (struct section){.level = 1,
                                                          .parent = -1,
                                                          .start = 7,
                                                          .end = 16,
                                                          .number = view_of("一、"),
                                                          .heading = view_of("丙")};
    *section_add(&arena, &a->sections) = (struct section){.level = 2,
                                                          .parent = 0,
                                                          .start = 17,
                                                          .end = 21,
                                                          .number = view_of(""),
                                                          .heading = view_of("5人")};
    struct other *o = other_add(&arena, &d.others);
    *o = (struct other){OTHER_SECTION_HEAD, 3, 6};
    check_result(
        &d,
        "{\"media_type\":\"text/plain\",\"charset\":\"utf-8\",\"articles\":[{\"id\":\"a1\","
        "\"kind\":\"brief\",\"title\":\"甲乙\",\"subtitle\":\"\",\"byline\":[\"王晓明\",\"李丽\"],"
        "\"source\":\"\",\"date\":\"2021-03-05\",\"spans\":[[0,6],[7,21]],"
        "\"boundary\":{\"evidence\":[\"titled\",\"space\"],\"confidence\":0.93,\"joins\":["
        "{\"evidence\":[\"fragment\"],\"confidence\":0.5}]},\"sections\":["
        "{\"level\":1,\"number\":\"一、\",\"heading\":\"丙\",\"start\":7,\"end\":16,\"parent\":"
        "null},"
        "{\"level\":2,\"number\":\"\",\"heading\":\"5人\",\"start\":17,\"end\":21,\"parent\":0}],"
        "\"sentences\":[[0,6]],\"records\":[]}],"
        "\"other\":[{\"kind\":\"section_head\",\"start\":3,\"end\":6}]}");
    arena_free(&arena);
}

TEST(result_of_a_record)
{
    struct arena arena = {0};
    struct document d = {.arena = &arena, .media_type = "text/plain", .charset = "utf-8"};
    d.canonical = d.bytes = view_of("约5人");
    struct article *a = article_add(&arena, &d.articles);
    const struct view list[] = {view_of("甲"), view_of("乙")};
    const struct field fields[] = {
        {.key = FIELD_VALUE, .type = FIELD_IS_TEXT, .text = view_of("5")},
        {.key = FIELD_APPROX, .type = FIELD_IS_TRUE},
        {.key = FIELD_PLACE, .type = FIELD_IS_NUMBER, .number = 7},
        {.key = FIELD_CANDIDATES, .type = FIELD_IS_LIST, .list = list, .count = 2}};
    *record_add(&arena, &a->records) = (struct record){.kind = RECORD_QUANTITY,
                                                       .start = 3,
                                                       .end = 7,
                                                       .rule = "q1",
                                                       .confidence = 95,
                                                       .fields = fields,
                                                       .field_count = 4};
    struct buf packed = {0}, json = {0};
    result_write(&d, &packed);
    struct unpack u = unpack_of(buf_view(&packed));
    CHECK(unpack_find(&u, "articles"));
    unpack_next(&u);
    CHECK(unpack_find(&u, "records"));
    json_from_pack(&json, &u);
    CHECK_TEXT(buf_string(&json),
               "[{\"kind\":\"quantity\",\"text\":\"5人\",\"start\":3,\"end\":7,\"rule\":\"q1\","
               "\"confidence\":0.95,\"value\":\"5\",\"approx\":true,\"place\":7,"
               "\"candidates\":[\"甲\",\"乙\"]}]");
    buf_free(&packed);
    buf_free(&json);
    arena_free(&arena);
}

/* A text made of the bytes: it goes along, with its metadata, and records tell their page. */
TEST(result_of_pages)
{
    struct arena arena = {0};
    struct document d = {.arena = &arena, .media_type = "application/pdf", .charset = ""};
    d.bytes = view_of("%PDF-");
    d.canonical = view_of("1\n2\n3\n");
    for (uint32_t i = 0; i < 3; i++) page_add(&arena, &d.pages, 2 * i, i + 1);
    metadata_add(&arena, &d.metadata, "title", view_of("甲"));
    metadata_add(&arena, &d.metadata, "author", view_of(""));
    metadata_add(&arena, &d.metadata, "title", view_of("乙"));
    struct article *a = article_add(&arena, &d.articles);
    *record_add(&arena, &a->records) =
        (struct record){.start = 4, .end = 5, .rule = "q1", .confidence = 50};
    struct buf packed = {0}, json = {0};
    result_write(&d, &packed);
    struct unpack u = unpack_of(buf_view(&packed));
    json_from_pack(&json, &u);
    const char *wanted = "{\"media_type\":\"application/pdf\",\"charset\":\"\","
                         "\"metadata\":{\"title\":\"甲\"},\"canonical\":";
    CHECK(strncmp(buf_string(&json), wanted, strlen(wanted)) == 0);
    CHECK(strstr(json.at, "\"start\":4,\"end\":5,\"page\":3,\"rule\""));
    buf_free(&packed);
    buf_free(&json);
    arena_free(&arena);
}

/* Lists keep what was added when they grow. */
TEST(document_lists_grow)
{
    struct arena arena = {0};
    struct span_list spans = {0};
    for (uint32_t i = 0; i < 1000; i++) span_add(&arena, &spans, i, i + 1);
    CHECK_INT(spans.count, 1000);
    for (uint32_t i = 0; i < 1000; i++) CHECK(spans.at[i].start == i && spans.at[i].end == i + 1);
    arena_free(&arena);
}
