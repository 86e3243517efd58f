/* index_large.c: see index_large.h. */
#include "broker/index_large.h"
#include "broker/index.h"
#include "broker/index_pairs.h"
#include "broker/index_records.h"
#include "broker/index_slice.h"
#include "broker/index_terms.h"
#include <stdlib.h>
#include <string.h>

/* Letters behind a prefix of the term, and how many terms each begins with it; `next` is the first
 * one that was not passed. */
struct level {
    uint64_t *counts;
    uint32_t next;
};

struct index_large {
    uint64_t num, serial, number; /* number: of the segment */
    struct index_letters letters;
    struct level levels[TERM_POINTS]; /* by the length of the prefix */
    unsigned depth;                   /* of the level at hand */
    uint32_t prefix[TERM_POINTS];     /* ranks */
    uint32_t low, high; /* ranks of the pass behind the prefix: from this up to that */
    struct index_pairs pairs;
    struct index_bounds bounds;
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
    for (unsigned i = 0; i < TERM_POINTS; i++) free(l->levels[i].counts);
    bounds_free(&l->bounds);
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

/* Calls `take` for each place of the part that has no separator, with the ranks of its term. */
typedef void term_taker(struct index_large *l, const uint32_t ranks[TERM_POINTS],
                        uint32_t position);

static uint32_t next_rank(const struct index_large *l, const char **at, const char *end)
{
    return l->letters.rank[*at < end ? part_point(at, end) : PART_SEPARATOR] - 1;
}

static void each_term_of(struct index_large *l, struct view text, uint32_t position,
                         term_taker *take)
{
    const char *at = text.at, *end = at + text.len;
    uint32_t separator = l->letters.rank[PART_SEPARATOR] - 1;
    uint32_t first = next_rank(l, &at, end), second = next_rank(l, &at, end), third;
    for (; first != separator || second != separator || at < end; position++) {
        third = next_rank(l, &at, end);
        uint32_t ranks[TERM_POINTS] = {first, second, second == separator ? separator : third};
        if (first != separator) take(l, ranks, position);
        first = second;
        second = third;
    }
}

static void each_term(struct index_large *l, struct index_part part, term_taker *take)
{
    struct part_article a;
    for (uint64_t start = 0; part_next(&part, &a);) {
        each_term_of(l, a.text, (uint32_t)start, take);
        start += (part_points(&a) + INDEX_ALIGN - 1) / INDEX_ALIGN * INDEX_ALIGN;
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

static void count_term(struct index_large *l, const uint32_t ranks[TERM_POINTS], uint32_t position)
{
    for (unsigned i = 0; i < l->depth; i++)
        if (ranks[i] != l->prefix[i]) return;
    l->levels[l->depth].counts[ranks[l->depth]]++;
}

/* The letters behind the prefix. */
static void open_level(struct index_large *l, struct index_part part)
{
    l->levels[l->depth].counts = xcalloc(l->letters.count, sizeof(uint64_t));
    each_term(l, part, count_term);
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
        bounds_add(&l->bounds, &row);
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
    *l->terms = (struct terms_writer){.to = &l->writer, .bounds = &l->bounds};
    letters_open(&l->letters);
    if (!open_part(s, l->num, &l->serial, &part)) return true;
    find_letters(l, part);
    open_level(l, part);
    put_articles(l, s, part);
    put_head(l, s, SEGMENT_BUILDING);
    return true;
}

/* ---- The turns between ---- */

/* How many counts from `from` on go together, at least one and at most `together`, and their sum.
 */
static uint32_t take_counts(const struct index_large *l, uint64_t together, uint64_t most,
                            uint64_t *sum)
{
    const struct level *level = &l->levels[l->depth];
    uint32_t at = level->next;
    *sum = level->counts[at++];
    while (at < l->letters.count && at - level->next < together && *sum + level->counts[at] <= most)
        *sum += level->counts[at++];
    return at;
}

/* Numbers for the letters of the pass and those behind, above a position, have 64 bits. So many
 * letters of this level go together; 0: not even one. */
static uint64_t letters_together(const struct index_large *l)
{
    uint64_t numbers = UINT64_C(1) << (63 - bits_of(l->head.positions));
    for (unsigned i = l->depth + 1; i < TERM_POINTS; i++) numbers /= l->letters.count;
    return numbers;
}

/* The level is passed: so is the letter that it was about. */
static void close_level(struct index_large *l)
{
    free(l->levels[l->depth].counts);
    l->levels[l->depth] = (struct level){0};
    if (l->depth > 0) l->levels[--l->depth].next++;
}

/* Sets the ranks of the next pass; how many terms it has. 0: none yet, a level was opened or
 * closed. */
static uint64_t choose_pass(struct index_large *l, struct index_part part, uint64_t most)
{
    struct level *level = &l->levels[l->depth];
    uint64_t sum, together = letters_together(l);
    if (level->next == l->letters.count) {
        close_level(l);
        return 0;
    }
    if (l->depth + 1 < TERM_POINTS && level->counts[level->next] > (together ? most : 0)) {
        l->prefix[l->depth++] = level->next;
        open_level(l, part);
        return 0;
    }
    l->low = level->next;
    l->high = level->next = take_counts(l, together ? together : 1, most, &sum);
    return sum;
}

static bool is_in_pass(const struct index_large *l, const uint32_t ranks[TERM_POINTS])
{
    for (unsigned i = 0; i < l->depth; i++)
        if (ranks[i] != l->prefix[i]) return false;
    return ranks[l->depth] >= l->low && ranks[l->depth] < l->high;
}

static uint64_t term_of_ranks(const struct index_large *l, const uint32_t ranks[TERM_POINTS])
{
    const uint32_t *at = l->letters.at;
    return term_of(at[ranks[0]], at[ranks[1]], at[ranks[2]]);
}

static void stream_term(struct index_large *l, const uint32_t ranks[TERM_POINTS], uint32_t position)
{
    if (is_in_pass(l, ranks)) terms_add(l->terms, term_of_ranks(l, ranks), position);
}

static void collect_term(struct index_large *l, const uint32_t ranks[TERM_POINTS],
                         uint32_t position)
{
    if (!is_in_pass(l, ranks)) return;
    uint64_t number = ranks[l->depth] - l->low;
    for (unsigned i = l->depth + 1; i < TERM_POINTS; i++)
        number = number * l->letters.count + ranks[i];
    l->pairs.at[l->pairs.count++] = number << bits_of(l->head.positions) | position;
}

static void add_collected(struct index_large *l)
{
    unsigned shift = bits_of(l->head.positions);
    uint32_t ranks[TERM_POINTS];
    memcpy(ranks, l->prefix, sizeof ranks);
    for (size_t i = 0; i < l->pairs.count; i++) {
        uint64_t number = l->pairs.at[i] >> shift;
        for (unsigned k = TERM_POINTS - 1; k > l->depth; k--) {
            ranks[k] = (uint32_t)(number % l->letters.count);
            number /= l->letters.count;
        }
        ranks[l->depth] = l->low + (uint32_t)number;
        terms_add(l->terms, term_of_ranks(l, ranks),
                  (uint32_t)(l->pairs.at[i] & ((UINT64_C(1) << shift) - 1)));
    }
}

/* A term that is alone in its pass is in order already, however often it stands there. */
static void pass(struct index_large *l, struct index_part part, uint64_t most)
{
    unsigned shift = bits_of(l->head.positions), bits = 0;
    uint64_t count = choose_pass(l, part, most);
    if (count == 0) return;
    if (l->depth + 1 == TERM_POINTS && l->high - l->low == 1) {
        each_term(l, part, stream_term);
        return;
    }
    pairs_reserve(&l->pairs, count);
    each_term(l, part, collect_term);
    for (unsigned i = l->depth + 1; i < TERM_POINTS; i++) bits += bits_of(l->letters.count);
    bits += bits_of(l->high - l->low);
    pairs_sort(&l->pairs, shift, shift + bits < 64 ? shift + bits : 64);
    add_collected(l);
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
    l->head.clean = l->number;
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
    if (l->levels[0].counts) {
        pass(l, part, most);
        put_head(l, s, SEGMENT_BUILDING);
    } else {
        finish(s, part);
    }
    return true;
}
