/* status.c: garner status. */
#include "client/status.h"
#include "client/command.h"
#include "client/metrics.h"
#include "client/report.h"
#include "client/terminal.h"
#include "proto/language.h"

static bool metrics;
static const struct option_row status_options[] = {
    {"metrics", 0, OPTION_FLAG, &metrics, NULL, NULL, 0, 0,
     "in the text format of Prometheus, as its node exporter reads it"},
};

static void show_heading(struct reach *r, struct view body)
{
    const struct style *style = terminal_style(stdout);
    struct view extractor = report_text(body, "extractor"), version = report_text(body, "version");
    printf("%s%s%s  %s", style->bold, r->place.data ? r->place.data : place_name(&r->place),
           style->off, style->dim);
    printf(_("broker %.*s"), (int)version.len, version.at);
    if (extractor.len) printf(_(", extractor %.*s"), (int)extractor.len, extractor.at);
    printf("%s\n\n", style->off);
}

static void show(struct reach *r, struct view body)
{
    if (metrics) {
        metrics_print(body, stdout);
    } else if (common.json) {
        report_json(body, stdout);
    } else if (common.tsv) {
        report_tsv(body, stdout);
    } else {
        show_heading(r, body);
        report_show_ledger(body, stdout);
        report_show_work(body, stdout, SIZE_MAX);
    }
}

static int ask_and_show(bool advise)
{
    struct reach r;
    struct err err;
    struct buf body = {0};
    int result = reach_open(&r, false, &err);
    if (result == 0) result = report_ask(r.session, &body, &err);
    if (result == 0) show(&r, buf_view(&body));
    if (result == 0 && advise && output_form() == TABLE_PEOPLE && !common.quiet)
        printf(_("\nNext:\n  %1$s search 调解 date:2020..   articles; see garner help query\n"
                 "  %1$s facets place,year        how many, by place and year\n"
                 "  %1$s run PATH…                work through more\n"),
               command_start());
    reach_close(&r);
    buf_free(&body);
    return result == 0 ? FOUND : trouble(&err);
}

static int status_run(char **operands, size_t count)
{
    struct err err;
    if (metrics && output_form() != TABLE_PEOPLE) {
        fail(&err, 0, "--metrics goes with neither --json nor --tsv");
        return trouble(&err);
    }
    return ask_and_show(false);
}

int status_overview(void)
{
    const char *data = common.data ? common.data : DATA_DEFAULT;
    if (common.broker || place_has_store(data)) return output_end(ask_and_show(true));
    printf(_("There is no archive in %s yet. To begin:\n\n"
             "  garner run FOLDER      work through its files, on this machine\n"
             "  garner search TEXT     then ask\n"
             "  garner help            all that can be done\n"),
           data);
    return output_end(NOTHING);
}

const struct command status_command = {
    .name = "status",
    .operands = "",
    .text = "the ledger, the rate, the workers and why documents failed",
    .details =
        "--json gives the broker's whole report as one object (its keys are in proto/PROTOCOL.md,\n"
        "17.1; \"ledger\" has submitted, waiting, running, done, failed, skipped, duplicate).\n"
        "--tsv gives a line for each of these, for documents_per_s and for eta_s: name, number.",
    .options = status_options,
    .option_count = sizeof status_options / sizeof *status_options,
    .run = status_run,
};
