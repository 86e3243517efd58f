/* clause.h: the text between two records: where sentences and clauses end in it. */
#ifndef WORKERS_RELATE_CLAUSE_H
#define WORKERS_RELATE_CLAUSE_H

#include "workers/document.h"

struct gap {
    unsigned sentences; /* ends of sentences in it; those in a row count once */
    bool line;          /* a line ends in it */
    const char *rest;   /* behind the last of them, or its beginning */
    const char *clause; /* behind the last mark that parts clauses, or NULL */
};
struct gap gap_read(const char *at, const char *end);

/* Is there nothing between two records but a mark or a word that lists: 、 和 与 及 以及? */
bool gap_lists(const char *at, const char *end);

/* Does the word stand in at..end? */
bool gap_has(const char *at, const char *end, const char *word);

/* The number of the first record of the article that begins at `place` or behind. */
uint32_t first_record(const struct record_list *records, uint32_t place);

#endif
