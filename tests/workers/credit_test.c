/* credit_test.c: the credit finds what half a second's work is. */
#include "proto/limits.h"
#include "tests/test.h"
#include "workers/process/credit.h"

/* Works with this credit for so long; every document takes us microseconds of the whole worker. */
static void work(struct credit *c, uint64_t us, uint64_t *now, uint64_t ms)
{
    uint64_t done = 0, start = *now;
    while (*now < start + ms) {
        *now += 1;
        uint64_t by_now = (*now - start) * 1000 / us;
        credit_adjust(c, by_now - done, c->documents, *now);
        done = by_now;
        CHECK(c->documents >= c->least && c->documents <= c->most);
    }
}

TEST(short_documents_raise_the_credit_at_once)
{
    uint64_t now = 1000;
    struct credit c = credit_begin(2, now);
    CHECK_INT(c.documents, 64);
    work(&c, 20, &now, 100);
    CHECK_INT(c.documents, c.most);
}

TEST(half_a_second_s_work_is_held)
{
    for (uint64_t us = 600; us < 50000; us = us * 3 / 2) {
        uint64_t now = 1000;
        struct credit c = credit_begin(2, now);
        work(&c, us, &now, 20000);
        uint64_t ms = c.documents * us / 1000;
        printf("%d us a document: %d held, %d ms\n", (int)us, (int)c.documents, (int)ms);
        CHECK(ms >= 250 && ms <= 1010);
    }
}

TEST(long_documents_lower_it_to_the_least)
{
    uint64_t now = 1000;
    struct credit c = credit_begin(2, now);
    work(&c, 3000000, &now, 20000);
    CHECK_INT(c.documents, c.least);
    work(&c, 20, &now, 200);
    CHECK_INT(c.documents, c.most);
}

TEST(idleness_changes_nothing)
{
    uint64_t now = 1000;
    struct credit c = credit_begin(2, now);
    for (int i = 0; i < 100; i++) CHECK(!credit_adjust(&c, 0, 0, now += 100));
    CHECK_INT(c.documents, 64);
}

TEST(a_heartbeat_can_name_a_lease_for_each)
{
    struct credit c = credit_begin(4096, 0);
    CHECK(c.most <= MAX_LEASES);
    CHECK(c.least <= c.documents && c.documents <= c.most);
}
