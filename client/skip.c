/* skip.c: garner skip. */
#include "client/change.h"

static struct change_options options;

static const struct option_row skip_options[] = {CHANGE_OPTIONS(options, "skipped")};

static int skip_run(char **operands, size_t count)
{
    return change_documents(STATE_SKIPPED, &options, operands, count);
}

const struct command skip_command = {
    .name = "skip",
    .operands = "[ID|SOURCE…]",
    .most = SIZE_MAX,
    .text = "take waiting, running or failed documents out of the queue",
    .details =
        "They end as skipped(operator); garner retry puts them back. An ID may be cut to its\n"
        "first digits, 4 at least. Exit status 1 if there was nothing to move.",
    .options = skip_options,
    .option_count = sizeof skip_options / sizeof *skip_options,
    .run = skip_run,
};
