/* index_segments.c: see index.h. Which segments there are, their articles, and which of those live.
 */
#include "broker/index_directory.h"
#include "broker/index_sources.h"
#include <stdlib.h>
#include <string.h>

/* ---- The list ---- */

bool index_next_head(struct store_read *r, uint64_t *number, struct msg_stored_segment *head)
{
    uint64_t wanted = *number + 1;
    struct view key = table_num(&wanted), value;
    if (!table_seek(r->txn, TABLE_SEGMENTS, &key, &value)) return false;
    *number = table_num_of(key);
    return read_record(r, value, "stored_segment", head, NULL);
}

/* There is one merge at a time. */
static void add_sources(struct index_view *v, const struct msg_stored_segment *head,
                        struct index_segment *s)
{
    if (!v->sources) v->sources = sources_read(v->read->txn, s->number);
    if (!v->sources) txn_damaged(v->read->txn, "read the sources of a segment");
    s->sources = v->sources;
    s->bound = head->bound;
}

static void add_segment(struct index_view *v, uint64_t number,
                        const struct msg_stored_segment *head)
{
    if (v->count == v->room) {
        v->room = v->room ? 2 * v->room : 64;
        v->at = xrealloc(v->at, v->room * sizeof *v->at);
    }
    struct index_segment s = {.number = number,
                              .articles = (uint32_t)head->articles,
                              .length = (uint32_t)head->positions,
                              .bytes = head->bytes,
                              .clean = head->clean};
    if (head->state == SEGMENT_SPLICING) add_sources(v, head, &s);
    v->at[v->count++] = s;
    v->articles += head->articles;
    v->positions += head->positions;
}

static bool is_searched(const struct msg_stored_segment *head)
{
    return head->state == SEGMENT_LIVE || head->state == SEGMENT_SPLICING;
}

static uint64_t read_note(const struct index_view *v, const char *name, uint64_t unless)
{
    struct view value;
    bool noted = table_get(v->read->txn, TABLE_META, view_of(name), &value);
    return noted && value.len == sizeof(uint64_t) ? table_num_of(value) : unless;
}

uint64_t index_next_number(const struct index_view *v)
{
    return read_note(v, NEXT_SEGMENT, 1);
}

static void empty_list(struct index_view *v)
{
    for (size_t i = 0; i < v->count; i++) index_directory_leave(&v->at[i].directory);
    v->count = 0;
    v->articles = v->positions = 0;
    sources_free(&v->sources);
}

void index_open(struct index_view *v, struct store_read *r)
{
    struct msg_stored_segment head;
    struct view key = {0}, value;
    uint64_t number = 0, snapshot = txn_snapshot(r->txn);
    v->states.bytes = NULL;
    if (v->read == r && v->snapshot == snapshot && !r->turn_of) return;
    v->read = r;
    v->snapshot = snapshot;
    empty_list(v);
    while (index_next_head(r, &number, &head))
        if (is_searched(&head)) add_segment(v, number, &head);
    v->dropped = r->turn_of ? UINT64_MAX : read_note(v, INDEX_DROPPED, 0);
    v->any_dead = table_last(r->txn, TABLE_INDEX_DEAD, &key, &value);
}

void index_close(struct index_view *v)
{
    empty_list(v);
    free(v->at);
    *v = (struct index_view){0};
}

void index_sizes(struct store_read *r, struct index_sizes *out)
{
    struct msg_stored_segment head;
    uint64_t number = 0;
    *out = (struct index_sizes){0};
    while (index_next_head(r, &number, &head)) {
        out->bytes += head.bytes;
        if (!is_searched(&head)) {
            out->dead += head.bytes;
            continue;
        }
        out->segments++;
        out->articles += head.articles;
        out->positions += head.positions;
    }
}

/* ---- Articles ---- */

static void article_of(const struct index_row *row, struct index_article *out)
{
    *out = (struct index_article){.doc = row->doc,
                                  .serial = row->serial,
                                  .id = row->id,
                                  .start = row->start,
                                  .index = row->index,
                                  .date = row->date};
    out->length[ZONE_TEXT] = row->text;
    for (int z = 1; z < ZONES; z++) out->length[z] = row->others[z - 1];
}

bool index_rows(struct txn *t, uint64_t segment, uint32_t ordinal, struct view *rows)
{
    struct index_key key =
        index_key_number(segment, FAMILY_ARTICLES, ordinal - ordinal % INDEX_ROWS);
    return index_get(t, &key, rows);
}

bool index_row_at(struct view rows, uint32_t ordinal, struct index_article *out)
{
    struct index_row row;
    size_t at = ordinal % INDEX_ROWS * sizeof row;
    if (at + sizeof row > rows.len) return false;
    memcpy(&row, rows.at + at, sizeof row);
    article_of(&row, out);
    return true;
}

bool index_article(const struct index_view *v, const struct index_segment *s, uint32_t ordinal,
                   struct index_article *out)
{
    struct view rows;
    return ordinal < s->articles && index_rows(v->read->txn, s->number, ordinal, &rows) &&
           index_row_at(rows, ordinal, out);
}

uint32_t index_article_end(const struct index_article *a)
{
    uint32_t end = a->start;
    for (int z = 0; z < ZONES; z++) end += a->length[z] + 1;
    return end;
}

/* ---- Life ---- */

static bool is_done(struct index_view *v, uint64_t num)
{
    unsigned reason;
    uint64_t number = num / STATES_CHUNK;
    struct view chunk;
    if (v->read->turn_of) return store_state(v->read, num, &reason) == STATE_DONE;
    if (!v->states.bytes || v->states.number != number) {
        bool there = table_get(v->read->txn, TABLE_STATES, table_num(&number), &chunk) &&
                     chunk.len == STATES_CHUNK;
        if (!there) return false;
        v->states.bytes = (const unsigned char *)chunk.at;
        v->states.number = number;
    }
    return v->states.bytes[num % STATES_CHUNK] == STATE_DONE;
}

bool index_is_all_alive(const struct index_view *v, const struct index_segment *s)
{
    return s->clean > v->dropped;
}

bool index_is_live(struct index_view *v, const struct index_article *a)
{
    struct view since;
    if (a->doc == 0 || !is_done(v, a->doc)) return false;
    return !v->any_dead || !table_get(v->read->txn, TABLE_INDEX_DEAD, table_num(&a->doc), &since) ||
           since.len != sizeof(uint64_t) || a->serial >= table_num_of(since);
}
