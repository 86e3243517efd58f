/* words_learner.h: what the parts of the trainer share: words_read.c gathers, words_kind.c sorts
 * symbols, words_train.c learns, words_write.c makes the model. See words_train.h for what it does.
 */
#ifndef WORKERS_WORDS_LEARNER_H
#define WORKERS_WORDS_LEARNER_H

#include "proto/memory.h"
#include "workers/words/words_line.h"
#include "workers/words/words_model.h"
#include "workers/words/words_path.h"
#include "workers/words/words_train.h"
#include <stdbool.h>

/* Bytes of a line and of all marked text, so that its features can be counted in 32 bits. */
enum { LINE_MOST = 65536, TEXT_MOST = 64 << 20 };

/* A weight, and what its average over time needs (Daumé 2006, figure 2.3). */
struct weight {
    int32_t now;
    int64_t sum; /* of each change × the time of it */
};

/* Weights that many features share come first in words_train.weights, in these blocks. */
enum {
    WEIGHT_BIAS = 0,
    WEIGHT_RANK = 1, /* words of the dictionary by length and rank, × 3: begin, inside, end */
    WEIGHT_TAG = WEIGHT_RANK + MODEL_LENGTHS * MODEL_RANKS * 3,
    WEIGHT_PATH = WEIGHT_TAG + MODEL_LENGTHS * MODEL_TAGS * 3,
    WEIGHT_KIND = WEIGHT_PATH + PATH_SHAPES, /* by kind, × lanes of a run of 1 */
    WEIGHT_PAIR = WEIGHT_KIND + MODEL_KINDS * MODEL_LANES,
    WEIGHT_TWIN = WEIGHT_PAIR + MODEL_KINDS * MODEL_KINDS * MODEL_PAIR,
    WEIGHT_RUNS = WEIGHT_TWIN + MODEL_TWINS * MODEL_PAIR
};

/* What the dictionary says of a word; class_ is of MODEL_CLASSES, + 1, 0: no word. */
struct word_entry {
    uint16_t class_;
    uint64_t count; /* how common */
};

struct run { /* of 1 to 3 symbols */
    uint64_t hash;
    uint16_t symbol[3];
    uint8_t length;
    bool longer; /* longer words of the dictionary begin so */
    struct word_entry word;
    uint32_t weights; /* where its lanes begin in words_train.weights; 0: not in the text */
};

struct long_word {
    uint64_t hash;
    struct word_entry word;
};

/* How a symbol stands in the words of the dictionary, counted by how common they are. */
struct symbol_use {
    uint64_t alone, begins, inside, ends;
    uint32_t surnames, given_names; /* names of people that begin with it, that have it behind */
    uint32_t short_words;           /* words of two or three symbols */
};

/* One place of the text and what is seen there: features[first .. first + count), each a number of
 * a weight. */
struct place_row {
    uint32_t line, first, count;
    bool ends;
};

struct words_train {
    struct run *runs; /* open addressing, hash 0 = free */
    uint32_t run_count, run_room;
    struct long_word *longs;
    uint32_t long_count, long_room;
    uint64_t total; /* of all counts */
    struct symbol_use *use;
    uint8_t kind[MODEL_SYMBOLS];
    struct buf text;      /* all lines, blanks and comments gone, one after the other */
    struct buf ends;      /* a byte for each byte of text: whether a word ends there */
    struct buf line_ends; /* uint32_t: where each line ends in text */
    struct weight *weights;
    uint32_t weight_count;
    uint32_t *features;
    struct place_row *places;
    size_t feature_count, feature_room, place_count, place_room;
};

/* words_read.c */
uint64_t run_hash(const uint16_t *symbol, uint32_t length);
/* The run's place in the table, free if there is none such. */
struct run *run_find(const struct words_train *t, uint64_t hash);
/* The run of 1 to 3 symbols, added if it is new. */
struct run *run_of(struct words_train *t, const uint16_t *symbol, uint32_t length);
struct long_word *long_find(const struct words_train *t, uint64_t hash);
uint32_t line_count(const struct words_train *t);
void line_range(const struct words_train *t, uint32_t line, uint32_t *start, uint32_t *end);

/* words_kind.c */
/* The tag of a class as jieba's dictionary has it ("nr", "v" …), of MODEL_TAGS. */
unsigned tag_of(struct view class_);
/* Notes the use of a word's symbols. */
void kind_count(struct words_train *t, const uint16_t *symbol, uint32_t length, uint64_t count,
                unsigned tag);
/* Sorts all symbols into kinds by their use. */
void kind_sort(struct words_train *t);
/* What a word of that count costs, in eighths of a bit: 1 to PATH_UNKNOWN - 1. */
uint16_t word_cost(const struct words_train *t, uint64_t count);

/* words_write.c: appends the model, weights averaged over `time`. */
void model_write(const struct words_train *t, int64_t time, struct buf *model);

/* words_score.c: adds to *score how the model does on lines with number % folds == held. */
void model_score(const struct words_train *t, unsigned folds, unsigned held, struct view model,
                 struct words_score *score);

#endif
