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
    bounds_add(&m->bounds, &row);
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
    if (done == 0) return;
    memmove(m->words.at, m->words.at + done, m->words.len - done);
    m->words.len -= done;
}

/* Copies the bits of the positions from `start` to `end`, which are in one chunk, without those of
 * gaps. Gaps begin and end where articles do, and so at whole bytes. */
static void add_words(struct index_merge *m, struct view bits, uint32_t base, uint32_t start,
                      uint32_t end)
{
    const struct index_source *s = &m->sources[m->source].moves;
    while (start < end) {
        const struct index_gap *g = source_gap(s, start);
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

#define NO_TERM UINT64_MAX /* above all there are */

/* The sources' lists, and a tree whose leaves are the terms at hand, of each source one, and whose
 * other nodes are the lesser of their two children; the first of them where both are the same. So
 * the least of all is known after a few comparisons, none of which a processor has to guess. */
struct lists {
    struct term_lists of[MERGE_SOURCES];
    uint32_t leaves; /* a power of two; nodes begin with 1, the children of i are 2 i and 2 i + 1 */
    uint64_t terms[2 * MERGE_SOURCES];
    uint32_t sources[2 * MERGE_SOURCES];
};

/* From the leaf up: of two that are the same the first one goes on. */
static void note_term(struct lists *lists, uint32_t source, bool any)
{
    uint64_t term = any ? lists->of[source].reader.term : NO_TERM;
    uint32_t i = lists->leaves + source;
    lists->terms[i] = term;
    for (; i > 1; i /= 2) {
        uint64_t other = lists->terms[i ^ 1];
        uint32_t other_source = lists->sources[i ^ 1];
        bool before = (other < term) | ((other == term) & i);
        term = before ? other : term;
        source = before ? other_source : source;
        lists->terms[i / 2] = term;
        lists->sources[i / 2] = source;
    }
}

static struct lists *open_lists(struct index_merge *m)
{
    struct lists *lists = xcalloc(1, sizeof *lists);
    for (lists->leaves = 1; lists->leaves < m->count;) lists->leaves *= 2;
    for (uint32_t i = 0; i < 2 * lists->leaves; i++) {
        lists->terms[i] = NO_TERM;
        lists->sources[i] = i - lists->leaves;
    }
    for (uint32_t i = 0; i < m->count; i++) {
        struct index_lists of = {m->sources[i].segment.number, 0, UINT64_MAX, NULL};
        note_term(lists, i, term_lists_open(&lists->of[i], merge_txn(m), of, m->term));
    }
    return lists;
}

static void add_list(struct index_merge *m, uint32_t source, struct terms_reader *r)
{
    while (terms_next_group(r, 0)) {
        uint32_t left = source_move(&m->sources[source].moves, r->positions, r->filled);
        terms_add_list(m->terms, r->term, r->positions, left);
    }
}

/* A slice ends with a whole term, and what is gathered of it is written: it is gone in the sources
 * then. */
bool splice_terms(struct index_merge *m)
{
    struct lists *lists = open_lists(m);
    uint64_t least = lists->terms[1];
    for (; least != NO_TERM && (least == m->term || !merge_is_full(m)); least = lists->terms[1]) {
        uint32_t source = lists->sources[1];
        m->term = least;
        add_list(m, source, &lists->of[source].reader);
        note_term(lists, source, term_lists_next(&lists->of[source]));
    }
    m->term = least;
    free(lists);
    terms_end(m->terms);
    return least == NO_TERM;
}
