/* index_build.c: see index.h. The segment of a turn.
 *
 * The articles of the documents that become DONE are gathered as one stream of code points. Before
 * the commit each pair of neighbours becomes a number, the pair above and its position below, and
 * the numbers are sorted by pair: counting sort, eleven bits at a time (they are in order of
 * position already). Code points are numbered densely first, so that few bits are enough. A stream
 * that gets too long is written as a segment by itself, so memory is bounded.
 */
#include "broker/index_format.h"
#include "broker/index_records.h"
#include "broker/index_terms.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    STREAM_MOST = 1 << 22, /* positions of a segment; a longer article is left to the compactor */
    POINTS = 0x110001,     /* all code points, and the separator */
    DIGIT_BITS = 11,
    KEPT = 1 << 18 /* positions for which memory is kept from turn to turn */
};

struct index_build {
    struct index_row *rows;
    uint32_t articles, rows_room;
    uint32_t *points; /* the stream */
    uint32_t length, room;
    struct buf words; /* a bit a position */
    struct index_records_build *records;
    uint32_t *rank;    /* by code point: its number in `letters`, + 1 */
    uint32_t *letters; /* those of the stream */
    uint32_t letter_count, letter_room;
    uint64_t *pairs, *sorted;
    size_t pairs_room;
};

struct index_build *index_build_open(void)
{
    struct index_build *b = xcalloc(1, sizeof *b);
    b->rank = xcalloc(POINTS, sizeof *b->rank);
    return b;
}

static void free_pairs(struct index_build *b)
{
    free(b->pairs);
    free(b->sorted);
    free(b->points);
    b->pairs = b->sorted = NULL;
    b->points = NULL;
    b->pairs_room = b->room = 0;
}

void index_build_free(struct index_build **at)
{
    struct index_build *b = *at;
    if (!b) return;
    free_pairs(b);
    index_records_free(&b->records);
    free(b->rows);
    free(b->rank);
    free(b->letters);
    buf_free(&b->words);
    free(b);
    *at = NULL;
}

/* ---- Gathering ---- */

static void reserve_points(struct index_build *b, uint64_t more)
{
    if (b->length + more <= b->room) return;
    uint64_t room = b->room ? b->room : 4096;
    while (room < b->length + more) room *= 2;
    b->points = xrealloc(b->points, room * sizeof *b->points);
    b->room = (uint32_t)room;
}

static void add_letter(struct index_build *b, uint32_t c)
{
    if (b->letter_count == b->letter_room) {
        b->letter_room = b->letter_room ? 2 * b->letter_room : 4096;
        b->letters = xrealloc(b->letters, b->letter_room * sizeof *b->letters);
    }
    b->letters[b->letter_count++] = c;
    b->rank[c] = 1;
}

static void add_points(struct index_build *b, const struct part_article *a)
{
    const char *at = a->text.at, *end = at + a->text.len;
    uint32_t *out = b->points + b->length;
    while (at < end) {
        uint32_t c = part_point(&at, end);
        if (!b->rank[c]) add_letter(b, c);
        *out++ = c;
    }
    b->length = (uint32_t)(out - b->points);
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
    row->start = b->length;
    row->index = a->index;
    row->date = a->date;
    row->text = a->length[ZONE_TEXT];
    for (int z = 1; z < ZONES; z++) row->others[z - 1] = (uint16_t)a->length[z];
    reserve_points(b, padded);
    add_points(b, a);
    while (b->length % INDEX_ALIGN) b->points[b->length++] = PART_SEPARATOR;
    add_words(b, a, (size_t)(padded / INDEX_ALIGN));
}

/* ---- Sorting ---- */

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void number_letters(struct index_build *b)
{
    if (!b->rank[PART_SEPARATOR]) add_letter(b, PART_SEPARATOR);
    qsort(b->letters, b->letter_count, sizeof *b->letters, by_number);
    for (uint32_t i = 0; i < b->letter_count; i++) b->rank[b->letters[i]] = i + 1;
}

static void forget_letters(struct index_build *b)
{
    for (uint32_t i = 0; i < b->letter_count; i++) b->rank[b->letters[i]] = 0;
    b->letter_count = 0;
}

static unsigned bits_of(uint64_t n)
{
    return n ? 64 - (unsigned)__builtin_clzll(n) : 0;
}

/* The pairs that begin with no separator; returns how many. */
static size_t make_pairs(struct index_build *b, unsigned shift)
{
    uint64_t letters = b->letter_count;
    size_t count = 0;
    for (uint32_t i = 0; i + 1 < b->length; i++) {
        if (b->points[i] == PART_SEPARATOR) continue;
        uint64_t pair = (b->rank[b->points[i]] - 1) * letters + b->rank[b->points[i + 1]] - 1;
        b->pairs[count++] = pair << shift | i;
    }
    return count;
}

static void sort_by_digit(const uint64_t *from, uint64_t *to, size_t count, unsigned shift)
{
    enum { DIGITS = 1 << DIGIT_BITS };
    size_t places[DIGITS] = {0}, sum = 0;
    for (size_t i = 0; i < count; i++) places[from[i] >> shift & (DIGITS - 1)]++;
    for (size_t d = 0; d < DIGITS; d++) {
        size_t here = places[d];
        places[d] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++) to[places[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

/* By the bits from `low` to `high`; leaves them in b->pairs. */
static void sort_pairs(struct index_build *b, size_t count, unsigned low, unsigned high)
{
    for (; low < high; low += DIGIT_BITS) {
        uint64_t *sorted = b->sorted;
        sort_by_digit(b->pairs, sorted, count, low);
        b->sorted = b->pairs;
        b->pairs = sorted;
    }
}

static void reserve_pairs(struct index_build *b)
{
    if (b->length <= b->pairs_room) return;
    free(b->pairs);
    free(b->sorted);
    b->pairs = xmalloc(b->length * sizeof *b->pairs);
    b->sorted = xmalloc(b->length * sizeof *b->sorted);
    b->pairs_room = b->length;
}

/* ---- Writing ---- */

static void put_terms(struct index_build *b, struct index_writer *w)
{
    unsigned shift = bits_of(b->length);
    struct terms_writer *terms = xmalloc(sizeof *terms);
    number_letters(b);
    reserve_pairs(b);
    size_t count = make_pairs(b, shift);
    uint64_t letters = b->letter_count, mask = (UINT64_C(1) << shift) - 1, last = UINT64_MAX;
    uint64_t term = 0;
    sort_pairs(b, count, shift, shift + bits_of(letters * letters));
    *terms = (struct terms_writer){.to = w};
    for (size_t i = 0; i < count; i++) {
        uint64_t pair = b->pairs[i] >> shift;
        if (pair != last) term = term_of(b->letters[pair / letters], b->letters[pair % letters]);
        last = pair;
        terms_add(terms, term, (uint32_t)(b->pairs[i] & mask));
    }
    terms_end(terms);
    free(terms);
    forget_letters(b);
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
    if (b->room > KEPT || b->pairs_room > KEPT) free_pairs(b);
    if (b->words.room > KEPT) buf_free(&b->words);
    index_records_clear(b->records);
    b->articles = b->length = 0;
    b->words.len = 0;
}

/* Writes what was gathered as a segment. */
static void write_segment(struct store *s)
{
    struct index_build *b = s->index;
    struct index_writer w = {0};
    struct msg_stored_segment head = {
        .state = SEGMENT_LIVE, .articles = b->articles, .positions = b->length};
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
    forget_letters(b);
    clear(b);
}

/* ---- Documents ---- */

static struct index_row row_of(struct store *s, uint64_t num)
{
    struct index_row row = {.doc = num, .serial = s->now.next_segment};
    struct msg_stored_doc doc;
    unsigned char id[DOC_ID_LEN];
    if (!store_doc(&s->turn, num, &doc)) return row;
    doc_id(doc.archive, doc.source, (const unsigned char *)doc.sha256.at, id);
    row.id = lookup_key_of(id).high;
    return row;
}

/* What is too long for a turn waits for the compactor. */
static void put_later(struct store *s, uint64_t num, struct view part)
{
    uint64_t serial = s->now.next_segment++;
    char *at =
        table_reserve(s->turn.txn, TABLE_INDEX_LATER, table_num(&num), sizeof serial + part.len);
    if (!at) return;
    memcpy(at, &serial, sizeof serial);
    memcpy(at + sizeof serial, part.at, part.len);
}

void index_add(struct store *s, uint64_t num, const struct index_part *part)
{
    struct index_build *b = s->index;
    struct index_part left = *part;
    struct part_article a;
    uint64_t most = part->points + (uint64_t)INDEX_ALIGN * part->articles;
    if (most > STREAM_MOST) {
        put_later(s, num, part->bytes);
        return;
    }
    if (b->length + most > STREAM_MOST) write_segment(s);
    struct index_row row = row_of(s, num);
    uint32_t first = b->articles;
    while (part_next(&left, &a)) add_article(b, &row, &a);
    if (!b->records) b->records = index_records_open();
    index_records_add(b->records, part->records, b->articles - first);
}

uint64_t index_grows(const struct store *s)
{
    enum { BYTES_A_POSITION = 8 }; /* in a small segment, keys and pages included */
    return (uint64_t)s->index->length * BYTES_A_POSITION;
}

void index_drop(struct store *s, uint64_t num)
{
    struct index_build *b = s->index;
    for (uint32_t i = 0; i < b->articles; i++)
        if (b->rows[i].doc == num) b->rows[i].doc = 0;
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
