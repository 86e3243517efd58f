/* run.c: garner run: a private broker, workers, a folder, and a ledger at the end. */
#include "client/command.h"
#include "client/drive.h"
#include "client/interrupt.h"
#include "client/program.h"
#include "client/verdicts.h"
#include "client/workforce.h"
#include "proto/language.h"
#include <unistd.h>

enum {
    LEAVE_MS = 60000, /* for a worker to finish what it has under way */
    STOP_MS = 20000,  /* for a broker to close its store */
};

static struct {
    struct feed_options feed;
    uint64_t children;
    bool nice, no_wait;
} options;

static const struct option_row run_options[] = {
    FEED_ROWS(options.feed),
    {"children", 'c', OPTION_COUNT, &options.children, "N", NULL, 1, 1024,
     "processes that compute (default: one a core)"},
    {"nice", 0, OPTION_FLAG, &options.nice, NULL, NULL, 0, 0, "let all other programs go first"},
    {"no-wait", 0, OPTION_FLAG, &options.no_wait, NULL, NULL, 0, 0,
     "give up when the disk is full, instead of waiting for room"},
};

struct run {
    struct reach reach;
    struct feed feed;
    struct workforce workforce;
    struct drive drive;
};

static int tend(void *context, struct err *err)
{
    struct run *run = context;
    return workforce_tend(&run->workforce, err);
}

static int start(struct run *run, char **paths, size_t count, struct err *err)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (common.broker)
        return fail(err, 0, "run works with a broker of its own; for the one at %s there is submit",
                    common.broker);
    if (walk_check(paths, count, err) != 0 || reach_open(&run->reach, count > 0, err) != 0)
        return -1;
    struct place *place = &run->reach.place;
    struct workforce_options work = {.endpoint = place_name(place),
                                     .data = place->data,
                                     .children = options.children,
                                     .nice = options.nice};
    if (work.children == 0) work.children = cores > 0 ? (uint64_t)cores : 1;
    if (count > 0 && feed_open(&run->feed, run->reach.session, paths, count, &options.feed,
                               place->data, err) != 0)
        return -1;
    return workforce_start(&run->workforce, &work, err);
}

static enum drive_end drive(struct run *run, size_t count, struct err *err)
{
    run->drive = (struct drive){
        .session = run->reach.session,
        .feed = count > 0 ? &run->feed : NULL,
        .until_empty = true,
        .no_wait = options.no_wait,
        .progress = {.out = stderr, .quiet = common.quiet},
        .tend = tend,
        .context = run,
    };
    return drive_run(&run->drive, err);
}

/* The workers leave first, so that what they finish is still taken. */
static void send_home(struct run *run, bool interrupted)
{
    if (interrupted && !common.quiet)
        fprintf(stderr, _("garner: stopping; what is under way is finished first (Ctrl-C again: at "
                          "once)\n"));
    workforce_end(&run->workforce, LEAVE_MS);
}

/* Stops the broker if this command started it and no other one submits to it. Whoever only asks
 * starts another when it needs one. */
static void stop_broker(struct run *run, struct view body)
{
    struct err err;
    struct reply r = {0};
    struct msg stop = {MSG_STOP, .stop = {.request = 0}};
    struct place *place = &run->reach.place;
    bool alone = report_number(body, "submitters", NULL) <= 1;
    if (place->broker != 0 && alone &&
        session_ask(run->reach.session, &stop, MSG_STOPPING, &r, &err) == 0)
        program_ended_within(&place->broker, STOP_MS);
    reply_free(&r);
}

static void show_ledger(struct view body)
{
    if (common.json)
        report_json(body, stdout);
    else if (common.tsv)
        report_tsv(body, stdout);
    else
        report_show_ledger(body, stdout);
}

static void advise(const struct ledger *l)
{
    const char *start_with = command_start();
    if (common.quiet || output_form() != TABLE_PEOPLE) return;
    printf("\n%s\n", _("Next:"));
    if (l->failed > 0)
        printf(_("  %s failed          which documents failed, and why\n"), start_with);
    printf(_("  %1$s search TEXT     the articles that contain it\n"
             "  %1$s show SOURCE     a document and what was found in it\n"
             "  %1$s export          everything, as JSON lines\n"),
           start_with);
}

static void free_run(struct run *run)
{
    drive_free(&run->drive);
    feed_close(&run->feed);
    workforce_free(&run->workforce);
    reach_close(&run->reach);
}

/* What became of it, told and as an exit status. */
static int finish(struct run *run, enum drive_end end, struct err *err)
{
    struct buf body = {0};
    struct err later;
    send_home(run, end == DRIVE_INTERRUPTED);
    bool known = report_ask(run->reach.session, &body, &later) == 0;
    struct ledger l = known ? report_ledger(buf_view(&body)) : (struct ledger){0};
    if (known) stop_broker(run, buf_view(&body));
    if (run->feed.submitter && output_form() == TABLE_PEOPLE)
        verdicts_tell(submitter_counts(run->feed.submitter), TABLE_PEOPLE);
    if (known) show_ledger(buf_view(&body));
    buf_free(&body);
    if (end == DRIVE_FAILED) return trouble(err);
    if (!known) return trouble(&later);
    if (end == DRIVE_INTERRUPTED) {
        fprintf(stderr, "garner: %s\n", _("interrupted; the same command goes on from here"));
        return INTERRUPT_STATUS;
    }
    advise(&l);
    return l.done > 0 ? FOUND : NOTHING;
}

static int run_run(char **paths, size_t count)
{
    static struct run run;
    struct err err;
    interrupt_catch();
    int started = start(&run, paths, count, &err);
    int status = started == 0 ? finish(&run, drive(&run, count, &err), &err)
                              : interrupt_status(trouble(&err));
    free_run(&run);
    return status;
}

const struct command run_command = {
    .name = "run",
    .operands = "[PATH…]",
    .most = SIZE_MAX,
    .text = "work through files and folders, on this machine",
    .details =
        "Starts a broker and workers in the data directory, submits the files and everything\n"
        "below the folders, and ends when all of it is worked through. The store stays.\n"
        "Documents that are in it already are recognised, so the same command can be repeated,\n"
        "or go on after Ctrl-C. Without a PATH it works through what waits in the store.\n"
        "\n"
        "A file that cannot be read, is empty, too long, or no file at all ends in the ledger\n"
        "with the reason, and stops nothing; see garner failed. Symbolic links are followed. A\n"
        "document is named by its path within PATH; with several PATHs their last parts come\n"
        "first. Bytes of a name that are not UTF-8 are written %XX.\n"
        "\n"
        "What contains documents is taken apart, nothing is written to disk for it: zip, 7z,\n"
        "tar; gz, xz, zst, bz2; web archives (WARC), mailboxes (mbox); with --text-field files\n"
        "of JSON lines, with --separator texts; and any of these within each other. A member is\n"
        "named news.zip!/2021/a.txt, a capture crawl.warc.gz!/http://…, names in GBK or Big5\n"
        "are read. The archive itself is in the ledger as skipped(container), or as failed,\n"
        "with the place where it was damaged; what stood before the damage is done. Which file\n"
        "is what is told by its content.\n"
        "\n"
        "Exit status 0 if any document in the store is done, also if others failed; 1 if none\n"
        "is; 130 after Ctrl-C. The words in GARNER_WORKER_ARGS are added to the worker's\n"
        "command line.",
    .options = run_options,
    .option_count = sizeof run_options / sizeof *run_options,
    .run = run_run,
};
