/* fuzz_part.c: any bytes as a part for the index: refused, or articles that add up; and any result
 * and text make a part that is one. */
#include "proto/check.h"
#include "proto/part.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = {"\x01\x01\x09\x02\x01\x03\x05\x02\x01\x02\x01\x01"
                                  "a\xff\xff\xff\xff\xff",
                                  "\x01\x02\x0e\xff\xff\x03\x01"
                                  "\xe4\xb8\x80\xff\xff\xff\xff\xff",
                                  "\x81\xa8"
                                  "articles\x91\x82\xa5"
                                  "title\xa3one\xa5"
                                  "spans\x92\x92\x01\x05\x92\x06\x09"
                                  "canonical text, \xe4\xb8\x80\xe4\xba\x8c",
                                  "\x81\xa8"
                                  "articles\x92\x83\xa4"
                                  "date\xaa"
                                  "2020-03-05\xa6"
                                  "byline\x92\xa1x\xa1y\xa5"
                                  "spans\x91\x92\x01\x20\x80",
                                  NULL};

static void as_part(struct view bytes)
{
    struct index_part part;
    struct part_article a;
    struct err err = {0};
    uint64_t points = 0;
    uint32_t count = 0;
    if (part_read(bytes, &part, &err) != 0) {
        MUST(err.text[0], "refused without a word");
        return;
    }
    struct index_part left = part;
    while (part_next(&left, &a)) {
        const char *at = a.text.at, *end = at + a.text.len;
        uint64_t found = 0;
        for (; at < end; found++) part_point(&at, end);
        MUST(found == part_points(&a), "article %u", count);
        MUST(a.boundaries.len == 0 || 8 * a.boundaries.len >= found, "too few boundaries");
        points += found;
        count++;
    }
    MUST(count == part.articles && points == part.points, "%u articles", count);
}

static void cut(void *context, struct view text, char *before)
{
    for (size_t i = 0; i <= text.len; i += 2) before[i] = 1;
}

/* The object that the bytes begin with as a result, and what is behind it as its text. */
static void as_result(struct view bytes)
{
    int64_t len = check_object(bytes.at, bytes.len, NULL);
    struct index_part part;
    struct buf made = {0};
    struct err err;
    if (len <= 0) return;
    struct view result = {bytes.at, (size_t)len};
    struct view text = {bytes.at + len, bytes.len - (size_t)len};
    if (part_make(result, text, text.len % 2 ? cut : NULL, NULL, &made))
        MUST(part_read(buf_view(&made), &part, &err) == 0, "%s", err.text);
    buf_free(&made);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    as_part((struct view){(const char *)bytes, len});
    as_result((struct view){(const char *)bytes, len});
    return 0;
}
