/* fuzz_result.c: any bytes as a worker's result and the text that it is said to be of: refused with
 * a reason, or its spans share the text out. */
#include "proto/check.h"
#include "proto/result_check.h"
#include "tests/fuzz/fuzz.h"

#define ARTICLES                                                                                   \
    "\xa8"                                                                                         \
    "articles\x91\x83\xa2"                                                                         \
    "id\xa2"                                                                                       \
    "a1\xa5"                                                                                       \
    "spans\x91\x92\x01\x04\xa7"                                                                    \
    "records\x91\x83\xa4"                                                                          \
    "text\xa2"                                                                                     \
    "bc\xa5"                                                                                       \
    "start\x02\xa3"                                                                                \
    "end\x04"
#define OTHER                                                                                      \
    "\xa5"                                                                                         \
    "other\x91\x82\xa5"                                                                            \
    "start\x05\xa3"                                                                                \
    "end\x08"

const char *const fuzz_seeds[] = {"\x82" ARTICLES OTHER " abc def",
                                  "\x83\xa9"
                                  "canonical\xc4\x08 abc def" ARTICLES OTHER "<b>abc def",
                                  "\x83\xa7"
                                  "partial\xa3"
                                  "cpu" ARTICLES OTHER " abc def\xe4\xb8\x80",
                                  NULL};

/* What was found true is found true again, and each span lies in some text. */
static void accepted(const struct result_check *c, struct view result, struct view original)
{
    struct result_check again = {0};
    struct err err;
    for (size_t i = 0; i < c->count; i++)
        MUST(c->spans[i].start <= c->spans[i].end, "span %zu ends before it begins", i);
    MUST(result_check(&again, result, original, &err) == 0, "%s", err.text);
    MUST(again.articles == c->articles && again.records == c->records, "counted otherwise");
    result_check_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct result_check c = {0};
    struct err err = {0};
    int64_t object = check_object(bytes, len, NULL);
    if (object <= 0) return 0;
    struct view result = {(const char *)bytes, (size_t)object};
    struct view original = {(const char *)bytes + object, len - (size_t)object};
    if (result_check(&c, result, original, &err) == 0)
        accepted(&c, result, original);
    else
        MUST(err.text[0], "refused without a word");
    result_check_free(&c);
    return 0;
}
