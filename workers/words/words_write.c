/* words_write.c: the model as words.c reads it. All that says something of the same run is added up
 * in its one entry: what was learnt of the run, of its kind, and of the word that it is.
 */
#include "workers/words/words_learner.h"
#include <stdlib.h>
#include <xxhash.h>

/* A place sums 15 entries of runs, 5 of pairs, 10 of twins, its path and long words: no sum leaves
 * 16 bits. */
enum { WEIGHT_MOST = 700, ENTRY_MOST = 1200 };

struct scale {
    const struct words_train *learnt;
    int64_t time, step;
};

/* A weight averaged over time, times the time. */
static int64_t average(const struct weight *w, int64_t time)
{
    return w->now * time - w->sum;
}

/* So that the largest weight becomes WEIGHT_MOST. */
static struct scale scale_of(const struct words_train *t, int64_t time)
{
    int64_t most = 1;
    for (uint32_t i = 0; i < t->weight_count; i++) {
        int64_t a = average(&t->weights[i], time);
        if (a < 0) a = -a;
        if (a > most) most = a;
    }
    return (struct scale){t, time, most / WEIGHT_MOST + 1};
}

static int16_t scaled(const struct scale *s, uint32_t weight)
{
    return (int16_t)(average(&s->learnt->weights[weight], s->time) / s->step);
}

static int16_t bounded(int sum)
{
    return (int16_t)(sum > ENTRY_MOST ? ENTRY_MOST : sum < -ENTRY_MOST ? -ENTRY_MOST : sum);
}

/* ---- Entries ---- */

static void write_header(const struct scale *s, struct words_header *h)
{
    h->bias = scaled(s, WEIGHT_BIAS);
    for (unsigned c = 0; c < MODEL_CLASSES; c++)
        for (unsigned e = 0; e < 3; e++) {
            unsigned size = c / MODEL_TAGS / MODEL_RANKS, tag = c % MODEL_TAGS;
            h->edge[c][e] = bounded(scaled(s, WEIGHT_RANK + c / MODEL_TAGS * 3 + e) +
                                    scaled(s, WEIGHT_TAG + (size * MODEL_TAGS + tag) * 3 + e));
        }
    for (unsigned i = 0; i < PATH_SHAPES; i++) h->path[i] = scaled(s, WEIGHT_PATH + i);
    for (unsigned i = 0; i < MODEL_KINDS * MODEL_KINDS; i++)
        for (unsigned lane = 0; lane < MODEL_PAIR; lane++)
            h->pair[i][lane] = scaled(s, WEIGHT_PAIR + i * MODEL_PAIR + lane);
    for (unsigned twin = 0; twin < MODEL_TWINS; twin++)
        for (unsigned lane = 0; lane < MODEL_PAIR; lane++)
            h->twin[twin][lane] = scaled(s, WEIGHT_TWIN + twin * MODEL_PAIR + lane);
}

static struct model_gram entry_of(const struct scale *s, const struct run *r,
                                  const struct words_header *h)
{
    int sum[MODEL_LANES] = {0};
    struct model_gram g = {0};
    if (r->weights)
        for (int lane = 0; lane < model_lanes[r->length]; lane++)
            sum[lane] += scaled(s, r->weights + (uint32_t)lane);
    if (r->word.class_)
        for (int i = 0, at = -model_first[r->length]; i <= r->length; i++)
            sum[at + i] += h->edge[r->word.class_ - 1][i == 0 ? 0 : i < r->length ? 1 : 2];
    if (r->length == 1)
        for (uint32_t lane = 0; lane < MODEL_LANES; lane++)
            sum[lane] +=
                scaled(s, WEIGHT_KIND + s->learnt->kind[r->symbol[0]] * MODEL_LANES + lane);
    for (int lane = 0; lane < model_lanes[r->length]; lane++) g.lane[lane] = bounded(sum[lane]);
    int cost = r->word.class_ ? word_cost(s->learnt, r->word.count) : 0;
    g.key = r->length > 1 ? model_key(r->hash) : cost ? (uint32_t)cost : PATH_UNKNOWN;
    if (r->length > 1) g.lane[LANE_WORD] = (int16_t)(2 * cost + r->longer);
    return g;
}

static bool is_empty(const struct model_gram *g)
{
    static const int16_t none[MODEL_LANES];
    return memcmp(g->lane, none, sizeof none) == 0;
}

/* ---- Tables ---- */

/* The smallest table that stays half empty. */
static uint32_t bits_for(uint32_t count)
{
    uint32_t bits = 4;
    while (((uint64_t)1 << bits) < 2 * (uint64_t)count) bits++;
    return bits;
}

static void write_singles(const struct scale *s, const struct words_header *h, struct buf *model)
{
    for (uint32_t c = 0; c < MODEL_SYMBOLS; c++) {
        uint16_t symbol = (uint16_t)c;
        struct run unseen = {.length = 1, .symbol = {symbol}};
        const struct run *r = run_find(s->learnt, run_hash(&symbol, 1));
        struct model_gram g = entry_of(s, r->hash ? r : &unseen, h);
        buf_add(model, &g, sizeof g);
    }
}

/* Entries of all runs of 2 and 3, and their hashes. */
static void gather_grams(const struct scale *s, const struct words_header *h, struct buf *entries,
                         struct buf *hashes)
{
    for (uint32_t i = 0; i < s->learnt->run_room; i++) {
        const struct run *r = &s->learnt->runs[i];
        if (!r->hash || r->length == 1) continue;
        struct model_gram g = entry_of(s, r, h);
        if (is_empty(&g)) continue;
        buf_add(entries, &g, sizeof g);
        buf_add(hashes, &r->hash, sizeof r->hash);
    }
}

static uint32_t write_grams(const struct scale *s, const struct words_header *h, struct buf *model)
{
    struct buf entries = {0}, hashes = {0};
    gather_grams(s, h, &entries, &hashes);
    uint32_t count = (uint32_t)(hashes.len / sizeof(uint64_t)), bits = bits_for(count);
    uint32_t mask = ((uint32_t)1 << bits) - 1;
    struct model_gram *table = xcalloc((size_t)mask + 1, sizeof *table);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = (uint32_t)((uint64_t *)(void *)hashes.at)[i] & mask;
        while (table[at].key) at = (at + 1) & mask;
        table[at] = ((struct model_gram *)(void *)entries.at)[i];
    }
    buf_add(model, table, ((size_t)mask + 1) * sizeof *table);
    free(table);
    buf_free(&entries);
    buf_free(&hashes);
    return bits;
}

static uint32_t write_longs(const struct words_train *t, struct buf *model)
{
    uint32_t bits = bits_for(t->long_count), mask = ((uint32_t)1 << bits) - 1;
    struct model_long *table = xcalloc((size_t)mask + 1, sizeof *table);
    for (uint32_t i = 0; i < t->long_room; i++) {
        const struct long_word *w = &t->longs[i];
        if (!w->hash) continue;
        uint32_t at = (uint32_t)w->hash & mask;
        while (table[at].key) at = (at + 1) & mask;
        table[at] = (struct model_long){model_key(w->hash), (uint16_t)(w->word.class_ - 1),
                                        word_cost(t, w->word.count)};
    }
    buf_add(model, table, ((size_t)mask + 1) * sizeof *table);
    free(table);
    return bits;
}

void model_write(const struct words_train *t, int64_t time, struct buf *model)
{
    size_t start = model->len;
    struct scale s = scale_of(t, time);
    struct words_header h = {.magic = MODEL_MAGIC};
    write_header(&s, &h);
    buf_add(model, &h, sizeof h);
    buf_add(model, t->kind, sizeof t->kind);
    write_singles(&s, &h, model);
    h.gram_bits = write_grams(&s, &h, model);
    h.long_bits = write_longs(t, model);
    memcpy(model->at + start, &h, sizeof h);
    size_t from = start + MODEL_DIGESTED;
    h.digest = XXH3_64bits(model->at + from, model->len - from);
    memcpy(model->at + start, &h, sizeof h);
}
