/* store_model_test.c: random turns on the store, held against a model that looks at everything:
 * what matches, which version counts, who stands for a content, states, the ledger, the window, the
 * order of ids. Turns are undone, the store is closed and opened, and the look-ups folded in
 * between. */
#include "tests/broker/store_kit.h"
#include "tests/proto/dice.h"
#include <stdlib.h>
#include <string.h>

enum { MOST = 2000, SOURCES = 150, LENGTH = 30 };

struct model_doc {
    unsigned source, content; /* the source's number tells its archive, too */
    enum state state;
    unsigned reason;
    bool retry;
};

struct model {
    struct model_doc doc[MOST + 1]; /* by number */
    uint64_t last, current[SOURCES];
};

struct play {
    struct store *store;
    struct store_read *reader;
    struct model now, before;
    unsigned sources, contents; /* how many different ones there are */
    struct dice dice;
};

static const char *archive_of(unsigned source)
{
    return source % 3 ? "news" : "letters";
}

static const char *source_of(unsigned source)
{
    static char name[16];
    snprintf(name, sizeof name, "%u.txt", source * 37 % 151);
    return name;
}

/* ---- The model's answers ---- */

static uint64_t model_first(const struct model *m, unsigned source)
{
    for (uint64_t num = 1; num <= m->last; num++)
        if (m->doc[num].source == source) return num;
    return 0;
}

static uint64_t model_same(const struct model *m, unsigned source, unsigned content)
{
    for (uint64_t num = 1; num <= m->last; num++)
        if (m->doc[num].source == source && m->doc[num].content == content) return num;
    return 0;
}

static uint64_t model_body(const struct model *m, unsigned content)
{
    for (uint64_t num = 1; num <= m->last; num++)
        if (m->doc[num].content == content) return num;
    return 0;
}

static int compare_sources(unsigned a, unsigned b)
{
    char name[16];
    int c = strcmp(archive_of(a), archive_of(b));
    if (c != 0) return c;
    strcpy(name, source_of(a));
    return strcmp(name, source_of(b));
}

static uint64_t model_holder(const struct model *m, unsigned content, uint64_t without)
{
    uint64_t least = 0;
    for (unsigned source = 0; source < SOURCES; source++) {
        uint64_t num = m->current[source];
        if (num == 0 || num == without || m->doc[num].content != content) continue;
        if (least == 0 || compare_sources(source, m->doc[least].source) < 0) least = num;
    }
    return least;
}

/* ---- Checks ---- */

static void check_found(const struct model *m, struct store_found found, uint64_t num)
{
    CHECK_INT(found.num, (long long)num);
    if (num == 0) return;
    CHECK_INT(found.state, m->doc[num].state);
    CHECK_INT(found.reason, m->doc[num].reason);
    CHECK_INT(found.length, LENGTH);
}

static struct store_match check_match(struct play *p, unsigned source, unsigned content)
{
    const struct model *m = &p->now;
    struct store_match match =
        kit_match(p->store, archive_of(source), source_of(source), content, LENGTH);
    uint64_t current = m->current[source], holder = model_holder(m, content, 0);
    unsigned held = current ? m->doc[current].content : 0;
    bool stands = current && model_holder(m, held, 0) == current;
    CHECK_INT(match.first, (long long)model_first(m, source));
    CHECK_INT(match.body, (long long)model_body(m, content));
    check_found(m, match.same, model_same(m, source, content));
    check_found(m, match.current, current);
    check_found(m, match.holder, holder);
    check_found(m, match.heir, stands ? model_holder(m, held, current) : 0);
    CHECK(match.before_holder == (!holder || compare_sources(source, m->doc[holder].source) < 0));
    return match;
}

static void check_ledger(struct play *p)
{
    struct store_ledger want = {{0}, {0}}, got;
    for (uint64_t num = 1; num <= p->now.last; num++) {
        want.states[p->now.doc[num].state]++;
        if (p->now.doc[num].reason) want.reasons[p->now.doc[num].reason]++;
    }
    store_ledger(p->store, &got);
    CHECK(memcmp(&want, &got, sizeof want) == 0);
}

static void check_states(struct play *p, struct store_read *r)
{
    static const enum state states[] = {0, STATE_WAITING, STATE_FAILED, STATE_SKIPPED};
    enum state state = states[dice_below(&p->dice, 4)];
    unsigned reason = state == STATE_FAILED ? (unsigned)dice_below(&p->dice, 2) * REASON_DIED : 0;
    uint64_t num = dice_below(&p->dice, p->now.last + 1), want = num + 1;
    for (; want <= p->now.last; want++)
        if ((!state || p->now.doc[want].state == state) &&
            (!reason || p->now.doc[want].reason == reason))
            break;
    CHECK_INT(store_next_in_state(r, num, state, reason), want > p->now.last ? 0 : (int)want);
}

static void check_window(struct play *p, struct store_read *r)
{
    struct store_waiting window[20];
    uint64_t from = 1 + dice_below(&p->dice, p->now.last + 1), next;
    size_t room = 1 + dice_below(&p->dice, 20), count = store_window(r, from, window, room, &next),
           i = 0;
    for (uint64_t num = from; num < next; num++) {
        const struct model_doc *d = &p->now.doc[num];
        if (d->state != STATE_WAITING || d->retry) continue;
        CHECK(i < count);
        CHECK_INT(window[i].num, (long long)num);
        CHECK_INT(window[i++].length, LENGTH);
    }
    CHECK_INT(i, (long long)count);
    CHECK(count == room || next == p->now.last + 1 || from > p->now.last);
}

static void check_id(struct play *p, struct store_read *r, uint64_t num,
                     const unsigned char id[DOC_ID_LEN])
{
    const struct model_doc *d = &p->now.doc[num];
    unsigned char want[DOC_ID_LEN];
    struct msg_stored_doc doc;
    CHECK(store_doc(r, num, &doc));
    doc_id(view_of(archive_of(d->source)), view_of(source_of(d->source)),
           (const unsigned char *)doc.sha256.at, want);
    CHECK(memcmp(id, want, DOC_ID_LEN) == 0);
}

/* All documents, by id, ascending, each once. */
static void check_ids(struct play *p, struct store_read *r)
{
    unsigned char from[DOC_ID_LEN] = {0}, id[DOC_ID_LEN];
    bool seen[MOST + 1] = {false};
    uint64_t num, count = 0;
    while ((num = store_next_by_id(r, from, id)) != 0) {
        CHECK(memcmp(id, from, DOC_ID_LEN) >= 0);
        CHECK(num <= p->now.last && !seen[num]);
        check_id(p, r, num, id);
        seen[num] = true;
        count++;
        memcpy(from, id, DOC_ID_LEN);
        for (int i = DOC_ID_LEN - 1; i >= 0 && ++from[i] == 0; i--) continue;
    }
    CHECK_INT(count, (long long)p->now.last);
}

static void check(struct play *p, struct store_read *r)
{
    if (p->now.last == 0) return;
    check_states(p, r);
    check_window(p, r);
    uint64_t num = 1 + dice_below(&p->dice, p->now.last);
    check_found(&p->now, store_found(r, num), num);
    CHECK(kit_body_is(r, num, p->now.doc[num].content, LENGTH));
    if (dice_below(&p->dice, 20) == 0) check_ids(p, r);
}

/* ---- Turns ---- */

static void set_state(struct play *p, uint64_t num, enum state state, unsigned reason)
{
    p->now.doc[num].state = state;
    p->now.doc[num].reason = reason;
    store_set_state(p->store, num, state, reason);
}

static void submit(struct play *p)
{
    struct model *m = &p->now;
    unsigned source = (unsigned)dice_below(&p->dice, p->sources);
    unsigned content = 1 + (unsigned)dice_below(&p->dice, p->contents);
    struct store_match match = check_match(p, source, content);
    uint64_t num = match.same.num;
    if (m->last == MOST || (num && num == match.current.num)) return;
    if (match.current.num) set_state(p, match.current.num, STATE_SKIPPED, REASON_SUPERSEDED);
    if (num) {
        store_revive(p->store, num);
        set_state(p, num, STATE_WAITING, 0);
    } else {
        num = kit_add(p->store, archive_of(source), source_of(source), content, LENGTH,
                      STATE_WAITING);
        CHECK_INT(num, (long long)++m->last);
        m->doc[num] = (struct model_doc){source, content, STATE_WAITING, 0, false};
    }
    m->current[source] = num;
}

static void change(struct play *p)
{
    static const struct {
        enum state state;
        unsigned reason;
    } moves[] = {{STATE_WAITING, 0},
                 {STATE_DONE, 0},
                 {STATE_DUPLICATE, 0},
                 {STATE_FAILED, REASON_DIED},
                 {STATE_FAILED, REASON_TIMEOUT},
                 {STATE_SKIPPED, REASON_OPERATOR}};
    struct model_doc *d;
    if (p->now.last == 0) return;
    uint64_t num = 1 + dice_below(&p->dice, p->now.last), move = dice_below(&p->dice, 6);
    set_state(p, num, moves[move].state, moves[move].reason);
    d = &p->now.doc[num];
    d->retry = dice_below(&p->dice, 2);
    if (d->retry)
        store_put_retry(p->store, num, &(struct msg_stored_retry){.attempts = 1});
    else
        store_drop_retry(p->store, num);
}

static void turn(struct play *p)
{
    struct err err;
    p->before = p->now;
    kit_begin(p->store);
    for (uint64_t i = dice_below(&p->dice, 12); i > 0; i--) submit(p);
    for (uint64_t i = dice_below(&p->dice, 6); i > 0; i--) change(p);
    check(p, store_turn(p->store));
    check_ledger(p);
    if (dice_below(&p->dice, 10) == 0) store_fold(p->store, (unsigned)dice_below(&p->dice, 3));
    if (dice_below(&p->dice, 5) == 0) {
        store_abort(p->store);
        p->now = p->before;
    } else {
        kit_commit(p->store);
    }
    CHECK_INT(store_read_begin(p->reader, &err), 0);
    check(p, p->reader);
    CHECK_INT(store_read_end(p->reader, &err), 0);
}

static void reopen(struct play *p)
{
    struct err err;
    store_read_close(&p->reader);
    p->store = p->store ? kit_reopen(p->store) : kit_open();
    CHECK_INT(store_read_open(p->store, &p->reader, &err), 0);
    check_ledger(p);
}

static void play(uint64_t seed, unsigned sources, unsigned contents)
{
    struct play *p = calloc(1, sizeof *p);
    p->dice.seed = seed;
    p->sources = sources;
    p->contents = contents;
    reopen(p);
    for (int i = 0; i < 700; i++) {
        turn(p);
        if (dice_below(&p->dice, 40) == 0) reopen(p);
    }
    store_read_close(&p->reader);
    store_close(&p->store);
    free(p);
}

TEST(store_agrees_with_a_model_of_many_copies)
{
    play(1, SOURCES, 9);
}
TEST(store_agrees_with_a_model_of_many_versions)
{
    play(2, 12, 100);
}
TEST(store_agrees_with_a_model_of_few_copies)
{
    play(3, SOURCES, 400);
}
