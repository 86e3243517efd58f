/* index_splice.c: the phases of a merge: articles, words and terms of the sources, one behind the
 * other, without what is left out. */
#include "broker/index_cursor.h"
#include "broker/index_merge_parts.h"
#include <stdlib.h>
#include <string.h>

/* ---- Articles ---- */

static void put_rows(struct index_merge *m)
{
    uint32_t first, count = (uint32_t)(m->starts.len / sizeof first) * INDEX_ROWS;
    if (m->rows.len == 0) return;
    memcpy(&first, m->rows.at + offsetof(struct index_row, start), sizeof first);
    buf_add(&m->starts, &first, sizeof first);
    index_put_number(&m->writer, FAMILY_ARTICLES, count, buf_view(&m->rows));
    m->rows.len = 0;
}

static void add_row(struct index_merge *m, uint32_t source, struct index_row row)
{
    if (!merge_position(m, source, row.start, &row.start)) return;
    buf_add(&m->rows, &row, sizeof row);
    if (m->rows.len == INDEX_ROWS * sizeof row) put_rows(m);
}

static void add_rows(struct index_merge *m, struct view rows)
{
    struct index_row row;
    for (size_t at = 0; at + sizeof row <= rows.len; at += sizeof row) {
        memcpy(&row, rows.at + at, sizeof row);
        add_row(m, m->source, row);
    }
}

bool splice_articles(struct index_merge *m)
{
    struct view rows;
    for (; m->source < m->count; m->source++, m->at = 0) {
        const struct index_segment *s = &m->sources[m->source].segment;
        for (; m->at < s->articles; m->at += INDEX_ROWS) {
            if (merge_is_full(m)) return false;
            if (index_rows(merge_txn(m), s->number, m->at, &rows)) add_rows(m, rows);
        }
    }
    put_rows(m);
    index_put(&m->writer, FAMILY_STARTS, (struct view){0}, buf_view(&m->starts));
    buf_free(&m->starts);
    return true;
}

/* ---- Words ---- */

static void put_words(struct index_merge *m, size_t least)
{
    size_t done = 0;
    while (m->words.len - done >= least && m->words.len > done) {
        size_t len = m->words.len - done < INDEX_VALUE ? m->words.len - done : INDEX_VALUE;
        index_put_number(&m->writer, FAMILY_WORDS, m->words_put++,
                         (struct view){m->words.at + done, len});
        done += len;
    }
    memmove(m->words.at, m->words.at + done, m->words.len - done);
    m->words.len -= done;
}

/* Copies the bits of the positions from `start` to `end`, which are in one chunk, without those of
 * gaps. Gaps begin and end where articles do, and so at whole bytes. */
static void add_words(struct index_merge *m, struct view bits, uint32_t base, uint32_t start,
                      uint32_t end)
{
    const struct merge_source *s = &m->sources[m->source];
    while (start < end) {
        const struct merge_gap *g = merge_gap_at(s, start);
        if (g && start < g->end) {
            start = g->end < end ? g->end : end;
            continue;
        }
        uint32_t next = g ? (uint32_t)(g - s->gaps) + 1 : 0;
        uint32_t stop =
            next < s->gap_count && s->gaps[next].start < end ? s->gaps[next].start : end;
        size_t from = (start - base) / 8, to = (stop - base) / 8;
        if (to > bits.len) return;
        buf_add(&m->words, bits.at + from, to - from);
        start = stop;
    }
}

bool splice_words(struct index_merge *m)
{
    enum { BITS = 8 * INDEX_VALUE };
    for (; m->source < m->count; m->source++, m->at = 0) {
        const struct index_segment *s = &m->sources[m->source].segment;
        for (; m->at < s->length; m->at += BITS) {
            if (merge_is_full(m)) return false;
            struct index_key key = index_key_number(s->number, FAMILY_WORDS, m->at / BITS);
            struct view bits;
            uint32_t end = s->length - m->at < BITS ? s->length : m->at + BITS;
            if (index_get(merge_txn(m), &key, &bits)) add_words(m, bits, m->at, m->at, end);
            put_words(m, INDEX_VALUE);
        }
    }
    put_words(m, 1);
    buf_free(&m->words);
    return true;
}

/* ---- Terms ---- */

/* The lists of a source, one after the other. */
struct lists {
    struct txn *txn;
    uint64_t segment;
    unsigned char chunk[TERM_KEY];
    struct terms_reader reader;
    bool any;
};

static void enter(struct lists *l, struct view own, struct view value)
{
    memcpy(l->chunk, own.at, TERM_KEY);
    terms_open(&l->reader, own, value);
}

static void next_list(struct lists *l)
{
    struct view own, value;
    while (!(l->any = terms_next_list(&l->reader))) {
        if (!terms_chunk_after(l->txn, l->segment, l->chunk, &own, &value)) return;
        enter(l, own, value);
    }
}

/* At the first list of this term or a greater one. */
static void open_lists(struct lists *l, struct txn *t, uint64_t segment, uint64_t term)
{
    struct view own, value;
    *l = (struct lists){.txn = t, .segment = segment};
    if (!terms_chunk_of(t, segment, term, 0, &own, &value)) return;
    enter(l, own, value);
    do next_list(l);
    while (l->any && l->reader.term < term);
}

static void add_list(struct index_merge *m, uint32_t source, struct terms_reader *r)
{
    const struct merge_source *s = &m->sources[source];
    uint32_t moved;
    while (terms_next_group(r)) {
        if (s->gap_count == 0) {
            for (uint32_t i = 0; i < r->filled; i++)
                terms_add(m->terms, r->term, s->position + r->positions[i]);
            continue;
        }
        for (uint32_t i = 0; i < r->filled; i++)
            if (merge_position(m, source, r->positions[i], &moved))
                terms_add(m->terms, r->term, moved);
    }
}

static uint64_t least_term(const struct lists *lists, uint32_t count)
{
    uint64_t least = UINT64_MAX;
    for (uint32_t i = 0; i < count; i++)
        if (lists[i].any && lists[i].reader.term < least) least = lists[i].reader.term;
    return least;
}

bool splice_terms(struct index_merge *m)
{
    struct lists *lists = xcalloc(m->count, sizeof *lists);
    for (uint32_t i = 0; i < m->count; i++)
        open_lists(&lists[i], merge_txn(m), m->sources[i].segment.number, m->term);
    while (!merge_is_full(m) && (m->term = least_term(lists, m->count)) != UINT64_MAX)
        for (uint32_t i = 0; i < m->count; i++)
            while (lists[i].any && lists[i].reader.term == m->term) {
                add_list(m, i, &lists[i].reader);
                next_list(&lists[i]);
            }
    m->term = least_term(lists, m->count);
    free(lists);
    if (m->term != UINT64_MAX) return false;
    terms_end(m->terms);
    return true;
}
