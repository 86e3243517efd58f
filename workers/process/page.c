/* page.c: see page.h. */
#include "workers/process/page.h"
#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>

struct page *page_new(void)
{
    void *at =
        mmap(NULL, sizeof(struct page), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

void page_free(struct page **p)
{
    if (*p) munmap(*p, sizeof **p);
    *p = NULL;
}

static uint64_t pair(uint32_t upper, uint32_t lower)
{
    return (uint64_t)upper << 32 | lower;
}

void page_offer(struct page *p, uint32_t number, uint32_t count)
{
    p->claims[number % SHARES_IN_HAND] = pair(0, count);
}

uint32_t page_withdraw(struct page *p, uint32_t number)
{
    _Atomic uint64_t *claim = &p->claims[number % SHARES_IN_HAND];
    uint64_t old = *claim, taken;
    do taken = old >> 32;
    while (!atomic_compare_exchange_weak(claim, &old, pair((uint32_t)taken, (uint32_t)taken)));
    return (uint32_t)taken;
}

uint32_t page_taken(const struct page *p, uint32_t number)
{
    return (uint32_t)(p->claims[number % SHARES_IN_HAND] >> 32);
}

bool page_take(struct page *p, uint32_t number, uint32_t *index)
{
    _Atomic uint64_t *claim = &p->claims[number % SHARES_IN_HAND];
    uint64_t old = *claim;
    do {
        if (old >> 32 >= (uint32_t)old) return false;
    } while (!atomic_compare_exchange_weak(claim, &old, old + pair(1, 0)));
    *index = (uint32_t)(old >> 32);
    return true;
}

/* `at` is written last here, and read twice by page_place(), so that what lies between belongs to
 * the document that it names. */
void page_begin(struct page *p, uint32_t number, uint32_t index, uint64_t now_ms, uint64_t cpu_us)
{
    p->since_ms = now_ms;
    p->cpu_us = cpu_us;
    p->stage = 0;
    p->at = pair(number, index + 1);
}

void page_rest(struct page *p)
{
    p->at = 0;
}

bool page_place(const struct page *p, struct page_place *place)
{
    uint64_t at, again = p->at;
    do {
        at = again;
        place->since_ms = p->since_ms;
        place->cpu_us = p->cpu_us;
        again = p->at;
    } while (at != again);
    place->number = (uint32_t)(at >> 32);
    place->index = (uint32_t)at - 1;
    return at != 0;
}
