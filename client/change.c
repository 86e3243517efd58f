/* change.c: see change.h. */
#include "client/change.h"
#include "proto/language.h"
#include <inttypes.h>

int state_option(const char *name, struct err *err)
{
    unsigned state = name ? state_by_name(name) : 0;
    if (name && state == 0)
        return fail(err, 0, "--state %s: there is no such state; garner help states lists them",
                    name);
    return (int)state;
}

int reason_option(const char *name, struct err *err)
{
    unsigned reason = name ? reason_by_name(name) : 0;
    if (name && reason == 0)
        return fail(err, 0, "--reason %s: there is no such reason; garner help reasons lists them",
                    name);
    return (int)reason;
}

/* One CHANGE; adds what was moved to *moved. */
static int change(struct session *s, struct msg *msg, uint64_t *moved, struct err *err)
{
    struct reply r = {0};
    int result = session_ask(s, msg, MSG_CHANGED, &r, err);
    if (result == 0) *moved += r.msg.changed.documents;
    reply_free(&r);
    return result;
}

static int change_each(struct session *s, struct msg *msg, char **operands, size_t count,
                       uint64_t *moved, struct err *err)
{
    int result = 0;
    for (size_t i = 0; i < count; i++) {
        struct err one;
        if (result != 0) trouble(err); /* the one before; the last one is told by the caller */
        msg->change.select = view_of(operands[i]);
        int changed = change(s, msg, moved, &one);
        if (changed != 0) result = fail(err, one.code, "%s: %s", operands[i], one.text);
    }
    return result;
}

static void tell(enum state to, uint64_t moved)
{
    if (common.json) {
        printf("{\"documents\":%" PRIu64 "}\n", moved);
    } else if (common.tsv) {
        printf("documents\t%" PRIu64 "\n", moved);
    } else {
        bool again = to == STATE_WAITING;
        if (moved == 0)
            printf("%s\n", again ? _("nothing to try again; documents without content (unreadable, "
                                     "damaged …) have to be submitted again")
                                 : _("nothing to skip"));
        else if (moved == 1)
            printf("%s\n", again ? _("1 document is waiting again") : _("1 document is skipped"));
        else
            printf(again ? _("%" PRIu64 " documents are waiting again\n")
                         : _("%" PRIu64 " documents are skipped\n"),
                   moved);
        if (again && moved > 0 && !common.broker && !common.quiet)
            printf(_("work on them: %s run\n"), command_start());
    }
}

int change_documents(enum state to, const struct change_options *o, char **operands, size_t count)
{
    struct reach r;
    struct err err;
    uint64_t moved = 0;
    for (size_t i = 0; i < count; i++)
        if (operand_check("a document", operands[i], MAX_SOURCE, &err) != 0) return trouble(&err);
    int state = state_option(o->state, &err);
    int reason = state < 0 ? -1 : reason_option(o->reason, &err);
    struct msg msg = {MSG_CHANGE, .change = {.to = to, .state = (uint64_t)state}};
    msg.change.reason = (uint64_t)reason;
    if (reason < 0) return trouble(&err);
    if (count == 0 && !o->all && !o->reason && !o->state) {
        fail(&err, 0, "which documents? Name ids or sources, --reason, --state, or --all");
        return trouble(&err);
    }
    int result = reach_open(&r, false, &err);
    if (result == 0)
        result = count > 0 ? change_each(r.session, &msg, operands, count, &moved, &err)
                           : change(r.session, &msg, &moved, &err);
    if (r.session && (result == 0 || moved > 0)) tell(to, moved);
    reach_close(&r);
    return result != 0 ? trouble(&err) : moved > 0 ? FOUND : NOTHING;
}
