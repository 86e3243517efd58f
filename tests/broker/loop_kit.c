/* loop_kit.c: see loop_kit.h. */
#include "tests/broker/loop_kit.h"
#include "proto/id.h"
#include "proto/log.h"
#include "proto/version.h"
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_MS = 10000, OPTIONS_MAX = 16 };

/* ---- The broker ---- */

/* The program of the same build as this one. */
static const char *program(void)
{
    static char path[PATH_MAX + 32];
    char self[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    CHECK(len > 0);
    self[len] = '\0';
    snprintf(path, sizeof path, "%s/../garner-broker", dirname(self));
    if (access(path, X_OK) != 0) test_fail(__FILE__, __LINE__, "%s is not built", path);
    return path;
}

pid_t kit_broker(const char *options)
{
    char words[256], *rest = words, *argv[OPTIONS_MAX] = {NULL, "--data", "data"};
    int count = 3;
    argv[0] = (char *)(uintptr_t)program();
    snprintf(words, sizeof words, "%s", options);
    for (char *word; (word = strsep(&rest, " ")) && count < OPTIONS_MAX - 1;)
        if (*word) argv[count++] = word;
    pid_t pid = fork();
    if (pid != 0) return pid;
    int log = open("log", O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(log, STDERR_FILENO);
    execv(argv[0], argv);
    _exit(127);
}

int kit_broker_end(pid_t pid)
{
    uint64_t end = clock_mono_ms() + test_time_factor() * PATIENCE_MS;
    int status = 0;
    pid_t ended;
    while ((ended = waitpid(pid, &status, WNOHANG)) == 0 && clock_mono_ms() < end) usleep(2000);
    if (ended != pid) test_fail(__FILE__, __LINE__, "the broker does not end");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int kit_broker_kill(pid_t pid, int signal)
{
    kill(pid, signal);
    return kit_broker_end(pid);
}

bool kit_log_says(const char *text)
{
    char log[65536];
    FILE *f = fopen("log", "r");
    if (!f) return false;
    size_t len = fread(log, 1, sizeof log - 1, f);
    fclose(f);
    log[len] = '\0';
    return strstr(log, text) != NULL;
}

/* ---- Callers ---- */

struct caller *caller_at(const char *endpoint)
{
    struct err err;
    struct caller *c = xcalloc(1, sizeof *c);
    c->wire = wire_dealer(endpoint, NULL, &err);
    if (!c->wire) test_fail(__FILE__, __LINE__, "%s", err.text);
    return c;
}

struct caller *caller_new(void)
{
    char endpoint[PATH_MAX + 32], cwd[PATH_MAX];
    CHECK(getcwd(cwd, sizeof cwd));
    snprintf(endpoint, sizeof endpoint, "ipc://%s/data/broker.ipc", cwd);
    return caller_at(endpoint);
}

void caller_free(struct caller *c)
{
    wire_in_free(&c->in);
    wire_close(&c->wire, 0);
    arena_free(&c->arena);
    free(c);
}

void caller_send_raw(struct caller *c, struct view header, struct view body)
{
    uint64_t end = clock_mono_ms() + test_time_factor() * PATIENCE_MS;
    for (int rc = -1; rc != 0;) { /* the queue is short, and the broker may be busy */
        struct wire_body *frame = body.len ? wire_body_new(body.len) : NULL;
        if (frame) memcpy(wire_body_at(frame), body.at, body.len);
        rc = wire_send(c->wire, NULL, header, &frame);
        if (rc != 0) usleep(200);
        CHECK(clock_mono_ms() < end);
    }
}

static bool has_request(enum msg_number number)
{
    return number == MSG_SUBMIT || (number >= MSG_STATUS && number <= MSG_STOP);
}

void caller_send(struct caller *c, struct msg *msg, struct view body)
{
    struct buf header = {0};
    struct err err;
    if (has_request(msg->number)) msg->status.request = ++c->request;
    if (msg_encode(msg, &header, &err) != 0) test_fail(__FILE__, __LINE__, "%s", err.text);
    caller_send_raw(c, buf_view(&header), body);
    buf_free(&header);
}

static void take(struct caller *c, const char *what)
{
    uint64_t end = clock_mono_ms() + test_time_factor() * PATIENCE_MS;
    struct err err;
    wire_in_free(&c->in);
    arena_reset(&c->arena);
    while (wire_recv(c->wire, &c->in, &err) != 1) {
        struct wire_wait item = {.wire = c->wire};
        uint64_t now = clock_mono_ms();
        if (now >= end) test_fail(__FILE__, __LINE__, "%s does not come", what);
        wire_wait(&item, 1, (int)(end - now));
    }
    if (msg_decode(c->in.header.at, c->in.header.len, &c->arena, &c->msg, &err) != 0)
        test_fail(__FILE__, __LINE__, "%s", err.text);
    if (c->msg.number == MSG_PING)
        caller_send(c, &(struct msg){.number = MSG_PONG, .pong = {c->msg.ping.token}},
                    (struct view){0});
}

const struct msg *caller_await(struct caller *c, enum msg_number number)
{
    do {
        take(c, msg_name(number));
        if (c->msg.number == MSG_ERROR && number != MSG_ERROR)
            test_fail(__FILE__, __LINE__, "%s instead of %s: %.*s",
                      error_name((unsigned)c->msg.error.code), msg_name(number),
                      (int)c->msg.error.text.len, c->msg.error.text.at);
    } while (c->msg.number != number);
    return &c->msg;
}

int caller_refusal(struct caller *c)
{
    return (int)caller_await(c, MSG_ERROR)->error.code;
}

const struct msg *caller_ask(struct caller *c, struct msg *msg, enum msg_number answer)
{
    caller_send(c, msg, (struct view){0});
    return caller_await(c, answer);
}

uint64_t caller_say_hello(struct caller *c, const char *role, const char *extractor,
                          uint64_t protocol)
{
    struct msg msg = {.number = MSG_HELLO};
    msg.hello = (struct msg_hello){.protocol = protocol,
                                   .role = view_of(role),
                                   .version = view_of(GARNER_VERSION),
                                   .name = view_of("test"),
                                   .extractor = view_of(extractor),
                                   .children = 1};
    caller_send(c, &msg, (struct view){0});
    return c->request;
}

struct caller *caller_hello(const char *role)
{
    struct caller *c = caller_new();
    caller_say_hello(c, role, "x1", PROTOCOL_VERSION);
    caller_await(c, MSG_WELCOME);
    return c;
}

/* ---- What most tests do ---- */

struct view kit_content(const char *name, int i)
{
    static char text[256];
    int len = snprintf(text, sizeof text, "content of %s-%d\n", name, i);
    return (struct view){text, (size_t)len};
}

struct msg_offer kit_offer(const char *source, struct view content)
{
    static unsigned char hash[SHA256_LEN];
    sha256(content.at, content.len, hash);
    return (struct msg_offer){.source = view_of(source),
                              .sha256 = {(char *)hash, SHA256_LEN},
                              .bytes = content.len,
                              .length = content.len};
}

void kit_send_offer(struct caller *client, const char *archive, struct msg_offer offer,
                    struct view body)
{
    struct msg msg = {.number = MSG_SUBMIT};
    msg.submit.archive = view_of(archive);
    msg.submit.offers.at = &offer;
    msg.submit.offers.count = 1;
    caller_send(client, &msg, body);
}

void kit_submit(struct caller *client, const char *name, int count, enum verdict verdict)
{
    struct msg_offer *offers = xcalloc((size_t)count, sizeof *offers);
    char(*names)[64] = xcalloc((size_t)count, sizeof *names);
    unsigned char(*hashes)[SHA256_LEN] = xcalloc((size_t)count, SHA256_LEN);
    struct buf body = {0};
    struct msg msg = {.number = MSG_SUBMIT};
    for (int i = 0; i < count; i++) {
        struct view content = kit_content(name, i);
        snprintf(names[i], sizeof names[i], "%s-%d", name, i);
        sha256(content.at, content.len, hashes[i]);
        buf_add_view(&body, content);
        offers[i] = (struct msg_offer){.source = view_of(names[i]),
                                       .sha256 = {(char *)hashes[i], SHA256_LEN},
                                       .bytes = content.len,
                                       .length = content.len};
    }
    msg.submit.archive = view_of("a");
    msg.submit.offers.at = offers;
    msg.submit.offers.count = (size_t)count;
    caller_send(client, &msg, buf_view(&body));
    const struct msg *answer = caller_await(client, MSG_SUBMITTED);
    CHECK_INT(answer->submitted.request, (long long)client->request);
    CHECK_INT(answer->submitted.verdicts.len, count);
    for (int i = 0; i < count; i++) CHECK_INT(answer->submitted.verdicts.at[i], verdict);
    free(offers);
    free(names);
    free(hashes);
    buf_free(&body);
}

uint64_t kit_figure(struct caller *client, const char *path)
{
    char keys[128], *rest = keys, *key;
    snprintf(keys, sizeof keys, "%s", path);
    caller_ask(client, &(struct msg){.number = MSG_STATUS}, MSG_STATUS_IS);
    struct unpack u = unpack_of(client->in.body);
    while ((key = strsep(&rest, ".")))
        if (!unpack_find(&u, key)) return 0;
    return unpack_next(&u).number;
}

void kit_await_figure(struct caller *client, const char *path, uint64_t value)
{
    uint64_t end = clock_mono_ms() + test_time_factor() * PATIENCE_MS, is;
    while ((is = kit_figure(client, path)) != value && clock_mono_ms() < end) usleep(5000);
    if (is != value)
        test_fail(__FILE__, __LINE__, "%s is %llu, and does not become %llu", path,
                  (unsigned long long)is, (unsigned long long)value);
}

void kit_credit(struct caller *worker, uint64_t docs, uint64_t bytes)
{
    caller_send(worker, &(struct msg){.number = MSG_CREDIT, .credit = {docs, bytes}},
                (struct view){0});
}

static struct msg result_of(uint64_t lease, const struct msg_outcome *outcomes, size_t count)
{
    struct msg msg = {.number = MSG_RESULT};
    msg.result.lease = lease;
    msg.result.outcomes.at = outcomes;
    msg.result.outcomes.count = count;
    return msg;
}

void kit_one_article(size_t bytes, struct buf *out)
{
    pack_map(out, 1);
    pack_string(out, "articles");
    pack_array(out, 1);
    pack_map(out, 2);
    pack_string(out, "id");
    pack_string(out, "a1");
    pack_string(out, "spans");
    pack_array(out, 1);
    pack_array(out, 2);
    pack_u64(out, 0);
    pack_u64(out, bytes);
}

void kit_send_outcome(struct caller *worker, uint64_t lease, struct msg_outcome outcome,
                      struct view body)
{
    struct msg msg = result_of(lease, &outcome, 1);
    caller_send(worker, &msg, body);
}

void kit_answer(struct caller *worker, const struct msg *task, struct view result)
{
    struct msg_outcome outcomes[MAX_BATCH];
    struct buf body = {0};
    struct unpack article;
    uint64_t articles = unpack_items(unpack_of(result), "articles", &article);
    for (size_t i = 0; i < task->task.jobs.count; i++) {
        outcomes[i] = (struct msg_outcome){.num = task->task.jobs.at[i].num,
                                           .state = STATE_DONE,
                                           .articles = articles,
                                           .length = result.len};
        buf_add_view(&body, result);
    }
    struct msg msg = result_of(task->task.lease, outcomes, task->task.jobs.count);
    caller_send(worker, &msg, buf_view(&body));
    buf_free(&body);
}

size_t kit_work(struct caller *worker)
{
    const struct msg *task = caller_await(worker, MSG_TASK);
    struct msg_outcome outcomes[MAX_BATCH];
    struct buf results = {0};
    const char *at = worker->in.body.at;
    size_t count = task->task.jobs.count;
    for (size_t i = 0; i < count; i++) {
        const struct msg_job *job = &task->task.jobs.at[i];
        size_t before = results.len;
        pack_map(&results, 1);
        pack_string(&results, "canonical");
        pack_bin(&results, (struct view){at, job->length});
        at += job->length;
        outcomes[i] = (struct msg_outcome){
            .num = job->num, .state = STATE_DONE, .length = results.len - before};
    }
    struct msg msg = result_of(task->task.lease, outcomes, count);
    caller_send(worker, &msg, buf_view(&results));
    buf_free(&results);
    return count;
}

bool kit_text_is(struct view text, const char *want)
{
    return view_equal(text, view_of(want));
}

void kit_submit_one(struct caller *client, const char *archive, const char *source,
                    const char *content)
{
    struct view all = view_of(content);
    kit_send_offer(client, archive, kit_offer(source, all), all);
    caller_await(client, MSG_SUBMITTED);
}

void kit_work_all(struct caller *client, struct caller *worker, size_t documents)
{
    kit_credit(worker, 100, 1 << 20);
    while (documents > 0) documents -= kit_work(worker);
    kit_await_figure(client, "ledger.running", 0);
}
