/* index_merge.c: see index_merge.h. What to merge, what is left out, and the order of the phases.
 */
#include "broker/index_merge_parts.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- What to merge ---- */

enum { TIERS = 16, TIER_LEAST = 12, TIER_BITS = 4 };

/* Segments of a tier are of about one size: within a factor of sixteen. */
static unsigned tier_of(const struct index_segment *s)
{
    unsigned bits = s->length ? 32 - (unsigned)__builtin_clz(s->length) : 0;
    return bits <= TIER_LEAST ? 0 : (bits - TIER_LEAST + TIER_BITS - 1) / TIER_BITS;
}

/* The oldest segments of a tier, as many as go together. */
static uint32_t choose_of_tier(const struct index_view *v, unsigned tier,
                               struct index_segment out[MERGE_SOURCES])
{
    uint64_t positions = 0;
    uint32_t count = 0;
    for (size_t i = 0; i < v->count && count < MERGE_SOURCES; i++) {
        if (tier_of(&v->at[i]) != tier) continue;
        if (positions + v->at[i].length > MERGE_POSITIONS) break;
        positions += v->at[i].length;
        out[count++] = v->at[i];
    }
    return count;
}

static uint32_t choose_busy(const struct index_view *v, struct index_segment out[MERGE_SOURCES])
{
    uint32_t counts[TIERS] = {0};
    for (size_t i = 0; i < v->count; i++) counts[tier_of(&v->at[i])]++;
    for (unsigned tier = 0; tier < TIERS; tier++) {
        uint32_t count = counts[tier] < MERGE_LEAST ? 0 : choose_of_tier(v, tier, out);
        if (count > MERGE_LEAST / 2) return count;
    }
    return 0;
}

static int by_length(const void *a, const void *b)
{
    const struct index_segment *x = a, *y = b;
    if (x->length != y->length) return x->length < y->length ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

/* The smallest ones, and each next one that is not much longer than those before it together: a
 * long segment is not written again for little. */
static uint32_t choose_idle(const struct index_view *v, struct index_segment out[MERGE_SOURCES])
{
    enum { LONGER = 4 };
    struct index_segment *sorted = xmalloc((v->count + 1) * sizeof *sorted);
    uint64_t positions = 0;
    uint32_t count = 0, chosen = 0;
    if (v->count) memcpy(sorted, v->at, v->count * sizeof *sorted);
    qsort(sorted, v->count, sizeof *sorted, by_length);
    for (; count < v->count && count < MERGE_SOURCES; count++) {
        uint64_t length = sorted[count].length;
        if (positions + length > MERGE_POSITIONS) break;
        if (count == 0 || length <= LONGER * positions) chosen = count + 1;
        positions += length;
    }
    memcpy(out, sorted, chosen * sizeof *sorted);
    free(sorted);
    return chosen > 1 ? chosen : 0;
}

uint32_t merge_choose(const struct index_view *v, bool idle,
                      struct index_segment out[MERGE_SOURCES])
{
    uint32_t count = choose_busy(v, out);
    return count > 0 || !idle ? count : choose_idle(v, out);
}

static struct index_merge *new_merge(uint32_t count, size_t slice)
{
    struct index_merge *m = xcalloc(1, sizeof *m);
    m->sources = xcalloc(count, sizeof *m->sources);
    m->count = count;
    m->slice = slice;
    m->terms = xcalloc(1, sizeof *m->terms);
    m->terms->to = &m->writer;
    m->terms->bounds = &m->bounds;
    return m;
}

struct index_merge *merge_open(const struct index_segment *sources, uint32_t count, size_t slice)
{
    struct index_merge *m = new_merge(count, slice);
    for (uint32_t i = 0; i < count; i++) m->sources[i].segment = sources[i];
    return m;
}

void merge_free(struct index_merge **at)
{
    struct index_merge *m = *at;
    if (!m) return;
    for (uint32_t i = 0; i < m->count; i++) {
        free(m->sources[i].gaps);
        free(m->sources[i].holes);
    }
    bounds_free(&m->bounds);
    index_records_merge_free(&m->records);
    free(m->sources);
    free(m->terms);
    buf_free(&m->writer.entries);
    buf_free(&m->rows);
    buf_free(&m->starts);
    buf_free(&m->words);
    free(m);
    *at = NULL;
}

/* ---- What moves where ---- */

bool merge_position(const struct index_merge *m, uint32_t source, uint32_t position,
                    uint32_t *moved)
{
    return source_moved(&m->sources[source].moves, position, moved);
}

bool merge_ordinal(const struct index_merge *m, uint32_t source, uint32_t ordinal, uint32_t *moved)
{
    const struct merge_source *s = &m->sources[source];
    uint32_t low = 0, high = s->gap_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->gaps[middle].first <= ordinal)
            low = middle + 1;
        else
            high = middle;
    }
    const struct merge_gap *g = low > 0 ? &s->gaps[low - 1] : NULL;
    if (g && ordinal < g->first + g->articles) return false;
    *moved = s->ordinal + ordinal - (g ? g->before + g->articles : 0);
    return true;
}

uint32_t merge_sources(const struct index_merge *m)
{
    return m->count;
}
uint64_t merge_source(const struct index_merge *m, uint32_t source)
{
    return m->sources[source].segment.number;
}
struct txn *merge_txn(struct index_merge *m)
{
    return m->view->read->txn;
}
struct index_writer *merge_writer(struct index_merge *m)
{
    return &m->writer;
}
bool merge_is_full(const struct index_merge *m)
{
    return m->writer.entries.len >= m->slice;
}

/* ---- The survey: which articles are dead ---- */

static void reserve_gap(struct merge_source *s)
{
    if (s->gap_count < s->gap_room) return;
    s->gap_room = s->gap_room ? 2 * s->gap_room : 64;
    s->gaps = xrealloc(s->gaps, s->gap_room * sizeof *s->gaps);
    s->holes = xrealloc(s->holes, s->gap_room * sizeof *s->holes);
}

static void add_gap(struct merge_source *s, uint32_t ordinal, uint32_t start, uint32_t end)
{
    uint32_t n = s->gap_count, articles = 0, positions = 0;
    if (n > 0 && s->holes[n - 1].end == start) {
        s->holes[n - 1].end = end;
        s->gaps[n - 1].articles++;
        return;
    }
    reserve_gap(s);
    if (n > 0) {
        articles = s->gaps[n - 1].before + s->gaps[n - 1].articles;
        positions = s->holes[n - 1].before + (s->holes[n - 1].end - s->holes[n - 1].start);
    }
    s->gaps[n] = (struct merge_gap){ordinal, 1, articles};
    s->holes[n] = (struct index_gap){start, end, positions};
    s->gap_count++;
}

/* A gap is noted when it is known where it ends: at the next article's start. */
static void survey_source(struct index_merge *m, struct merge_source *s)
{
    enum { GAPS_MOST = 1 << 16 }; /* of more dead articles some stay until the next merge */
    struct index_article a;
    struct view rows;
    uint32_t dead_start = 0;
    bool dead = false;
    for (uint32_t i = 0; i < s->segment.articles; i++) {
        if (i % INDEX_ROWS == 0 && !index_rows(merge_txn(m), s->segment.number, i, &rows)) return;
        if (!index_row_at(rows, i, &a)) return;
        if (dead) add_gap(s, i - 1, dead_start, a.start);
        dead = !index_is_live(m->view, &a);
        if (dead && s->gap_count >= GAPS_MOST) {
            dead = false;
            m->clean = 0;
        }
        dead_start = a.start;
    }
    if (dead) add_gap(s, s->segment.articles - 1, dead_start, s->segment.length);
}

static void place_sources(struct index_merge *m)
{
    uint32_t position = 0, ordinal = 0;
    for (uint32_t i = 0; i < m->count; i++) {
        struct merge_source *s = &m->sources[i];
        s->ordinal = ordinal;
        s->moves = (struct index_source){s->segment.number, position, s->gap_count, s->holes};
        position += s->segment.length;
        ordinal += s->segment.articles;
        if (s->gap_count == 0) continue;
        const struct merge_gap *gap = &s->gaps[s->gap_count - 1];
        const struct index_gap *hole = &s->holes[s->gap_count - 1];
        position -= hole->before + (hole->end - hole->start);
        ordinal -= gap->before + gap->articles;
    }
    m->articles = ordinal;
    m->positions = position;
    m->terms->small = position < TERMS_SMALL;
}

/* One source a step, so that no transaction is open for long. */
static bool survey(struct index_merge *m)
{
    if (m->source == 0) m->clean = index_next_number(m->view);
    survey_source(m, &m->sources[m->source]);
    if (++m->source < m->count) return false;
    place_sources(m);
    return true;
}

static bool splice_records(struct index_merge *m)
{
    if (!m->records) m->records = index_records_merge_open(m);
    return index_records_merge_step(m->records, m);
}

/* With this the new segment takes the place of its sources. */
static bool put_sources(struct index_merge *m)
{
    struct index_source *at = xcalloc(m->count, sizeof *at);
    for (uint32_t i = 0; i < m->count; i++) at[i] = m->sources[i].moves;
    sources_put(&m->writer, &(struct index_sources){.at = at, .count = m->count});
    free(at);
    return true;
}

/* ---- Going on ---- */

static void take_source(struct index_merge *m, uint32_t i, const struct index_source *from)
{
    struct merge_source *s = &m->sources[i];
    size_t bytes = from->gap_count * sizeof *s->holes;
    s->segment.number = from->number;
    s->moves = *from;
    if (bytes == 0) return;
    s->holes = xmalloc(bytes);
    memcpy(s->holes, from->gaps, bytes);
    s->moves.gaps = s->holes;
}

/* The bounds of all articles that are written. */
static void read_bounds(struct index_merge *m, struct txn *t, const struct index_segment *s)
{
    struct index_row row;
    struct view rows;
    for (uint32_t i = 0; i < s->articles && index_rows(t, s->number, i, &rows); i += INDEX_ROWS)
        for (size_t at = 0; at + sizeof row <= rows.len; at += sizeof row) {
            memcpy(&row, rows.at + at, sizeof row);
            bounds_add(&m->bounds, &row);
        }
}

/* ---- Phases ---- */

static bool (*const phases[])(struct index_merge *) = {
    survey, splice_articles, splice_words, splice_records, put_sources, splice_terms};
enum { PHASES = sizeof phases / sizeof *phases, PHASE_TERMS = PHASES - 1 };

struct index_merge *merge_resume(struct index_view *v, size_t slice, uint64_t *number)
{
    const struct index_segment *s = NULL;
    for (size_t i = 0; i < v->count; i++)
        if (v->at[i].sources) s = &v->at[i];
    if (!s) return NULL;
    struct index_merge *m = new_merge(s->sources->count, slice);
    for (uint32_t i = 0; i < m->count; i++) take_source(m, i, &s->sources->at[i]);
    read_bounds(m, v->read->txn, s);
    m->terms->small = s->length < TERMS_SMALL;
    *number = s->number;
    m->phase = PHASE_TERMS;
    m->term = s->bound;
    m->articles = s->articles;
    m->positions = s->length;
    m->clean = s->clean;
    m->writer.bytes = s->bytes;
    return m;
}

static unsigned state_of(const struct index_merge *m)
{
    if (m->phase == PHASES) return SEGMENT_LIVE;
    return m->phase == PHASE_TERMS ? SEGMENT_SPLICING : SEGMENT_BUILDING;
}

bool merge_step(struct index_merge *m, struct index_view *v, struct buf *entries,
                struct msg_stored_segment *head)
{
    uint32_t surveyed = 0;
    m->view = v;
    m->writer.entries.len = 0;
    while (m->phase < PHASES && !merge_is_full(m) && surveyed < 1 << 16) {
        if (m->phase == 0) surveyed += m->sources[m->source].segment.articles;
        if (!phases[m->phase](m)) continue;
        m->phase++;
        m->source = m->at = 0;
    }
    m->view = NULL;
    struct buf swap = *entries;
    *entries = m->writer.entries;
    m->writer.entries = swap;
    *head = (struct msg_stored_segment){.state = state_of(m),
                                        .articles = m->articles,
                                        .positions = m->positions,
                                        .bytes = m->writer.bytes,
                                        .bound = m->term,
                                        .clean = m->clean};
    return m->phase == PHASES;
}
