/* watch.c: garner watch. */
#include "client/command.h"
#include "client/interrupt.h"
#include "client/report.h"
#include "client/terminal.h"
#include "proto/language.h"

enum {
    EVERY_MS = 1000,
    LOOK_MS = 200,             /* for an interrupt that came between two waits */
    LINES_BESIDE_WORKERS = 16, /* that the screen needs for the rest */
};

/* The other screen of the terminal, so that what stood there comes back at the end. */
#define SCREEN_OPEN  "\033[?1049h\033[?25l"
#define SCREEN_CLEAR "\033[H\033[J"
#define SCREEN_CLOSE "\033[?25h\033[?1049l"

static void paint(struct view body)
{
    unsigned rows = terminal_rows(stdout);
    fputs(SCREEN_CLEAR, stdout);
    printf(_("garner watch, %s (q ends it)\n\n"), command_start());
    report_show_ledger(body, stdout);
    report_show_work(body, stdout,
                     rows > LINES_BESIDE_WORKERS + 1 ? rows - LINES_BESIDE_WORKERS : 1);
    fflush(stdout);
}

static bool wants_to_end(void)
{
    char key = terminal_key();
    return interrupt_came() || key == 'q' || key == 'Q';
}

static int show(struct view body, bool live, struct err *err)
{
    if (live)
        paint(body);
    else
        report_json(body, stdout);
    return fflush(stdout) == 0 ? 0 : fail_errno(err, 0, "standard output");
}

static int watch(struct report_poll *poll, bool live, struct err *err)
{
    struct reply r = {0};
    int result = 0;
    while (result == 0 && !wants_to_end()) {
        report_poll_push(poll, EVERY_MS);
        int got = session_receive(poll->session, LOOK_MS, &r, err);
        if (got < 0)
            result = -1;
        else if (got > 0 && report_poll_take(poll, &r))
            result = show(buf_view(&poll->body), live, err);
    }
    reply_free(&r);
    return result;
}

static int watch_run(char **operands, size_t count)
{
    struct reach r;
    struct err err;
    bool live = terminal_is(stdout) && output_form() == TABLE_PEOPLE;
    int result = reach_open(&r, false, &err);
    struct report_poll poll = {.session = r.session};
    if (result == 0) {
        interrupt_catch();
        session_wake_on(r.session, terminal_begin_keys());
        if (live) fputs(SCREEN_OPEN, stdout);
        result = watch(&poll, live, &err);
        if (live) fputs(SCREEN_CLOSE, stdout);
        terminal_end_keys();
    }
    if (live && poll.answers > 0) report_show_ledger(buf_view(&poll.body), stdout);
    reach_close(&r);
    buf_free(&poll.body);
    return result == 0 ? FOUND : trouble(&err);
}

const struct command watch_command = {
    .name = "watch",
    .operands = "",
    .text = "the status, again every second",
    .details =
        "On a terminal the screen is painted anew each second; q or Ctrl-C ends it. Elsewhere, or\n"
        "with --json, it gives the object of `garner status --json` once a second.",
    .run = watch_run,
};
