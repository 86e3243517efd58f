/* charset_result_test.c: what is found in a document does not depend on its charset. */
#include "proto/pack.h"
#include "tests/workers/charset_kit.h"
#include "workers/pipeline.h"

/* The result of a document, as JSON without what tells the charset. */
static void result_of(struct view bytes, struct buf *result)
{
    static const struct budget no_limit;
    static struct arena arena;
    struct document d = {.arena = &arena, .bytes = bytes};
    result->len = 0;
    struct outcome o = pipeline_run(pipeline_find("standard"), &d, NULL, &no_limit, NULL, result);
    CHECK_INT(o.state, STATE_DONE);
    CHECK(o.records > 5);
}

static size_t compare(struct unpack *plain, struct unpack *other);

/* What only the result of the other charset has: passed over. Returns whether it is an origin. */
static size_t pass_extra(struct unpack *other, struct view name)
{
    unpack_skip(other);
    unpack_skip(other);
    return view_equal(name, view_of("origin"));
}

static size_t compare_member(struct unpack *plain, struct unpack *other)
{
    struct unpack key = *other;
    struct view name = unpack_next(&key).bytes;
    if (view_equal(name, view_of("origin")) || view_equal(name, view_of("canonical")) ||
        view_equal(name, view_of("charset_confidence")))
        return pass_extra(other, name);
    CHECK(view_equal(unpack_next(plain).bytes, unpack_next(other).bytes));
    if (!view_equal(name, view_of("charset"))) return compare(plain, other);
    unpack_skip(plain);
    unpack_skip(other);
    return 0;
}

/* Walks two results side by side: they differ in charset, charset_confidence, canonical and origin
 * only. Returns how many origins there were. */
static size_t compare(struct unpack *plain, struct unpack *other)
{
    struct unpack_item a = unpack_next(plain), b = unpack_next(other);
    size_t origins = 0;
    CHECK_INT(a.type, b.type);
    if (a.type == UNPACK_MAP) {
        for (uint64_t i = 0; i < b.number; i++) origins += compare_member(plain, other);
        return origins;
    }
    CHECK_INT((long long)a.number, (long long)b.number);
    if (a.type == UNPACK_ARRAY)
        for (uint64_t i = 0; i < a.number; i++) origins += compare(plain, other);
    else
        CHECK(a.real == b.real && view_equal(a.bytes, b.bytes));
    return origins;
}

TEST(charset_changes_nothing_but_the_origin)
{
    struct buf bytes = charset_encoded(charset_simplified, "GB18030"), plain = {0}, other = {0};
    result_of(view_of(charset_simplified), &plain);
    result_of(buf_view(&bytes), &other);
    struct unpack a = unpack_of(buf_view(&plain)), b = unpack_of(buf_view(&other));
    CHECK(!unpack_find(&a, "canonical") && !unpack_find(&a, "charset_confidence"));
    CHECK(compare(&a, &b) > 5);
    buf_free(&bytes);
    buf_free(&plain);
    buf_free(&other);
}
