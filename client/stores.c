/* stores.c: see stores.h. */
#include "client/stores.h"
#include "client/interrupt.h"
#include "proto/json.h"
#include <stdlib.h>
#include <string.h>

/* ---- Opening ---- */

/* Cuts text at its commas, in place. How many pieces, at most room; room + 1 if there are more. */
static size_t cut(char *text, char **pieces, size_t room)
{
    size_t count = 0;
    for (char *piece; (piece = strsep(&text, ",")) && count <= room; count++)
        if (count < room) pieces[count] = piece;
    return count;
}

static char *copy(const char *text)
{
    size_t size = text ? strlen(text) + 1 : 0;
    return size ? memcpy(xmalloc(size), text, size) : NULL;
}

/* One key for all of them, or one for each. */
static int begin_all(struct stores *s, struct err *err)
{
    char *names[STORES_MOST] = {common.broker ? s->names : NULL}, *keys[STORES_MOST] = {NULL};
    size_t count = cut(s->names, names, STORES_MOST);
    size_t key_count = s->keys ? cut(s->keys, keys, STORES_MOST) : 0;
    if (count > STORES_MOST)
        return fail(err, 0, "--broker: more than %d brokers are more than can be asked at once",
                    STORES_MOST);
    if (key_count > 1 && key_count != count)
        return fail(err, 0, "--broker-key names %zu keys, --broker %zu brokers", key_count, count);
    s->at = xcalloc(count, sizeof *s->at);
    for (; s->count < count; s->count++) {
        struct store *store = &s->at[s->count];
        store->name = names[s->count];
        if (!*store->name) return fail(err, 0, "--broker %s: an empty name", common.broker);
        const char *key = key_count > 1 ? keys[s->count] : keys[0];
        if (reach_begin(&store->reach, store->name, key, err) != 0) return -1;
    }
    return 0;
}

/* The sessions of those stores that `meant` says; how many. */
static size_t sessions_of(const struct stores *s, struct session **out,
                          bool meant(const struct store *))
{
    size_t count = 0;
    for (size_t i = 0; i < s->count; i++)
        if (meant(&s->at[i])) out[count++] = s->at[i].reach.session;
    return count;
}

static bool is_opening(const struct store *s)
{
    return !s->gone && !session_is_open(s->reach.session);
}

static bool is_awaited(const struct store *s)
{
    return !s->gone && s->asked && !s->answered;
}

int store_fail_gone(const struct store *s, struct err *err)
{
    *err = s->why;
    if (strstr(s->why.text, s->name)) return -1;
    return fail(err, s->why.code, "%s did not answer: %s", s->name, s->why.text);
}

/* Why no store is left. */
static int all_gone(const struct stores *s, struct err *err)
{
    struct err first;
    *err = s->at[0].why;
    if (s->count == 1) return -1;
    store_fail_gone(&s->at[0], &first);
    return fail(err, first.code, "none of the %zu brokers answers; %s", s->count, first.text);
}

static int await_all(struct stores *s, struct err *err)
{
    struct session *sessions[STORES_MOST];
    for (size_t waited; (waited = sessions_of(s, sessions, is_opening)) > 0;) {
        if (interrupt_came()) return fail(err, 0, "interrupted");
        for (size_t i = 0; i < s->count; i++) {
            struct store *store = &s->at[i];
            if (is_opening(store) &&
                session_look(store->reach.session, &store->reply, &store->why) < 0)
                store->gone = true;
        }
        sessions_wait(sessions, waited);
    }
    return stores_gone(s) < s->count ? 0 : all_gone(s, err);
}

/* A store that was named twice would count twice. */
static int check_stores(const struct stores *s, struct err *err)
{
    for (size_t i = 0; i < s->count; i++)
        for (size_t k = 0; k < i; k++) {
            if (s->at[i].gone || s->at[k].gone) continue;
            if (view_equal(session_welcome(s->at[i].reach.session)->store,
                           session_welcome(s->at[k].reach.session)->store))
                return fail(err, 0, "--broker: %s and %s lead to the same store", s->at[k].name,
                            s->at[i].name);
        }
    return 0;
}

int stores_open(struct stores *s, struct err *err)
{
    if (!common.broker) {
        s->at = xcalloc(1, sizeof *s->at);
        s->count = 1;
        s->at->name = common.data ? common.data : DATA_DEFAULT;
        return reach_open(&s->at->reach, false, err);
    }
    s->names = copy(common.broker);
    s->keys = copy(common.broker_key);
    if (begin_all(s, err) != 0 || await_all(s, err) != 0) return -1;
    return check_stores(s, err);
}

void stores_close(struct stores *s)
{
    for (size_t i = 0; i < s->count; i++) {
        reply_free(&s->at[i].reply);
        reach_close(&s->at[i].reach);
    }
}

void stores_free(struct stores *s)
{
    stores_close(s);
    free(s->at);
    free(s->names);
    free(s->keys);
    *s = (struct stores){0};
}

/* ---- Asking ---- */

void store_begin(struct store *s, const struct msg *msg)
{
    if (s->gone) return;
    s->question = (struct question){.msg = *msg};
    s->asked = true;
    s->answered = false;
    session_begin(s->reach.session, &s->question);
}

void store_give_up(struct store *s, const struct err *why)
{
    s->gone = true;
    s->answered = false;
    s->why = *why;
}

static void poll_store(struct store *s, enum msg_number wanted)
{
    struct err why;
    int got = session_poll(s->reach.session, &s->question, wanted, &s->reply, &why);
    s->answered = got > 0;
    if (got < 0) store_give_up(s, &why);
}

int stores_finish(struct stores *s, enum msg_number wanted, struct err *err)
{
    struct session *sessions[STORES_MOST];
    for (size_t waited; (waited = sessions_of(s, sessions, is_awaited)) > 0;) {
        for (size_t i = 0; i < s->count; i++)
            if (is_awaited(&s->at[i])) poll_store(&s->at[i], wanted);
        waited = sessions_of(s, sessions, is_awaited);
        if (waited > 0) sessions_wait(sessions, waited);
    }
    for (size_t i = 0; i < s->count; i++) s->at[i].asked = false;
    return stores_gone(s) < s->count ? 0 : all_gone(s, err);
}

/* ---- Telling ---- */

size_t stores_gone(const struct stores *s)
{
    size_t gone = 0;
    for (size_t i = 0; i < s->count; i++) gone += s->at[i].gone;
    return gone;
}

static void tell_json(const struct store *s)
{
    struct buf line = {0};
    buf_add_string(&line, "{\"unanswered\":");
    json_string(&line, view_of(s->name));
    buf_add_string(&line, ",\"reason\":");
    json_string(&line, view_of(s->why.text));
    buf_add_string(&line, "}\n");
    fwrite(line.at, 1, line.len, stdout);
    buf_free(&line);
}

void stores_tell(const struct stores *s)
{
    fflush(stdout);
    for (size_t i = 0; i < s->count; i++) {
        struct err why;
        if (!s->at[i].gone) continue;
        store_fail_gone(&s->at[i], &why);
        fprintf(stderr, "garner: %s\n", why.text);
        if (output_form() == TABLE_JSON) tell_json(&s->at[i]);
    }
}
