/* stop.c: garner stop. */
#include "client/command.h"
#include "proto/language.h"
#include <time.h>

enum { GONE_MS = 20000, LOOK_MS = 20 };

/* Waits until nobody listens for the data directory any more. */
static void wait_until_gone(struct place *p)
{
    const struct timespec look = {.tv_nsec = LOOK_MS * 1000000};
    for (int waited = 0; p->data && waited < GONE_MS && place_is_running(p); waited += LOOK_MS)
        nanosleep(&look, NULL);
}

static int stop_run(char **operands, size_t count)
{
    struct reach r;
    struct err err;
    struct reply reply = {0};
    struct msg stop = {MSG_STOP, .stop = {.request = 0}};
    struct place place = {.data = common.data ? common.data : DATA_DEFAULT};
    bool running = common.broker || place_is_running(&place);
    place_free(&place);
    if (!running) {
        printf("%s\n", _("no broker is running"));
        return NOTHING;
    }
    int result = reach_open(&r, false, &err);
    if (result == 0) result = session_ask(r.session, &stop, MSG_STOPPING, &reply, &err);
    if (result == 0) wait_until_gone(&r.place);
    reply_free(&reply);
    reach_close(&r);
    return result == 0 ? FOUND : trouble(&err);
}

const struct command stop_command = {
    .name = "stop",
    .operands = "",
    .text = "end the broker; nothing is lost",
    .details =
        "What was running waits again when the broker is started the next time. A private broker\n"
        "need not be stopped: it goes by itself a moment after the last command. Exit status 1 if\n"
        "none was running.",
    .run = stop_run,
};
