/* index_tally.c: see index_tally.h. */
#include "broker/index_tally.h"
#include "broker/index_find.h"
#include <stdlib.h>

enum {
    LISTED_SHARE = 16, /* a text in more than one of so many articles has bytes, */
    FEW_SHARE = 32,    /* and one of two characters that has more places than one of so many */
    WAITING_MOST = 1 << 10
};

struct tallying {
    struct index_find *find;
    const struct index_directory *directory; /* or NULL */
    struct index_tally *to;
    uint32_t room;   /* of the list */
    struct buf full; /* uint32_t: the article of each TALLY_MORE that found no room in its byte */
    uint32_t count, waiting[WAITING_MOST]; /* places whose articles are on their way from memory */
};

/* ---- The list ---- */

static void list(struct tallying *t, uint32_t ordinal, uint32_t weight)
{
    if (t->to->listed == t->room) {
        t->room = t->room ? 2 * t->room : 64;
        t->to->list = xrealloc(t->to->list, t->room * sizeof *t->to->list);
    }
    t->to->list[t->to->listed++] = (struct index_weight){ordinal, weight};
}

static bool is_rare(const struct tallying *t)
{
    return t->to->listed <= t->to->articles / LISTED_SHARE;
}

/* ---- Bytes ---- */

static inline void add(struct tallying *t, uint32_t article, uint32_t weight)
{
    uint8_t *byte = &t->to->bytes[article];
    t->to->count += *byte == 0 && weight > 0;
    for (weight += *byte; weight > UINT8_MAX; weight -= TALLY_MORE)
        buf_add(&t->full, &article, sizeof article);
    *byte = (uint8_t)weight;
}

/* What is listed becomes bytes. */
static void begin_bytes(struct tallying *t)
{
    struct index_weight *before = t->to->list;
    uint32_t count = t->to->listed;
    t->to->bytes = xcalloc(t->to->articles, 1);
    t->to->list = NULL;
    t->to->listed = t->to->count = t->room = 0;
    for (uint32_t i = 0; i < count; i++) add(t, before[i].ordinal, before[i].weight);
    free(before);
}

/* Articles ascend. */
static void weigh(struct tallying *t, uint32_t article, uint32_t weight)
{
    if (t->to->bytes) {
        add(t, article, weight);
        return;
    }
    list(t, article, weight);
    if (!is_rare(t)) begin_bytes(t);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void list_full(struct tallying *t)
{
    uint32_t *at = (uint32_t *)(void *)t->full.at;
    size_t count = t->full.len / sizeof *at;
    if (count > 1) qsort(at, count, sizeof *at, by_number);
    for (size_t i = 0, same; i < count; i += same) {
        for (same = 1; i + same < count && at[i + same] == at[i];) same++;
        list(t, at[i], (uint32_t)same * TALLY_MORE);
    }
    buf_free(&t->full);
}

/* ---- Places ---- */

/* What one behind the text weighs. */
static uint32_t weight_behind(struct tallying *t, uint32_t article, uint32_t point)
{
    struct index_walk *w = &t->find->walk;
    unsigned zone = directory_zone(t->directory, article, point), zones = t->find->zones;
    if (zone == ZONE_BEHIND && !(zones & ~(unsigned)INDEX_USUAL_ZONES)) return 0;
    if (zone > ZONES && walk_go(w, article)) zone = walk_zone_behind(w, w->start + point);
    if (!(zones & 1u << zone)) return 0;
    return zone == ZONE_TITLE ? TITLE_WEIGHT : 1;
}

static inline uint32_t weight_of(struct tallying *t, uint32_t article, uint32_t place)
{
    uint32_t point = place - t->directory->starts[article];
    if (point < t->directory->texts[article]) return t->find->zones >> ZONE_TEXT & 1;
    return weight_behind(t, article, point);
}

/* Of ascending places. */
static void list_places(struct tallying *t, const uint32_t *places, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t article = directory_article(t->directory, places[i]);
        uint32_t weight = weight_of(t, article, places[i]);
        struct index_weight *last = t->to->listed ? &t->to->list[t->to->listed - 1] : NULL;
        if (weight == 0) continue;
        if (last && last->ordinal == article)
            last->weight += weight;
        else
            list(t, article, weight);
    }
}

static void count_waiting(struct tallying *t)
{
    const struct index_directory *d = t->directory;
    uint32_t articles[WAITING_MOST];
    for (uint32_t i = 0; i < t->count; i++)
        __builtin_prefetch(&d->starts[directory_guess(d, t->waiting[i])]);
    for (uint32_t i = 0; i < t->count; i++) {
        articles[i] = directory_article(d, t->waiting[i]);
        __builtin_prefetch(&d->texts[articles[i]]);
        __builtin_prefetch(&t->to->bytes[articles[i]], 1);
    }
    for (uint32_t i = 0; i < t->count; i++)
        add(t, articles[i], weight_of(t, articles[i], t->waiting[i]));
    t->count = 0;
}

/* In any order: where they are far apart, so is what is asked of their articles. */
static void count_places(void *to, const uint32_t *places, uint32_t count)
{
    struct tallying *t = to;
    if (t->count + count > WAITING_MOST) count_waiting(t);
    for (uint32_t i = 0; i < count; i++) t->waiting[t->count + i] = places[i];
    t->count += count;
}

/* ---- Ways to all of them ---- */

/* Two characters whose places are many: list by list, which are in no order. */
static void by_lists(struct tallying *t)
{
    begin_bytes(t);
    prefix_cursor_each(&t->find->prefix, count_places, t);
    count_waiting(t);
}

static void by_places(struct tallying *t)
{
    struct index_find *f = t->find;
    f->places.most = PLACES_MOST;
    for (uint32_t from = 0; find_places(f, from); from = f->places.at[f->places.count - 1] + 1) {
        if (t->to->bytes)
            count_places(t, f->places.at, f->places.count);
        else
            list_places(t, f->places.at, f->places.count);
        if (!t->to->bytes && !is_rare(t)) begin_bytes(t);
    }
    count_waiting(t);
}

static void add_articles(void *to, const struct index_standing *found, size_t count)
{
    struct tallying *t = to;
    for (size_t i = 0; i < count; i++)
        weigh(t, found[i].ordinal, found[i].places + (TITLE_WEIGHT - 1) * found[i].heads);
}

static void end(struct tallying *t)
{
    if (t->to->bytes)
        list_full(t);
    else
        t->to->count = t->to->listed;
    if (t->to->listed > 0) t->to->list = xrealloc(t->to->list, t->to->listed * sizeof *t->to->list);
}

void index_tally(struct index_find *f, struct index_tally *to)
{
    struct tallying t = {.find = f, .directory = index_directory(f->view, &f->segment), .to = to};
    *to = (struct index_tally){.articles = f->segment.articles};
    bool lists = t.directory && f->length == 2 && !f->whole_words;
    if (lists && !prefix_cursor_gather(&f->prefix, to->articles / FEW_SHARE))
        by_lists(&t);
    else if (t.directory && f->length > 1)
        by_places(&t);
    else
        index_each(f, add_articles, &t);
    end(&t);
}

void index_tally_set(struct index_tally *to, const uint64_t *bits, uint32_t articles)
{
    struct tallying t = {.to = to};
    *to = (struct index_tally){.articles = articles};
    for (uint32_t i = 0; i <= articles / 64; i++)
        for (uint64_t word = bits[i]; word; word &= word - 1)
            weigh(&t, i * 64 + (uint32_t)__builtin_ctzll(word), 1);
    end(&t);
}

void index_tally_free(struct index_tally *t)
{
    free(t->bytes);
    free(t->list);
    *t = (struct index_tally){0};
}

size_t index_tally_bytes(const struct index_tally *t)
{
    return t->listed * sizeof *t->list + (t->bytes ? t->articles : 0);
}
