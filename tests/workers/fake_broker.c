/* fake_broker.c: see fake_broker.h. */
#include "tests/workers/fake_broker.h"
#include "proto/id.h"
#include "proto/log.h"
#include "tests/test.h"
#include "workers/resources.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_MS = 25000 };

#define ENDPOINT "ipc://broker.ipc"

struct supervisor_setup fake_setup(void)
{
    static struct resources *shared;
    struct err err;
    if (resources_write("garner.data", NULL, 0, &err) != 0)
        test_fail(__FILE__, __LINE__, "%s", err.text);
    shared = resources_open("garner.data", &err);
    CHECK(shared != NULL);
    return (struct supervisor_setup){
        .work = {.pipeline = pipeline_find("faulty"),
                 .shared = shared,
                 .wall_ms = 20000,
                 .cpu_ms = 20000,
                 .memory = 64 << 20},
        .endpoint = ENDPOINT,
        .extractor = "test+0",
        .children = 2,
        .grace_ms = 5000,
    };
}

static void run_worker(const struct supervisor_setup *setup)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    log_open("worker");
    _exit(supervisor_run(setup));
}

/* The worker is forked first, while this process has no threads; it finds the broker later. */
void fake_start(struct fake *f, const struct supervisor_setup *setup)
{
    struct err err;
    memset(f, 0, sizeof *f);
    f->welcome = (struct msg_welcome){.protocol = PROTOCOL_VERSION,
                                      .version = view_of("fake"),
                                      .heartbeat_ms = 100,
                                      .liveness_ms = test_time_factor() * LIVENESS_MS};
    f->seen = xcalloc(MOST_DOCUMENTS, sizeof *f->seen);
    fflush(NULL);
    f->pid = fork();
    if (f->pid == 0) run_worker(setup);
    f->wire = wire_router();
    if (wire_bind(f->wire, ENDPOINT, &err) != 0) test_fail(__FILE__, __LINE__, "%s", err.text);
}

void fake_open(struct fake *f, const struct supervisor_setup *setup)
{
    fake_start(f, setup);
    fake_await(f, MSG_HELLO);
    fake_welcome(f);
}

void fake_welcome(struct fake *f)
{
    fake_say(f, &(struct msg){.number = MSG_WELCOME, .welcome = f->welcome});
    fake_await(f, MSG_CREDIT);
}

/* Saying */

/* False when ZeroMQ's queue for the worker is full. */
static bool try_to_say(struct fake *f, struct view header, struct view bytes)
{
    struct wire_body *body = bytes.len ? wire_body_new(bytes.len) : NULL;
    if (body) memcpy(wire_body_at(body), bytes.at, bytes.len);
    return wire_send(f->wire, &f->worker, header, &body) == 0 || errno != EAGAIN;
}

static void say(struct fake *f, const struct msg *m, struct view bytes)
{
    struct buf header = {0};
    struct err err;
    if (msg_encode(m, &header, &err) != 0) test_fail(__FILE__, __LINE__, "%s", err.text);
    while (!try_to_say(f, buf_view(&header), bytes)) usleep(1000);
    buf_free(&header);
}

void fake_say(struct fake *f, const struct msg *m)
{
    say(f, m, (struct view){0});
}

void fake_error(struct fake *f, unsigned code)
{
    fake_say(f, &(struct msg){.number = MSG_ERROR,
                              .error = {.code = code, .text = view_of("says the test")}});
}

void fake_raw_task(struct fake *f, uint64_t lease, const struct msg_job *jobs, size_t count,
                   struct view body)
{
    say(f, &(struct msg){.number = MSG_TASK, .task = {.lease = lease, .jobs = {jobs, count}}},
        body);
}

void fake_task(struct fake *f, uint64_t lease, uint64_t first, const char *const *texts,
               size_t count)
{
    static unsigned char hashes[MAX_BATCH][SHA256_LEN];
    static struct msg_job jobs[MAX_BATCH];
    struct buf body = {0};
    CHECK(count <= MAX_BATCH);
    for (size_t i = 0; i < count; i++) {
        struct view text = view_of(texts[i]);
        sha256(text.at, text.len, hashes[i]);
        jobs[i] = (struct msg_job){.num = first + i,
                                   .archive = view_of("test"),
                                   .source = view_of("a.txt"),
                                   .sha256 = {(char *)hashes[i], SHA256_LEN},
                                   .bytes = text.len,
                                   .length = text.len,
                                   .attempt = 1};
        buf_add_view(&body, text);
    }
    fake_raw_task(f, lease, jobs, count, buf_view(&body));
    buf_free(&body);
}

void fake_task_of(struct fake *f, uint64_t lease, uint64_t first, const char *text, size_t count)
{
    const char *texts[MAX_BATCH];
    for (size_t i = 0; i < count; i++) texts[i] = text;
    fake_task(f, lease, first, texts, count);
}

/* Hearing */

static void note_outcome(struct fake *f, uint64_t lease, const struct msg_outcome *o)
{
    CHECK(o->num < MOST_DOCUMENTS);
    struct seen *seen = &f->seen[o->num];
    seen->times++;
    seen->lease = lease;
    seen->order = f->answers++;
    seen->outcome = *o;
    snprintf(seen->detail, sizeof seen->detail, "%.*s", (int)o->detail.len, o->detail.at);
}

static void note_result(struct fake *f)
{
    const struct msg_result *r = &f->msg.result;
    uint64_t length = 0;
    for (size_t i = 0; i < r->outcomes.count; i++) {
        note_outcome(f, r->lease, &r->outcomes.at[i]);
        length += r->outcomes.at[i].length + r->outcomes.at[i].part_length;
    }
    CHECK_INT(f->in.body.len, (long long)length);
}

static void note_beat(struct fake *f)
{
    uint64_t now = clock_mono_ms(), gap = f->beats ? now - f->beat_ms : 0;
    const struct u64_list *leases = &f->msg.heartbeat.leases;
    if (gap > f->longest_gap_ms) f->longest_gap_ms = gap;
    f->beats++;
    f->beat_ms = now;
    f->beat = f->msg.heartbeat;
    f->lease_count = leases->count;
    for (size_t i = 0; i < leases->count; i++) f->leases[i] = leases->at[i];
    if (!f->silent) fake_say(f, &(struct msg){.number = MSG_PONG});
}

/* Waits for a message and takes it in; false when none came. */
static bool hear(struct fake *f, uint64_t until_ms)
{
    struct err err;
    struct wire_wait item = {.wire = f->wire};
    uint64_t now = clock_mono_ms();
    wire_in_free(&f->in);
    arena_reset(&f->arena);
    wire_wait(&item, 1, until_ms > now ? (int)(until_ms - now) : 0);
    int rc = wire_recv(f->wire, &f->in, &err);
    if (rc == 0) return false;
    if (rc > 0) rc = msg_decode(f->in.header.at, f->in.header.len, &f->arena, &f->msg, &err);
    if (rc < 0) test_fail(__FILE__, __LINE__, "the worker sent nonsense: %s", err.text);
    f->worker = f->in.from;
    if (f->msg.number == MSG_RESULT) note_result(f);
    if (f->msg.number == MSG_HEARTBEAT) note_beat(f);
    return true;
}

void fake_await(struct fake *f, unsigned number)
{
    uint64_t until = clock_mono_ms() + test_time_factor() * PATIENCE_MS;
    while (!hear(f, until) || f->msg.number != number)
        if (clock_mono_ms() >= until) test_fail(__FILE__, __LINE__, "no %s came", msg_name(number));
}

void fake_await_answers(struct fake *f, uint64_t answers)
{
    uint64_t until = clock_mono_ms() + test_time_factor() * PATIENCE_MS;
    while (f->answers < answers)
        if (!hear(f, until) && clock_mono_ms() >= until)
            test_fail(__FILE__, __LINE__, "%d answers came, not %d", (int)f->answers, (int)answers);
}

void fake_listen(struct fake *f, unsigned ms)
{
    uint64_t until = clock_mono_ms() + ms;
    while (clock_mono_ms() < until) hear(f, until);
}

/* Processes */

int fake_worker_status(struct fake *f)
{
    int status;
    uint64_t until = clock_mono_ms() + test_time_factor() * PATIENCE_MS;
    while (waitpid(f->pid, &status, WNOHANG) == 0) {
        if (clock_mono_ms() > until) test_fail(__FILE__, __LINE__, "the worker does not end");
        hear(f, clock_mono_ms() + 10);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

size_t fake_children(const struct fake *f, pid_t *pids, size_t room)
{
    char path[64];
    size_t count = 0;
    int pid;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)f->pid, (int)f->pid);
    FILE *in = fopen(path, "r");
    CHECK(in != NULL);
    while (count < room && fscanf(in, "%d", &pid) == 1) pids[count++] = pid;
    fclose(in);
    return count;
}

const char *fake_fate(const struct fake *f, uint64_t num)
{
    static char text[128];
    const struct seen *s = &f->seen[num];
    const struct msg_outcome *o = &s->outcome;
    if (s->times != 1)
        snprintf(text, sizeof text, "answered %u times", s->times);
    else if (o->state == STATE_DONE)
        snprintf(text, sizeof text, "done");
    else if (o->state == STATE_WAITING)
        snprintf(text, sizeof text, "given back");
    else
        snprintf(text, sizeof text, "%s %s %d %d%s", state_name((unsigned)o->state),
                 reason_name((unsigned)o->reason), (int)o->exit_status, (int)o->exit_signal,
                 o->length ? ", with a result" : "");
    return text;
}
