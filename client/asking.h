/* asking.h: questions in the query language, page after page.
 *
 * The query is read here as well, before it is sent, so that a mistake is shown where it is.
 */
#ifndef CLIENT_ASKING_H
#define CLIENT_ASKING_H

#include "client/stores.h"
#include "proto/query.h"
#include "proto/tables.h"

/* Takes a page. *taken: how many items of it were taken. -1 with *err ends the asking. */
typedef int asking_take(void *context, const struct reply *page, uint64_t *taken, struct err *err);

enum { WEIGHTS_MOST = 34 }; /* messages.def */

struct asking {
    struct msg ask; /* `wanted` and what belongs to it; asking_read() sets the query */
    struct buf query;
    uint64_t limit;    /* items in all; 0 = all of them */
    const char *order; /* --sort, NULL if it was not said */
    unsigned orders;   /* those that the command has, 1 << ORDER_… */
    asking_take *take;
    void *context;
    uint64_t taken;                 /* items, so far */
    uint64_t weights[WEIGHTS_MOST]; /* by which the pages are scored */
    struct buf parts; /* where none were: what the query's parts find (nothing.h), for people */
    bool more;        /* the limit was reached, and there is more */
    struct stores stores;
};

/* Puts the operands together, with blanks between, and reads them as a query. False, with the place
 * shown on standard error, if they are none, or one of them is empty, as an empty variable of a
 * script leaves it. */
bool asking_read(struct asking *a, char **operands, size_t count);

/* Gives a page to `take`, and counts what it took. */
int asking_give(struct asking *a, const struct reply *page, uint64_t *taken, struct err *err);

/* Asks one store or several, as the options say. An exit status: TROUBLE if it was told why not,
 * else FOUND. */
int asking_run(struct asking *a);

/* Tells people that nothing was found, and which stores did not answer, and frees it. status: of
 * asking_run(); the exit status of the command, as `found` says. */
int asking_end(struct asking *a, int status, bool found);

/* Tells people that there is more than was shown. items: "articles". */
void asking_tell_end(const struct asking *a, const char *items, uint64_t shown, uint64_t all);

/* Sends what is printed through a pager, if people read it on a terminal; pager_end() waits for it.
 * $PAGER, less without it, where there is one; nothing where it is empty. */
void pager_begin(void);
void pager_end(void);

#endif
