/* failed.c: garner failed: rows of the ledger, those that failed unless told otherwise. */
#include "client/change.h"
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
            buf_format(&detail, "exit status %u", (unsigned)row->exit_status);
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

/* Prints rows page by page; *found: how many. */
static int list(struct session *s, struct msg *ask, uint64_t *found, struct err *err)
{
    struct reply r = {0};
    uint64_t left = options.limit ? options.limit : UINT64_MAX;
    struct table *t = table_new(stdout, output_form(), columns, sizeof columns / sizeof *columns);
    int result;
    do {
        ask->list_docs.limit = left < MAX_BATCH ? left : MAX_BATCH;
        result = session_ask(s, ask, MSG_LISTED, &r, err);
        if (result != 0) break;
        const struct msg_listed *page = &r.msg.listed;
        for (size_t i = 0; i < page->rows.count && left > 0; i++, left--, ++*found)
            add_row(t, &page->rows.at[i]);
        table_flush(t);
        ask->list_docs.after = page->next;
    } while (left > 0 && ask->list_docs.after != 0);
    table_end(&t);
    reply_free(&r);
    return result;
}

/* The state that is listed, 0 = any. A reason alone already says which. */
static int wanted_state(struct err *err)
{
    if (options.state && strcmp(options.state, "any") == 0) return 0;
    if (options.state) return state_option(options.state, err);
    return options.reason ? 0 : STATE_FAILED;
}

static int failed_run(char **operands, size_t count)
{
    struct reach r;
    struct err err;
    uint64_t found = 0;
    int state = wanted_state(&err);
    int reason = state < 0 ? -1 : reason_option(options.reason, &err);
    if (reason < 0) return trouble(&err);
    struct msg ask = {MSG_LIST_DOCS, .list_docs = {.state = (uint64_t)state}};
    ask.list_docs.reason = (uint64_t)reason;
    int result = reach_open(&r, false, &err);
    if (result == 0) result = list(r.session, &ask, &found, &err);
    reach_close(&r);
    if (result != 0) return trouble(&err);
    if (found == 0 && output_form() == TABLE_PEOPLE) printf("none\n");
    return found > 0 ? FOUND : NOTHING;
}

const struct command failed_command = {
    .name = "failed",
    .operands = "",
    .text = "the documents that failed, and why",
    .details =
        "Columns of --tsv: doc, archive, source, sha256, bytes, state, reason, attempts, deaths,\n"
        "exit_status and exit_signal of the last process that died, duplicate_of, detail.\n"
        "Exit status 1 if there are none.",
    .options = failed_options,
    .option_count = sizeof failed_options / sizeof *failed_options,
    .run = failed_run,
};
