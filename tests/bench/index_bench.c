/* index_bench.c: the index at work: articles in, and questions about them.
 *
 *     index_bench STORE ingest LIST
 *         offers the files named in LIST, one a line, through a broker; two workers answer with a
 *         result, and a part for the index
 *     index_bench STORE ask QUESTIONS
 *         asks the index in this process; prints milliseconds by kind
 *     index_bench STORE broker QUESTIONS
 *         one client asks the broker; prints milliseconds by kind
 *     index_bench STORE mixed LIST QUESTIONS
 *         50 clients ask the broker while files come in
 *     index_bench STORE compare TEXT...
 *         how many articles and how many documents have each text; what it takes to count the
 *         articles, and to find the first twenty
 *     index_bench STORE fold LIST DIRECTORY
 *         writes the files named in LIST, folded as the index does it, by their number in LIST
 *     index_bench STORE find LIST TEXTS
 *         of each text, one a line, the numbers of the files that have it; at last milliseconds
 *
 * The workers do not extract: their results have a title, sentences and a few records, as many as
 * texts of this kind have, so that sizes are those of real ones.
 */
#include "broker/index.h"
#include "proto/fold.h"
#include "proto/id.h"
#include "proto/pack.h"
#include "proto/part.h"
#include "proto/squeeze.h"
#include "tests/bench/bench_kit.h"
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    WORKERS = 2,
    CLIENTS = 50,
    CREDIT_DOCS = 256, /* little, so that leases are answered before they are missed */
    CREDIT_BYTES = 1 << 20,
    BATCH = 256,
    BATCH_BYTES = 256 << 10,
    TIMES_MOST = 1 << 20
};

static struct shared {
    atomic_int ready;
    atomic_bool go, over;
    atomic_ulong bytes; /* of all files */
    atomic_ulong asked;
    uint32_t micros[TIMES_MOST]; /* of each question asked */
} * shared;

static char **files, **questions;
static size_t file_count, question_count;

/* ---- Lists ---- */

static struct buf read_file(const char *path)
{
    struct buf out = {0};
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) bench_die(path, "cannot be read");
    buf_reserve(&out, (size_t)st.st_size + 1);
    ssize_t len = read(fd, out.at, (size_t)st.st_size);
    out.len = len > 0 ? (size_t)len : 0;
    close(fd);
    return out;
}

static char **read_lines(const char *path, size_t *count)
{
    struct buf text = read_file(path);
    char *line, *rest = buf_string(&text), **lines = NULL;
    for (*count = 0; (line = strsep(&rest, "\n"));) {
        if (*line == '\0') continue;
        lines = xrealloc(lines, (*count + 1) * sizeof *lines);
        lines[(*count)++] = line;
    }
    return lines; /* into `text`, which stays */
}

/* ---- Ingest ---- */

static void wait_for_start(void)
{
    atomic_fetch_add(&shared->ready, 1);
    while (!atomic_load(&shared->go)) usleep(500);
}

struct batch {
    struct msg_offer offers[BATCH];
    unsigned char hashes[BATCH][SHA256_LEN];
    struct buf body;
    size_t count;
};

static void add_file(struct batch *b, const char *path)
{
    struct buf text = read_file(path);
    struct msg_offer *o = &b->offers[b->count];
    size_t before = b->body.len;
    sha256(text.at, text.len, b->hashes[b->count]);
    *o = (struct msg_offer){.source = view_of(path),
                            .sha256 = {(char *)b->hashes[b->count], SHA256_LEN},
                            .bytes = text.len};
    o->encoding = (uint64_t)squeeze(buf_view(&text), &b->body);
    o->length = b->body.len - before;
    b->count++;
    atomic_fetch_add(&shared->bytes, text.len);
    buf_free(&text);
}

static void send_batch(struct bench_peer *p, struct batch *b)
{
    struct msg msg = {.number = MSG_SUBMIT};
    struct wire_body *body = wire_body_new(b->body.len);
    memcpy(wire_body_at(body), b->body.at, b->body.len);
    msg.submit.archive = view_of("bench");
    msg.submit.offers.at = b->offers;
    msg.submit.offers.count = b->count;
    bench_send(p, &msg, body);
    b->count = b->body.len = 0;
}

static void produce(void)
{
    static struct batch b;
    struct bench_peer p = bench_open("client");
    uint64_t window = p.msg.welcome.window_docs, sent = 0, acknowledged = 0;
    wait_for_start();
    while (acknowledged < file_count) {
        while (sent < file_count && sent - acknowledged + BATCH <= window) {
            while (b.count < BATCH && b.body.len < BATCH_BYTES && sent < file_count)
                add_file(&b, files[sent++]);
            send_batch(&p, &b);
        }
        bench_await(&p, MSG_SUBMITTED);
        acknowledged += p.msg.submitted.verdicts.len;
    }
    for (;;) bench_take(&p, HEARTBEAT_MS);
}

/* ---- The workers ---- */

static void pack_span(struct buf *out, size_t start, size_t end)
{
    pack_array(out, 2);
    pack_u64(out, start);
    pack_u64(out, end);
}

/* Sentences end behind each full stop. */
static void pack_sentences(struct buf *out, struct view text, size_t base)
{
    static const char stop[] = "。";
    size_t opened = pack_open_array(out), start = 0;
    uint32_t count = 0;
    while (start < text.len) {
        const char *found = memmem(text.at + start, text.len - start, stop, sizeof stop - 1);
        size_t end = found ? (size_t)(found - text.at) + sizeof stop - 1 : text.len;
        pack_span(out, base + start, base + end);
        count++;
        start = end;
    }
    pack_close(out, opened, count);
}

/* A record for each figure. Returns how many there are. */
static uint32_t pack_records(struct buf *out, struct view text, size_t base)
{
    size_t opened = pack_open_array(out);
    uint32_t count = 0;
    for (size_t i = 0, end; i < text.len; i = end) {
        end = i + 1;
        if (text.at[i] < '0' || text.at[i] > '9') continue;
        while (end < text.len && text.at[end] >= '0' && text.at[end] <= '9') end++;
        pack_map(out, 8);
        pack_string(out, "kind");
        pack_string(out, "quantity");
        pack_string(out, "text");
        pack_str(out, (struct view){text.at + i, end - i});
        pack_string(out, "start");
        pack_u64(out, base + i);
        pack_string(out, "end");
        pack_u64(out, base + end);
        pack_string(out, "rule");
        pack_string(out, "count");
        pack_string(out, "confidence");
        pack_double(out, 0.9);
        pack_string(out, "value");
        pack_str(out, (struct view){text.at + i, end - i});
        pack_string(out, "unit");
        pack_string(out, "件");
        count++;
    }
    pack_close(out, opened, count);
    return count;
}

/* The article at [start, end) of the document. Returns how many records it has. */
static uint32_t make_article(struct view document, size_t start, size_t end, uint64_t number,
                             struct buf *out)
{
    struct view text = {document.at + start, end - start};
    const char *stop = memchr(text.at, '\n', text.len);
    size_t title = stop ? (size_t)(stop - text.at) : text.len;
    char id[24];
    snprintf(id, sizeof id, "a%" PRIu64, number);
    pack_map(out, 7);
    pack_string(out, "id");
    pack_string(out, id);
    pack_string(out, "kind");
    pack_string(out, "article");
    pack_string(out, "title");
    pack_str(out, (struct view){text.at, title});
    pack_string(out, "date");
    pack_string(out, "2024-05-06");
    pack_string(out, "spans");
    pack_array(out, 1);
    pack_span(out, start, end);
    pack_string(out, "sentences");
    pack_sentences(out, text, start);
    pack_string(out, "records");
    return pack_records(out, text, start);
}

/* Articles stand apart by an empty line; o tells how many there are, and of their records. */
static void make_result(struct view text, struct msg_outcome *o, struct buf *out)
{
    static const char apart[] = "\n\n";
    pack_map(out, 3);
    pack_string(out, "media_type");
    pack_string(out, "text/plain");
    pack_string(out, "articles");
    size_t opened = pack_open_array(out);
    for (size_t start = 0, end; start < text.len; start = end + sizeof apart - 1) {
        const char *found = memmem(text.at + start, text.len - start, apart, sizeof apart - 1);
        end = found ? (size_t)(found - text.at) : text.len;
        o->records += make_article(text, start, end, ++o->articles, out);
    }
    pack_close(out, opened, (uint32_t)o->articles);
    pack_string(out, "other");
    pack_array(out, 0);
}

static void answer_one(const struct msg_job *job, struct view stored, struct msg_outcome *o,
                       struct buf *results)
{
    static struct buf text, result;
    size_t before = results->len;
    text.len = result.len = 0;
    if (expand((int)job->encoding, stored, MAX_DOCUMENT, &text, NULL) != 0)
        bench_die("a document", "does not expand");
    buf_string(&text);
    *o = (struct msg_outcome){.num = job->num, .state = STATE_DONE};
    make_result(buf_view(&text), o, &result);
    o->encoding = (uint64_t)squeeze(buf_view(&result), results);
    o->length = results->len - before;
    part_make(buf_view(&result), buf_view(&text), NULL, NULL, results);
    o->part_length = results->len - before - o->length;
}

static void answer(struct bench_peer *p)
{
    static struct msg_outcome outcomes[MAX_BATCH];
    static struct buf results;
    const struct msg_task *task = &p->msg.task;
    const char *from = p->in.body.at;
    results.len = 0;
    for (size_t i = 0; i < task->jobs.count; i++) {
        const struct msg_job *job = &task->jobs.at[i];
        answer_one(job, (struct view){from, job->length}, &outcomes[i], &results);
        from += job->length;
    }
    struct wire_body *body = wire_body_new(results.len);
    memcpy(wire_body_at(body), results.at, results.len);
    struct msg msg = {.number = MSG_RESULT};
    msg.result.lease = task->lease;
    msg.result.outcomes.at = outcomes;
    msg.result.outcomes.count = task->jobs.count;
    bench_send(p, &msg, body);
}

static void work(void)
{
    struct bench_peer p = bench_open("worker");
    uint64_t beat = clock_mono_ms();
    bench_send(&p, &(struct msg){.number = MSG_CREDIT, .credit = {CREDIT_DOCS, CREDIT_BYTES}},
               NULL);
    wait_for_start();
    for (;;) {
        if (bench_take(&p, HEARTBEAT_MS) && p.msg.number == MSG_TASK) answer(&p);
        if (clock_mono_ms() - beat < HEARTBEAT_MS) continue;
        beat = clock_mono_ms();
        bench_send(&p, &(struct msg){.number = MSG_HEARTBEAT}, NULL);
    }
}

/* ---- Times ---- */

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void print_times(const char *kind, const char *what, uint32_t *micros, size_t count)
{
    if (count == 0) return;
    qsort(micros, count, sizeof *micros, by_number);
    printf("%-6s %-12s %6zu questions, p50 %.3f ms, p99 %.3f ms, most %.3f ms\n", kind, what, count,
           micros[count / 2] / 1e3, micros[count * 99 / 100] / 1e3, micros[count - 1] / 1e3);
}

static uint32_t micros_since(double began)
{
    return (uint32_t)((bench_now() - began) * 1e6);
}

/* ---- Asking in this process ---- */

struct counted {
    uint64_t articles, documents; /* a document's articles stand together */
};

static struct counted count_found(struct index_view *v, const char *text, uint64_t most)
{
    uint32_t points[INDEX_TEXT_MOST];
    struct index_text wanted = {.at = points, .zones = 1u << ZONE_TEXT, .once = true};
    struct counted n = {0};
    uint64_t last = 0;
    wanted.count = (uint32_t)fold_points(view_of(text), points);
    for (size_t i = 0; i < v->count && n.articles < most; i++) {
        struct index_find *f = index_find_open(v, &v->at[i], &wanted);
        struct index_hit hit;
        for (uint32_t from = 0; n.articles < most && index_next(f, from, &hit);
             from = hit.ordinal + 1) {
            n.articles++;
            n.documents += hit.article.doc != last;
            last = hit.article.doc;
        }
        index_find_close(&f);
    }
    return n;
}

static struct counted ask_one(struct store_read *r, struct index_view *v, const char *text,
                              uint64_t most, uint32_t *micros)
{
    struct err err;
    double began = bench_now();
    if (store_read_begin(r, &err) != 0) bench_die("read", err.text);
    index_open(v, r);
    struct counted found = count_found(v, text, most);
    if (store_read_end(r, &err) != 0) bench_die("read", err.text);
    *micros = micros_since(began);
    return found;
}

/* The text of a question if it is of this kind; NULL if not. */
static const char *text_of(const char *question, const char *kind)
{
    size_t len = strlen(kind);
    return strncmp(question, kind, len) == 0 && question[len] == ' ' ? question + len + 1 : NULL;
}

static void ask_kind(struct store_read *r, const char *kind, const char *what, uint64_t most)
{
    static uint32_t micros[TIMES_MOST];
    struct index_view v = {0};
    size_t asked = 0;
    for (size_t i = 0; i < question_count; i++) {
        const char *text = text_of(questions[i], kind);
        if (text) ask_one(r, &v, text, most, &micros[asked++]);
    }
    print_times(kind, what, micros, asked);
    index_close(&v);
}

static struct store *open_store(struct store_read **r)
{
    struct store *s;
    struct err err;
    if (store_open(bench_directory, &s, &err) != 0) bench_die(bench_directory, err.text);
    if (store_read_open(s, r, &err) != 0) bench_die("read", err.text);
    return s;
}

static const char *const kinds[] = {"one", "two", "three", "four", "eight", "none"};
enum { KINDS = sizeof kinds / sizeof *kinds };

static void ask(void)
{
    struct store_read *r;
    struct store *s = open_store(&r);
    for (size_t i = 0; i < KINDS; i++) {
        ask_kind(r, kinds[i], "first 50", 50);
        ask_kind(r, kinds[i], "all, counted", UINT64_MAX);
    }
    store_read_close(&r);
    store_close(&s);
}

/* Milliseconds a text, warm. */
static double ask_texts(struct store_read *r, struct index_view *v, char **texts, uint64_t most)
{
    uint32_t micros;
    size_t count = 0;
    for (; texts[count]; count++) ask_one(r, v, texts[count], most, &micros);
    double began = bench_now();
    for (size_t i = 0; i < count; i++) ask_one(r, v, texts[i], most, &micros);
    return count ? 1e3 * (bench_now() - began) / (double)count : 0;
}

static void compare(char **texts)
{
    enum { FIRST = 20 };
    struct store_read *r;
    struct store *s = open_store(&r);
    struct index_view v = {0};
    uint32_t micros;
    for (char **t = texts; *t; t++) {
        struct counted n = ask_one(r, &v, *t, UINT64_MAX, &micros);
        printf("%" PRIu64 " %" PRIu64 "\n", n.articles, n.documents);
    }
    double first = ask_texts(r, &v, texts, FIRST), all = ask_texts(r, &v, texts, UINT64_MAX);
    printf("%.4f %.4f\n", all, first);
    index_close(&v);
    store_read_close(&r);
    store_close(&s);
}

/* ---- Beside ripgrep ---- */

static void fold_files(const char *directory)
{
    struct buf folded = {0};
    for (size_t i = 0; i < file_count; i++) {
        char path[PATH_MAX];
        struct buf text = read_file(files[i]);
        folded.len = 0;
        fold_text(buf_view(&text), &folded);
        snprintf(path, sizeof path, "%s/%zu", directory, i);
        FILE *out = fopen(path, "w");
        if (!out || fwrite(folded.at, 1, folded.len, out) != folded.len || fclose(out) != 0)
            bench_die(path, "cannot be written");
        buf_free(&text);
    }
    buf_free(&folded);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(files[*(const uint32_t *)a], files[*(const uint32_t *)b]);
}

/* The number of the file that a document was made of. */
static uint32_t file_of(const uint32_t *sorted, struct view source)
{
    size_t low = 0, high = file_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (view_compare(view_of(files[sorted[middle]]), source) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == file_count || !view_equal(view_of(files[sorted[low]]), source))
        bench_die("a document", "is of no file");
    return sorted[low];
}

/* Fills in the numbers of the documents that have the text. */
static void find_documents(struct index_view *v, const char *text, struct buf *found)
{
    uint32_t points[INDEX_TEXT_MOST];
    struct index_text wanted = {
        .at = points, .zones = 1u << ZONE_TEXT | 1u << ZONE_TITLE, .once = true};
    wanted.count = (uint32_t)fold_points(view_of(text), points);
    uint64_t last = 0;
    found->len = 0;
    for (size_t i = 0; i < v->count; i++) {
        struct index_find *f = index_find_open(v, &v->at[i], &wanted);
        struct index_hit hit;
        for (uint32_t from = 0; index_next(f, from, &hit); from = hit.ordinal + 1) {
            if (hit.article.doc != last) buf_add(found, &hit.article.doc, sizeof hit.article.doc);
            last = hit.article.doc;
        }
        index_find_close(&f);
    }
}

static void print_files(struct store_read *r, const uint32_t *sorted, const struct buf *found)
{
    for (size_t i = 0; i < found->len; i += sizeof(uint64_t)) {
        struct msg_stored_doc doc;
        uint64_t num;
        memcpy(&num, found->at + i, sizeof num);
        if (!store_doc(r, num, &doc)) bench_die("a document", "is not there");
        printf("%s%" PRIu32, i ? " " : "", file_of(sorted, doc.source));
    }
    putchar('\n');
}

static void find_files(void)
{
    struct store_read *r;
    struct store *s = open_store(&r);
    struct index_view v = {0};
    struct buf found = {0};
    struct err err;
    double took = 0;
    uint32_t *sorted = xmalloc(file_count * sizeof *sorted);
    for (uint32_t i = 0; i < file_count; i++) sorted[i] = i;
    qsort(sorted, file_count, sizeof *sorted, by_name);
    if (store_read_begin(r, &err) != 0) bench_die("read", err.text);
    index_open(&v, r);
    for (size_t i = 0; i < question_count; i++) {
        double began = bench_now();
        find_documents(&v, questions[i], &found);
        took += bench_now() - began;
        print_files(r, sorted, &found);
    }
    printf("%.3f\n", 1e3 * took);
    store_read_end(r, &err);
    free(sorted);
    buf_free(&found);
    index_close(&v);
    store_read_close(&r);
    store_close(&s);
}

/* ---- Asking the broker ---- */

/* Microseconds that the first ten articles that have a text take, the best first. */
static uint32_t ask_broker(struct bench_peer *p, const char *text)
{
    static struct buf query;
    struct msg msg = {.number = MSG_ASK};
    query.len = 0;
    buf_format(&query, "\"%s\"", text);
    msg.ask = (struct msg_ask){.query = buf_view(&query), .wanted = WANTED_ARTICLES, .limit = 10};
    double began = bench_now();
    bench_send(p, &msg, NULL);
    bench_await(p, MSG_ANSWER);
    return micros_since(began);
}

static void client(void)
{
    struct bench_peer p = bench_open("client");
    wait_for_start();
    for (size_t i = (size_t)getpid() * 7919; !atomic_load(&shared->over); i++) {
        uint32_t micros = ask_broker(&p, strchr(questions[i % question_count], ' ') + 1);
        uint64_t at = atomic_fetch_add(&shared->asked, 1);
        if (at < TIMES_MOST) shared->micros[at] = micros;
    }
    exit(0);
}

/* ---- The run ---- */

static double cpu_seconds(pid_t pid)
{
    struct timespec t = {0};
    clockid_t clock;
    if (clock_getcpuclockid(pid, &clock) == 0) clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Until the compactor has nothing more to do: the broker takes hardly any time. */
static void await_rest(pid_t broker)
{
    enum { SECONDS_MOST = 300 };
    for (int i = 0; i < SECONDS_MOST; i++) {
        double before = cpu_seconds(broker);
        sleep(1);
        if (i > 1 && cpu_seconds(broker) - before < 0.02) return;
    }
}

static void ask_alone(void)
{
    static uint32_t micros[TIMES_MOST];
    pid_t broker = bench_start(bench_broker);
    struct bench_peer p = bench_open("client");
    double cpu = cpu_seconds(broker);
    for (size_t i = 0; i < KINDS; i++) {
        size_t asked = 0;
        for (size_t j = 0; j < question_count; j++) {
            const char *text = text_of(questions[j], kinds[i]);
            if (text) micros[asked++] = ask_broker(&p, text);
        }
        print_times(kinds[i], "by ASK", micros, asked);
    }
    cpu = cpu_seconds(broker) - cpu;
    printf("%.3f ms of broker CPU a question\n",
           1e3 * cpu / (double)(question_count + !question_count));
    bench_end(broker, SIGTERM);
}

static void print_sizes(void)
{
    struct store_read *r;
    struct store *s = open_store(&r);
    struct store_space space = {0};
    struct index_sizes sizes;
    struct err err;
    store_space(s, &space, NULL);
    if (store_read_begin(r, &err) != 0) bench_die("read", err.text);
    index_sizes(r, &sizes);
    store_read_end(r, NULL);
    double text = (double)atomic_load(&shared->bytes);
    printf("text %.1f MB; file %.2f of it; index %.2f in %llu segments, being removed %.2f\n",
           text / 1e6, (double)space.used / text, (double)sizes.bytes / text,
           (unsigned long long)sizes.segments, (double)sizes.dead / text);
    store_read_close(&r);
    store_close(&s);
}

static void ingest(bool mixed)
{
    pid_t broker = bench_start(bench_broker), pids[1 + WORKERS + CLIENTS];
    int count = 0, ready = 1 + WORKERS + (mixed ? CLIENTS : 0);
    pids[count++] = bench_start(produce);
    while (count < 1 + WORKERS) pids[count++] = bench_start(work);
    while (count < ready) pids[count++] = bench_start(client);
    struct bench_peer p = bench_open("client");
    uint64_t before = bench_done(&p);
    while (atomic_load(&shared->ready) < ready) usleep(1000);
    double cpu = cpu_seconds(broker), began = bench_now();
    atomic_store(&shared->go, true);
    while (bench_done(&p) < before + file_count) usleep(2000);
    double took = bench_now() - began, text = (double)atomic_load(&shared->bytes) / 1e6;
    cpu = cpu_seconds(broker) - cpu;
    atomic_store(&shared->over, true);
    printf("%.1f MB in %.1f s: %.1f MB/s, %.0f documents/s; %.2f s of broker CPU\n", text, took,
           text / took, (double)file_count / took, cpu);
    if (mixed) print_times("all", "by ASK", shared->micros, atomic_load(&shared->asked));
    await_rest(broker);
    for (int i = 0; i < count; i++) bench_end(pids[i], SIGKILL);
    bench_end(broker, SIGTERM);
    print_sizes();
}

int main(int argc, char **argv)
{
    if (argc < 4)
        bench_die("usage", "index_bench STORE ingest|ask|broker|mixed|compare|fold|find …");
    bench_use(argv[1]);
    setenv("GARNER_LOG", "warn", 1);
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) bench_die("mmap", "refused");
    bool mixed = strcmp(argv[2], "mixed") == 0;
    if (mixed || strcmp(argv[2], "ingest") == 0) {
        files = read_lines(argv[3], &file_count);
        if (mixed && argc > 4) questions = read_lines(argv[4], &question_count);
        ingest(mixed);
    } else if (strcmp(argv[2], "ask") == 0) {
        questions = read_lines(argv[3], &question_count);
        ask();
    } else if (strcmp(argv[2], "broker") == 0) {
        questions = read_lines(argv[3], &question_count);
        ask_alone();
    } else if (strcmp(argv[2], "fold") == 0 && argc > 4) {
        files = read_lines(argv[3], &file_count);
        fold_files(argv[4]);
    } else if (strcmp(argv[2], "find") == 0 && argc > 4) {
        files = read_lines(argv[3], &file_count);
        questions = read_lines(argv[4], &question_count);
        find_files();
    } else {
        compare(argv + 3);
    }
    return 0;
}
