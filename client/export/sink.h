/* sink.h: where an export goes: one kind of file a sink, all of them filled by the same walk.
 */
#ifndef CLIENT_EXPORT_SINK_H
#define CLIENT_EXPORT_SINK_H

#include "client/export/flat.h"
#include "client/export/stream.h"
#include "proto/docline.h"

/* X(NAME, name, sink, sentence): --format; the name is the ending of its files, too. */
#define EXPORT_FORMATS(X)                                                                          \
    X(JSONL, "jsonl", lines, "a JSON object a document, and a trailer: the contract; the default") \
    X(CSV, "csv", tables, "tables, cells separated by commas (RFC 4180)")                          \
    X(TSV, "tsv", tables, "tables, cells separated by tabs and written as by --tsv")               \
    X(SQLITE, "sqlite", database, "one SQLite database with all tables")                           \
    X(PARQUET, "parquet", tables, "tables, a column after the other, for DuckDB, pandas or R")

enum export_format {
#define X(NAME, ...) EXPORT_##NAME,
    EXPORT_FORMATS(X)
#undef X
};

/* What was asked for. */
struct export_order {
    enum export_format format;
    const char *name;   /* of the format */
    int table;          /* enum flat_table_number, or -1: all */
    const char *output; /* file, or folder for all tables; NULL = standard output */
    bool bom;           /* begin CSV with a byte order mark */
    bool with_text;     /* put the text into the lines */
};

/* One document at a time, in order, then end() or drop(). Both free the sink. */
struct sink {
    bool wants_text; /* document() needs the original */
    /* Both expanded; either may be empty. Refuses a result that is none. */
    int (*document)(struct sink *s, const struct msg_row *row, struct view result,
                    struct view original, struct err *err);
    /* All was given: writes what stands at the end, and puts the files in their place. */
    int (*end)(struct sink *s, const struct doctally *counts, struct err *err);
    void (*drop)(struct sink *s); /* gives up, and leaves nothing behind */
};

/* Each begins its files; NULL with *err. */
struct sink *sink_lines(const struct export_order *order, struct err *err);    /* JSONL */
struct sink *sink_tables(const struct export_order *order, struct err *err);   /* CSV TSV PARQUET */
struct sink *sink_database(const struct export_order *order, struct err *err); /* SQLITE */

/* Writes one flat table to one stream (borrowed). row() takes as many values as the table has
 * columns; end() writes what stands at the end. free() comes last, whatever happened. */
struct flat_writer {
    int (*row)(struct flat_writer *w, const struct flat_value *values, struct err *err);
    int (*end)(struct flat_writer *w, const struct doctally *counts, struct err *err);
    void (*free)(struct flat_writer *w);
};
struct flat_writer *delimited_writer(struct stream *out, const struct flat_table *table,
                                     const struct export_order *order);
struct flat_writer *parquet_writer(struct stream *out, const struct flat_table *table);

#endif
