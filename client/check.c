/* check.c: garner check: the index held against the texts, piece by piece. */
#include "client/command.h"
#include "client/storage.h"
#include "client/terminal.h"
#include "proto/language.h"
#include <inttypes.h>

static bool deep;

static const struct option_row check_options[] = {
    {"deep", 0, OPTION_FLAG, &deep, NULL, NULL, 0, 0,
     "everything in the store against everything else"},
};

struct checking {
    uint64_t articles, positions, wrong, first_wrong;
    struct msg next; /* the question for the next piece */
};

static void add(struct checking *c, const struct msg_checked *m)
{
    if (c->wrong == 0) c->first_wrong = m->first_wrong;
    c->articles += m->articles;
    c->positions += m->positions;
    c->wrong += m->wrong;
    c->next.check.segment = m->segment;
    c->next.check.ordinal = m->ordinal;
    c->next.check.document = m->document;
}

static int check_all(struct session *s, struct checking *c, struct err *err)
{
    struct reply reply = {0};
    uint64_t more = 1;
    int result = 0;
    c->next.number = MSG_CHECK;
    while (more && result == 0) {
        result = session_ask(s, &c->next, MSG_CHECKED, &reply, err);
        if (result != 0) break;
        more = reply.msg.checked.more;
        add(c, &reply.msg.checked);
    }
    reply_free(&reply);
    return result;
}

static int check_run(char **operands, size_t count)
{
    struct reach r = {0};
    struct err err;
    struct checking c = {0};
    if (deep) return storage_run("--check", NULL);
    int result = reach_open(&r, false, &err);
    if (result == 0) result = check_all(r.session, &c, &err);
    reach_close(&r);
    if (result != 0) return trouble(&err);
    printf(_("%" PRIu64 " articles of %" PRIu64 " characters: "), c.articles, c.positions);
    if (c.wrong == 0)
        printf("%s\n", _("the index is what they say"));
    else
        printf(
            _("the index of %" PRIu64 " is not what they say, the first in document %" PRIu64 "\n"),
            c.wrong, c.first_wrong);
    return c.wrong == 0 ? FOUND : TROUBLE;
}

const struct command check_command = {
    .name = "check",
    .operands = "",
    .text = "hold the index against every text",
    .details =
        "Each article is made anew from result and original, and each place that the index has is\n"
        "held against it: so it is found when the index lacks one, and when it has one too many.\n"
        "With --deep also the documents against their hashes, results against their texts, the\n"
        "ledger and the names against the documents, and all pages of the file: none is lost, "
        "none\n"
        "cannot be read. A line a flaw, and a last one that counts. It reads the data directory\n"
        "itself, beside a broker that is at work there. Exit status 2 if anything differs.",
    .options = check_options,
    .option_count = sizeof check_options / sizeof *check_options,
    .run = check_run,
};
