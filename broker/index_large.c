/* index_large.c: see index_large.h. */
#include "broker/index_large.h"
#include "broker/index.h"
#include "broker/index_records.h"
#include "broker/index_slice.h"
#include "broker/index_terms.h"
#include <stdlib.h>
#include <string.h>

struct index_large {
    uint64_t num, serial, number; /* number: of the segment */
    struct index_letters letters;
    uint64_t *counts;       /* pairs that begin with the letter; */
    uint64_t *second;       /* and, of the letter at hand, by the second one; or NULL */
    uint32_t first, behind; /* the next letter, and the next second one */
    uint64_t low, high;     /* pairs of the pass: from this one up to that one */
    struct index_pairs pairs;
    struct terms_writer *terms;
    struct index_writer writer;
    struct msg_stored_segment head;
};

void index_large_free(struct index_large **at)
{
    struct index_large *l = *at;
    if (!l) return;
    letters_free(&l->letters);
    pairs_free(&l->pairs);
    free(l->counts);
    free(l->second);
    free(l->terms);
    buf_free(&l->writer.entries);
    free(l);
    *at = NULL;
}

/* ---- The part ---- */

static bool open_part(struct store *s, uint64_t num, uint64_t *serial, struct index_part *part)
{
    struct view value;
    if (!table_get(s->turn.txn, TABLE_INDEX_LATER, table_num(&num), &value)) return false;
    if (value.len < sizeof *serial) return false;
    memcpy(serial, value.at, sizeof *serial);
    value = (struct view){value.at + sizeof *serial, value.len - sizeof *serial};
    return part_open(value, part, NULL) == 0;
}

/* Calls `take` for each pair of the part that does not begin with a separator. */
typedef void pair_taker(struct index_large *l, uint32_t first, uint32_t second, uint32_t position);

static void each_pair(struct index_large *l, struct index_part part, pair_taker *take)
{
    struct part_article a;
    for (uint32_t start = 0; part_next(&part, &a);) {
        const char *at = a.text.at, *end = at + a.text.len;
        uint32_t position = start, first = PART_SEPARATOR;
        for (; at < end; position++) {
            uint32_t c = part_point(&at, end);
            if (first != PART_SEPARATOR) take(l, first, c, position - 1);
            first = c;
        }
        start = (position + INDEX_ALIGN - 1) / INDEX_ALIGN * INDEX_ALIGN;
    }
}

/* ---- The first turn ---- */

static void find_letters(struct index_large *l, struct index_part part)
{
    for (const char *at = part.text.at, *end = at + part.text.len; at < end;) {
        uint32_t c = part_point(&at, end);
        if (!l->letters.rank[c]) letters_add(&l->letters, c);
    }
    letters_number(&l->letters);
}

static void count_first(struct index_large *l, uint32_t first, uint32_t second, uint32_t position)
{
    l->counts[l->letters.rank[first] - 1]++;
}

static void put_values(struct index_writer *w, unsigned family, struct view bytes, size_t each,
                       uint32_t step)
{
    for (size_t at = 0, i = 0; at < bytes.len; at += each, i++) {
        size_t len = bytes.len - at < each ? bytes.len - at : each;
        index_put_number(w, family, (uint32_t)i * step, (struct view){bytes.at + at, len});
    }
}

static void put_starts(struct index_writer *w, struct view rows)
{
    struct buf starts = {0};
    struct index_row row;
    for (size_t at = 0; at < rows.len; at += INDEX_ROWS * sizeof row) {
        memcpy(&row, rows.at + at, sizeof row);
        buf_add(&starts, &row.start, sizeof row.start);
    }
    index_put(w, FAMILY_STARTS, (struct view){0}, buf_view(&starts));
    buf_free(&starts);
}

static void put_articles(struct index_large *l, struct store *s, struct index_part part)
{
    struct buf rows = {0}, words = {0};
    struct index_row row = index_row_of(s, l->num, l->serial);
    struct part_article a;
    for (uint32_t bytes; part_next(&part, &a); l->head.positions += INDEX_ALIGN * bytes) {
        index_row_fill(&row, &a, (uint32_t)l->head.positions);
        buf_add(&rows, &row, sizeof row);
        bytes = (uint32_t)((part_points(&a) + INDEX_ALIGN - 1) / INDEX_ALIGN);
        buf_reserve(&words, bytes);
        if (a.boundaries.len > 0)
            memcpy(words.at + words.len, a.boundaries.at, bytes);
        else
            memset(words.at + words.len, 0xff, bytes);
        words.len += bytes;
        l->head.articles++;
    }
    put_values(&l->writer, FAMILY_ARTICLES, buf_view(&rows), INDEX_ROWS * sizeof row, INDEX_ROWS);
    put_starts(&l->writer, buf_view(&rows));
    put_values(&l->writer, FAMILY_WORDS, buf_view(&words), INDEX_VALUE, 1);
    buf_free(&rows);
    buf_free(&words);
}

static void put_head(struct index_large *l, struct store *s, enum segment_state state)
{
    l->head.state = state;
    l->head.bytes = l->writer.bytes;
    index_write_entries(s->turn.txn, l->number, buf_view(&l->writer.entries));
    l->writer.entries.len = 0;
    put_record(s, TABLE_SEGMENTS, l->number, "stored_segment", &l->head, (struct view){0});
}

/* What a turn that was undone has left. */
static void forget_unfinished(struct store *s)
{
    struct msg_stored_segment head;
    for (uint64_t number = 0; index_next_segment(s, SEGMENT_BUILDING, &number, &head);) {
        if (head.level != SEGMENT_LARGE) continue;
        head.state = SEGMENT_DEAD;
        put_record(s, TABLE_SEGMENTS, number, "stored_segment", &head, (struct view){0});
    }
}

static bool begin(struct store *s)
{
    uint64_t first = 1;
    struct view key = table_num(&first), value;
    struct index_part part;
    forget_unfinished(s);
    if (!table_seek(s->turn.txn, TABLE_INDEX_LATER, &key, &value)) return false;
    if (index_postponed(s)) return false; /* of that one the part is not made yet */
    struct index_large *l = s->large = xcalloc(1, sizeof *l);
    l->num = table_num_of(key);
    l->number = s->now.next_segment++;
    l->head.level = SEGMENT_LARGE;
    l->terms = xmalloc(sizeof *l->terms);
    *l->terms = (struct terms_writer){.to = &l->writer};
    letters_open(&l->letters);
    if (!open_part(s, l->num, &l->serial, &part)) return true;
    find_letters(l, part);
    l->counts = xcalloc(l->letters.count, sizeof *l->counts);
    each_pair(l, part, count_first);
    put_articles(l, s, part);
    put_head(l, s, SEGMENT_BUILDING);
    return true;
}

/* ---- The turns between ---- */

static void count_second(struct index_large *l, uint32_t first, uint32_t second, uint32_t position)
{
    if (l->letters.rank[first] - 1 == l->first) l->second[l->letters.rank[second] - 1]++;
}

/* How many counts from `from` on go together, at least one, and their sum. */
static uint32_t take_counts(const uint64_t *counts, uint32_t from, uint32_t end, uint64_t most,
                            uint64_t *sum)
{
    *sum = counts[from++];
    while (from < end && *sum + counts[from] <= most) *sum += counts[from++];
    return from;
}

/* The second letters of one that begins too many pairs. */
static uint64_t choose_second(struct index_large *l, uint64_t most)
{
    uint64_t sum;
    uint32_t end = take_counts(l->second, l->behind, l->letters.count, most, &sum);
    l->low = (uint64_t)l->first * l->letters.count + l->behind;
    l->high = (uint64_t)l->first * l->letters.count + end;
    l->behind = end;
    if (end < l->letters.count) return sum;
    free(l->second);
    l->second = NULL;
    l->first++;
    return sum;
}

/* Sets the pairs of the next pass, from l->low up to l->high; how many there are in the text. */
static uint64_t choose_pass(struct index_large *l, struct index_part part, uint64_t most)
{
    uint64_t sum, letters = l->letters.count;
    uint64_t together =
        (UINT64_C(1) << (63 - bits_of(l->head.positions))) / letters; /* fit 64 bits */
    uint32_t last = l->first + (together > 1 ? (uint32_t)together : 1);
    if (l->second) return choose_second(l, most);
    if (l->counts[l->first] > most) {
        l->second = xcalloc(letters, sizeof *l->second);
        l->behind = 0;
        each_pair(l, part, count_second);
        return choose_second(l, most);
    }
    if (last > letters) last = (uint32_t)letters;
    uint32_t end = take_counts(l->counts, l->first, last, most, &sum);
    l->low = l->first * letters;
    l->high = end * letters;
    l->first = end;
    return sum;
}

static void stream_pair(struct index_large *l, uint32_t first, uint32_t second, uint32_t position)
{
    if (letters_pair(&l->letters, first, second) == l->low)
        terms_add(l->terms, term_of(first, second), position);
}

static void collect_pair(struct index_large *l, uint32_t first, uint32_t second, uint32_t position)
{
    uint64_t pair = letters_pair(&l->letters, first, second);
    if (pair < l->low || pair >= l->high) return;
    l->pairs.at[l->pairs.count++] = (pair - l->low) << bits_of(l->head.positions) | position;
}

/* A pair that is alone in its pass is in order already, however often it stands there. */
static void pass(struct index_large *l, struct index_part part, uint64_t most)
{
    unsigned shift = bits_of(l->head.positions);
    uint64_t count = choose_pass(l, part, most);
    if (count == 0) return;
    if (l->high - l->low == 1) {
        each_pair(l, part, stream_pair);
        return;
    }
    pairs_reserve(&l->pairs, count);
    each_pair(l, part, collect_pair);
    pairs_sort(&l->pairs, shift, shift + bits_of(l->high - l->low));
    terms_add_pairs(l->terms, &l->letters, &l->pairs, l->low, shift);
}

/* ---- The last turn ---- */

static void finish(struct store *s, struct index_part part)
{
    struct index_large *l = s->large;
    struct index_records_build *records = index_records_open();
    terms_end(l->terms);
    index_records_add(records, part.records, (uint32_t)l->head.articles);
    index_records_write(records, &l->writer);
    index_records_free(&records);
    put_head(l, s, SEGMENT_LIVE);
    table_drop(s->turn.txn, TABLE_INDEX_LATER, table_num(&l->num));
    index_large_free(&s->large);
}

bool index_large_step(struct store *s, uint64_t most)
{
    struct index_large *l = s->large;
    struct index_part part;
    uint64_t serial;
    if (!l) return begin(s);
    if (!open_part(s, l->num, &serial, &part) || serial != l->serial) {
        put_head(l, s, SEGMENT_DEAD); /* it is DONE no more, or DONE again */
        index_large_free(&s->large);
        return true;
    }
    if (l->first < l->letters.count) {
        pass(l, part, most);
        put_head(l, s, SEGMENT_BUILDING);
    } else {
        finish(s, part);
    }
    return true;
}
