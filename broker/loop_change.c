/* loop_change.c: CHANGE, a piece a turn: it may be about all documents there are. One is worked
 * through at a time; the answer follows the commit of the last piece. */
#include "broker/loop_parts.h"
#include "broker/reader_select.h"

enum { CHANGES_A_TURN = 1024 };

static void change_one(struct loop *l, uint64_t num)
{
    struct store_read *turn = store_turn(l->store);
    struct store_found found = store_found(turn, num);
    struct msg_stored_doc doc;
    struct core_event event = {.kind = CORE_CHANGE, .peer = l->change.peer};
    event.change.to = (uint8_t)l->change.to;
    event.change.has_content = store_doc(turn, num, &doc) && doc.body != 0;
    event.change.found = found_of(&found);
    apply(l, &event, NULL);
}

static void change_end(struct loop *l)
{
    struct core_event event = {.kind = CORE_CHANGE_END, .peer = l->change.peer};
    event.request = l->change.request;
    l->change.active = false;
    apply(l, &event, NULL);
}

/* The document that the message names, if it is in the state and of the reason it names as well. */
static int change_selected(struct loop *l, struct view select, struct err *err)
{
    const struct change *c = &l->change;
    struct store_read *turn = store_turn(l->store);
    struct running running;
    uint64_t num = select_document(turn, select, err);
    if (num == 0) return -1;
    running_read(turn, &running);
    if (select_next(turn, &running, num - 1, c->state, c->reason) == num) change_one(l, num);
    running_free(&running);
    change_end(l);
    return 0;
}

int change_begin(struct loop *l, struct peer *p, const struct msg_change *m, struct err *err)
{
    if (m->to != STATE_WAITING && m->to != STATE_SKIPPED)
        return fail(err, ERR_BAD_REQUEST, "documents may be changed to waiting or skipped, not %s",
                    state_name((unsigned)m->to));
    if (check_filter(m->state, m->reason, err) != 0) return -1;
    if (l->change.active)
        return fail(err, ERR_BUSY, "another change is being worked through; ask again");
    l->change = (struct change){
        .active = true,
        .peer = p->number,
        .session = p->session,
        .request = m->request,
        .to = (unsigned)m->to,
        .state = (unsigned)m->state,
        .reason = (unsigned)m->reason,
    };
    if (m->select.len == 0) return 0;
    int rc = change_selected(l, m->select, err);
    l->change.active = false;
    return rc;
}

/* Who asked has left: what is done is done, the rest stays as it is. */
static bool is_orphaned(struct loop *l)
{
    const struct peer *p = peers_still(l->peers, l->change.peer, l->change.session);
    return !p || core_admits(l->core, p->number, CORE_CLIENT) != 0;
}

void change_continue(struct loop *l)
{
    struct change *c = &l->change;
    struct store_read *turn = store_turn(l->store);
    struct running running;
    uint64_t num = 1;
    if (c->active && is_orphaned(l)) c->active = false;
    if (!c->active) return;
    running_read(turn, &running);
    for (int i = 0; i < CHANGES_A_TURN && num != 0; i++) {
        num = select_next(turn, &running, c->after, c->state, c->reason);
        if (num == 0) break;
        c->after = num;
        change_one(l, num);
    }
    running_free(&running);
    if (num == 0) change_end(l);
}
