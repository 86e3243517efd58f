/* metrics.c: see metrics.h. */
#include "client/metrics.h"
#include "proto/pack.h"
#include "proto/tables.h"
#include <stdlib.h>
#include <string.h>

/* How a metric is read from the report (PROTOCOL.md, 17.1). */
enum shape {
    NUMBER, /* the number at key, or at inner within the map at key */
    STATES, /* as EACH, of the names that are states */
    EACH,   /* each number of the map at key; its name is the label */
    WORKER, /* the number at inner of each worker; its name is the label, see twins */
};

static const struct metric {
    const char *name, *type, *help;
    enum shape shape;
    const char *key, *inner, *label;
    double unit; /* what the report's number is multiplied by: Prometheus has seconds and bytes */
} metrics[] = {
#define GAUGE(name, help, ...)                                                                     \
    {                                                                                              \
        "garner_" name, "gauge", help, __VA_ARGS__                                                 \
    }
#define COUNTER(name, help, ...)                                                                   \
    {                                                                                              \
        "garner_" name "_total", "counter", help, __VA_ARGS__                                      \
    }
    GAUGE("uptime_seconds", "Since the broker was started.", NUMBER, "uptime_ms", NULL, NULL, 1e-3),
    GAUGE("submitted_documents", "Documents in the ledger, whatever their state.", NUMBER, "ledger",
          "submitted", NULL, 1),
    GAUGE("documents", "Documents by state; the states add up to all that were submitted.", STATES,
          "ledger", NULL, "state", 1),
    GAUGE("reason_documents", "Failed and skipped documents by reason.", EACH, "reasons", NULL,
          "reason", 1),
    GAUGE("documents_per_second", "Results stored a second, over the last ten.", NUMBER, "rate",
          "documents_per_s", NULL, 1),
    GAUGE("bytes_per_second", "Their documents' bytes.", NUMBER, "rate", "bytes_per_s", NULL, 1),
    GAUGE("queue_empty_in_seconds", "When the queue is empty, at this rate; not there if unknown.",
          NUMBER, "eta_s", NULL, NULL, 1),
    GAUGE("submitters", "Client sessions that have offered documents.", NUMBER, "submitters", NULL,
          NULL, 1),
    COUNTER("refused_messages", "Messages refused since the broker was started, by error.", EACH,
            "refused", NULL, "error", 1),
    GAUGE("disk_free_bytes", "Free on the disk that the store is on.", NUMBER, "disk", "free_bytes",
          NULL, 1),
    GAUGE("disk_full", "1 while new documents are refused for want of room.", NUMBER, "disk",
          "full", NULL, 1),
    GAUGE("store_used_bytes", "Of the store's file, in use.", NUMBER, "disk", "used_bytes", NULL,
          1),
    GAUGE("store_part_bytes", "The store's file by what is in it.", EACH, "sizes", NULL, "part", 1),
    GAUGE("stopping", "1 while the broker is stopping.", NUMBER, "stopping", NULL, NULL, 1),
    GAUGE("worker_children", "Processes of a worker that compute.", WORKER, "workers", "children",
          "worker", 1),
    GAUGE("worker_busy_children", "Those that are computing.", WORKER, "workers", "busy", "worker",
          1),
    GAUGE("worker_leased_documents", "Documents that a worker holds.", WORKER, "workers", "leased",
          "worker", 1),
    COUNTER("worker_finished_documents", "Documents finished in the worker's session.", WORKER,
            "workers", "finished", "worker", 1),
    GAUGE("worker_last_useful_age_seconds", "Since a worker finished its last document.", WORKER,
          "workers", "last_useful_ms", "worker", 1e-3),
    GAUGE("worker_heartbeat_age_seconds", "Since a worker's last heartbeat.", WORKER, "workers",
          "heartbeat_age_ms", "worker", 1e-3),
    GAUGE("worker_resident_memory_bytes", "Memory of a worker and its children.", WORKER, "workers",
          "rss_bytes", "worker", 1),
};

/* A figure of the report as a number; false for nil and for what is none. */
static bool read_figure(struct unpack *u, double *value)
{
    struct unpack_item item = unpack_next(u);
    if (item.type == UNPACK_DOUBLE)
        *value = item.real;
    else if (item.type == UNPACK_INT || item.type == UNPACK_BOOL)
        *value = item.negative ? -(double)item.number : (double)item.number;
    return item.type == UNPACK_DOUBLE || item.type == UNPACK_INT || item.type == UNPACK_BOOL;
}

/* A label's value: backslash, quote and newline are escaped. */
static void print_label(const char *label, struct view value, FILE *out)
{
    struct buf text = {0};
    for (size_t i = 0; i < value.len; i++) {
        char c = value.at[i];
        if (c == '\\' || c == '"' || c == '\n') buf_add_char(&text, '\\');
        buf_add_char(&text, c == '\n' ? 'n' : c);
    }
    fprintf(out, "%s=\"%s\"", label, buf_string(&text));
    buf_free(&text);
}

/* twin: which one of its name, from 0; two samples may not have the same labels. */
static void print_sample(const struct metric *m, struct view name, uint32_t twin, double value,
                         FILE *out)
{
    fputs(m->name, out);
    if (m->label) fputc('{', out);
    if (m->label) print_label(m->label, name, out);
    if (twin > 0) fprintf(out, ",twin=\"%u\"", twin + 1);
    if (m->label) fputc('}', out);
    fprintf(out, " %.15g\n", value * m->unit);
}

static bool is_state(struct view name)
{
    char text[32] = "";
    memcpy(text, name.at, name.len < sizeof text ? name.len : sizeof text - 1);
    return state_by_name(text) != 0;
}

static void print_map(const struct metric *m, struct unpack u, FILE *out)
{
    struct unpack_item map = unpack_next(&u);
    for (uint64_t i = 0; map.type == UNPACK_MAP && i < map.number; i++) {
        double value;
        struct unpack_item name = unpack_next(&u);
        struct unpack at = u;
        unpack_skip(&u);
        if (name.type != UNPACK_STR || (m->shape == STATES && !is_state(name.bytes))) continue;
        if (read_figure(&at, &value)) print_sample(m, name.bytes, 0, value, out);
    }
}

/* ---- Workers ---- */

/* Of each worker of a report, which one of its name it is: people give two machines one name, and
 * so do containers. */
struct twins {
    uint32_t *at;
    uint64_t count;
};

struct named {
    struct view name;
    uint64_t at;
};

static int by_name(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int order = view_compare(x->name, y->name);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

static void count_twins(struct unpack u, struct twins *t)
{
    if (!unpack_find(&u, "workers")) return;
    struct unpack_item list = unpack_next(&u);
    if (list.type != UNPACK_ARRAY || list.number == 0) return;
    struct named *all = xcalloc(list.number, sizeof *all);
    for (uint64_t i = 0; i < list.number; i++, unpack_skip(&u))
        all[i] = (struct named){unpack_text(u, "name"), i};
    qsort(all, list.number, sizeof *all, by_name);
    *t = (struct twins){xcalloc(list.number, sizeof *t->at), list.number};
    for (uint64_t i = 1; i < t->count; i++)
        if (view_equal(all[i].name, all[i - 1].name)) t->at[all[i].at] = t->at[all[i - 1].at] + 1;
    free(all);
}

static void print_workers(const struct metric *m, struct unpack u, const struct twins *t, FILE *out)
{
    unpack_next(&u);
    for (uint64_t i = 0; i < t->count; i++, unpack_skip(&u)) {
        double value;
        struct unpack at = u;
        if (unpack_find(&at, m->inner) && read_figure(&at, &value))
            print_sample(m, unpack_text(u, "name"), t->at[i], value, out);
    }
}

/* ---- All of them ---- */

static void print_metric(const struct metric *m, struct unpack u, const struct twins *t, FILE *out)
{
    double value;
    if (!unpack_find(&u, m->key)) return;
    fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", m->name, m->help, m->name, m->type);
    if (m->shape == WORKER)
        print_workers(m, u, t, out);
    else if (m->shape != NUMBER)
        print_map(m, u, out);
    else if ((!m->inner || unpack_find(&u, m->inner)) && read_figure(&u, &value))
        print_sample(m, (struct view){0}, 0, value, out);
}

void metrics_print(struct view body, FILE *out)
{
    struct unpack u = unpack_of(body);
    struct twins t = {0};
    count_twins(u, &t);
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
        print_metric(&metrics[i], u, &t, out);
    free(t.at);
}
