/* page_test.c: who owns which document, when both sides reach for it. */
#include "tests/test.h"
#include "workers/process/page.h"
#include <pthread.h>

TEST(a_child_takes_what_is_offered_and_no_more)
{
    struct page *p = page_new();
    uint32_t index;
    page_offer(p, 1, 3);
    for (uint32_t i = 0; i < 3; i++) {
        CHECK(page_take(p, 1, &index));
        CHECK_INT(index, i);
    }
    CHECK(!page_take(p, 1, &index));
    CHECK_INT(page_taken(p, 1), 3);
    page_free(&p);
    page_free(&p);
}

TEST(two_shares_do_not_meet)
{
    struct page *p = page_new();
    uint32_t index;
    page_offer(p, 1, 2);
    page_offer(p, 2, 5);
    CHECK_INT(page_withdraw(p, 1), 0);
    CHECK(!page_take(p, 1, &index));
    CHECK(page_take(p, 2, &index));
    CHECK_INT(page_withdraw(p, 2), 1);
    page_free(&p);
}

TEST(the_place_is_where_the_child_is)
{
    struct page *p = page_new();
    struct page_place place;
    CHECK(!page_place(p, &place));
    page_begin(p, 7, 0, 1000, 50);
    CHECK(page_place(p, &place));
    CHECK_INT(place.number, 7);
    CHECK_INT(place.index, 0);
    CHECK_INT(place.since_ms, 1000);
    CHECK_INT(place.cpu_us, 50);
    page_rest(p);
    CHECK(!page_place(p, &place));
    page_free(&p);
}

/* One thread takes, the other withdraws: every document is the one's or the other's. */

enum { ROUNDS = 20000, COUNT = 8 };
static pthread_barrier_t start, end;

static void *child(void *at)
{
    struct page *p = at;
    static uint32_t got[ROUNDS];
    for (uint32_t round = 1; round < ROUNDS; round++) {
        uint32_t index;
        pthread_barrier_wait(&start);
        while (page_take(p, round, &index)) got[round] += index == got[round];
        pthread_barrier_wait(&end);
    }
    return got;
}

TEST(taking_and_withdrawing_at_once_share_out_all)
{
    struct page *p = page_new();
    pthread_t thread;
    void *got;
    static uint32_t left[ROUNDS];
    unsigned cut = 0;
    pthread_barrier_init(&start, NULL, 2);
    pthread_barrier_init(&end, NULL, 2);
    pthread_create(&thread, NULL, child, p);
    for (uint32_t round = 1; round < ROUNDS; round++) {
        page_offer(p, round, COUNT);
        pthread_barrier_wait(&start);
        left[round] = page_withdraw(p, round);
        pthread_barrier_wait(&end);
    }
    pthread_join(thread, &got);
    for (uint32_t round = 1; round < ROUNDS; round++) {
        CHECK_INT(((uint32_t *)got)[round], left[round]);
        cut += left[round] > 0 && left[round] < COUNT;
    }
    printf("%u of %d shares were cut in the middle\n", cut, ROUNDS);
    page_free(&p);
}
