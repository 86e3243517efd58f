/* bench_kit.h: what the benches of the queue share: a broker of this build over a new store, and
 * peers that speak the protocol through proto/. Whatever goes wrong ends the bench with a line that
 * says so.
 */
#ifndef TESTS_BENCH_KIT_H
#define TESTS_BENCH_KIT_H

#include "proto/log.h"
#include "proto/msg.h"
#include "proto/wire.h"
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

extern const char *bench_directory; /* of the store, and the broker's endpoint in it */
extern char bench_endpoint[];
void bench_use(const char *directory);

void bench_die(const char *what, const char *why) __attribute__((noreturn));
double bench_now(void);      /* seconds */
double bench_cpu(pid_t pid); /* seconds of processor time that a process has taken */

struct bench_peer {
    struct wire *wire;
    struct buf header;
    struct arena arena;
    struct wire_in in;
    struct msg msg; /* the last one taken; views into `in` */
};
struct bench_peer bench_open(const char *role); /* welcomed: msg is the WELCOME */
void bench_send(struct bench_peer *p, const struct msg *msg, struct wire_body *body);
bool bench_take(struct bench_peer *p, int timeout_ms); /* false if nothing came in time */
void bench_await(struct bench_peer *p, enum msg_number number);
uint64_t bench_done(struct bench_peer *p); /* documents done, by the ledger */

/* Offers documents that do not compress, as fast as the window of the WELCOME lets it, until all
 * are acknowledged. */
void bench_offer_all(struct bench_peer *p, uint64_t documents, size_t bytes);

/* Fills in what became of a document, and appends its result. stored: the bytes of the TASK. */
typedef void bench_answerer(const struct msg_job *job, struct view stored, struct msg_outcome *o,
                            struct buf *results);

/* A worker's part: grants so much credit, and after begin() answers all it is given; without end.
 * It answers a TASK before it takes anything else, so it holds no leases at a heartbeat but those
 * that are under way. */
void bench_work(uint64_t docs, uint64_t bytes, void (*begin)(void), bench_answerer *answer)
    __attribute__((noreturn));

pid_t bench_start(void (*role)(void)); /* in a process of its own */
void bench_end(pid_t pid, int signal);
void bench_become(const char *name, char **argv)
    __attribute__((noreturn)); /* a program of this build */
void bench_broker(void);       /* a role */

#endif
