/* index_roles.h: who brings documents to a broker in the bench of the index: one that offers files,
 * and workers that do not extract (index_result.h). Each is a process of its own.
 */
#ifndef TESTS_BENCH_INDEX_ROLES_H
#define TESTS_BENCH_INDEX_ROLES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { INDEX_TIMES_MOST = 1 << 20 };

/* Between the processes. */
extern struct index_shared {
    atomic_int ready;
    atomic_bool asking, go, over; /* clients may ask; all others may begin; it is all in */
    atomic_ulong bytes;           /* of all files */
    atomic_ulong asked;
    uint32_t micros[INDEX_TIMES_MOST]; /* of each question asked */
} * index_shared;
void index_share(void); /* before any process starts */
void index_wait(void);  /* tells that this one is ready, and waits until it may go */
void index_wait_to_ask(void);

struct index_list { /* of lines */
    char **at;
    size_t count;
};
extern struct index_list index_files, index_questions;

/* Roles; they run until they are ended. */
void index_produce(void); /* offers index_files */
void index_work(void);

#endif
