/* index_result.c: see index_result.h. */
#include "tests/bench/index_result.h"
#include "proto/pack.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void pack_span(struct buf *out, size_t start, size_t end)
{
    pack_array(out, 2);
    pack_u64(out, start);
    pack_u64(out, end);
}

/* Sentences end behind each full stop. */
static void pack_sentences(struct buf *out, struct view text, size_t base)
{
    static const char stop[] = "。";
    size_t opened = pack_open_array(out), start = 0;
    uint32_t count = 0;
    while (start < text.len) {
        const char *found = memmem(text.at + start, text.len - start, stop, sizeof stop - 1);
        size_t end = found ? (size_t)(found - text.at) + sizeof stop - 1 : text.len;
        pack_span(out, base + start, base + end);
        count++;
        start = end;
    }
    pack_close(out, opened, count);
}

/* A record for each figure. Returns how many there are. */
static uint32_t pack_records(struct buf *out, struct view text, size_t base)
{
    size_t opened = pack_open_array(out);
    uint32_t count = 0;
    for (size_t i = 0, end; i < text.len; i = end) {
        end = i + 1;
        if (text.at[i] < '0' || text.at[i] > '9') continue;
        while (end < text.len && text.at[end] >= '0' && text.at[end] <= '9') end++;
        pack_map(out, 8);
        pack_string(out, "kind");
        pack_string(out, "quantity");
        pack_string(out, "text");
        pack_str(out, (struct view){text.at + i, end - i});
        pack_string(out, "start");
        pack_u64(out, base + i);
        pack_string(out, "end");
        pack_u64(out, base + end);
        pack_string(out, "rule");
        pack_string(out, "count");
        pack_string(out, "confidence");
        pack_double(out, 0.9);
        pack_string(out, "value");
        pack_str(out, (struct view){text.at + i, end - i});
        pack_string(out, "unit");
        pack_string(out, "件");
        count++;
    }
    pack_close(out, opened, count);
    return count;
}

/* The article at [start, end) of the document. Returns how many records it has. */
static uint32_t make_article(struct view document, size_t start, size_t end, uint64_t number,
                             struct buf *out)
{
    struct view text = {document.at + start, end - start};
    const char *stop = memchr(text.at, '\n', text.len);
    size_t title = stop ? (size_t)(stop - text.at) : text.len;
    char id[24];
    snprintf(id, sizeof id, "a%" PRIu64, number);
    pack_map(out, 7);
    pack_string(out, "id");
    pack_string(out, id);
    pack_string(out, "kind");
    pack_string(out, "article");
    pack_string(out, "title");
    pack_str(out, (struct view){text.at, title});
    pack_string(out, "date");
    pack_string(out, "2024-05-06");
    pack_string(out, "spans");
    pack_array(out, 1);
    pack_span(out, start, end);
    pack_string(out, "sentences");
    pack_sentences(out, text, start);
    pack_string(out, "records");
    return pack_records(out, text, start);
}

void index_result_make(struct view text, struct msg_outcome *o, struct buf *out)
{
    static const char apart[] = "\n\n";
    pack_map(out, 3);
    pack_string(out, "media_type");
    pack_string(out, "text/plain");
    pack_string(out, "articles");
    size_t opened = pack_open_array(out);
    for (size_t start = 0, end; start < text.len; start = end + sizeof apart - 1) {
        const char *found = memmem(text.at + start, text.len - start, apart, sizeof apart - 1);
        end = found ? (size_t)(found - text.at) : text.len;
        o->records += make_article(text, start, end, ++o->articles, out);
    }
    pack_close(out, opened, (uint32_t)o->articles);
    pack_string(out, "other");
    pack_array(out, 0);
}
