/* import_lines.h: files of document lines, read from front to back, and then line by line where a
 * document is asked for.
 *
 * What is known of a line is its place, so that a million of them take some 50 MB, and not what is
 * in them.
 */
#ifndef CLIENT_IMPORT_LINES_H
#define CLIENT_IMPORT_LINES_H

#include "proto/docline_read.h"
#include "proto/id.h"
#include <stdio.h>

struct import_place { /* of a line */
    unsigned char doc[DOC_ID_LEN];
    uint32_t file;
    uint64_t line, at; /* its number, from 1, and its first byte */
};

/* Zero-initialise; set the paths. */
struct import_lines {
    char **paths; /* the caller's */
    size_t count;
    struct import_place *places;
    size_t known, room;
    bool sorted;

    FILE *file; /* the one that is open */
    size_t open;
    struct import_place next; /* where it goes on */
    struct buf text;
};
void import_lines_free(struct import_lines *l);

/* 0 if all paths are files; else -1 with *err. */
int import_lines_check(const struct import_lines *l, struct err *err);

/* The next line, with its place but for the document, until the next call: 1; 0 at the end of the
 * last file; -1 with *err if a file cannot be read. Of a line that is longer than any can be only
 * the beginning is given. */
int import_lines_next(struct import_lines *l, struct view *line, struct import_place *place,
                      struct err *err);

/* Remembers where a document is. */
void import_lines_keep(struct import_lines *l, const struct import_place *place);

/* Where the document is, NULL if in none of them. Ends import_lines_next(). */
const struct import_place *import_lines_find(struct import_lines *l,
                                             const unsigned char doc[DOC_ID_LEN]);

/* Reads the line at the place again. -1 with *err, which names it. */
int import_lines_read(struct import_lines *l, const struct import_place *place,
                      struct docline_read *out, struct err *err);

/* Whoever refuses a line names it so. Returns -1. */
int import_lines_fail(const struct import_lines *l, const struct import_place *place,
                      const struct err *why, struct err *err);

#endif
