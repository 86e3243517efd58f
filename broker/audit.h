/* audit.h: a whole store held against itself, document by document and page by page.
 *
 * For `garner-broker --check`: a process of its own reads what one commit left, while a broker may
 * be at work on it. What docs/store.md promises of every commit is looked for, and what the workers
 * said is held against the documents once more: bodies against their hashes, results against their
 * texts, the index against both. Nothing is taken on trust but LMDB.
 */
#ifndef BROKER_AUDIT_H
#define BROKER_AUDIT_H

#include "broker/store.h"

struct audit {
    uint64_t documents, bodies, results;
    uint64_t articles, positions; /* that the index has */
    uint64_t states[STORE_STATES];
    uint64_t flaws;
};

/* Called for each flaw, with a sentence that says what is wrong and where. */
typedef void audit_tell(const char *flaw);

/* Audits the store in the directory. 0, with the flaws counted; -1 with *err if it cannot be read
 * at all. Takes memory for the longest document and its result, and as long as reading all of it
 * takes; meanwhile pages that a broker frees are not used again. */
int audit_store(const char *dir, audit_tell *tell, struct audit *out, struct err *err);

#endif
