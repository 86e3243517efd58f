/* submit.c: garner submit: documents to a broker that others work for. */
#include "client/command.h"
#include "client/drive.h"
#include "client/interrupt.h"
#include "client/verdicts.h"
#include "proto/language.h"

enum { PATIENCE_MS = 300000 }; /* with a broker that was there, and may be started again */

static struct {
    struct feed_options feed;
    bool wait, no_wait;
} options;

static const struct option_row submit_options[] = {
    FEED_ROWS(options.feed),
    {"wait", 'w', OPTION_FLAG, &options.wait, NULL, NULL, 0, 0,
     "until nothing waits and nothing runs any more"},
    {"no-wait", 0, OPTION_FLAG, &options.no_wait, NULL, NULL, 0, 0,
     "give up when the broker's disk is full, instead of waiting for room"},
};

static int finish(struct feed *feed, enum drive_end end, struct err *err)
{
    verdicts_tell(submitter_counts(feed->submitter), output_form());
    if (end == DRIVE_FAILED) return trouble(err);
    if (end == DRIVE_INTERRUPTED) {
        fprintf(stderr, "garner: %s\n", _("interrupted; the same command goes on from here"));
        return INTERRUPT_STATUS;
    }
    return submitter_counts(feed->submitter)->answered > 0 ? FOUND : NOTHING;
}

static int submit(struct feed *feed, struct session *s)
{
    struct err err;
    struct drive drive = {.session = s,
                          .feed = feed,
                          .until_empty = options.wait,
                          .no_wait = options.no_wait,
                          .progress = {.out = stderr, .quiet = common.quiet}};
    if (common.timeout_ms < PATIENCE_MS) session_set_patience(s, PATIENCE_MS);
    int status = finish(feed, drive_run(&drive, &err), &err);
    drive_free(&drive);
    return status;
}

static int submit_run(char **paths, size_t count)
{
    struct reach r = {0};
    struct err err;
    struct feed feed = {0};
    interrupt_catch();
    int result = walk_check(paths, count, &err);
    if (result == 0) result = reach_open(&r, true, &err);
    if (result == 0)
        result = feed_open(&feed, r.session, paths, count, &options.feed, r.place.data, &err);
    int status = result == 0 ? submit(&feed, r.session) : interrupt_status(trouble(&err));
    feed_close(&feed);
    reach_close(&r);
    return status;
}

const struct command submit_command = {
    .name = "submit",
    .operands = "PATH…",
    .least = 1,
    .most = SIZE_MAX,
    .text = "give files and folders to a broker",
    .details =
        "Ends when every document is in the ledger, on the broker's disk; with --wait, when all\n"
        "are worked through. Names, archives and bad files are as in garner help run. A broker\n"
        "that goes away is waited for, a full disk too (--no-wait: exit status 2).\n"
        "\n"
        "Exit status 0 if there was anything, 1 if not, 130 after Ctrl-C. --json gives one\n"
        "object, --tsv lines of name and number: submitted, accepted, new_version, known,\n"
        "duplicate, recorded.",
    .options = submit_options,
    .option_count = sizeof submit_options / sizeof *submit_options,
    .run = submit_run,
};
