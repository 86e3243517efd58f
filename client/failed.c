/* failed.c: garner failed: rows of the ledger, those that failed unless told otherwise. */
#include "client/asking.h"
#include "client/change.h"
#include "proto/language.h"
#include <stdlib.h>
#include <string.h>

static struct {
    const char *reason, *state;
    uint64_t limit;
} options;

static const struct option_row failed_options[] = {
    {"reason", 'r', OPTION_STRING, &options.reason, "REASON", NULL, 0, 0,
     "only those with this reason; garner help reasons lists them"},
    {"state", 's', OPTION_STRING, &options.state, "STATE", NULL, 0, 0,
     "those in this state instead; \"any\": all of the ledger"},
    {"limit", 'n', OPTION_COUNT, &options.limit, "N", NULL, 0, 0, "as many at most (default: all)"},
};

static const struct table_column columns[] = {
    {"doc", false, false, false},       {"archive", false, false, true},
    {"source", false, true, false},     {"sha256", false, false, true},
    {"bytes", true, false, true},       {"state", false, false, false},
    {"reason", false, false, false},    {"attempts", true, false, false},
    {"deaths", true, false, false},     {"exit_status", true, false, true},
    {"exit_signal", true, false, true}, {"duplicate_of", false, false, true},
    {"detail", false, true, false},
};

/* The detail, for people with how the last child ended. */
static void add_detail(struct table *t, const struct msg_row *row)
{
    struct buf detail = {0};
    buf_add_view(&detail, row->detail);
    if (output_form() == TABLE_PEOPLE && detail.len == 0) {
        const char *name = row->exit_signal ? sigabbrev_np((int)row->exit_signal) : NULL;
        if (name)
            buf_format(&detail, "SIG%s", name);
        else if (row->exit_status)
            buf_format(&detail, _("exit status %u"), (unsigned)row->exit_status);
    }
    table_text(t, buf_view(&detail));
    buf_free(&detail);
}

static void add_row(struct table *t, const struct msg_row *row)
{
    table_hex(t, row->doc);
    table_text(t, row->archive);
    table_text(t, row->source);
    table_hex(t, row->sha256);
    table_count(t, row->bytes);
    table_text(t, view_of(state_name((unsigned)row->state)));
    table_text(t, view_of(row->reason ? reason_name((unsigned)row->reason) : ""));
    table_count(t, row->attempts);
    table_count(t, row->deaths);
    table_count(t, row->exit_status);
    table_count(t, row->exit_signal);
    table_hex(t, row->duplicate_of);
    add_detail(t, row);
}

struct rows {
    struct table *table;
    uint64_t found;
};

static int take_page(void *context, const struct reply *r, uint64_t *taken, struct err *err)
{
    struct rows *rows = context;
    const struct msg_answer *page = &r->msg.answer;
    for (size_t i = 0; i < page->rows.count; i++) add_row(rows->table, &page->rows.at[i]);
    table_flush(rows->table);
    *taken = page->rows.count;
    rows->found += *taken;
    return 0;
}

/* Lists the documents that operands and options describe. An exit status. */
static int list(char **operands, size_t count)
{
    struct rows rows = {0};
    struct asking a = {.limit = options.limit,
                       .take = take_page,
                       .context = &rows,
                       .ask.ask.wanted = WANTED_DOCUMENTS};
    char **all = xmalloc((count + 2) * sizeof *all);
    struct buf state = {0}, reason = {0};
    size_t more = 0;
    buf_format(&state, "state:%s", options.state ? options.state : "");
    buf_format(&reason, "reason:%s", options.reason ? options.reason : "");
    if (options.state && strcmp(options.state, "any") != 0) all[more++] = buf_string(&state);
    if (options.reason) all[more++] = buf_string(&reason);
    for (size_t i = 0; i < count; i++) all[more + i] = operands[i];
    int status = asking_read(&a, all, more + count) ? FOUND : TROUBLE;
    rows.table = table_new(stdout, output_form(), columns, sizeof columns / sizeof *columns);
    if (status == FOUND) status = asking_run(&a);
    table_end(&rows.table);
    if (status == FOUND && rows.found == 0 && output_form() == TABLE_PEOPLE)
        printf("%s\n", _("none"));
    buf_free(&state);
    buf_free(&reason);
    free(all);
    return asking_end(&a, status, rows.found > 0);
}

static int list_run(char **operands, size_t count)
{
    return list(operands, count);
}

/* A reason alone already says which state. */
static int failed_run(char **operands, size_t count)
{
    struct err err;
    int state =
        options.state && strcmp(options.state, "any") != 0 ? state_option(options.state, &err) : 0;
    if (state < 0 || reason_option(options.reason, &err) < 0) return trouble(&err);
    if (!options.state && !options.reason) options.state = state_name(STATE_FAILED);
    return list(operands, count);
}

const struct command failed_command = {
    .name = "failed",
    .operands = "[QUERY…]",
    .most = SIZE_MAX,
    .text = "the documents that failed, and why",
    .details =
        "Columns of --tsv: doc, archive, source, sha256, bytes, state, reason, attempts, deaths,\n"
        "exit_status and exit_signal of the last process that died, duplicate_of, detail.\n"
        "Exit status 1 if there are none.",
    .options = failed_options,
    .option_count = sizeof failed_options / sizeof *failed_options,
    .run = failed_run,
};

const struct command list_command = {
    .name = "list",
    .operands = "[QUERY…]",
    .most = SIZE_MAX,
    .text = "the documents of the ledger, whatever their state",
    .details =
        "QUERY may ask for state:, reason:, worker: (the extractor's version), source: and\n"
        "archive:, as in garner list state:failed NOT reason:timeout source:2021/. Columns as of\n"
        "garner failed.",
    .options = failed_options,
    .option_count = sizeof failed_options / sizeof *failed_options,
    .run = list_run,
};
