/* database.c: an export as one SQLite database: the flat tables, the trailer as a table of its own,
 * and an index on what tables are joined and asked by.
 */
#include "client/export/sink.h"
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

struct database {
    struct sink sink;
    struct buf path, young;
    sqlite3 *sql;
    sqlite3_stmt *insert[FLAT_TABLE_COUNT];
};

static const char *const type_names[] = {
    [FLAT_TEXT] = "TEXT", [FLAT_INTEGER] = "INTEGER", [FLAT_REAL] = "REAL"};

/* The file is written in one go and thrown away if that fails: it needs no journal. */
static const char begin[] = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;";
static const char finish[] = "CREATE INDEX articles_doc ON articles (doc, article);"
                             "CREATE INDEX records_doc ON records (doc, article);"
                             "CREATE INDEX records_kind ON records (kind, name);"
                             "CREATE INDEX sentences_doc ON sentences (doc, article);"
                             "COMMIT;";

static int refused(struct database *d, struct err *err)
{
    return fail(err, 0, "%s: %s", buf_string(&d->path), sqlite3_errmsg(d->sql));
}

static int execute(struct database *d, const char *sql, struct err *err)
{
    return sqlite3_exec(d->sql, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : refused(d, err);
}

static int create_table(struct database *d, const struct flat_table *t, struct err *err)
{
    struct buf sql = {0};
    buf_format(&sql, "CREATE TABLE %s (", t->name);
    for (size_t c = 0; c < t->count; c++)
        buf_format(&sql, "%s\"%s\" %s", c > 0 ? ", " : "", t->columns[c].name,
                   type_names[t->columns[c].type]);
    buf_add_string(&sql, ")");
    int result = execute(d, buf_string(&sql), err);
    buf_free(&sql);
    return result;
}

static int prepare_insert(struct database *d, int table, struct err *err)
{
    struct buf sql = {0};
    buf_format(&sql, "INSERT INTO %s VALUES (", flat_tables[table].name);
    for (size_t c = 0; c < flat_tables[table].count; c++) buf_add_string(&sql, c > 0 ? ", ?" : "?");
    buf_add_string(&sql, ")");
    int status = sqlite3_prepare_v2(d->sql, buf_string(&sql), -1, &d->insert[table], NULL);
    buf_free(&sql);
    return status == SQLITE_OK ? 0 : refused(d, err);
}

static void bind(sqlite3_stmt *insert, int at, enum flat_type type, const struct flat_value *v)
{
    if (!v->present)
        sqlite3_bind_null(insert, at);
    else if (type == FLAT_TEXT)
        sqlite3_bind_text64(insert, at, v->text.at ? v->text.at : "", v->text.len, SQLITE_STATIC,
                            SQLITE_UTF8);
    else if (type == FLAT_INTEGER)
        sqlite3_bind_int64(insert, at, v->integer);
    else
        sqlite3_bind_double(insert, at, v->real);
}

static int take_row(void *context, enum flat_table_number table, const struct flat_value *values,
                    struct err *err)
{
    struct database *d = context;
    const struct flat_table *t = &flat_tables[table];
    for (size_t c = 0; c < t->count; c++)
        bind(d->insert[table], (int)c + 1, t->columns[c].type, &values[c]);
    if (sqlite3_step(d->insert[table]) != SQLITE_DONE) return refused(d, err);
    sqlite3_reset(d->insert[table]);
    return 0;
}

static int database_document(struct sink *sink, const struct msg_row *row, struct view result,
                             struct view original, struct err *err)
{
    return flat_document(row, result, original, FLAT_ALL, take_row, sink, err);
}

static void database_close(struct database *d)
{
    for (int i = 0; i < FLAT_TABLE_COUNT; i++) sqlite3_finalize(d->insert[i]);
    sqlite3_close(d->sql);
}

static void database_free(struct database *d)
{
    buf_free(&d->path);
    buf_free(&d->young);
    free(d);
}

static void database_drop(struct sink *sink)
{
    struct database *d = (struct database *)sink;
    database_close(d);
    unlink(buf_string(&d->young));
    database_free(d);
}

static int write_trailer(struct database *d, const struct doctally *counts, struct err *err)
{
    char *sql =
        sqlite3_mprintf("CREATE TABLE trailer (documents INTEGER, articles INTEGER, records "
                        "INTEGER); INSERT INTO trailer VALUES (%lld, %lld, %lld);",
                        (sqlite3_int64)counts->documents, (sqlite3_int64)counts->articles,
                        (sqlite3_int64)counts->records);
    int result = sql ? execute(d, sql, err) : refused(d, err);
    sqlite3_free(sql);
    return result;
}

static int database_end(struct sink *sink, const struct doctally *counts, struct err *err)
{
    struct database *d = (struct database *)sink;
    if (write_trailer(d, counts, err) != 0 || execute(d, finish, err) != 0) {
        database_drop(sink);
        return -1;
    }
    database_close(d);
    int result = stream_settle(buf_string(&d->young), buf_string(&d->path), err);
    database_free(d);
    return result;
}

static int create(struct database *d, struct err *err)
{
    if (sqlite3_open(buf_string(&d->young), &d->sql) != SQLITE_OK) return refused(d, err);
    if (execute(d, begin, err) != 0) return -1;
    for (int i = 0; i < FLAT_TABLE_COUNT; i++)
        if (create_table(d, &flat_tables[i], err) != 0 || prepare_insert(d, i, err) != 0) return -1;
    return 0;
}

struct sink *sink_database(const struct export_order *order, struct err *err)
{
    if (!order->output) {
        fail(err, 0, "a database is a file: --output FILE");
        return NULL;
    }
    int stands = stream_stands(order->output, err);
    if (stands > 0) fail(err, 0, "%s: a database is a file", order->output);
    if (stands != 0) return NULL;
    struct database *d = xcalloc(1, sizeof *d);
    d->sink = (struct sink){.wants_text = true,
                            .document = database_document,
                            .end = database_end,
                            .drop = database_drop};
    buf_add_string(&d->path, order->output);
    stream_young_name(&d->young, order->output);
    if (create(d, err) == 0) return &d->sink;
    database_drop(&d->sink);
    return NULL;
}
