/* query_test.c: queries and their trees; wrong ones, and where they are wrong. */
#include "proto/limits.h"
#include "tests/proto/query_show.h"
#include "tests/test.h"
#include <string.h>
#include <time.h>

static const struct {
    const char *query, *tree;
} trees[] = {
    {"", "*"},
    {"  　 ", "*"},
    {"*", "*"},
    {"调解", "\"调解\""},
    {"調解 ＡＢＣ", "(and \"调解\" \"abc\")"},
    {"“调解 成功”", "\"调解 成功\""},
    {"\"a OR b\"", "\"a or b\""},
    {"a AND b", "(and \"a\" \"b\")"},
    {"a OR b c", "(or \"a\" (and \"b\" \"c\"))"},
    {"（a OR b） c", "(and (or \"a\" \"b\") \"c\")"},
    {"a -b NOT c", "(and \"a\" (not \"b\") (not \"c\"))"},
    {"NOT NOT a", "\"a\""},
    {"a NOT -b", "(and \"a\" \"b\")"},
    {"a-b x:", NULL},
    {"ANDY ORAL NOTE", "(and \"andy\" \"oral\" \"note\")"},
    {"\"调解 成功\"~20", "(near 20 \"调解\" \"成功\")"},
    {"title:网格", "title:\"网格\""},
    {"title：“网格 化”", "title:\"网格 化\""},
    {"TITLE:a", "title:\"a\""},
    {"ｔｉｔｌｅ：ａ　ＯＲ　ＮＯＴ　ｂ", "(or title:\"a\" (not \"b\"))"},
    {"ａｎｄ ｏｒ", "(and \"and\" \"or\")"},
    {"w:工程", "w:\"工程\""},
    {"时间:三点", "\"时间:三点\""},
    {"12:30", "\"12:30\""},
    {"a>b", "\"a>b\""},
    {"place:520102", "{place place:=\"520102\"}"},
    {"place:贵阳", "{place place:\"贵阳\"}"},
    {"org:=县人民法院", "{org org:=\"县人民法院\"}"},
    {"org:\"=\"", "{org org:\"=\"}"},
    {"date:2020", "{article date:18262..18628}"},
    {"date:2020..2022-03", "{article date:18262..19083}"},
    {"date:2020年3月", "{article date:18322..18353}"},
    {"date:..2020/3/15", "{article date:..18337}"},
    {"date>=2020-02-29", "{article date:18321..}"},
    {"date:>2020", "{article date:18628..}"},
    {"date:<2020-01", "{article date:..18262}"},
    {"date:1969-12-31", "{article date:-1..0}"},
    {"quantity:>=1亿元", "{quantity quantity:100000000..元}"},
    {"quantity:件>1000", "{quantity quantity:1000.000000000001..件}"},
    {"quantity>1000件", "{quantity quantity:1000.000000000001..件}"},
    {"quantity：＞＝１万元", "{quantity quantity:10000..元}"},
    {"quantity:1..2亿元", "{quantity quantity:100000000..200000000元}"},
    {"quantity:5000..1万元", "{quantity quantity:5000..10000元}"},
    {"quantity:100万..2亿元", "{quantity quantity:1000000..200000000元}"},
    {"quantity:..三千户", "{quantity quantity:..3000户}"},
    {"quantity:10公顷", "{quantity quantity:100000..100000平方米}"},
    {"quantity:<15亩", "{quantity quantity:..9999.99999999999平方米}"},
    {"quantity:>=80%", "{quantity quantity:0.8..%}"},
    {"quantity:=-5℃", "{quantity quantity:-5..-5℃}"},
    {"quantity:元", "{quantity quantity:..元}"},
    {"quantity:18元/公斤", "{quantity quantity:18..18元/公斤}"},
    {"quantity:>1e8", "{quantity quantity:100000000.0000001..}"},
    {"quantity:件>1000 about:调解", "{quantity about:\"调解\" quantity:1000.000000000001..件}"},
    {"about:调解", "{quantity about:\"调解\"}"},
    {"about:a about:b", "(and {quantity about:\"a\"} {quantity about:\"b\"})"},
    {"unit:亩", "{quantity unit:平方米}"},
    {"{quantity unit:万元 value>5 place:贵州}",
     "{quantity unit:元 value:50000.00000000001..元 place:\"贵州\"}"},
    {"{quantity value>1e8 unit:元}", "{quantity value:100000000.0000001..元 unit:元}"},
    {"{quantity}", "{quantity}"},
    {"｛person role:书记 org:\"县委 办\"｝", "{person role:\"书记\" org:\"县委 办\"}"},
    {"{date date:2020}", "{date date:18262..18628}"},
    {"a (b OR {org name:c}) -d", "(and \"a\" (or \"b\" {org name:\"c\"}) (not \"d\"))"},
    {"state:failed reason:timeout", "(and state:4 reason:7)"},
    {"state:=Failed", "state:4"},
    {"worker:0.1", "worker:\"0.1\""},
    {"kind:brief", "{article kind:2}"},
    {"kind:=ＢＲＩＥＦ", "{article kind:2}"},
    {"kind:\"note\"", "{article kind:5}"},
    {"date:2020-05..2020", "{article date:18383..18628}"},
    {"date:-0221..-0220", "{article date:-800246..-799515}"},
    {"quantity:5..5元", "{quantity quantity:5..5元}"},
    {"quantity:-5..-3℃", "{quantity quantity:-5..-3℃}"},
};

static const struct query_node *parse(const char *query, struct arena *arena,
                                      struct query_place *place, struct err *err)
{
    return query_parse(view_of(query), arena, place, err);
}

TEST(query_becomes_a_tree)
{
    struct arena arena = {0};
    struct err err = {0};
    for (size_t i = 0; i < sizeof trees / sizeof *trees; i++) {
        struct buf shown = {0};
        const struct query_node *n = parse(trees[i].query, &arena, NULL, &err);
        if (!trees[i].tree) {
            CHECK(!n);
            continue;
        }
        if (!n) test_fail(__FILE__, __LINE__, "%s: %s", trees[i].query, err.text);
        query_show(n, &shown);
        CHECK_TEXT(buf_string(&shown), trees[i].tree);
        buf_free(&shown);
    }
    arena_free(&arena);
}

/* `at` is where the caret stands: blanks, then as many ^ as there are bytes at fault. */
static const struct {
    const char *query;
    size_t start, end;
    const char *word;
} faults[] = {
    {"a (b", 2, 4, "never closed"},
    {"a )", 2, 3, "nothing was opened"},
    {"()", 1, 2, "nothing was opened"},
    {"a }", 2, 3, "nothing was opened"},
    {"a OR", 4, 4, "something to look for"},
    {"AND b", 0, 3, "something to look for"},
    {"NOT", 3, 3, "something to look for"},
    {"a \"b", 2, 4, "never closed"},
    {"\"\"", 0, 2, "nothing to look for"},
    {"http://x", 0, 4, "no field \"http\""},
    {"title:", 0, 6, "wants a value"},
    {"a value:3", 2, 8, "stands in braces only"},
    {"org:=", 0, 5, "nothing to look for"},
    {"place:5201022x", 0, 14, "the code of a place"},
    {"date:abc", 5, 8, "a date is wanted"},
    {"date:2020-13", 5, 12, "a date is wanted"},
    {"date:2021-02-29", 5, 15, "a date is wanted"},
    {"date:2020..x", 11, 12, "a date is wanted"},
    {"date:..", 5, 7, "a date is wanted"},
    {"date:2020..2019", 5, 15, "ends before it begins"},
    {"date:2020-03-05..2020-02", 5, 24, "ends before it begins"},
    {"{date date:\"2021..2020年\"}", 12, 25, "ends before it begins"},
    {"quantity:>x", 10, 11, "a number is wanted"},
    {"quantity:abc", 9, 12, "a number is wanted"},
    {"quantity:5..-", 12, 13, "a number is wanted"},
    {"quantity:..", 9, 11, "a number is wanted on one side"},
    {"quantity:5..3元", 9, 13, "ends before it begins"},
    {"quantity:-3..-5℃", 9, 15, "ends before it begins"},
    {"quantity:1万..5000元", 9, 19, "ends before it begins"},
    {"quantity:1万元..2万元", 13, 16, "a unit stands behind the second"},
    {"quantity:>1.2.3元", 10, 15, "no exact number"},
    {"quantity:>几十件", 10, 16, "no exact number"},
    {"quantity:>1000000000000000000000", 10, 32, "no exact number"},
    {"quantity:>1e99", 10, 14, "no exact number"},
    {"quantity:件>5件", 14, 17, "the unit stands there already"},
    {"quantity:>5天地", 11, 17, "no unit is called \"天地\""},
    {"unit:foo", 5, 8, "no unit is called"},
    {"state:lost", 6, 10, "no state has this name"},
    {"reason:x", 7, 8, "no reason has this name"},
    {"kind:foo", 5, 8, "no kind of article has this name"},
    {"kind:art", 5, 8, "no kind of article has this name"},
    {"kind:=", 5, 6, "no kind of article has this name"},
    {"{article kind:quantity}", 14, 22, "no kind of article has this name"},
    {"{", 1, 1, "a kind of record is wanted"},
    {"{quantities}", 1, 11, "a kind of record is wanted"},
    {"{quantity", 0, 9, "never closed"},
    {"{quantity 5}", 10, 11, "in braces stand conditions"},
    {"{quantity (}", 10, 11, "in braces stand conditions"},
    {"{place role:x}", 7, 12, "nothing that a record of the kind place has"},
    {"{quantity state:done}", 10, 16, "nothing that a record of the kind quantity has"},
    {"\"a b\"~", 0, 6, "a number of characters"},
    {"\"a b\"~1001", 0, 10, "a number of characters"},
    {"\"a\"~5", 0, 5, "two words or more"},
    {"a \xff", 2, 3, "not UTF-8"},
};

TEST(query_that_is_wrong_says_where)
{
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct err err = {0};
        struct query_place place = {0};
        if (parse(faults[i].query, &arena, &place, &err))
            test_fail(__FILE__, __LINE__, "%s: was understood", faults[i].query);
        if (!strstr(err.text, faults[i].word) || place.start != faults[i].start ||
            place.end != faults[i].end)
            test_fail(__FILE__, __LINE__, "%s: at %zu to %zu, %s", faults[i].query, place.start,
                      place.end, err.text);
        CHECK_INT(err.code, ERR_BAD_REQUEST);
    }
    arena_free(&arena);
}

/* A query of `count` times `piece`: NULL, with the code of the refusal. */
static int refusal(const char *piece, size_t count)
{
    struct arena arena = {0};
    struct buf query = {0};
    struct err err = {0};
    for (size_t i = 0; i < count; i++) buf_add_string(&query, piece);
    const struct query_node *n = query_parse(buf_view(&query), &arena, NULL, &err);
    buf_free(&query);
    arena_free(&arena);
    return n ? 0 : err.code;
}

TEST(query_is_bounded)
{
    CHECK_INT(refusal("a", 1 << 20), ERR_OVER_LIMIT);
    CHECK_INT(refusal("(", 10000), ERR_BAD_REQUEST);
    CHECK_INT(refusal("(", MAX_QUERY_DEPTH), ERR_BAD_REQUEST);
    CHECK_INT(refusal("(a) ", MAX_QUERY_TERMS), 0);
    CHECK_INT(refusal("(a) ", MAX_QUERY_TERMS + 1), ERR_BAD_REQUEST);
    CHECK_INT(refusal("NOT ", 4000), ERR_BAD_REQUEST);
    CHECK_INT(refusal("-", 10000), 0);
    CHECK_INT(refusal("{quantity unit:元} ", MAX_QUERY_TERMS), ERR_BAD_REQUEST);
    CHECK_INT(refusal("{", 10000), ERR_BAD_REQUEST);
    CHECK_INT(refusal("\"", 10001), ERR_BAD_REQUEST);
    CHECK_INT(refusal("调解", 2000), 0);
}

/* Milliseconds of processor time to parse a query as long as can be of one sign. */
static double parsing_ms(char sign)
{
    struct timespec from, to;
    struct arena arena = {0};
    struct buf query = {0};
    for (size_t i = 0; i < MAX_QUERY; i++) buf_add_char(&query, sign);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    CHECK(query_parse(buf_view(&query), &arena, NULL, NULL));
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    buf_free(&query);
    arena_free(&arena);
    return (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
}

/* Signs that could each be looked at with all that is behind them, which takes 2,000 times as long
 * as a word. */
TEST(query_of_signs_is_parsed_as_fast_as_a_word)
{
    double word = parsing_ms('a'), signs = parsing_ms('-');
    if (signs > 100 * word) test_fail(__FILE__, __LINE__, "%f ms, a word %f ms", signs, word);
}

TEST(query_field_examples_are_understood)
{
    struct arena arena = {0};
    struct err err;
    for (int i = 0; i < QUERY_FIELD_COUNT; i++) {
        if (!parse(query_fields[i].example, &arena, NULL, &err))
            test_fail(__FILE__, __LINE__, "%s: %s", query_fields[i].example, err.text);
        CHECK(*query_fields[i].text);
    }
    arena_free(&arena);
}

TEST(query_knows_what_the_ledger_is_asked)
{
    struct arena arena = {0};
    CHECK(query_is_of_ledger(parse("a (b OR -state:done)", &arena, NULL, NULL)));
    CHECK(!query_is_of_ledger(parse("a archive:b {org}", &arena, NULL, NULL)));
    arena_free(&arena);
}
