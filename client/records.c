/* records.c: garner records: the records that a query describes. */
#include "client/asking.h"
#include "client/found.h"
#include "proto/check.h"
#include "proto/id.h"
#include "proto/json.h"
#include "proto/language.h"

static struct {
    uint64_t limit;
    const char *order;
    bool count;
} options = {.limit = 20};

static const struct option_row records_options[] = {
    {"limit", 'n', OPTION_COUNT, &options.limit, "N", NULL, 0, 0,
     "as many records at most, 0 = all (default: 20)"},
    {"count", 'c', OPTION_FLAG, &options.count, NULL, NULL, 0, 0,
     "only how many articles, documents and records there are"},
    {"sort", 's', OPTION_STRING, &options.order, "ORDER", NULL, 0, 0,
     "newest (default) or oldest first; of figures most or least"},
};

static struct table_column columns[] = {
    {"doc", false, false, false},   {"archive", false, false, true},
    {"source", false, true, false}, {"article", false, false, false},
    {"title", false, false, true},  {"date", false, false, false},
    {"kind", false, false, false},  {"start", true, false, false},
    {"end", true, false, true},     {"text", false, true, false},
    {"found", false, true, false},
};

enum { KIND = 6 };

struct records {
    struct table *table; /* NULL for JSON */
    uint64_t shown, articles, documents, records;
};

/* The fields of the contract, behind where the record is from. */
static void print_json(const struct msg_found *f, struct unpack record)
{
    struct buf line = {0};
    char doc[2 * DOC_ID_LEN + 1] = "";
    hex_encode(f->doc.at, f->doc.len, doc);
    buf_format(&line, "{\"doc\":\"%s\",\"archive\":", doc);
    json_string(&line, f->archive);
    buf_add_string(&line, ",\"source\":");
    json_string(&line, f->source);
    buf_add_string(&line, ",\"article\":");
    json_string(&line, f->article);
    size_t brace = line.len;
    json_from_pack(&line, &record);
    line.at[brace] = ',';
    buf_add_char(&line, '\n');
    fwrite(line.at, 1, line.len, stdout);
    buf_free(&line);
}

static void add_row(struct table *t, const struct msg_found *f, struct unpack record)
{
    struct buf found = {0};
    table_hex(t, f->doc);
    table_text(t, f->archive);
    table_text(t, f->source);
    table_text(t, f->article);
    table_text(t, f->title);
    table_text(t, f->date);
    table_text(t, unpack_text(record, "kind"));
    table_place(t, unpack_number(record, "start"));
    table_place(t, unpack_number(record, "end"));
    table_text(t, unpack_text(record, "text"));
    (output_form() == TABLE_PEOPLE ? found_for_people : found_for_scripts)(&found, record);
    table_text(t, buf_view(&found));
    buf_free(&found);
}

static int take_page(void *context, const struct reply *r, uint64_t *taken, struct err *err)
{
    struct records *s = context;
    const struct msg_answer *page = &r->msg.answer;
    struct view body = r->body;
    s->articles = page->articles;
    s->documents = page->documents;
    s->records = page->records;
    *taken = page->found.count;
    if (options.count) return 0;
    for (size_t i = 0; i < page->found.count; i++) {
        const struct msg_found *f = &page->found.at[i];
        if (f->length > body.len || check_whole(body.at, f->length, err) != 0)
            return fail(err, ERR_MALFORMED, "the broker's page of records is damaged");
        struct unpack record = unpack_of((struct view){body.at, f->length}), map = record;
        struct unpack_item head = unpack_next(&map);
        if (head.type != UNPACK_MAP || head.number == 0)
            return fail(err, ERR_MALFORMED, "the broker's page of records holds no record");
        body = (struct view){body.at + f->length, body.len - f->length};
        if (s->table)
            add_row(s->table, f, record);
        else
            print_json(f, record);
    }
    if (s->table) table_flush(s->table);
    s->shown += page->found.count;
    return 0;
}

static const struct table_column count_columns[] = {
    {"records", false, false, false},
    {"articles", false, false, false},
    {"documents", false, false, false},
};

static void tell_count(const struct records *s)
{
    struct table *t = table_new(stdout, output_form(), count_columns, 3);
    table_count(t, s->records);
    table_count(t, s->articles);
    table_count(t, s->documents);
    table_end(&t);
}

/* People who asked for a kind need not be told it in each row. */
static struct table *new_table(bool one_kind)
{
    columns[KIND].machine = one_kind;
    struct table *t = table_new(stdout, output_form(), columns, sizeof columns / sizeof *columns);
    table_spare(t, "article");
    table_spare(t, "kind");
    table_spare(t, "date");
    return t;
}

static int records_run(char **operands, size_t count)
{
    struct records s = {0};
    struct asking a = {.limit = options.count ? 1 : options.limit,
                       .order = options.order,
                       .orders = 1 << ORDER_NEWEST | 1 << ORDER_OLDEST | 1 << ORDER_MOST |
                                 1 << ORDER_LEAST,
                       .take = take_page,
                       .context = &s,
                       .ask.ask.wanted = WANTED_RECORDS}; /* COUNTS is of those that it names */
    bool kind = record_kind_by_name(operands[0]) >= 0;
    if (kind) a.ask.ask.kind = view_of(operands[0]);
    if (!asking_read(&a, operands + kind, count - kind)) return TROUBLE;
    if (output_form() != TABLE_JSON && !options.count) s.table = new_table(kind);
    pager_begin();
    int status = asking_run(&a);
    if (s.table) table_end(&s.table);
    if (status == FOUND && options.count) tell_count(&s);
    if (status == FOUND && !options.count) asking_tell_end(&a, N_("records"), s.shown, s.records);
    status = asking_end(&a, status, s.records > 0);
    pager_end();
    return status;
}

const struct command records_command = {
    .name = "records",
    .operands = "[KIND] [QUERY…]",
    .least = 1,
    .most = SIZE_MAX,
    .text = "the records that a query describes: figures, dates, places …",
    .details =
        "Records that the query names are shown, of the articles that it describes; with KIND\n"
        "(garner help kinds lists them) those of that kind, and all of them where the query names\n"
        "none. Columns of --tsv: doc, archive, source, article, title, date, kind, start, end,\n"
        "text, found (its other fields, as JSON members). --json gives the record as the export\n"
        "does, behind doc, archive, source and article. Exit status 1 if nothing is found.\n\n"
        "  garner records person role:书记 --limit 0\n"
        "  garner records quantity unit:元 place:贵州 --sort most\n"
        "  garner records '{quantity unit:件 value>1000 about:调解}'",
    .options = records_options,
    .option_count = sizeof records_options / sizeof *records_options,
    .run = records_run,
};
