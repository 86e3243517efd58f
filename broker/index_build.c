/* index_build.c: see index.h. The segment of a turn.
 *
 * The articles of the documents that become DONE are gathered as one stream of code points. Before
 * the commit its places are sorted by the term that stands there (index_pairs.h). A stream that
 * gets too long is written as a segment by itself, so memory is bounded.
 */
#include "broker/index_format.h"
#include "broker/index_large.h"
#include "broker/index_pairs.h"
#include "broker/index_records.h"
#include "broker/index_terms.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    STREAM_MOST = 1 << 22, /* positions of a segment; a longer document is for index_large.c */
    KEPT = 1 << 18         /* positions for which memory is kept from turn to turn */
};

struct index_build {
    struct index_row *rows;
    uint32_t articles, rows_room;
    uint32_t *points; /* the stream */
    uint32_t length, room;
    struct buf words; /* a bit a position */
    struct index_records_build *records;
    struct index_letters letters;
    bool any_dead; /* one of the articles is */
    uint64_t most; /* STREAM_MOST, or less in tests */
};

struct index_build *index_build_open(void)
{
    struct index_build *b = xcalloc(1, sizeof *b);
    letters_open(&b->letters);
    b->most = STREAM_MOST;
    return b;
}

static void free_points(struct index_build *b)
{
    free(b->points);
    b->points = NULL;
    b->room = 0;
}

void index_build_free(struct index_build **at)
{
    struct index_build *b = *at;
    if (!b) return;
    free_points(b);
    index_records_free(&b->records);
    free(b->rows);
    letters_free(&b->letters);
    buf_free(&b->words);
    free(b);
    *at = NULL;
}

/* ---- Gathering ---- */

static void reserve_points(struct index_build *b, uint64_t more)
{
    more += TERM_POINTS - 1; /* behind the last one */
    if (b->length + more <= b->room) return;
    uint64_t room = b->room ? b->room : 4096;
    while (room < b->length + more) room *= 2;
    b->points = xrealloc(b->points, room * sizeof *b->points);
    b->room = (uint32_t)room;
}

static void add_points(struct index_build *b, const struct part_article *a)
{
    const char *at = a->text.at, *end = at + a->text.len;
    uint32_t *out = b->points + b->length;
    while (at < end) {
        uint32_t c = part_point(&at, end);
        if (!b->letters.rank[c]) letters_add(&b->letters, c);
        *out++ = c;
    }
    b->length = (uint32_t)(out - b->points);
}

void index_row_fill(struct index_row *row, const struct part_article *a, uint32_t start)
{
    row->start = start;
    row->index = a->index;
    row->date = a->date;
    row->text = a->length[ZONE_TEXT];
    for (int z = 1; z < ZONES; z++) row->others[z - 1] = (uint16_t)a->length[z];
}

/* Where the words are is not known of every article: then each character is one. */
static void add_words(struct index_build *b, const struct part_article *a, size_t bytes)
{
    buf_reserve(&b->words, bytes);
    if (a->boundaries.len > 0)
        memcpy(b->words.at + b->words.len, a->boundaries.at, bytes);
    else
        memset(b->words.at + b->words.len, 0xff, bytes);
    b->words.len += bytes;
}

static struct index_row *add_row(struct index_build *b)
{
    if (b->articles == b->rows_room) {
        b->rows_room = b->rows_room ? 2 * b->rows_room : 256;
        b->rows = xrealloc(b->rows, b->rows_room * sizeof *b->rows);
    }
    return &b->rows[b->articles++];
}

/* of: what is the same of all articles of the document. */
static void add_article(struct index_build *b, const struct index_row *of,
                        const struct part_article *a)
{
    struct index_row *row = add_row(b);
    uint64_t points = part_points(a),
             padded = (points + INDEX_ALIGN - 1) / INDEX_ALIGN * INDEX_ALIGN;
    *row = *of;
    index_row_fill(row, a, b->length);
    reserve_points(b, padded);
    add_points(b, a);
    while (b->length % INDEX_ALIGN) b->points[b->length++] = PART_SEPARATOR;
    add_words(b, a, (size_t)(padded / INDEX_ALIGN));
}

/* ---- Writing ---- */

static void put_terms(struct index_build *b, struct index_writer *w)
{
    struct index_bounds bounds = {0};
    struct terms_writer *terms = xcalloc(1, sizeof *terms);
    const uint32_t *order;
    for (uint32_t i = 0; i < b->articles; i++) bounds_add(&bounds, &b->rows[i]);
    for (unsigned i = 0; i + 1 < TERM_POINTS; i++) b->points[b->length + i] = PART_SEPARATOR;
    letters_number(&b->letters);
    size_t count = letters_sort(&b->letters, b->points, b->length, &order);
    terms->to = w;
    terms->bounds = &bounds;
    terms->small = b->length < TERMS_SMALL;
    for (size_t i = 0; i < count; i++) {
        const uint32_t *at = b->points + order[i];
        uint32_t third = at[1] == PART_SEPARATOR ? PART_SEPARATOR : at[2];
        terms_add(terms, term_of(at[0], at[1], third), order[i]);
    }
    terms_end(terms);
    free(terms);
    bounds_free(&bounds);
    letters_forget(&b->letters);
}

static void put_articles(const struct index_build *b, struct index_writer *w)
{
    struct buf starts = {0};
    for (uint32_t i = 0; i < b->articles; i += INDEX_ROWS) {
        uint32_t count = b->articles - i < INDEX_ROWS ? b->articles - i : INDEX_ROWS;
        struct view rows = {(const char *)(b->rows + i), count * sizeof *b->rows};
        index_put_number(w, FAMILY_ARTICLES, i, rows);
        buf_add(&starts, &b->rows[i].start, sizeof b->rows[i].start);
    }
    index_put(w, FAMILY_STARTS, (struct view){0}, buf_view(&starts));
    buf_free(&starts);
}

static void put_words(const struct index_build *b, struct index_writer *w)
{
    for (uint32_t i = 0, at = 0; at < b->words.len; i++, at += INDEX_VALUE) {
        size_t left = b->words.len - at;
        struct view bits = {b->words.at + at, left < INDEX_VALUE ? left : INDEX_VALUE};
        index_put_number(w, FAMILY_WORDS, i, bits);
    }
}

static void clear(struct index_build *b)
{
    if (b->room > KEPT) free_points(b);
    if (b->words.room > KEPT) buf_free(&b->words);
    index_records_clear(b->records);
    b->articles = b->length = 0;
    b->any_dead = false;
    b->words.len = 0;
}

/* Writes what was gathered as a segment. */
static void write_segment(struct store *s)
{
    struct index_build *b = s->index;
    struct index_writer w = {0};
    struct msg_stored_segment head = {.state = SEGMENT_LIVE,
                                      .articles = b->articles,
                                      .positions = b->length,
                                      .clean = b->any_dead ? 0 : s->now.next_segment};
    if (b->articles == 0) return;
    put_articles(b, &w);
    put_words(b, &w);
    put_terms(b, &w);
    index_records_write(b->records, &w);
    index_write_entries(s->turn.txn, s->now.next_segment, buf_view(&w.entries));
    head.bytes = w.bytes;
    put_record(s, TABLE_SEGMENTS, s->now.next_segment++, "stored_segment", &head, (struct view){0});
    buf_free(&w.entries);
    clear(b);
}

void index_build_write(struct store *s)
{
    write_segment(s);
}

void index_build_undo(struct index_build *b)
{
    letters_forget(&b->letters);
    clear(b);
}

/* ---- Documents ---- */

struct index_row index_row_of(struct store *s, uint64_t num, uint64_t serial)
{
    struct index_row row = {.doc = num, .serial = serial};
    struct msg_stored_doc doc;
    unsigned char id[DOC_ID_LEN];
    if (!store_doc(&s->turn, num, &doc)) return row;
    doc_id(doc.archive, doc.source, (const unsigned char *)doc.sha256.at, id);
    row.id = lookup_key_of(id).high;
    return row;
}

/* What is too long for a turn is indexed in several (index_large.c). */
static void put_later(struct store *s, uint64_t num, struct view part)
{
    uint64_t serial = s->now.next_segment++;
    char *at =
        table_reserve(s->turn.txn, TABLE_INDEX_LATER, table_num(&num), sizeof serial + part.len);
    if (!at) return;
    memcpy(at, &serial, sizeof serial);
    if (part.len) memcpy(at + sizeof serial, part.at, part.len);
}

void index_add(struct store *s, uint64_t num, const struct index_part *part)
{
    struct index_build *b = s->index;
    struct index_part left = *part;
    struct part_article a;
    uint64_t most = part->points + (uint64_t)INDEX_ALIGN * part->articles;
    if (most > b->most) {
        put_later(s, num, part->bytes);
        return;
    }
    if (b->length + most > b->most) write_segment(s);
    struct index_row row = index_row_of(s, num, s->now.next_segment);
    uint32_t first = b->articles;
    while (part_next(&left, &a)) add_article(b, &row, &a);
    if (!b->records) b->records = index_records_open();
    index_records_add(b->records, part->records, b->articles - first);
}

uint64_t index_grows(const struct store *s)
{
    enum { BYTES_A_POSITION = 10 }; /* in a small segment, keys and pages included */
    return (uint64_t)s->index->length * BYTES_A_POSITION;
}

void index_drop(struct store *s, uint64_t num)
{
    struct index_build *b = s->index;
    for (uint32_t i = 0; i < b->articles; i++)
        if (b->rows[i].doc == num) {
            b->rows[i].doc = 0;
            b->any_dead = true;
        }
    s->now.index_dropped = s->now.next_segment;
    if (s->now.next_segment == 1 && s->now.index_old == 0) return; /* there never was an index */
    table_put(s->turn.txn, TABLE_INDEX_DEAD, table_num(&num), table_num(&s->now.next_segment));
    table_drop(s->turn.txn, TABLE_INDEX_LATER, table_num(&num));
}

/* ---- Old documents ---- */

uint64_t index_old(const struct store *s)
{
    return s->now.index_old;
}

/* Since there is an index, whatever leaves DONE is noted as dead, and indexed when it is back. */
bool index_old_is_due(struct store *s)
{
    unsigned reason;
    struct view since;
    uint64_t num = s->now.index_old;
    return store_state(&s->turn, num, &reason) == STATE_DONE &&
           !table_get(s->turn.txn, TABLE_INDEX_DEAD, table_num(&num), &since);
}

void index_old_done(struct store *s)
{
    s->now.index_old--;
}

void index_set_most(struct store *s, uint64_t positions)
{
    s->index->most = positions;
}

/* ---- Documents for which there was no room ---- */

/* A row of `index_later` without a part. */
void index_postpone(struct store *s, uint64_t num)
{
    put_later(s, num, (struct view){0});
}

uint64_t index_postponed(struct store *s)
{
    uint64_t first = 1;
    struct view key = table_num(&first), value;
    if (!table_seek(s->turn.txn, TABLE_INDEX_LATER, &key, &value)) return 0;
    return value.len == sizeof(uint64_t) ? table_num_of(key) : 0;
}

void index_resume(struct store *s, uint64_t num)
{
    table_drop(s->turn.txn, TABLE_INDEX_LATER, table_num(&num));
}
