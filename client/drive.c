/* drive.c: see drive.h. */
#include "client/drive.h"
#include "client/interrupt.h"
#include "proto/language.h"
#include "proto/log.h"

enum {
    TURN_MS = 100,
    POLL_LEAST_MS = 50,  /* between looks at the ledger: a twentieth of the time so far, but */
    POLL_MOST_MS = 1000, /* between these two */
    ENDING_MS = 5000,    /* for verdicts under way after an interrupt */
};

static unsigned poll_every(const struct drive *d)
{
    uint64_t ms = (clock_mono_ms() - d->started_ms) / 20;
    return ms < POLL_LEAST_MS ? POLL_LEAST_MS : ms > POLL_MOST_MS ? POLL_MOST_MS : (unsigned)ms;
}

static bool is_fed(const struct drive *d)
{
    return !d->feed || feed_is_through(d->feed);
}

/* One turn of the session: offers, verdicts, reports. */
static int converse(struct drive *d, struct err *err)
{
    struct reply r = {0};
    report_poll_push(&d->poll, poll_every(d));
    int got = d->feed ? feed_turn(d->feed, d->session, TURN_MS, &r, err)
                      : session_receive(d->session, TURN_MS, &r, err);
    if (got > 0) report_poll_take(&d->poll, &r);
    reply_free(&r);
    return got < 0 ? -1 : 0;
}

static void show(struct drive *d)
{
    struct ledger l = report_ledger(buf_view(&d->poll.body));
    uint64_t finished = ledger_finished(&l), before = d->finished_before;
    struct progress_state s = {.done = finished > before ? finished - before : 0};
    s.total = s.done + l.waiting + l.running;
    s.growing = !is_fed(d);
    if (d->feed) s.found = submitter_counts(d->feed->submitter)->offered;
    if (d->feed) s.note = submitter_stalled(d->feed->submitter);
    s.failed = l.failed;
    s.skipped = l.skipped;
    rate_add(&d->rate, clock_mono_ms(), s.done);
    s.rate = rate_per_second(&d->rate);
    progress_show(&d->progress, &s);
}

/* Nothing is left to do: judged by a report that was asked for after the last verdict. */
static bool is_through(struct drive *d)
{
    if (!is_fed(d)) return false;
    if (!d->until_empty) return true;
    if (d->through == 0) {
        d->through = d->poll.answers + 1 + (d->poll.request != 0);
        return false;
    }
    struct ledger l = report_ledger(buf_view(&d->poll.body));
    return d->poll.answers >= d->through && l.waiting + l.running == 0;
}

/* A full disk is told once, and again when there was room in between. */
static int look_at_disk(struct drive *d, struct err *err)
{
    const char *stalled = d->feed ? submitter_stalled(d->feed->submitter) : NULL;
    if (stalled && d->no_wait) return fail(err, ERR_DISK_FULL, "%s", stalled);
    if (stalled && !d->told_stalled) {
        progress_wipe(&d->progress);
        fprintf(stderr, _("garner: %s; waiting for room, Ctrl-C stops\n"), stalled);
    }
    d->told_stalled = stalled != NULL;
    return 0;
}

static int look_after(struct drive *d, struct err *err)
{
    if (look_at_disk(d, err) != 0) return -1;
    return d->tend ? d->tend(d->context, err) : 0;
}

/* After an interrupt: no more offers, but the verdicts on those that are under way. */
static void settle(struct drive *d)
{
    struct err err;
    uint64_t end = clock_mono_ms() + ENDING_MS;
    if (d->feed) feed_stop(d->feed);
    while (!is_fed(d) && !submitter_stalled(d->feed->submitter) && clock_mono_ms() < end)
        if (converse(d, &err) != 0) return;
}

enum drive_end drive_run(struct drive *d, struct err *err)
{
    d->poll.session = d->session;
    d->started_ms = clock_mono_ms();
    if (report_ask(d->session, &d->poll.body, err) != 0) return DRIVE_FAILED;
    struct ledger before = report_ledger(buf_view(&d->poll.body));
    d->finished_before = ledger_finished(&before);
    while (!is_through(d) && !interrupt_came()) {
        if (converse(d, err) != 0 || look_after(d, err) != 0) {
            progress_wipe(&d->progress);
            return DRIVE_FAILED;
        }
        show(d);
    }
    bool through = !interrupt_came();
    progress_wipe(&d->progress);
    if (!through) settle(d);
    return through ? DRIVE_THROUGH : DRIVE_INTERRUPTED;
}

void drive_free(struct drive *d)
{
    buf_free(&d->poll.body);
}
