/* tables.c: an export as flat files: one table into one file or to standard output, or all of them
 * into a folder, with a trailer that counts and hashes them.
 */
#include "client/export/sink.h"
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

struct tables {
    struct sink sink;
    struct export_order order;
    unsigned wanted; /* a bit a table */
    struct {
        struct stream *out; /* NULL: not wanted */
        struct flat_writer *writer;
        uint64_t rows;
        struct stream_sum sum;
    } files[FLAT_TABLE_COUNT];
};

/* FOLDER/articles.csv */
static void file_path(struct buf *path, const struct tables *t, int table)
{
    buf_format(path, "%s/%s.%s", t->order.output, flat_tables[table].name, t->order.name);
}

static void tables_free(struct tables *t)
{
    for (int i = 0; i < FLAT_TABLE_COUNT; i++) {
        if (t->files[i].writer) t->files[i].writer->free(t->files[i].writer);
        stream_drop(&t->files[i].out);
    }
    free(t);
}

static int take_row(void *context, enum flat_table_number table, const struct flat_value *values,
                    struct err *err)
{
    struct tables *t = context;
    t->files[table].rows++;
    return t->files[table].writer->row(t->files[table].writer, values, err);
}

static int tables_document(struct sink *sink, const struct msg_row *row, struct view result,
                           struct view original, struct err *err)
{
    struct tables *t = (struct tables *)sink;
    return flat_document(row, result, original, t->wanted, take_row, t, err);
}

static void add_counts(struct buf *out, const struct doctally *counts)
{
    buf_format(out,
               "{\"type\":\"trailer\",\"documents\":%" PRIu64 ",\"articles\":%" PRIu64
               ",\"records\":%" PRIu64 ",\"files\":[",
               counts->documents, counts->articles, counts->records);
}

static void add_file(struct buf *out, const struct tables *t, int table)
{
    char digits[2 * SHA256_LEN + 1];
    hex_encode(t->files[table].sum.sha256, SHA256_LEN, digits);
    buf_format(
        out, "%s{\"name\":\"%s.%s\",\"rows\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"sha256\":\"%s\"}",
        table > 0 ? "," : "", flat_tables[table].name, t->order.name, t->files[table].rows,
        t->files[table].sum.bytes, digits);
}

/* The folder's last file: who finds it has all the others. */
static int write_trailer(const struct tables *t, const struct doctally *counts, struct err *err)
{
    struct buf path = {0}, text = {0};
    buf_format(&path, "%s/trailer.json", t->order.output);
    add_counts(&text, counts);
    for (int i = 0; i < FLAT_TABLE_COUNT; i++) add_file(&text, t, i);
    buf_add_string(&text, "]}\n");
    struct stream *out = stream_open(buf_string(&path), false, err);
    int result = out ? stream_write(out, buf_view(&text), err) : -1;
    if (result == 0) result = stream_keep(&out, NULL, err);
    stream_drop(&out);
    buf_free(&path);
    buf_free(&text);
    return result;
}

static int tables_end(struct sink *sink, const struct doctally *counts, struct err *err)
{
    struct tables *t = (struct tables *)sink;
    int result = 0;
    for (int i = 0; result == 0 && i < FLAT_TABLE_COUNT; i++)
        if (t->files[i].out) result = t->files[i].writer->end(t->files[i].writer, counts, err);
    for (int i = 0; result == 0 && i < FLAT_TABLE_COUNT; i++)
        if (t->files[i].out) result = stream_keep(&t->files[i].out, &t->files[i].sum, err);
    if (result == 0 && t->order.table < 0) result = write_trailer(t, counts, err);
    tables_free(t);
    return result;
}

static void tables_drop(struct sink *sink)
{
    tables_free((struct tables *)sink);
}

static int open_table(struct tables *t, int table, const char *path, struct err *err)
{
    t->files[table].out = stream_open(path, true, err);
    if (!t->files[table].out) return -1;
    t->files[table].writer =
        t->order.format == EXPORT_PARQUET
            ? parquet_writer(t->files[table].out, &flat_tables[table])
            : delimited_writer(t->files[table].out, &flat_tables[table], &t->order);
    return 0;
}

static int open_folder(struct tables *t, struct err *err)
{
    struct buf path = {0};
    int result = 0;
    if (!t->order.output)
        return fail(err, 0, "all tables need a folder: --output FOLDER, or name one with --table");
    if (mkdir(t->order.output, 0777) != 0 && errno != EEXIST)
        return fail_errno(err, 0, "%s", t->order.output);
    for (int i = 0; result == 0 && i < FLAT_TABLE_COUNT; i++) {
        path.len = 0;
        file_path(&path, t, i);
        result = open_table(t, i, buf_string(&path), err);
    }
    buf_free(&path);
    return result;
}

struct sink *sink_tables(const struct export_order *order, struct err *err)
{
    struct tables *t = xcalloc(1, sizeof *t);
    t->wanted = order->table < 0 ? FLAT_ALL : 1u << order->table;
    t->sink = (struct sink){.wants_text = t->wanted & FLAT_WITH_TEXT,
                            .document = tables_document,
                            .end = tables_end,
                            .drop = tables_drop};
    t->order = *order;
    int result =
        order->table < 0 ? open_folder(t, err) : open_table(t, order->table, order->output, err);
    if (result == 0) return &t->sink;
    tables_free(t);
    return NULL;
}
