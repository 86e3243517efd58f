/* fuzz_query.c: any bytes as a query: refused with a place inside of it, or understood. */
#include "proto/limits.h"
#include "proto/query.h"
#include "tests/fuzz/fuzz.h"
#include "tests/proto/query_show.h"

const char *const fuzz_seeds[] = {"调解 (成功 OR -\"办 结\") title:网格 w:工程",
                                  "\"调解 成功\"~20 place:520102 place:贵阳",
                                  "date:2020..2022-03 date>=2020年3月 org:=法院",
                                  "quantity:件>1000 about:调解 quantity:1..2亿元",
                                  "{quantity unit:万元 value>1e8 place:贵州}",
                                  "{person role:书记} state:failed reason:timeout",
                                  NULL};

/* Every node lies in the query, and every view in it or in the arena: reading them is the test. */
static void walk(const struct query_node *node, size_t len, unsigned depth)
{
    MUST(node->start <= node->end && node->end <= len, "%u to %u", node->start, node->end);
    MUST(depth <= 3 * MAX_QUERY_DEPTH + 3, "%u levels", depth);
    for (const struct query_node *n = node->first; n; n = n->next) walk(n, len, depth + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena arena = {0};
    struct buf shown = {0};
    struct err err = {0};
    struct query_place place = {0};
    struct view text = {(const char *)bytes, len};
    const struct query_node *n = query_parse(text, &arena, &place, &err);
    if (n) {
        walk(n, len, 0);
        query_show(n, &shown);
        query_is_of_ledger(n);
    } else {
        MUST(err.text[0], "refused without a word");
        MUST(place.start <= place.end && place.end <= len, "%zu to %zu of %zu", place.start,
             place.end, len);
    }
    buf_free(&shown);
    arena_free(&arena);
    return 0;
}
