#include "client/found.h"
#include "proto/json_pack.h"
#include "tests/test.h"

/* The record, told as JSON, in a cell. */
static const char *found(const char *json, void add(struct buf *out, struct unpack record))
{
    static struct buf cell;
    struct buf record = {0};
    struct err err;
    cell.len = 0;
    CHECK(json_to_pack(view_of(json), &record, &err) == 0);
    add(&cell, unpack_of(buf_view(&record)));
    buf_free(&record);
    return buf_string(&cell);
}

static void expect(const char *json, const char *wanted)
{
    CHECK_TEXT(found(json, found_for_people), wanted);
}

TEST(found_tells_people_what_the_text_does_not_say)
{
    expect("{\"kind\":\"quantity\",\"text\":\"超过3.5亿元\",\"start\":3,\"end\":17,\"rule\":\"x\","
           "\"confidence\":0.9,\"value\":\"350000000\",\"unit\":\"元\",\"dimension\":\"money\","
           "\"bound\":\"min\",\"subject\":\"完成投资\",\"place\":431}",
           "350,000,000 元, at least, 完成投资, place 431");
    expect("{\"kind\":\"quantity\",\"text\":\"1000-2000元\",\"origin\":[90,100],\"value\":\"1000\","
           "\"unit\":\"元\","
           "\"range\":[\"1000\",\"2000\"]}",
           "1,000–2,000 元");
    expect("{\"kind\":\"date\",\"text\":\"今年\",\"value\":\"2021\",\"from\":\"2021-01-01\","
           "\"to\":\"2022-01-01\",\"relative\":true}",
           "2021, relative");
    expect("{\"kind\":\"person\",\"text\":\"李岩\",\"name\":\"李岩\",\"role\":\"镇长\",\"org\":"
           "\"石桥镇\"}",
           "镇长, org 石桥镇");
    expect(
        "{\"kind\":\"place\",\"text\":\"南河区\",\"name\":\"南河区\",\"full\":\"某省某市南河区\","
        "\"code\":\"\",\"candidates\":[\"110101\",\"120101\"]}",
        "某省某市南河区, candidates 2");
}

TEST(found_does_not_put_a_percent_sign_behind_a_share)
{
    expect("{\"kind\":\"quantity\",\"text\":\"约28%\",\"value\":\"0.28\",\"unit\":\"%\","
           "\"dimension\":\"ratio\",\"approx\":true}",
           "0.28, about");
}

TEST(found_tells_people_of_what_it_does_not_know)
{
    expect("{\"kind\":\"colour\",\"text\":\"红\",\"hue\":12,\"value\":\"12345\"}", "hue 12, 12345");
    expect("{}", "");
}

TEST(found_tells_scripts_all)
{
    CHECK_TEXT(found("{\"kind\":\"place\",\"text\":\"甲\",\"name\":\"甲\",\"code\":\"\"}",
                     found_for_scripts),
               "\"name\":\"甲\",\"code\":\"\"");
}
