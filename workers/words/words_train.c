/* words_train.c: see words_train.h. */
#include "workers/words/words_train.h"
#include "proto/utf8.h"
#include "workers/words/words.h"
#include "workers/words/words_line.h"
#include "workers/words/words_model.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { EPOCHS = 12, MARGIN = 12, LINE_MOST = 65536, WEIGHT_MOST = 1000 };

struct weight {
    int32_t now;
    int64_t sum; /* of now × the time that it was so, minus what is to come */
};

struct run { /* of 1 to 3 symbols */
    uint64_t hash;
    uint16_t symbol[3];
    uint8_t length, class_; /* class_: of the dictionary word that it is, +1 */
    bool longer;            /* longer dictionary words begin so */
    struct weight lane[MODEL_LANES];
};

struct long_word {
    uint64_t hash;
    uint8_t class_;
};

struct place_row { /* one place of the text and what is seen there: features[first .. first + count)
                    */
    uint32_t line, first, count;
    bool ends;
};

struct words_train {
    struct run *runs; /* open addressing, hash 0 = free */
    uint32_t run_count, run_room;
    struct long_word *longs;
    uint32_t long_count, long_room;
    struct weight edge[MODEL_CLASSES][3], bias;
    struct buf text;      /* all lines, blanks and comments gone, one after the other */
    struct buf ends;      /* a byte for each byte of text: whether a word ends there */
    struct buf line_ends; /* uint32_t: where each line ends in text */
    uint32_t *features;
    struct place_row *places;
    size_t feature_count, feature_room, place_count, place_room;
};

/* A feature is a weight: run index × 8 + lane, or EDGE + class × 3 + position. */
#define EDGE 0xF0000000u

struct words_train *words_train_begin(void)
{
    struct words_train *t = xcalloc(1, sizeof *t);
    t->run_room = t->long_room = 1 << 16;
    t->runs = xcalloc(t->run_room, sizeof *t->runs);
    t->longs = xcalloc(t->long_room, sizeof *t->longs);
    return t;
}

void words_train_end(struct words_train **t)
{
    free((*t)->runs);
    free((*t)->longs);
    free((*t)->features);
    free((*t)->places);
    buf_free(&(*t)->text);
    buf_free(&(*t)->ends);
    buf_free(&(*t)->line_ends);
    free(*t);
    *t = NULL;
}

/* ---- Tables ---- */

static uint64_t run_hash(const uint16_t *s, uint32_t length)
{
    if (length == 1) return (uint64_t)s[0] + 1;
    uint64_t hash = length == 2 ? model_hash2(s[0], s[1]) : model_hash3(s[0], s[1], s[2]);
    for (uint32_t i = 3; i < length; i++) hash = model_hash_on(hash, s[i]);
    return hash;
}

static struct run *run_place(struct words_train *t, uint64_t hash)
{
    uint32_t i = (uint32_t)model_mix(hash) & (t->run_room - 1);
    while (t->runs[i].hash && t->runs[i].hash != hash) i = (i + 1) & (t->run_room - 1);
    return &t->runs[i];
}

static void grow_runs(struct words_train *t)
{
    struct run *old = t->runs;
    uint32_t room = t->run_room;
    t->run_room *= 2;
    t->runs = xcalloc(t->run_room, sizeof *t->runs);
    for (uint32_t i = 0; i < room; i++)
        if (old[i].hash) *run_place(t, old[i].hash) = old[i];
    free(old);
}

/* The run of `length` symbols, added if it is new. */
static struct run *run_of(struct words_train *t, const uint16_t *symbol, uint32_t length)
{
    if (2 * t->run_count >= t->run_room) grow_runs(t);
    uint64_t hash = run_hash(symbol, length);
    struct run *r = run_place(t, hash);
    if (!r->hash) {
        r->hash = hash;
        r->length = (uint8_t)length;
        memcpy(r->symbol, symbol, length * sizeof *symbol);
        t->run_count++;
    }
    return r;
}

static struct long_word *long_place(struct words_train *t, uint64_t hash)
{
    uint32_t i = (uint32_t)model_mix(hash) & (t->long_room - 1);
    while (t->longs[i].hash && t->longs[i].hash != hash) i = (i + 1) & (t->long_room - 1);
    return &t->longs[i];
}

static void add_long(struct words_train *t, uint64_t hash, unsigned class_)
{
    if (2 * t->long_count >= t->long_room) {
        struct long_word *old = t->longs;
        uint32_t room = t->long_room;
        t->long_room *= 2;
        t->longs = xcalloc(t->long_room, sizeof *t->longs);
        for (uint32_t i = 0; i < room; i++)
            if (old[i].hash) *long_place(t, old[i].hash) = old[i];
        free(old);
    }
    struct long_word *w = long_place(t, hash);
    t->long_count += !w->hash;
    *w = (struct long_word){hash, (uint8_t)class_};
}

/* ---- Reading ---- */

/* The next line of *lines, without its end; false at the end. */
static bool next_line(struct view *lines, struct view *line)
{
    if (!lines->len) return false;
    const char *end = memchr(lines->at, '\n', lines->len);
    *line = (struct view){lines->at, end ? (size_t)(end - lines->at) : lines->len};
    size_t took = line->len + (end != NULL);
    *lines = (struct view){lines->at + took, lines->len - took};
    if (line->len && line->at[line->len - 1] == '\r') line->len--;
    return true;
}

static unsigned rank_of(struct view count)
{
    unsigned digits = 0;
    uint64_t n = 0;
    while (digits < count.len && count.at[digits] >= '0' && count.at[digits] <= '9' && digits < 12)
        n = 10 * n + (uint64_t)(count.at[digits++] - '0');
    return n <= 3 ? 0 : n <= 50 ? 1 : n <= 1000 ? 2 : 3;
}

static void add_word(struct words_train *t, const struct words_line *l, unsigned rank)
{
    const uint16_t *symbol = l->symbol + LINE_PAD;
    uint32_t n = l->count;
    for (uint32_t i = 1; i < n; i++)
        if (l->place[i] == PLACE_CUT) return;
    unsigned class_ = (n < MODEL_LENGTHS ? n - 1 : MODEL_LENGTHS - 1) * MODEL_RANKS + rank;
    if (n < LONG_MIN) {
        run_of(t, symbol, n)->class_ = (uint8_t)(class_ + 1);
        return;
    }
    run_of(t, symbol, 3)->longer = true;
    add_long(t, run_hash(symbol, n), class_);
}

void words_train_dictionary(struct words_train *t, struct view lines)
{
    struct words_line l = {0};
    struct view line;
    while (next_line(&lines, &line)) {
        const char *blank = memchr(line.at, ' ', line.len);
        size_t len = blank ? (size_t)(blank - line.at) : line.len;
        struct view word = {line.at, len};
        if (!len || !utf8_valid(word)) continue;
        size_t took = words_line_fill(&l, word, LONG_MAX);
        if (took < len) continue;
        add_word(t, &l, blank ? rank_of((struct view){blank + 1, line.len - len - 1}) : 2);
    }
    words_line_free(&l);
}

/* Appends one marked line: its characters, and for each byte whether a word ends with it. */
static void add_line(struct words_train *t, struct view line)
{
    for (size_t i = 0; i < line.len; i++) {
        if (line.at[i] == ' ') {
            if (t->ends.len) t->ends.at[t->ends.len - 1] = 1;
        } else {
            buf_add_char(&t->text, line.at[i]);
            buf_add_char(&t->ends, 0);
        }
    }
    if (t->ends.len) t->ends.at[t->ends.len - 1] = 1;
    uint32_t end = (uint32_t)t->text.len;
    buf_add(&t->line_ends, &end, sizeof end);
}

int words_train_text(struct words_train *t, struct view lines, struct err *err)
{
    struct view line;
    for (unsigned number = 1; next_line(&lines, &line); number++) {
        if (!utf8_valid(line)) return fail(err, 0, "line %u of the text is not UTF-8", number);
        if (line.len && line.at[0] != '#') add_line(t, line);
    }
    return 0;
}

static uint32_t line_count(const struct words_train *t)
{
    return (uint32_t)(t->line_ends.len / sizeof(uint32_t));
}

static void line_range(const struct words_train *t, uint32_t line, uint32_t *start, uint32_t *end)
{
    const uint32_t *ends = (const void *)t->line_ends.at;
    *start = line ? ends[line - 1] : 0;
    *end = ends[line];
}

/* ---- Features ---- */

static void add_feature(struct words_train *t, uint32_t feature)
{
    if (t->feature_count == t->feature_room) {
        t->feature_room = t->feature_room ? 2 * t->feature_room : 1 << 16;
        t->features = xrealloc(t->features, t->feature_room * sizeof *t->features);
    }
    t->features[t->feature_count++] = feature;
}

/* Runs of 1 to 3 symbols of which place p is one lane. */
static void add_run_features(struct words_train *t, const uint16_t *symbol, uint32_t p)
{
    for (int length = 1; length <= 3; length++)
        for (int lane = 0; lane < model_lanes[length]; lane++) {
            int64_t s = (int64_t)p - model_first[length] - lane;
            struct run *r = run_place(t, run_hash(symbol + s, (uint32_t)length));
            add_feature(t, (uint32_t)(r - t->runs) * 8 + (uint32_t)lane);
        }
}

/* The class of the dictionary word of `length` symbols at symbol, -1 if it is none. */
static int dictionary_class(struct words_train *t, const uint16_t *symbol, uint32_t length)
{
    uint64_t hash = run_hash(symbol, length);
    if (length < LONG_MIN) return (int)run_place(t, hash)->class_ - 1;
    struct long_word *w = long_place(t, hash);
    return w->hash ? w->class_ : -1;
}

/* Dictionary words that begin at, end at or reach over place p. */
static void add_edge_features(struct words_train *t, const uint16_t *symbol, uint32_t count,
                              uint32_t p)
{
    for (uint32_t length = 1; length <= LONG_MAX; length++)
        for (uint32_t back = 0; back <= length && back <= p; back++) {
            uint32_t s = p - back;
            if (s + length > count) continue;
            int class_ = dictionary_class(t, symbol + s, length);
            unsigned position = back == 0 ? 0 : back < length ? 1 : 2;
            if (class_ >= 0) add_feature(t, EDGE + (uint32_t)class_ * 3 + position);
        }
}

static void add_place(struct words_train *t, uint32_t line, const struct words_line *l, uint32_t p,
                      bool ends)
{
    if (t->place_count == t->place_room) {
        t->place_room = t->place_room ? 2 * t->place_room : 1 << 14;
        t->places = xrealloc(t->places, t->place_room * sizeof *t->places);
    }
    struct place_row *row = &t->places[t->place_count++];
    *row = (struct place_row){line, (uint32_t)t->feature_count, 0, ends};
    add_run_features(t, l->symbol + LINE_PAD, p);
    add_edge_features(t, l->symbol + LINE_PAD, l->count, p);
    row->count = (uint32_t)t->feature_count - row->first;
}

static void fill_line(const struct words_train *t, uint32_t line, struct words_line *l,
                      uint32_t *start)
{
    uint32_t end;
    line_range(t, line, start, &end);
    words_line_fill(l, (struct view){t->text.at + *start, end - *start}, LINE_MOST);
}

/* Every run of the text gets its weights first, so that the table does not move while features are
 * made. */
static void prepare(struct words_train *t)
{
    struct words_line l = {0};
    uint32_t start;
    for (uint32_t line = 0; line < line_count(t); line++) {
        fill_line(t, line, &l, &start);
        for (uint32_t s = 0; s < l.count + 2 * LINE_PAD - 2; s++)
            for (uint32_t length = 1; length <= 3; length++) run_of(t, l.symbol + s, length);
    }
    t->feature_count = t->place_count = 0;
    for (uint32_t line = 0; line < line_count(t); line++) {
        fill_line(t, line, &l, &start);
        for (uint32_t p = 1; p < l.count; p++)
            if (l.place[p] == PLACE_OPEN)
                add_place(t, line, &l, p, t->ends.at[start + l.offset[p] - 1]);
    }
    words_line_free(&l);
}

/* ---- Learning ---- */

static struct weight *weight_of(struct words_train *t, uint32_t feature)
{
    if (feature >= EDGE) return &t->edge[(feature - EDGE) / 3][(feature - EDGE) % 3];
    return &t->runs[feature / 8].lane[feature % 8];
}

static void move(struct weight *w, int by, int64_t time)
{
    w->now += by;
    w->sum += by * time;
}

static void learn_place(struct words_train *t, const struct place_row *row, int64_t time)
{
    int64_t score = t->bias.now;
    for (uint32_t i = 0; i < row->count; i++)
        score += weight_of(t, t->features[row->first + i])->now;
    int wanted = row->ends ? 1 : -1;
    if (wanted * score > MARGIN) return;
    move(&t->bias, wanted, time);
    for (uint32_t i = 0; i < row->count; i++)
        move(weight_of(t, t->features[row->first + i]), wanted, time);
}

static void forget(struct words_train *t)
{
    for (uint32_t i = 0; i < t->run_room; i++) memset(t->runs[i].lane, 0, sizeof t->runs[i].lane);
    memset(t->edge, 0, sizeof t->edge);
    memset(&t->bias, 0, sizeof t->bias);
}

/* A fixed shuffle of 0..count-1 (Fisher and Yates; xorshift64). */
static uint32_t *shuffled(size_t count)
{
    uint32_t *order = xmalloc((count + 1) * sizeof *order);
    uint64_t x = 88172645463325252u;
    for (uint32_t i = 0; i < count; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        uint32_t j = (uint32_t)(x % (i + 1));
        order[i] = order[j];
        order[j] = i;
    }
    return order;
}

/* Returns the time at the end, by which weights are averaged. */
static int64_t learn(struct words_train *t, unsigned folds, unsigned held)
{
    uint32_t *order = shuffled(t->place_count);
    int64_t time = 0;
    forget(t);
    for (int epoch = 0; epoch < EPOCHS; epoch++)
        for (size_t i = 0; i < t->place_count; i++) {
            const struct place_row *row = &t->places[order[i]];
            if (!folds || row->line % folds != held) learn_place(t, row, time++);
        }
    free(order);
    return time;
}

/* ---- Writing ---- */

struct scale {
    int64_t time, most;
};

/* A weight averaged over time, in a scale where the largest is WEIGHT_MOST. */
static int64_t average(const struct weight *w, int64_t time)
{
    return w->now * time - w->sum;
}

static int16_t scaled(const struct weight *w, struct scale s)
{
    /* In steps that cannot overflow: |average| ≤ most. */
    int64_t step = s.most / WEIGHT_MOST + 1;
    return (int16_t)(average(w, s.time) / step);
}

static int64_t larger(int64_t most, const struct weight *w, int64_t time)
{
    int64_t a = average(w, time);
    if (a < 0) a = -a;
    return a > most ? a : most;
}

static struct scale scale_of(const struct words_train *t, int64_t time)
{
    int64_t most = 1;
    for (uint32_t i = 0; i < t->run_room; i++)
        for (int lane = 0; lane < MODEL_LANES; lane++)
            most = larger(most, &t->runs[i].lane[lane], time);
    for (int c = 0; c < MODEL_CLASSES; c++)
        for (int e = 0; e < 3; e++) most = larger(most, &t->edge[c][e], time);
    return (struct scale){time, most};
}

static int16_t sum_lanes(int a, int b)
{
    int sum = a + b;
    return (int16_t)(sum > WEIGHT_MOST ? WEIGHT_MOST : sum < -WEIGHT_MOST ? -WEIGHT_MOST : sum);
}

/* The entry of a run: what was learnt of it, and if it is a word of the dictionary, what that adds.
 */
static struct model_gram entry_of(const struct run *r, const struct words_header *h, struct scale s)
{
    struct model_gram g = {r->length > 1 ? model_key(r->hash) : 0, {0}};
    for (int lane = 0; lane < model_lanes[r->length]; lane++)
        g.lane[lane] = scaled(&r->lane[lane], s);
    if (r->class_) {
        int at = -model_first[r->length];
        for (int i = 0; i <= r->length; i++) {
            int position = i == 0 ? 0 : i < r->length ? 1 : 2;
            g.lane[at + i] = sum_lanes(g.lane[at + i], h->edge[r->class_ - 1][position]);
        }
    }
    if (r->length == 3) g.lane[LANE_LONGER] = r->longer;
    return g;
}

static bool is_empty(const struct model_gram *g)
{
    static const int16_t none[MODEL_LANES];
    return memcmp(g->lane, none, sizeof none) == 0;
}

static uint32_t bits_for(uint32_t count)
{
    uint32_t bits = 4;
    while (((uint64_t)1 << bits) < 2 * (uint64_t)count) bits++;
    return bits;
}

/* Puts the entries of all runs of 2 and 3 into a table of the smallest size that stays half empty.
 */
static void write_grams(const struct words_train *t, struct words_header *h, struct scale s,
                        struct model_gram *single, struct buf *grams)
{
    struct buf entries = {0}, hashes = {0};
    for (uint32_t i = 0; i < t->run_room; i++) {
        const struct run *r = &t->runs[i];
        if (!r->hash) continue;
        struct model_gram g = entry_of(r, h, s);
        if (r->length == 1)
            single[r->symbol[0]] = g;
        else if (!is_empty(&g))
            buf_add(&entries, &g, sizeof g), buf_add(&hashes, &r->hash, sizeof r->hash);
    }
    uint32_t count = (uint32_t)(hashes.len / sizeof(uint64_t));
    h->gram_bits = bits_for(count);
    uint32_t mask = ((uint32_t)1 << h->gram_bits) - 1;
    buf_reserve(grams, ((size_t)mask + 1) * sizeof(struct model_gram));
    grams->len = ((size_t)mask + 1) * sizeof(struct model_gram);
    memset(grams->at, 0, grams->len);
    struct model_gram *table = (void *)grams->at;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = (uint32_t)((uint64_t *)hashes.at)[i] & mask;
        while (table[at].key) at = (at + 1) & mask;
        table[at] = ((struct model_gram *)entries.at)[i];
    }
    buf_free(&entries);
    buf_free(&hashes);
}

static void write_longs(const struct words_train *t, struct words_header *h, struct buf *longs)
{
    h->long_bits = bits_for(t->long_count);
    uint32_t mask = ((uint32_t)1 << h->long_bits) - 1;
    struct model_long *table = xcalloc((size_t)mask + 1, sizeof *table);
    for (uint32_t i = 0; i < t->long_room; i++) {
        const struct long_word *w = &t->longs[i];
        if (!w->hash) continue;
        uint32_t at = (uint32_t)w->hash & mask;
        while (table[at].key) at = (at + 1) & mask;
        table[at] = (struct model_long){model_key(w->hash), w->class_};
    }
    buf_add(longs, table, ((size_t)mask + 1) * sizeof *table);
    free(table);
}

static void write_model(const struct words_train *t, int64_t time, struct buf *model)
{
    struct words_header h = {.magic = MODEL_MAGIC};
    struct scale s = scale_of(t, time);
    for (int c = 0; c < MODEL_CLASSES; c++)
        for (int e = 0; e < 3; e++) h.edge[c][e] = scaled(&t->edge[c][e], s);
    h.bias = scaled(&t->bias, s);
    struct model_gram *single = xcalloc(MODEL_SYMBOLS, sizeof *single);
    struct buf grams = {0}, longs = {0};
    write_grams(t, &h, s, single, &grams);
    write_longs(t, &h, &longs);
    buf_add(model, &h, sizeof h);
    buf_add(model, single, MODEL_SYMBOLS * sizeof *single);
    buf_add_view(model, buf_view(&grams));
    buf_add_view(model, buf_view(&longs));
    free(single);
    buf_free(&grams);
    buf_free(&longs);
}

/* ---- Scoring against marks ---- */

static void score_cut(const struct words_cut *cut, const char *ends, uint32_t len,
                      struct words_score *s)
{
    uint32_t marked = 0, start = 0;
    bool start_right = true; /* the word marked begins where one found begins */
    for (uint32_t i = 0; i < len; i++) marked += (uint32_t)ends[i];
    s->words_marked += marked;
    s->words_found += cut->count;
    s->places_marked += marked - 1;
    s->places_found += cut->count - 1;
    for (uint32_t w = 0; w < cut->count; w++) {
        uint32_t end = cut->at[w].end;
        bool inside = false;
        for (uint32_t i = start; i + 1 < end; i++) inside |= ends[i];
        bool end_right = ends[end - 1];
        s->words_right += start_right && end_right && !inside;
        s->places_right += end_right && end < len;
        start_right = end_right;
        start = end;
    }
}

static void score_held(const struct words_train *t, unsigned folds, unsigned held,
                       struct view model, struct words_score *s)
{
    struct words *w = words_open(model, NULL);
    struct words_cut cut = {0};
    for (uint32_t line = held; w && line < line_count(t); line += folds) {
        uint32_t start, end;
        line_range(t, line, &start, &end);
        words_cut(w, (struct view){t->text.at + start, end - start}, &cut);
        if (cut.count) score_cut(&cut, t->ends.at + start, end - start, s);
    }
    words_cut_free(&cut);
    words_close(&w);
}

void words_train_learn(struct words_train *t, unsigned folds, unsigned held, struct buf *model,
                       struct words_score *score)
{
    if (!t->place_count) prepare(t);
    size_t before = model->len;
    write_model(t, learn(t, folds, held), model);
    if (score && folds)
        score_held(t, folds, held, (struct view){model->at + before, model->len - before}, score);
}
