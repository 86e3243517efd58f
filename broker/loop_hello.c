/* loop_hello.c: who comes in, as what, and what their key lets them do. */
#include "broker/loop_parts.h"
#include <string.h>

static enum core_role role_of(struct view name)
{
    if (view_equal(name, view_of("client"))) return CORE_CLIENT;
    if (view_equal(name, view_of("worker"))) return CORE_WORKER;
    return CORE_STRANGER;
}

static void remember(struct loop *l, struct peer *p, const struct msg_hello *m)
{
    p->role = role_of(m->role);
    p->offered = false;
    p->name.len = p->version.len = p->extractor.len = 0;
    buf_add_view(&p->name, m->name);
    buf_add_view(&p->version, m->version);
    buf_add_view(&p->extractor, m->extractor);
    if (p->role == CORE_WORKER)
        log_limited(&l->comings, LOG_INFO, "worker %.*s joined: %d children, extractor %.*s",
                    (int)m->name.len, m->name.at, (int)m->children, (int)m->extractor.len,
                    m->extractor.at);
}

/* What a peer may do: everything if it came by the private socket, or nobody needs a key. */
static unsigned may_of(const struct loop *l, struct view key)
{
    return key.len > 0 && l->keyring ? keyring_roles(l->keyring, key) : KEY_ALL;
}

/* Its key says whether it may have a session in this role at all. */
static int check_key(const struct loop *l, const struct wire_in *in, enum core_role role,
                     struct err *err)
{
    unsigned may = may_of(l, in->key), wanted = role == CORE_WORKER ? KEY_WORK : ~KEY_WORK;
    char roles[KEY_ROLES_TEXT];
    if (may & wanted) return 0;
    if (may == 0) return fail(err, ERR_KEY_REFUSED, "%s", error_sentence(ERR_KEY_REFUSED));
    key_roles_text(may, roles);
    return fail(err, ERR_KEY_REFUSED, "the key %s may only %s, and not be a %s's",
                keyring_name(l->keyring, in->key), roles,
                role == CORE_WORKER ? "worker" : "client");
}

static void remember_key(struct loop *l, struct peer *p, struct view key)
{
    p->may = may_of(l, key);
    memcpy(p->key, key.at ? key.at : "", key.len); /* 40 characters, or none */
    p->key[key.len] = '\0';
}

int hello_take(struct loop *l, struct peer *p, const struct wire_in *in, const struct msg_hello *m,
               struct err *err)
{
    struct core_event event = {.kind = CORE_HELLO};
    if (in->body.len > 0) return fail(err, ERR_MALFORMED, "HELLO with a body frame");
    event.hello.protocol = m->protocol;
    event.hello.role = role_of(m->role);
    event.hello.name = m->name;
    event.hello.extractor = m->extractor;
    event.hello.children = (uint32_t)m->children;
    if (check_key(l, in, event.hello.role, err) != 0) return -1;
    if (event.hello.role == CORE_WORKER && disk_rests(l))
        return fail(err, ERR_DISK_FULL, "the store's disk is full: no work for the time being");
    if (!p) p = peers_add(l->peers, &in->from, l->now_ms);
    if (!p) return fail(err, ERR_BUSY, "%d sessions are open, no more", PEERS_MAX);
    event.peer = p->number;
    remember_key(l, p, in->key);
    if (apply(l, &event, NULL)) remember(l, p, m);
    return 0;
}

void hello_revoke(struct loop *l)
{
    uint32_t at = 0;
    if (!l->keyring || !keyring_refresh(l->keyring, l->now_ms)) return;
    for (struct peer *p; (p = peers_next(l->peers, &at));) {
        if (!p->key[0] || p->gone) continue;
        p->may = keyring_roles(l->keyring, view_of(p->key));
        if (p->may) continue;
        refuse(l, &p->id, p, 0, ERR_KEY_REFUSED, view_of(error_sentence(ERR_KEY_REFUSED)));
        apply(l, &(struct core_event){.kind = CORE_GONE, .peer = p->number}, NULL);
    }
}
