/* export.c: garner export: the whole ledger with its results, in the form that was asked for. */
#include "client/asking.h"
#include "client/command.h"
#include "client/export/chosen.h"
#include "client/export/several.h"
#include "client/export/sink.h"
#include "client/interrupt.h"
#include "client/pages.h"
#include "proto/language.h"
#include <inttypes.h>
#include <string.h>

static struct {
    const char *output, *after, *format, *table;
    bool bom, with_text;
} options = {.format = "jsonl"};

static const struct option_row export_options[] = {
    {"format", 'f', OPTION_STRING, &options.format, "FORMAT", NULL, 0, 0,
     "jsonl (default), csv, tsv, sqlite or parquet"},
    {"table", 0, OPTION_STRING, &options.table, "TABLE", NULL, 0, 0,
     "of CSV, TSV and Parquet only this one: documents, articles, records or sentences"},
    {"output", 'o', OPTION_STRING, &options.output, "FILE", NULL, 0, 0,
     "write to FILE, which is replaced when all is written (default: standard output); "
     "all tables of CSV, TSV or Parquet go into a folder of that name"},
    {"after", 0, OPTION_STRING, &options.after, "ID", NULL, 0, 0,
     "only documents behind this one, to go on where an export was cut short"},
    {"with-text", 0, OPTION_FLAG, &options.with_text, NULL, NULL, 0, 0,
     "put the text behind each JSON line, too, so that garner import can take it into a store"},
    {"bom", 0, OPTION_FLAG, &options.bom, NULL, NULL, 0, 0,
     "begin CSV with a byte order mark, by which Excel knows UTF-8"},
};

struct export
{
    struct sink *sink;
    struct doctally counts; /* what the ledger says; hashes nothing */
    struct buf result, original;
    uint64_t left_out; /* that wait or run */
    struct view query; /* empty: everything */
};

/* One document. Its parts are expanded, written, and dropped. */
static int take_document(void *context, const struct msg_row *row, const struct row_parts *parts,
                         struct err *err)
{
    struct export *x = context;
    if (row->state == STATE_WAITING || row->state == STATE_RUNNING) {
        x->left_out++;
        return 0;
    }
    x->result.len = x->original.len = 0;
    if (row_result(row, parts, &x->result, err) != 0) return -1;
    if (row_original(row, parts, &x->original, err) != 0) return -1;
    x->counts.documents++;
    x->counts.articles += row->articles;
    x->counts.records += row->records;
    struct view result = buf_view(&x->result), original = buf_view(&x->original);
    if (x->sink->document(x->sink, row, result, original, err) != 0) return -1;
    return interrupt_came() ? fail(err, 0, "interrupted") : 0;
}

static int export_all(struct export *x, struct stores *s, struct err *err)
{
    struct pages ask = {.parts = PART_RESULT | (x->sink->wants_text ? PART_ORIGINAL : 0),
                        .take = take_document,
                        .context = x};
    if (options.after &&
        hex_decode(view_of(options.after), ask.after, sizeof ask.after) != DOC_ID_LEN)
        return fail(err, 0, "--after %s: the 32 digits of an id are wanted", options.after);
    ask.after_len = options.after ? DOC_ID_LEN : 0;
    if (x->query.len) return chosen_fetch(&ask, x->query, s, err);
    return s->count == 1 ? pages_fetch(&ask, s->at->reach.session, err)
                         : several_fetch(&ask, s, err);
}

/* ---- What was asked for ---- */

static const struct {
    const char *name;
    struct sink *(*open)(const struct export_order *order, struct err *err);
} formats[] = {
#define X(NAME, name, sink, ...) [EXPORT_##NAME] = {name, sink_##sink},
    EXPORT_FORMATS(X)
#undef X
};

static int read_format(struct export_order *order, struct err *err)
{
    size_t count = sizeof formats / sizeof *formats, i = 0;
    while (i < count && strcmp(formats[i].name, options.format) != 0) i++;
    if (i == count)
        return fail(err, 0, "--format %s: jsonl, csv, tsv, sqlite or parquet", options.format);
    order->format = (enum export_format)i;
    order->name = formats[i].name;
    return 0;
}

static int read_order(struct export_order *order, struct err *err)
{
    *order = (struct export_order){
        .table = -1, .output = options.output, .bom = options.bom, .with_text = options.with_text};
    if (read_format(order, err) != 0) return -1;
    bool one = formats[order->format].open == sink_tables;
    if (options.bom && order->format != EXPORT_CSV)
        return fail(err, 0, "--bom goes with --format csv only");
    if (options.with_text && order->format != EXPORT_JSONL)
        return fail(err, 0, "--with-text goes with --format jsonl only");
    if (!options.table) return 0;
    if (!one) return fail(err, 0, "--table goes with csv, tsv and parquet only");
    order->table = flat_table_by_name(options.table);
    return order->table >= 0 ? 0
                             : fail(err, 0, "--table %s: documents, articles, records or sentences",
                                    options.table);
}

/* Opens the sink, fills it, and ends it: whole, or not at all. */
static int export_to(struct export *x, const struct export_order *order, struct stores *s,
                     struct err *err)
{
    x->sink = formats[order->format].open(order, err);
    if (!x->sink) return -1;
    if (order->output) interrupt_catch();
    if (export_all(x, s, err) == 0) return x->sink->end(x->sink, &x->counts, err);
    x->sink->drop(x->sink);
    return -1;
}

static int export_run(char **operands, size_t count)
{
    struct stores stores = {0};
    struct err err;
    struct export x = {0};
    struct asking query = {0}; /* read here, so that a mistake is shown where it is */
    struct export_order order;
    if (count > 0 && !asking_read(&query, operands, count)) return TROUBLE;
    x.query = buf_view(&query.query);
    int result = read_order(&order, &err);
    if (result == 0) result = stores_open(&stores, &err);
    if (result == 0) result = several_check(&stores, &err);
    if (result == 0) result = export_to(&x, &order, &stores, &err);
    stores_free(&stores);
    buf_free(&x.result);
    buf_free(&x.original);
    buf_free(&query.query);
    if (result != 0) return trouble(&err);
    if (x.left_out > 0 && !common.quiet)
        fprintf(stderr, _("garner: %" PRIu64 " documents still wait or run, and were left out\n"),
                x.left_out);
    return x.counts.documents > 0 ? FOUND : NOTHING;
}

const struct command export_command = {
    .name = "export",
    .operands = "[QUERY…]",
    .most = SIZE_MAX,
    .text = "everything, as JSON lines, CSV, SQLite or Parquet",
    .details =
        "JSON lines: a line a document, in order of id, and a trailer that counts and hashes\n"
        "them; the same archive and the same extractor give the same bytes. The other formats\n"
        "hold the same fields as flat tables: documents, articles, records, sentences. A file\n"
        "of the name that was asked for is a whole one. With a QUERY only documents of which\n"
        "an article answers it, whole; garner records has just the records of a query.\n"
        "Of several brokers all must answer, and a document that several have is exported once.\n"
        "Documents that wait or run are left out, which is told. Exit status 1 if there was no\n"
        "document.\n"
#define X(NAME, name, sink, sentence) "\n  " name ": " sentence
    EXPORT_FORMATS(X)
#undef X
        "\n\n"
        "  garner export > all.jsonl\n"
        "  garner export --format csv --bom --output tables 网格化管理\n"
        "  garner export --format csv --table records > records.csv",
    .options = export_options,
    .option_count = sizeof export_options / sizeof *export_options,
    .run = export_run,
};
