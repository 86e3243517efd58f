/* peer_sqlite.h: SQLite's FTS5 (trigram) over the same articles, for peer_bench. */
#ifndef TESTS_BENCH_PEER_SQLITE_H
#define TESTS_BENCH_PEER_SQLITE_H

#include <stdint.h>

enum { LONGEST = 8, TEXT_BYTES = 4 * LONGEST + 1 };

struct text {
    char at[TEXT_BYTES];
    unsigned length;
    uint64_t articles;
};

/* Opens the database at `path`, mapped; makes it of the files listed in `list`, a row an article,
 * and records how long that took and how large it is, if it is not there. */
void sqlite_open(const char *path, const char *list);
void sqlite_close(void);

/* How many rows the answer has. */
uint64_t sqlite_count(const struct text *t);  /* of all, counted by SQLite */
uint64_t sqlite_first(const struct text *t);  /* the first twenty */
uint64_t sqlite_best(const struct text *t);   /* twenty by rank, with snippets */
uint64_t sqlite_newest(const struct text *t); /* twenty by date, with snippets */

#endif
