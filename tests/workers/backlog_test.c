/* backlog_test.c: every document of a lease is in one place, whatever is done with it. */
#include "tests/test.h"
#include "workers/process/backlog.h"
#include <stdlib.h>

/* A TASK as if it had been heard: `count` documents of `length` bytes, and a body of `body` bytes.
 * The body's bytes are static, so nothing of it is to be freed but the arena. */
static struct heard make_task(uint64_t lease, size_t count, uint64_t length, size_t body)
{
    static char bytes[1 << 16];
    struct heard h = {.in.body = {bytes, body}};
    struct msg_job *jobs = arena_alloc(&h.arena, (count + 1) * sizeof *jobs);
    for (size_t i = 0; i < count; i++) jobs[i] = (struct msg_job){.num = i, .length = length};
    h.msg = (struct msg){.number = MSG_TASK, .task = {.lease = lease, .jobs = {jobs, count}}};
    return h;
}

static void take(struct backlog *b, uint64_t lease, size_t count, uint64_t length)
{
    struct err err;
    struct heard h = make_task(lease, count, length, count * length);
    if (backlog_take(b, &h, &err) != 0) test_fail(__FILE__, __LINE__, "%s", err.text);
}

static void check_empty(const struct backlog *b)
{
    CHECK(b->leases == NULL && b->first == NULL && b->last == NULL);
    CHECK_INT(b->waiting + b->open + b->bytes + b->held, 0);
}

TEST(shares_are_cut_in_order_and_to_size)
{
    struct backlog b = {0};
    take(&b, 1, 10, 100);
    take(&b, 2, 3, 100);
    struct range r = backlog_cut(&b, 4, 1000);
    CHECK_INT(r.lease->id, 1);
    CHECK_INT(r.first, 0);
    CHECK_INT(r.count, 4);
    CHECK_INT(range_bytes(&r).len, 400);
    CHECK_INT(backlog_cut(&b, 100, 250).count, 2);
    CHECK_INT(backlog_cut(&b, 100, 10).count, 1);
    CHECK_INT(backlog_cut(&b, 100, 10000).count, 3); /* the end of the lease */
    r = backlog_cut(&b, 100, 10000);
    CHECK_INT(r.lease->id, 2);
    CHECK_INT(r.count, 3);
    CHECK_INT(backlog_cut(&b, 1, 1).count, 0);
    CHECK_INT(b.waiting, 0);
    CHECK_INT(b.open, 13);
    backlog_answer(&b, backlog_find(&b, 1), 10);
    backlog_answer(&b, r.lease, 3);
    check_empty(&b);
}

TEST(what_is_returned_comes_first)
{
    struct backlog b = {0};
    take(&b, 1, 10, 1);
    struct range r = backlog_cut(&b, 4, 1000);
    backlog_return(&b, (struct range){r.lease, 2, 2});
    backlog_return(&b, (struct range){r.lease, 0, 1});
    CHECK_INT(b.waiting, 9);
    CHECK_INT(backlog_cut(&b, 10, 1000).first, 0);
    CHECK_INT(backlog_cut(&b, 10, 1000).first, 2);
    CHECK_INT(backlog_cut(&b, 10, 1000).first, 4);
    backlog_answer(&b, r.lease, 10);
    check_empty(&b);
}

TEST(a_void_lease_is_gone_when_no_child_has_it)
{
    struct backlog b = {0};
    take(&b, 1, 10, 1);
    take(&b, 2, 5, 1);
    struct range r = backlog_cut(&b, 4, 1000);
    backlog_hold(r.lease);
    backlog_void(&b, r.lease);
    CHECK(backlog_find(&b, 1) == NULL);
    CHECK_INT(b.waiting, 5);
    CHECK_INT(b.open, 5);
    CHECK_INT(b.held, 1);
    backlog_return(&b, r); /* dropped */
    CHECK_INT(b.waiting, 5);
    backlog_answer(&b, r.lease, 1); /* too late */
    backlog_release(&b, r.lease);
    backlog_void_all(&b);
    check_empty(&b);
}

TEST(a_task_that_contradicts_itself_is_refused)
{
    struct backlog b = {0};
    struct err err;
    struct heard bad[] = {make_task(1, 2, 10, 19), make_task(1, 2, 10, 21),
                          make_task(1, 2, UINT64_MAX, 20), make_task(1, 0, 0, 0)};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK_INT(backlog_take(&b, &bad[i], &err), -1);
        CHECK_INT(err.code, ERR_MALFORMED);
    }
    take(&b, 1, 2, 10);
    struct heard again = make_task(1, 2, 10, 20);
    CHECK_INT(backlog_take(&b, &again, &err), -1);
    CHECK_INT(b.open, 2);
    backlog_void_all(&b);
    check_empty(&b);
}

TEST(empty_documents_are_cut_too)
{
    struct backlog b = {0};
    take(&b, 1, 3, 0);
    struct range r = backlog_cut(&b, 64, 0);
    CHECK_INT(r.count, 3);
    backlog_answer(&b, r.lease, 3);
    check_empty(&b);
}

/* The law of backlog.h, under many random steps: in the backlog, with children, or answered. */
TEST(documents_are_never_lost_nor_doubled)
{
    enum { STEPS = 20000, LEASES = 400, EACH = 16 };
    static unsigned char place[LEASES][EACH]; /* 0 waiting, 1 cut, 2 answered or void */
    struct range cut[64];
    unsigned cuts = 0, leases = 0;
    struct backlog b = {0};
    srand(5);
    for (int step = 0; step < STEPS; step++) {
        int dice = rand() % 8;
        if (dice == 0 && leases < LEASES) {
            take(&b, leases++, EACH, 1);
        } else if (dice < 4 && cuts < 64) {
            struct range r = backlog_cut(&b, 1 + (uint32_t)rand() % 8, 100);
            if (r.count == 0) continue;
            for (uint32_t i = 0; i < r.count; i++) CHECK_INT(place[r.lease->id][r.first + i]++, 0);
            backlog_hold(r.lease);
            cut[cuts++] = r;
        } else if (dice < 7 && cuts > 0) {
            struct range r = cut[--cuts];
            uint32_t answered = (uint32_t)rand() % (r.count + 1);
            for (uint32_t i = 0; i < r.count; i++)
                place[r.lease->id][r.first + i] += i < answered ? 1 : -1;
            backlog_answer(&b, r.lease, answered);
            backlog_return(&b, (struct range){r.lease, r.first + answered, r.count - answered});
            backlog_release(&b, r.lease);
        }
    }
    while (cuts > 0) {
        struct range r = cut[--cuts];
        backlog_return(&b, r);
        for (uint32_t i = 0; i < r.count; i++) place[r.lease->id][r.first + i]--;
        backlog_release(&b, r.lease);
    }
    for (struct range r; (r = backlog_cut(&b, 64, 100)).count; backlog_answer(&b, r.lease, r.count))
        for (uint32_t i = 0; i < r.count; i++) CHECK_INT(place[r.lease->id][r.first + i]++, 0);
    check_empty(&b);
}
