/* retry.c: garner retry. */
#include "client/change.h"

static struct change_options options;

static const struct option_row retry_options[] = {CHANGE_OPTIONS(options, "tried again")};

static int retry_run(char **operands, size_t count)
{
    return change_documents(STATE_WAITING, &options, operands, count);
}

const struct command retry_command = {
    .name = "retry",
    .operands = "[ID|SOURCE…]",
    .most = SIZE_MAX,
    .text = "put failed or skipped documents back into the queue",
    .details =
        "Their attempts are forgotten. A document without content (unreadable, too-large …) has\n"
        "to be submitted again instead. An ID may be cut to its first digits, 4 at least.\n"
        "Exit status 1 if there was nothing to move.",
    .options = retry_options,
    .option_count = sizeof retry_options / sizeof *retry_options,
    .run = retry_run,
};
