/* words.c: see words.h. */
#include "workers/words/words.h"
#include "proto/utf8.h"
#include "workers/words/words_line.h"
#include "workers/words/words_model.h"
#include "workers/words/words_path.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { BLOCK = 4096, AHEAD = 16, OWN_MAX = 16 };

struct own_word { /* of the user's dictionary */
    uint64_t hash;
    uint8_t length;
};

struct words {
    const struct words_header *header;
    const uint8_t *kind;
    const struct model_gram *single, *gram;
    const struct model_long *longer;
    uint32_t gram_mask, long_mask;
    struct own_word *own; /* open addressing, hash 0 = free */
    uint32_t own_count, own_room, own_longest;
};

/* ---- Opening ---- */

static size_t model_size(const struct words_header *h)
{
    return sizeof *h + MODEL_SYMBOLS +
           sizeof(struct model_gram) * (MODEL_SYMBOLS + ((size_t)1 << h->gram_bits)) +
           (sizeof(struct model_long) << h->long_bits);
}

struct words *words_open(struct view model, struct err *err)
{
    const struct words_header *h = (const void *)model.at;
    if (model.len < sizeof *h || memcmp(h->magic, MODEL_MAGIC, sizeof h->magic) != 0)
        return fail(err, 0, "not a word model of this version"), NULL;
    if (h->gram_bits > 28 || h->long_bits > 28 || model.len != model_size(h))
        return fail(err, 0, "the word model is damaged: %zu bytes", model.len), NULL;
    if (XXH3_64bits(model.at + MODEL_DIGESTED, model.len - MODEL_DIGESTED) != h->digest)
        return fail(err, 0, "the word model is damaged: its digest does not match"), NULL;
    struct words *w = xcalloc(1, sizeof *w);
    w->header = h;
    w->kind = (const void *)(h + 1);
    w->single = (const void *)(w->kind + MODEL_SYMBOLS);
    w->gram = w->single + MODEL_SYMBOLS;
    w->gram_mask = ((uint32_t)1 << h->gram_bits) - 1;
    w->longer = (const void *)(w->gram + w->gram_mask + 1);
    w->long_mask = ((uint32_t)1 << h->long_bits) - 1;
    return w;
}

void words_close(struct words **w)
{
    if (*w) free((*w)->own);
    free(*w);
    *w = NULL;
}

/* ---- The user's words ---- */

/* The hash of a run that goes on with symbol s. Symbols that stand for others count as their text.
 */
static uint64_t own_hash_on(uint64_t hash, const struct words_line *l, uint32_t s, struct view text)
{
    uint16_t symbol = l->symbol[LINE_PAD + s];
    if (symbol != SYMBOL_SOLID && symbol != SYMBOL_OTHER) return model_hash_on(hash, symbol) | 1;
    uint32_t start = l->offset[s], end = l->offset[s + 1];
    return model_mix(hash ^ XXH3_64bits(text.at + start, end - start)) | 1;
}

static struct own_word *own_place(const struct words *w, uint64_t hash)
{
    uint32_t i = (uint32_t)hash & (w->own_room - 1);
    while (w->own[i].hash && w->own[i].hash != hash) i = (i + 1) & (w->own_room - 1);
    return &w->own[i];
}

static void own_grow(struct words *w)
{
    struct words old = *w;
    w->own_room = old.own_room ? 2 * old.own_room : 64;
    w->own = xcalloc(w->own_room, sizeof *w->own);
    for (uint32_t i = 0; i < old.own_room; i++)
        if (old.own[i].hash) *own_place(w, old.own[i].hash) = old.own[i];
    free(old.own);
}

static void own_insert(struct words *w, uint64_t hash, uint32_t length)
{
    if (2 * w->own_count >= w->own_room) own_grow(w);
    struct own_word *place = own_place(w, hash);
    w->own_count += !place->hash;
    *place = (struct own_word){hash, (uint8_t)length};
    if (length > w->own_longest) w->own_longest = length;
}

int words_add(struct words *w, struct view word, struct err *err)
{
    struct words_line line = {0};
    if (!utf8_valid(word)) return fail(err, 0, "a word of the dictionary is not UTF-8");
    size_t took = words_line_fill(&line, word, OWN_MAX);
    uint64_t hash = 0;
    bool good = line.count && took == word.len;
    for (uint32_t s = 0; s < line.count; s++) {
        hash = own_hash_on(hash, &line, s, word);
        good = good && line.symbol[LINE_PAD + s] != SYMBOL_BLANK;
    }
    if (good) own_insert(w, hash, line.count);
    words_line_free(&line);
    if (good) return 0;
    return fail(err, 0, "not a word of 1 to %d characters without blanks: %.*s", OWN_MAX,
                word.len > 60 ? (int)utf8_prefix((struct view){word.at, 60}) : (int)word.len,
                word.at);
}

/* ---- Scoring ---- */

static const struct model_gram *find_gram(const struct words *w, uint64_t hash)
{
    static const struct model_gram none;
    uint32_t key = model_key(hash);
    for (uint32_t i = (uint32_t)hash & w->gram_mask;; i = (i + 1) & w->gram_mask) {
        if (w->gram[i].key == key) return &w->gram[i];
        if (!w->gram[i].key) return &none;
    }
}

static const struct model_long *find_long(const struct words *w, uint64_t hash)
{
    uint32_t key = model_key(hash);
    for (uint32_t i = (uint32_t)hash & w->long_mask;; i = (i + 1) & w->long_mask) {
        if (w->longer[i].key == key) return &w->longer[i];
        if (!w->longer[i].key) return NULL;
    }
}

/* Sums for the eight places from the second before a symbol on: what is not yet in the scores. Runs
 * that begin with the symbol weigh for the first six of them. */
typedef uint16_t sums __attribute__((vector_size(16)));

/* Eight numbers in memory, as sums for places so many before or behind those of their own. */
static inline sums load(const void *eight)
{
    sums v;
    memcpy(&v, eight, sizeof v);
    return v;
}
#define BEFORE_2(v) __builtin_shufflevector(v, (sums){0}, 2, 3, 4, 5, 6, 7, 8, 8)
#define BEFORE_1(v) __builtin_shufflevector(v, (sums){0}, 1, 2, 3, 4, 5, 6, 7, 8)
#define BEHIND_1(v) __builtin_shufflevector((sums){0}, v, 0, 8, 9, 10, 11, 12, 13, 14)

static void add_word(int16_t *score, uint32_t length, const int16_t edge[3])
{
    score[0] = (int16_t)(score[0] + edge[0]);
    for (uint32_t i = 1; i < length; i++) score[i] = (int16_t)(score[i] + edge[1]);
    score[length] = (int16_t)(score[length] + edge[2]);
}

/* Dictionary words of LONG_MIN to LONG_MAX characters that begin at symbol s. */
static void add_longer(const struct words *w, struct words_line *l, uint32_t s, uint64_t hash,
                       int16_t *score)
{
    const uint16_t *symbol = l->symbol + LINE_PAD + s;
    uint64_t hashes[LONG_MAX + 1];
    uint32_t most = l->count - s < LONG_MAX ? l->count - s : LONG_MAX;
    for (uint32_t length = LONG_MIN; length <= most; length++) {
        hashes[length] = hash = model_hash_on(hash, symbol[length - 1]);
        __builtin_prefetch(&w->longer[hash & w->long_mask]);
    }
    for (uint32_t length = LONG_MIN; length <= most; length++) {
        const struct model_long *word = find_long(w, hashes[length]);
        if (!word) continue;
        add_word(score, length, w->header->edge[word->class_]);
        path_word(l, s, length, word->cost);
    }
}

/* The length of the longest of the user's words that begins with symbol s, 0 if there is none. */
static uint32_t longest_own(const struct words *w, const struct words_line *l, uint32_t s,
                            struct view text)
{
    uint32_t longest = 0, most = l->count - s < w->own_longest ? l->count - s : w->own_longest;
    uint64_t hash = 0;
    for (uint32_t n = 1; n <= most; n++) {
        hash = own_hash_on(hash, l, s + n - 1, text);
        const struct own_word *own = own_place(w, hash);
        if (own->hash && own->length == n) longest = n;
    }
    return longest;
}

/* Marks the places of the user's words, the longest first from left to right; they are not asked
 * again. */
static void place_own(const struct words *w, struct words_line *l, struct view text)
{
    for (uint32_t s = 0; s < l->count;) {
        uint32_t n = longest_own(w, l, s, text);
        if (n > 0) {
            memset(l->place + s + 1, PLACE_JOIN, n - 1);
            l->place[s] = l->place[s + n] = PLACE_CUT;
        }
        s += n ? n : 1;
    }
}

struct runs { /* of two and three that begin at a symbol: their hashes */
    uint64_t two, three;
};

/* The runs at a symbol, which memory is told to bring. */
static inline struct runs runs_at(const struct words *w, const uint16_t *s)
{
    struct runs r = {model_hash2(s[0], s[1]), model_hash3(s[0], s[1], s[2])};
    __builtin_prefetch(&w->gram[r.two & w->gram_mask]);
    __builtin_prefetch(&w->gram[r.three & w->gram_mask]);
    return r;
}

/* What begins with a symbol weighs: runs of 1 to 3, the kinds of it and the next, twins. The lanes
 * of a gram lie behind its key, which is as long as two. */
static inline sums weigh_runs(const struct words *w, const uint16_t *symbol,
                              const struct model_gram *one, const struct model_gram *two,
                              const struct model_gram *three)
{
    static const sums of_2 = {0, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0, 0};
    static const sums of_3 = {0, 0, 0xffff, 0xffff, 0xffff, 0xffff, 0, 0};
    const struct words_header *h = w->header;
    sums pair = load(h->pair[w->kind[symbol[0]] * MODEL_KINDS + w->kind[symbol[1]]]);
    if (symbol[0] == symbol[1]) pair += load(h->twin[0]);
    if (symbol[0] == symbol[2]) pair += load(h->twin[1]);
    return BEFORE_2(load(one)) + ((BEFORE_1(load(two)) + BEHIND_1(pair)) & of_2) +
           (load(three) & of_3);
}
_Static_assert(sizeof(struct model_gram) == sizeof(sums) && MODEL_PAIR == 5 &&
                   offsetof(struct model_gram, lane) == 2 * sizeof(int16_t),
               "a gram is read as a vector");

/* Words that begin with symbol s, for the path and, if they are long, for the scores. */
static inline void add_words(const struct words *w, struct words_line *l, uint32_t s,
                             struct runs run, const struct model_gram *gram[3], int16_t *score)
{
    int two = gram[1]->lane[LANE_WORD], three = gram[2]->lane[LANE_WORD];
    path_word(l, s, 1, (int32_t)gram[0]->key);
    if (two > 1) path_word(l, s, 2, two / 2);
    if (three > 1) path_word(l, s, 3, three / 2);
    if (three & 1) add_longer(w, l, s, run.three, score);
}

/* Sums up the weights of every run of the line. score[p] belongs to the place before symbol p;
 * there is room for two places before the first and six after the last, which count for nothing. */
static void score_line(const struct words *w, struct words_line *l, int16_t *score)
{
    struct runs coming[AHEAD];
    const uint16_t *symbol = l->symbol + LINE_PAD;
    sums open = {0}; /* for the places from score[s - 2] on */
    path_begin(l);
    for (uint32_t s = 0; s < l->count && s < AHEAD; s++) coming[s] = runs_at(w, symbol + s);
    for (uint32_t s = 0; s < l->count; s++) {
        struct runs run = coming[s % AHEAD];
        if (s + AHEAD < l->count) coming[s % AHEAD] = runs_at(w, symbol + s + AHEAD);
        const struct model_gram *gram[3] = {&w->single[symbol[s]], find_gram(w, run.two),
                                            find_gram(w, run.three)};
        open += weigh_runs(w, symbol + s, gram[0], gram[1], gram[2]);
        score[(int64_t)s - 2] = (int16_t)(score[(int64_t)s - 2] + open[0]);
        open = BEFORE_1(open);
        add_words(w, l, s, run, gram, score + s);
    }
    for (int i = 0; i < 8; i++) score[(int64_t)l->count - 2 + i] += (int16_t)open[i];
    path_end(l);
    for (uint32_t p = 1; p < l->count; p++)
        score[p] = (int16_t)(score[p] + w->header->path[l->shape[p]]);
}

/* ---- Cutting ---- */

static void add_span(struct words_cut *cut, uint32_t *room, uint32_t start, uint32_t end)
{
    if (cut->count == *room) {
        *room = *room ? 2 * *room : 64;
        cut->at = xrealloc(cut->at, *room * sizeof *cut->at);
    }
    cut->at[cut->count++] = (struct span){start, end};
}

/* Decides each place of the line and appends its words, which lie `base` bytes on in the text. */
static void cut_line(const struct words *w, const struct words_line *l, const int16_t *score,
                     uint32_t base, struct words_cut *cut)
{
    uint32_t start = 0;
    for (uint32_t p = 1; p <= l->count; p++) {
        bool ends = l->place[p] == PLACE_CUT ||
                    (l->place[p] == PLACE_OPEN && score[p] + w->header->bias > 0);
        if (!ends) continue;
        if (l->symbol[LINE_PAD + start] != SYMBOL_BLANK)
            add_span(cut, &cut->room, base + l->offset[start], base + l->offset[p]);
        start = p;
    }
}

void words_cut(const struct words *w, struct view text, struct words_cut *cut)
{
    if (!cut->line) cut->line = xcalloc(1, sizeof *cut->line);
    struct words_line *l = cut->line;
    cut->count = 0;
    for (size_t at = 0; at < text.len;) {
        struct view rest = {text.at + at, text.len - at};
        size_t took = words_line_fill(l, rest, BLOCK);
        if (w->own_count) place_own(w, l, rest);
        memset(l->score, 0, (l->count + 8) * sizeof *l->score);
        score_line(w, l, l->score + 2);
        cut_line(w, l, l->score + 2, (uint32_t)at, cut);
        at += took;
    }
}

void words_cut_free(struct words_cut *cut)
{
    if (cut->line) words_line_free(cut->line);
    free(cut->line);
    free(cut->at);
    memset(cut, 0, sizeof *cut);
}
