/* flat.h: a document's line of the export as rows of four flat tables.
 *
 * CSV, SQLite and Parquet hold tables, the export contract is a tree. Here, once for all of them,
 * is what the tables are called, which columns they have, and how a document fills them: the same
 * fields under the same names, nested ones in a form that can be split again (a list of texts is
 * joined by ';', spans are 120-2044,9120-9800). A row begins with the keys of what it belongs to.
 */
#ifndef CLIENT_EXPORT_FLAT_H
#define CLIENT_EXPORT_FLAT_H

#include "proto/error.h"
#include "proto/msg.h"
#include <stdbool.h>
#include <stdint.h>

enum flat_type { FLAT_TEXT, FLAT_INTEGER, FLAT_REAL };

struct flat_column {
    const char *name;
    enum flat_type type;
};

/* X(NAME, name, sentence) */
#define FLAT_TABLES(X)                                                                             \
    X(DOCUMENTS, "documents", "a row a document, without its contents")                            \
    X(ARTICLES, "articles", "a row an article, with its text")                                     \
    X(RECORDS, "records", "a row a value found, with every field that one can have")               \
    X(SENTENCES, "sentences", "a row a sentence, with its text")

enum flat_table_number {
#define X(NAME, ...) FLAT_##NAME,
    FLAT_TABLES(X)
#undef X
        FLAT_TABLE_COUNT
};

struct flat_table {
    const char *name;
    const struct flat_column *columns;
    size_t count;
};
extern const struct flat_table flat_tables[FLAT_TABLE_COUNT];
enum { FLAT_COLUMNS_MAX = 48 }; /* no table has more */

int flat_table_by_name(const char *name); /* -1 if there is none */

/* A cell; the column tells which member holds it. */
struct flat_value {
    bool present;
    struct view text;
    int64_t integer;
    double real;
};

/* Takes a row: as many values as the table has columns; they live for the call. */
typedef int flat_take(void *context, enum flat_table_number table, const struct flat_value *values,
                      struct err *err);

/* Hands the rows of one document to take, table by table within each article. tables: a bit for
 * each that is wanted (1 << FLAT_RECORDS …). result: expanded and checked, or empty; original: the
 * document's bytes, needed for articles and sentences only (FLAT_WITH_TEXT). -1 with *err: what
 * take said, or a place of the result lies outside of the text (ERR_MALFORMED). */
int flat_document(const struct msg_row *row, struct view result, struct view original,
                  unsigned tables, flat_take *take, void *context, struct err *err);
#define FLAT_ALL       ((1u << FLAT_TABLE_COUNT) - 1)
#define FLAT_WITH_TEXT (1u << FLAT_ARTICLES | 1u << FLAT_SENTENCES)

#endif
