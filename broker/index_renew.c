/* index_renew.c: see index_renew.h. */
#include "broker/index_renew.h"
#include "broker/index_slice.h"
#include <string.h>

static void put_segment(struct store *s, uint64_t number, const struct msg_stored_segment *head)
{
    put_record(s, TABLE_SEGMENTS, number, "stored_segment", head, (struct view){0});
}

void index_renew_open(struct store *s)
{
    struct msg_stored_segment head;
    for (uint64_t number = 0; index_next_segment(s, SEGMENT_LIVE, &number, &head);) {
        if (number >= s->now.index_renew) return;
        head.state = SEGMENT_OLD;
        head.bound = 0;
        put_segment(s, number, &head);
    }
}

/* ---- The place it has come to: `bound` is the next ordinal of the first old segment ---- */

struct place {
    uint64_t number;
    struct msg_stored_segment head;
    struct index_view view;
    struct index_segment segment;
};

static bool find_place(struct store *s, struct place *p)
{
    p->number = 0;
    if (!index_next_segment(s, SEGMENT_OLD, &p->number, &p->head)) return false;
    p->view = (struct index_view){.read = &s->turn, .any_dead = true};
    p->segment = (struct index_segment){.number = p->number,
                                        .articles = (uint32_t)p->head.articles,
                                        .length = (uint32_t)p->head.positions};
    return true;
}

static bool article_at(const struct place *p, uint32_t ordinal, struct index_article *a)
{
    return index_article(&p->view, &p->segment, ordinal, a);
}

/* Goes behind the articles of a document. */
static void pass_document(struct store *s, struct place *p, uint64_t doc)
{
    struct index_article a;
    while (article_at(p, (uint32_t)p->head.bound, &a) && a.doc == doc) p->head.bound++;
    put_segment(s, p->number, &p->head);
}

bool index_renew_due(struct store *s, uint64_t *num)
{
    struct place p;
    struct index_article a;
    *num = 0;
    if (s->now.index_renew == 0 || !find_place(s, &p)) return false;
    if (!article_at(&p, (uint32_t)p.head.bound, &a)) {
        p.head.state = SEGMENT_DEAD;
        put_segment(s, p.number, &p.head);
    } else if (index_is_live(&p.view, &a)) {
        *num = a.doc;
    } else {
        pass_document(s, &p, a.doc);
    }
    return true;
}

/* ---- Words ---- */

/* Appends the bits of the positions from `start` on, `bytes` of them; false if they are not there.
 */
static bool add_bits(struct store *s, uint64_t number, uint32_t start, uint32_t bytes,
                     struct buf *out)
{
    struct view bits;
    for (uint32_t at = start / INDEX_ALIGN, end = at + bytes; at < end;) {
        struct index_key key = index_key_number(number, FAMILY_WORDS, at / INDEX_VALUE);
        uint32_t from = at % INDEX_VALUE, to = from + (end - at);
        if (to > INDEX_VALUE) to = INDEX_VALUE;
        if (!index_get(s->turn.txn, &key, &bits) || bits.len < to) return false;
        buf_add(out, bits.at + from, to - from);
        at += to - from;
    }
    return true;
}

static bool is_same(const struct index_article *a, const struct part_article *b)
{
    return a->index == b->index && memcmp(a->length, b->length, sizeof a->length) == 0;
}

/* The boundaries of all articles of the part, if the old segment has the same ones. */
static bool old_boundaries(struct store *s, const struct place *p, struct index_part part,
                           struct buf *out)
{
    struct index_article a;
    struct part_article b;
    for (uint32_t i = (uint32_t)p->head.bound; part_next(&part, &b); i++) {
        uint32_t bytes = (uint32_t)((part_points(&b) + INDEX_ALIGN - 1) / INDEX_ALIGN);
        if (!article_at(p, i, &a) || !is_same(&a, &b)) return false;
        if (!add_bits(s, p->number, a.start, bytes, out)) return false;
    }
    return true;
}

void index_renew_add(struct store *s, const struct index_part *part)
{
    struct place p;
    struct index_article a;
    struct buf bits = {0};
    if (!find_place(s, &p) || !article_at(&p, (uint32_t)p.head.bound, &a)) return;
    if (part) {
        struct index_part with = *part;
        if (old_boundaries(s, &p, *part, &bits)) with.boundaries = buf_view(&bits);
        index_add(s, a.doc, &with);
    }
    pass_document(s, &p, a.doc);
    buf_free(&bits);
}
