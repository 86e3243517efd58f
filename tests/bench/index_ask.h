/* index_ask.h: questions put to the index in the bench's own process. */
#ifndef TESTS_BENCH_INDEX_ASK_H
#define TESTS_BENCH_INDEX_ASK_H

#include "broker/index.h"

/* What no answer to a crowd of clients can beat: their questions' processor time, on all
 * processors. */
#define INDEX_CROWD_LIMIT "50 questions' processor time"

/* The kinds of questions; ends with NULL. A question is "KIND TEXT". */
extern const char *const index_kinds[];
/* The text of a question if it is of this kind; NULL if not. */
const char *index_text_of(const char *question, const char *kind);

uint32_t index_micros_since(double began);
/* Sorts them, and prints and records p50 and p99. */
void index_print_times(const char *kind, const char *what, uint32_t *micros, size_t count);

struct store *index_open_store(struct store_read **r); /* that of bench_directory */

/* Each kind of index_questions: milliseconds. */
void index_ask(void);
/* How many articles and how many documents have each text; what it takes to count the articles, and
 * to find the first twenty. texts ends with NULL. */
void index_compare(char **texts);

/* Beside ripgrep, which does not fold: index_files, folded as the index does it, by their number.
 */
void index_fold(const char *directory);
/* Of each of index_questions, which are texts alone, the numbers of the files that have it; at last
 * milliseconds. */
void index_find_files(void);

#endif
