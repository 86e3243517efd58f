/* index_merge.c: see index_merge.h. What to merge, what is left out, and the order of the phases.
 */
#include "broker/index_merge_parts.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- What to merge ---- */

enum { TIERS = 16, TIER_LEAST = 12, TIER_BITS = 3 };

/* Segments of a tier are of about one size: within a factor of eight. */
static unsigned tier_of(const struct index_segment *s)
{
    unsigned bits = s->length ? 32 - (unsigned)__builtin_clz(s->length) : 0;
    return bits <= TIER_LEAST ? 0 : (bits - TIER_LEAST + TIER_BITS - 1) / TIER_BITS;
}

/* While it lasts a merge takes as much room again as its sources, and that room stays in the file.
 * So none is longer than a share of the index; there are a few more large segments for it. */
static uint64_t longest_merge(const struct index_view *v)
{
    enum { SHARE = 5, LEAST = 1 << 22 };
    uint64_t most = v->positions / SHARE;
    if (most < LEAST) most = LEAST;
    return most < MERGE_POSITIONS ? most : MERGE_POSITIONS;
}

/* The oldest segments of a tier, as many as go together. */
static uint32_t choose_of_tier(const struct index_view *v, unsigned tier,
                               struct index_segment out[MERGE_SOURCES])
{
    uint64_t positions = 0, most = longest_merge(v);
    uint32_t count = 0;
    for (size_t i = 0; i < v->count && count < MERGE_SOURCES; i++) {
        if (tier_of(&v->at[i]) != tier) continue;
        if (positions + v->at[i].length > most) break;
        positions += v->at[i].length;
        out[count++] = v->at[i];
    }
    return count;
}

uint32_t merge_choose(const struct index_view *v, uint32_t least,
                      struct index_segment out[MERGE_SOURCES])
{
    uint32_t counts[TIERS] = {0};
    for (size_t i = 0; i < v->count; i++) counts[tier_of(&v->at[i])]++;
    for (unsigned tier = 0; tier < TIERS; tier++) {
        if (counts[tier] < least) continue;
        uint32_t count = choose_of_tier(v, tier, out);
        if (count > least / 2) return count;
    }
    return 0;
}

struct index_merge *merge_open(const struct index_segment *sources, uint32_t count, size_t slice)
{
    struct index_merge *m = xcalloc(1, sizeof *m);
    m->sources = xcalloc(count, sizeof *m->sources);
    m->count = count;
    m->slice = slice;
    for (uint32_t i = 0; i < count; i++) m->sources[i].segment = sources[i];
    m->terms = xmalloc(sizeof *m->terms);
    *m->terms = (struct terms_writer){.to = &m->writer};
    return m;
}

void merge_free(struct index_merge **at)
{
    struct index_merge *m = *at;
    if (!m) return;
    for (uint32_t i = 0; i < m->count; i++) free(m->sources[i].gaps);
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

const struct merge_gap *merge_gap_at(const struct merge_source *s, uint32_t position)
{
    uint32_t low = 0, high = s->gap_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->gaps[middle].start <= position)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? &s->gaps[low - 1] : NULL;
}

static bool moved_by(const struct merge_source *s, const struct merge_gap *g, uint32_t position,
                     uint32_t *moved)
{
    if (g && position < g->end) return false;
    uint32_t gone = g ? g->positions_before + (g->end - g->start) : 0;
    *moved = s->position + position - gone;
    return true;
}

bool merge_position(const struct index_merge *m, uint32_t source, uint32_t position,
                    uint32_t *moved)
{
    const struct merge_source *s = &m->sources[source];
    return moved_by(s, s->gap_count ? merge_gap_at(s, position) : NULL, position, moved);
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
    *moved = s->ordinal + ordinal - (g ? g->articles_before + g->articles : 0);
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

static void add_gap(struct merge_source *s, uint32_t ordinal, uint32_t start, uint32_t end)
{
    struct merge_gap *last = s->gap_count ? &s->gaps[s->gap_count - 1] : NULL;
    if (last && last->end == start) {
        last->end = end;
        last->articles++;
        return;
    }
    if (s->gap_count == s->gap_room) {
        s->gap_room = s->gap_room ? 2 * s->gap_room : 64;
        s->gaps = xrealloc(s->gaps, s->gap_room * sizeof *s->gaps);
        last = s->gap_count ? &s->gaps[s->gap_count - 1] : NULL;
    }
    s->gaps[s->gap_count++] = (struct merge_gap){
        .start = start,
        .end = end,
        .first = ordinal,
        .articles = 1,
        .positions_before = last ? last->positions_before + (last->end - last->start) : 0,
        .articles_before = last ? last->articles_before + last->articles : 0,
    };
}

/* A gap is noted when it is known where it ends: at the next article's start. */
static void survey_source(struct index_merge *m, struct merge_source *s)
{
    enum { GAPS_MOST = 1 << 20 }; /* of more dead articles some stay until the next merge */
    struct index_article a;
    struct view rows;
    uint32_t dead_start = 0;
    bool dead = false;
    for (uint32_t i = 0; i < s->segment.articles; i++) {
        if (i % INDEX_ROWS == 0 && !index_rows(merge_txn(m), s->segment.number, i, &rows)) return;
        if (!index_row_at(rows, i, &a)) return;
        if (dead) add_gap(s, i - 1, dead_start, a.start);
        dead = s->gap_count < GAPS_MOST && !index_is_live(m->view, &a);
        dead_start = a.start;
    }
    if (dead) add_gap(s, s->segment.articles - 1, dead_start, s->segment.length);
}

static void place_sources(struct index_merge *m)
{
    uint32_t position = 0, ordinal = 0;
    for (uint32_t i = 0; i < m->count; i++) {
        struct merge_source *s = &m->sources[i];
        const struct merge_gap *last = s->gap_count ? &s->gaps[s->gap_count - 1] : NULL;
        s->position = position;
        s->ordinal = ordinal;
        position += s->segment.length;
        ordinal += s->segment.articles;
        if (!last) continue;
        position -= last->positions_before + (last->end - last->start);
        ordinal -= last->articles_before + last->articles;
    }
    m->articles = ordinal;
    m->positions = position;
}

/* One source a step, so that no transaction is open for long. */
static bool survey(struct index_merge *m)
{
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

/* ---- Phases ---- */

static bool (*const phases[])(struct index_merge *) = {survey, splice_articles, splice_words,
                                                       splice_terms, splice_records};
enum { PHASES = sizeof phases / sizeof *phases };

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
    *head = (struct msg_stored_segment){.state = SEGMENT_LIVE,
                                        .articles = m->articles,
                                        .positions = m->positions,
                                        .bytes = m->writer.bytes};
    return m->phase == PHASES;
}
