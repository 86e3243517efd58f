/* loop_kit.h: a garner-broker of our own in ./data, and callers who speak to it message by message.
 *
 * Everything fails the test when it does not come within ten seconds.
 */
#ifndef TESTS_BROKER_LOOP_KIT_H
#define TESTS_BROKER_LOOP_KIT_H

#include "proto/msg.h"
#include "proto/pack.h"
#include "proto/wire.h"
#include "tests/test.h"
#include <sys/types.h>

/* Starts build/garner-broker with --data ./data and these options (blanks between them), its log in
 * ./log. kit_broker_end() waits for it and returns its exit status, or -signal. */
pid_t kit_broker(const char *options);
int kit_broker_end(pid_t pid);
int kit_broker_kill(pid_t pid, int signal); /* the same after this signal */
bool kit_log_says(const char *text);

struct caller {
    struct wire *wire;
    struct arena arena;
    struct wire_in in; /* the last message taken */
    struct msg msg;
    uint64_t request; /* the last one sent */
};

/* Connects to the private endpoint of ./data; caller_hello() also opens a session ("client",
 * "worker"). */
struct caller *caller_new(void);
struct caller *caller_at(const char *endpoint);
struct caller *caller_hello(const char *role);
void caller_free(struct caller *c);
uint64_t caller_say_hello(struct caller *c, const char *role, const char *extractor,
                          uint64_t protocol);

/* msg->number says what; `request`, where the message has one, is filled in. */
void caller_send(struct caller *c, struct msg *msg, struct view body);
void caller_send_raw(struct caller *c, struct view header, struct view body);

/* Takes messages until one of this number; PINGs are answered, other messages passed over, but an
 * ERROR that was not awaited fails. */
const struct msg *caller_await(struct caller *c, enum msg_number number);
/* The code of the next ERROR. */
int caller_refusal(struct caller *c);
/* Sends, and returns the answer. */
const struct msg *caller_ask(struct caller *c, struct msg *msg, enum msg_number answer);

/* ---- What most tests do ---- */

bool kit_text_is(struct view text, const char *want);

/* Offers `count` documents "NAME-0" … whose content is "content of NAME-0" …, in archive "a", and
 * awaits the verdicts, all of which must be `verdict`. */
void kit_submit(struct caller *client, const char *name, int count, enum verdict verdict);
/* A document of this content, to be offered. Its hash is static storage, until the next call. */
struct msg_offer kit_offer(const char *source, struct view content);
/* Sends a SUBMIT of this one; nothing is awaited. */
void kit_send_offer(struct caller *client, const char *archive, struct msg_offer offer,
                    struct view body);
/* Offers one document, whose content is all of this string. */
void kit_submit_one(struct caller *client, const char *archive, const char *source,
                    const char *content);
struct view kit_content(const char *name, int i); /* static storage, until the next call */

/* Sends a RESULT of this one outcome. */
void kit_send_outcome(struct caller *worker, uint64_t lease, struct msg_outcome outcome,
                      struct view body);

/* One number of the status: "ledger.waiting"; 0 if it is not there. */
uint64_t kit_figure(struct caller *client, const char *path);
void kit_await_figure(struct caller *client, const char *path, uint64_t value);

/* Takes a TASK and answers DONE for all its documents, the result of each a map {"canonical":
 * content} in which nothing else is; returns how many. */
size_t kit_work(struct caller *worker);
/* So many documents, until none is running. */
void kit_work_all(struct caller *client, struct caller *worker, size_t documents);
void kit_credit(struct caller *worker, uint64_t docs, uint64_t bytes);
/* Appends a result with one article, which is all of a document of so many bytes. */
void kit_one_article(size_t bytes, struct buf *out);
/* Answers all documents of the TASK last taken as DONE, with this result. */
void kit_answer(struct caller *worker, const struct msg *task, struct view result);

#endif
