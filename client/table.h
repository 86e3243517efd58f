/* table.h: rows for people, for scripts that split lines, or for scripts that read JSON.
 *
 * The three forms are a promise (`garner help`): people get aligned columns under a heading, cut to
 * the width of a terminal; --tsv gives a line a row, cells separated by tabs, in a fixed order,
 * with backslash, tab, newline and carriage return written \\ \t \n \r, and no heading; --json
 * gives an object a row, on a line, with the names of the columns as keys.
 */
#ifndef CLIENT_TABLE_H
#define CLIENT_TABLE_H

#include "proto/memory.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum table_form { TABLE_PEOPLE, TABLE_TSV, TABLE_JSON };

struct table_column {
    const char *name; /* key, heading */
    bool right;       /* aligned to the right */
    bool shrinks;     /* may be cut where the terminal is too narrow */
    bool machine;     /* left out for people */
};

#define TABLE_HEX_SHOWN 12

struct table;

/* A table on a stream. columns: borrowed as long as the table. */
struct table *table_new(FILE *out, enum table_form form, const struct table_column *columns,
                        size_t count);

/* A column that is left out of the table where people's terminal is too narrow for all; of several
 * the one told first goes first. To be told before the first row. */
void table_spare(struct table *t, const char *name);

/* The next cell of a row; a row ends with its last cell. Bytes are copied. */
void table_text(struct table *t, struct view text);
void table_count(struct table *t, uint64_t n);
void table_place(struct table *t, uint64_t offset); /* the same, without commas for people */
void table_millionths(struct table *t, uint64_t n); /* 1.25 of 1250000; to people 1.3 */
void table_hex(struct table *t,
               struct view bytes); /* people get its first TABLE_HEX_SHOWN digits */
void table_pairs(struct table *t, const uint64_t *numbers,
                 size_t count);   /* [[1,2],[3,4]]; 1-2,3-4 */
void table_none(struct table *t); /* null, or nothing */

/* Appends a cell as --tsv writes it. */
void table_escape(struct buf *out, struct view text);

/* Prints rows that are still held back to be aligned; between pages, so that memory is bounded. */
void table_flush(struct table *t);

/* The same, frees *t and sets it to NULL. */
void table_end(struct table **t);

#endif
