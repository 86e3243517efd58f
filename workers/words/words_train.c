/* words_train.c: see words_train.h. What is seen at each place of the text, and learning from it.
 */
#include "workers/words/words_learner.h"
#include <stdlib.h>

enum { EPOCHS = 20, MARGIN = 25 };

/* ---- Features ---- */

static void add_feature(struct words_train *t, uint32_t weight)
{
    if (t->feature_count == t->feature_room) {
        t->feature_room = t->feature_room ? 2 * t->feature_room : 1 << 16;
        t->features = xrealloc(t->features, t->feature_room * sizeof *t->features);
    }
    t->features[t->feature_count++] = weight;
}

/* Runs of 1 to 3 symbols of which place p is one lane, and the kinds of those of 1 and 2. */
static void add_run_features(struct words_train *t, const uint16_t *symbol, uint32_t count,
                             uint32_t p)
{
    for (uint32_t length = 1; length <= 3; length++)
        for (uint32_t lane = 0; lane < (uint32_t)model_lanes[length]; lane++) {
            int64_t at = (int64_t)p - model_first[length] - lane;
            if (at < 0 || at >= count) continue;
            const uint16_t *s = symbol + at;
            add_feature(t, run_find(t, run_hash(s, length))->weights + lane);
            if (length == 1) add_feature(t, WEIGHT_KIND + t->kind[s[0]] * MODEL_LANES + lane);
            if (length != 2) continue;
            add_feature(t, WEIGHT_PAIR + lane +
                               (t->kind[s[0]] * MODEL_KINDS + t->kind[s[1]]) * MODEL_PAIR);
            for (uint32_t twin = 0; twin < MODEL_TWINS; twin++)
                if (s[0] == s[1 + twin]) add_feature(t, WEIGHT_TWIN + twin * MODEL_PAIR + lane);
        }
}

/* What the dictionary says of the word of `length` symbols at symbol; class_ 0 if it is none. */
static struct word_entry dictionary_word(const struct words_train *t, const uint16_t *symbol,
                                         uint32_t length)
{
    uint64_t hash = run_hash(symbol, length);
    return length < LONG_MIN ? run_find(t, hash)->word : long_find(t, hash)->word;
}

/* Words of the dictionary that begin at, end at or reach over place p. */
static void add_edge_features(struct words_train *t, const uint16_t *symbol, uint32_t count,
                              uint32_t p)
{
    for (uint32_t length = 1; length <= LONG_MAX; length++)
        for (uint32_t back = 0; back <= length && back <= p; back++) {
            if (p - back + length > count) continue;
            unsigned class_ = dictionary_word(t, symbol + p - back, length).class_;
            if (!class_--) continue;
            unsigned position = back == 0 ? 0 : back < length ? 1 : 2;
            unsigned size = class_ / MODEL_TAGS / MODEL_RANKS;
            add_feature(t, WEIGHT_RANK + class_ / MODEL_TAGS * 3 + position);
            add_feature(t, WEIGHT_TAG + (size * MODEL_TAGS + class_ % MODEL_TAGS) * 3 + position);
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
    add_feature(t, WEIGHT_BIAS);
    add_feature(t, WEIGHT_PATH + l->shape[p]);
    add_run_features(t, l->symbol + LINE_PAD, l->count, p);
    add_edge_features(t, l->symbol + LINE_PAD, l->count, p);
    row->count = (uint32_t)t->feature_count - row->first;
}

/* ---- Lines ---- */

static void fill_line(const struct words_train *t, uint32_t line, struct words_line *l,
                      uint32_t *start)
{
    uint32_t end;
    line_range(t, line, start, &end);
    words_line_fill(l, (struct view){t->text.at + *start, end - *start}, LINE_MOST);
}

static void find_path(const struct words_train *t, struct words_line *l)
{
    path_begin(l);
    for (uint32_t s = 0; s < l->count; s++) {
        path_word(l, s, 1, PATH_UNKNOWN);
        for (uint32_t length = 1; length <= LONG_MAX && s + length <= l->count; length++) {
            struct word_entry word = dictionary_word(t, l->symbol + LINE_PAD + s, length);
            if (word.class_) path_word(l, s, length, word_cost(t, word.count));
        }
    }
    path_end(l);
}

/* Every run of the text is there first, with weights of its own, so that the table does not move
 * while features are made. */
static void give_weights(struct words_train *t, const struct words_line *l)
{
    for (uint32_t s = 0; s < l->count + 2 * LINE_PAD - 2; s++)
        for (uint32_t length = 1; length <= 3; length++) {
            struct run *r = run_of(t, l->symbol + s, length);
            if (r->weights) continue;
            r->weights = t->weight_count;
            t->weight_count += MODEL_LANES;
        }
}

static void prepare(struct words_train *t)
{
    struct words_line l = {0};
    uint32_t start;
    kind_sort(t);
    t->weight_count = WEIGHT_RUNS;
    for (uint32_t line = 0; line < line_count(t); line++) {
        fill_line(t, line, &l, &start);
        give_weights(t, &l);
    }
    t->weights = xmalloc(t->weight_count * sizeof *t->weights);
    for (uint32_t line = 0; line < line_count(t); line++) {
        fill_line(t, line, &l, &start);
        find_path(t, &l);
        for (uint32_t p = 1; p < l.count; p++)
            if (l.place[p] == PLACE_OPEN)
                add_place(t, line, &l, p, t->ends.at[start + l.offset[p] - 1]);
    }
    words_line_free(&l);
}

/* ---- Learning ---- */

static void learn_place(struct words_train *t, const struct place_row *row, int64_t time)
{
    const uint32_t *feature = t->features + row->first;
    int64_t score = 0;
    for (uint32_t i = 0; i < row->count; i++) score += t->weights[feature[i]].now;
    int wanted = row->ends ? 1 : -1;
    if (wanted * score > MARGIN) return;
    for (uint32_t i = 0; i < row->count; i++) {
        t->weights[feature[i]].now += wanted;
        t->weights[feature[i]].sum += wanted * time;
    }
}

/* Shuffles 0..count-1 (Fisher and Yates; xorshift64, from *x on). */
static void shuffle(uint32_t *order, size_t count, uint64_t *x)
{
    for (uint32_t i = 0; i < count; i++) {
        *x ^= *x << 13, *x ^= *x >> 7, *x ^= *x << 17;
        uint32_t j = (uint32_t)(*x % (i + 1));
        order[i] = order[j];
        order[j] = i;
    }
}

/* Returns the time at the end, by which weights are averaged. */
static int64_t learn(struct words_train *t, unsigned folds, unsigned held)
{
    uint32_t *order = xmalloc((t->place_count + 1) * sizeof *order);
    uint64_t seed = 88172645463325252u;
    int64_t time = 0;
    memset(t->weights, 0, t->weight_count * sizeof *t->weights);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        shuffle(order, t->place_count, &seed);
        for (size_t i = 0; i < t->place_count; i++) {
            const struct place_row *row = &t->places[order[i]];
            if (!folds || row->line % folds != held) learn_place(t, row, time++);
        }
    }
    free(order);
    return time;
}

void words_train_learn(struct words_train *t, unsigned folds, unsigned held, struct buf *model,
                       struct words_score *score)
{
    if (!t->weights) prepare(t);
    size_t before = model->len;
    model_write(t, learn(t, folds, held), model);
    if (score && folds)
        model_score(t, folds, held, (struct view){model->at + before, model->len - before}, score);
}
