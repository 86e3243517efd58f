/* page.h: the page of memory that a child shares with its supervisor: which documents it may take,
 * and the one it is at.
 *
 * A child has up to two shares of documents in hand, so that the next is there when it ends one.
 * Each share has a claim: `taken` documents of it are begun or done, and it may take them up to
 * `end`. The child takes a document with one compare-and-swap, the supervisor withdraws those not
 * taken yet with another; so a document has one owner at any moment, and a share can be taken back
 * whenever the broker revokes it, the worker is to stop, or a slow document holds up those behind
 * it. Shares are numbered from 1 on; those of an odd and of an even number have a claim each.
 */
#ifndef WORKERS_PROCESS_PAGE_H
#define WORKERS_PROCESS_PAGE_H

#include <stdbool.h>
#include <stdint.h>

enum { SHARES_IN_HAND = 2 };

struct page {
    _Atomic uint64_t claims[SHARES_IN_HAND]; /* taken in the upper half, end in the lower */
    _Atomic uint64_t at;       /* number of the share and index + 1 of the document; 0 = between */
    _Atomic uint64_t since_ms; /* CLOCK_MONOTONIC, when it came there */
    _Atomic uint64_t cpu_us;   /* processor time that it had used by then */
    _Atomic uint32_t stage;    /* index in the pipeline */
};

/* Memory that a fork shares; NULL when there is none left. */
struct page *page_new(void);
void page_free(struct page **p);

/* Supervisor: the share of that number has `count` documents, none taken. */
void page_offer(struct page *p, uint32_t number, uint32_t count);
/* Supervisor: takes back what is not taken. Returns how many documents are left to the child; those
 * from there to what `end` was are the supervisor's again. */
uint32_t page_withdraw(struct page *p, uint32_t number);
uint32_t page_taken(const struct page *p, uint32_t number);

/* Child: takes the next document of the share; false when it may take no more. */
bool page_take(struct page *p, uint32_t number, uint32_t *index);
/* Child: it is now at this document; it is at none. */
void page_begin(struct page *p, uint32_t number, uint32_t index, uint64_t now_ms, uint64_t cpu_us);
void page_rest(struct page *p);

/* Supervisor: where the child is. False if it is at no document. */
struct page_place {
    uint32_t number, index;
    uint64_t since_ms, cpu_us;
};
bool page_place(const struct page *p, struct page_place *place);

#endif
