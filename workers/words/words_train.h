/* words_train.h: making a word model from marked text and a dictionary.
 *
 * The learner is an averaged perceptron with a margin (Freund and Schapire 1999; Collins 2002), all
 * in integers and in a fixed order, so that the same input gives the same bytes everywhere.
 */
#ifndef WORKERS_WORDS_TRAIN_H
#define WORKERS_WORDS_TRAIN_H

#include "proto/error.h"
#include "proto/memory.h"
#include <stdio.h>

struct words_train; /* what was given so far */

struct words_train *words_train_begin(void);

/* Adds a dictionary: a line each "word count class…", as jieba's dict.txt; count says how common it
 * is and may be missing. Words of more than eight characters, and those that are no single run of
 * symbols, are passed over. Call before learning. -1 with *err, naming the line, if it is not
 * UTF-8. */
int words_train_dictionary(struct words_train *t, struct view lines, struct err *err);

/* Adds marked text: lines of words with one blank between two of them; "#" begins a comment line.
 * -1 with *err, naming the line, if it is not UTF-8, longer than 64 KiB, or the text than 64 MB. */
int words_train_text(struct words_train *t, struct view lines, struct err *err);

struct words_score { /* against marks: words wholly right, and places */
    uint64_t words_right, words_found, words_marked;
    uint64_t places_right, places_found, places_marked;
    FILE *differences; /* where to write what was cut and how it is marked; NULL: nowhere */
};

/* Learns from all lines but those with number % folds == held (folds 0: from all), appends the
 * model (words_model.h) to *model, and adds to *score (may be NULL) how it does on the lines held
 * back. */
void words_train_learn(struct words_train *t, unsigned folds, unsigned held, struct buf *model,
                       struct words_score *score);

/* Adds to *score how a model does on all lines. -1 with *err if it is none of this version. */
int words_train_score(const struct words_train *t, struct view model, struct words_score *score,
                      struct err *err);

/* How many words the marked text has so far. */
uint64_t words_train_count(const struct words_train *t);

void words_train_end(struct words_train **t);

#endif
