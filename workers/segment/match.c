/* match.c: see match.h. */
#include "workers/segment/match.h"
#include "workers/segment/cohesion.h"
#include "workers/text.h"
#include <stdlib.h>
#include <string.h>

enum {
    SHARED_MAX = 24,      /* entries that may have a pair before it is left out */
    MATCHES_MAX = 256,    /* entries a line may match */
    TITLE_LINE_MAX = 240, /* bytes: a longer line is not a title */
    SEEN_CELLS = 1 << 14,
};

struct posting {
    uint32_t hash, entry; /* entry LEFT_OUT: too many have it */
};
static const uint32_t LEFT_OUT = UINT32_MAX;

struct folded {
    uint64_t fold;
    uint32_t entry;
};

struct matcher {
    const struct bigram_table *common;
    uint32_t entries, lines;  /* how many */
    struct posting *postings; /* in order of hash */
    uint32_t posting_count;
    uint32_t *first; /* of each cell of hashes: where it begins in postings */
    uint32_t shift;
    struct folded *folded;       /* in order of fold */
    uint32_t *weight;            /* of each entry's title, without what is left out */
    uint32_t *stamp, *slot;      /* of each entry: the look it was last matched in, and its match */
    uint32_t *seen;              /* of each cell of pairs: the look that had it last */
    uint32_t look;               /* number of the current one */
    uint32_t found[MATCHES_MAX]; /* weight in common */
    struct match matches[MATCHES_MAX];
    uint32_t count;
};

static int compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int by_hash(const void *left, const void *right)
{
    const struct posting *a = left, *b = right;
    return a->hash != b->hash ? compare(a->hash, b->hash) : compare(a->entry, b->entry);
}

static int by_fold(const void *left, const void *right)
{
    const struct folded *a = left, *b = right;
    return a->fold != b->fold ? compare(a->fold, b->fold) : compare(a->entry, b->entry);
}

static uint32_t weigh(const struct matcher *m, uint32_t hash)
{
    return bigram_weight(m->common, m->lines, hash);
}

/* Every pair of every title, in order, each entry once a pair. */
static void collect_postings(struct arena *a, struct matcher *m, const struct toc *toc)
{
    uint32_t room = 1, n = 0, kept = 0, hash;
    for (uint32_t e = 0; e < toc->count; e++) room += bigrams_count(toc->entries[e].title);
    m->postings = arena_alloc(a, room * sizeof *m->postings);
    for (uint32_t e = 0; e < toc->count; e++) {
        struct bigrams b = bigrams_of(toc->entries[e].title);
        while (bigrams_next(&b, &hash)) m->postings[n++] = (struct posting){hash, e};
    }
    qsort(m->postings, n, sizeof *m->postings, by_hash);
    for (uint32_t i = 0; i < n; i++)
        if (i == 0 || by_hash(&m->postings[i], &m->postings[kept - 1]) != 0)
            m->postings[kept++] = m->postings[i];
    m->posting_count = kept;
}

/* Replaces the postings of a pair that too many titles have by one that says so, and adds up the
 * weights of the rest. */
static void leave_out_common(struct matcher *m)
{
    uint32_t kept = 0;
    for (uint32_t i = 0, end; i < m->posting_count; i = end) {
        uint32_t hash = m->postings[i].hash;
        for (end = i; end < m->posting_count && m->postings[end].hash == hash;) end++;
        if (end - i > SHARED_MAX) {
            m->postings[kept++] = (struct posting){hash, LEFT_OUT};
            continue;
        }
        for (uint32_t k = i; k < end; k++) {
            m->weight[m->postings[k].entry] += weigh(m, hash);
            m->postings[kept++] = m->postings[k];
        }
    }
    m->posting_count = kept;
}

/* first[] over the upper bits of the hashes, about one posting a cell. */
static void index_postings(struct arena *a, struct matcher *m)
{
    uint32_t bits = 4, p = 0;
    while (bits < 22 && 1u << bits < m->posting_count) bits++;
    m->shift = 32 - bits;
    m->first = arena_alloc(a, ((1u << bits) + 1) * sizeof *m->first);
    for (uint32_t cell = 0; cell <= 1u << bits; cell++) {
        while (p < m->posting_count && m->postings[p].hash >> m->shift < cell) p++;
        m->first[cell] = p;
    }
}

static void index_folds(struct arena *a, struct matcher *m, const struct toc *toc)
{
    m->folded = arena_alloc(a, toc->count * sizeof *m->folded);
    for (uint32_t e = 0; e < toc->count; e++)
        m->folded[e] = (struct folded){toc->entries[e].fold, e};
    qsort(m->folded, toc->count, sizeof *m->folded, by_fold);
}

static uint32_t *zeroed(struct arena *a, uint32_t count)
{
    return memset(arena_alloc(a, count * sizeof(uint32_t)), 0, count * sizeof(uint32_t));
}

struct matcher *matcher_new(struct arena *a, const struct bigram_table *common, uint32_t lines,
                            const struct toc *toc)
{
    struct matcher *m = arena_alloc(a, sizeof *m);
    *m = (struct matcher){.common = common, .lines = lines, .entries = toc->count};
    m->weight = zeroed(a, toc->count);
    m->stamp = zeroed(a, toc->count);
    m->slot = zeroed(a, toc->count);
    m->seen = zeroed(a, SEEN_CELLS);
    collect_postings(a, m, toc);
    leave_out_common(m);
    index_postings(a, m);
    index_folds(a, m, toc);
    return m;
}

/* The match with an entry, new or begun; NULL when there is no room for more. */
static struct match *match_with(struct matcher *m, uint32_t entry)
{
    if (m->stamp[entry] != m->look) {
        if (m->count == MATCHES_MAX) return NULL;
        m->stamp[entry] = m->look;
        m->slot[entry] = m->count;
        m->found[m->count] = 0;
        m->matches[m->count++] = (struct match){.entry = entry};
    }
    return &m->matches[m->slot[entry]];
}

/* Counts the pairs of a line for the entries that have them; returns the weight of the line. */
static uint32_t count_pairs(struct matcher *m, struct view line)
{
    struct bigrams b = bigrams_of(line);
    uint32_t hash, total = 0;
    while (bigrams_next(&b, &hash)) {
        uint32_t p = m->first[hash >> m->shift], *seen = &m->seen[hash % SEEN_CELLS];
        while (p < m->posting_count && m->postings[p].hash < hash) p++;
        bool listed = p < m->posting_count && m->postings[p].hash == hash;
        if (listed && (m->postings[p].entry == LEFT_OUT || *seen == m->look)) continue;
        uint32_t weight = weigh(m, hash);
        total += weight;
        if (!listed) continue;
        *seen = m->look;
        for (; p < m->posting_count && m->postings[p].hash == hash; p++)
            if (match_with(m, m->postings[p].entry))
                m->found[m->slot[m->postings[p].entry]] += weight;
    }
    return total;
}

/* The entries whose titles have the very words of the line. */
static void match_exactly(struct matcher *m, struct view line)
{
    uint64_t fold = text_fold(line);
    uint32_t low = 0, high = m->entries;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (m->folded[middle].fold < fold)
            low = middle + 1;
        else
            high = middle;
    }
    for (; fold && low < m->entries && m->folded[low].fold == fold; low++) {
        struct match *match = match_with(m, m->folded[low].entry);
        if (match) match->words = match->title = EXACT_MATCH;
    }
}

const struct match *matcher_look(struct matcher *m, struct view line, uint32_t *count)
{
    m->count = 0;
    m->look++;
    uint32_t total = count_pairs(m, line);
    bool could_be_title = line.len <= TITLE_LINE_MAX;
    for (uint32_t k = 0; k < m->count; k++) {
        uint32_t of = m->weight[m->matches[k].entry], found = m->found[k];
        m->matches[k].words = of ? (uint16_t)(found * 100 / of) : 0;
        if (could_be_title && of + total)
            m->matches[k].title = (uint16_t)(found * 198 / (of + total));
    }
    if (could_be_title) match_exactly(m, line);
    *count = m->count;
    return m->matches;
}
