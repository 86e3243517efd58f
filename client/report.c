/* report.c: see report.h. */
#include "client/report.h"
#include "client/figures.h"
#include "client/table.h"
#include "client/terminal.h"
#include "client/text.h"
#include "proto/check.h"
#include "proto/json.h"
#include "proto/language.h"
#include "proto/log.h"
#include "proto/pack.h"
#include <inttypes.h>
#include <string.h>

/* The lines of the ledger: key, how it is set off, and for which state its reasons are told. */
static const struct ledger_row {
    const char *name;
    size_t offset;
    unsigned state;
} ledger_rows[] = {
    {N_("submitted"), offsetof(struct ledger, submitted), 0},
    {"waiting", offsetof(struct ledger, waiting), 0},
    {"running", offsetof(struct ledger, running), 0},
    {"done", offsetof(struct ledger, done), 0},
    {"failed", offsetof(struct ledger, failed), STATE_FAILED},
    {"skipped", offsetof(struct ledger, skipped), STATE_SKIPPED},
    {"duplicate", offsetof(struct ledger, duplicate), 0},
};
#define LEDGER_ROWS (sizeof ledger_rows / sizeof *ledger_rows)

static uint64_t *ledger_at(struct ledger *l, const struct ledger_row *row)
{
    return (uint64_t *)(void *)((char *)l + row->offset);
}

int report_check(struct view body, struct err *err)
{
    struct unpack u = unpack_of(body);
    if (check_whole(body.at, body.len, err) != 0) return -1;
    if (unpack_next(&u).type == UNPACK_MAP) return 0;
    return fail(err, ERR_MALFORMED, "the broker's status is no map");
}

int report_ask(struct session *s, struct buf *out, struct err *err)
{
    struct reply r = {0};
    struct msg ask = {MSG_STATUS, .status = {.request = 0}};
    int result = session_ask(s, &ask, MSG_STATUS_IS, &r, err);
    if (result == 0) result = report_check(r.body, err);
    out->len = 0;
    if (result == 0) buf_add_view(out, r.body);
    reply_free(&r);
    return result;
}

void report_poll_push(struct report_poll *p, unsigned every_ms)
{
    uint64_t now = clock_mono_ms();
    bool lost = p->epoch != session_epoch(p->session);
    if (p->request ? !lost : now < p->next_ms) return;
    struct msg ask = {MSG_STATUS, .status = {.request = session_number(p->session)}};
    if (!session_send(p->session, &ask, (struct view){0})) return;
    p->request = ask.status.request;
    p->epoch = session_epoch(p->session);
    p->next_ms = now + every_ms;
}

bool report_poll_take(struct report_poll *p, const struct reply *r)
{
    if (p->request == 0 || reply_request(&r->msg) != p->request) return false;
    p->request = 0;
    if (r->msg.number != MSG_STATUS_IS || report_check(r->body, NULL) != 0) return false;
    p->body.len = 0;
    buf_add_view(&p->body, r->body);
    p->answers++;
    return true;
}

/* Reading */

/* A cursor at the value of key, then of inner within that; false if there is none. */
static bool find(struct view body, const char *key, const char *inner, struct unpack *u)
{
    *u = unpack_of(body);
    return unpack_find(u, key) && (!inner || unpack_find(u, inner));
}

static uint64_t number_at(struct unpack u)
{
    struct unpack_item item = unpack_next(&u);
    return item.type == UNPACK_INT && !item.negative ? item.number : 0;
}

static struct view text_at(struct unpack u)
{
    struct unpack_item item = unpack_next(&u);
    return item.type == UNPACK_STR ? item.bytes : (struct view){0};
}

uint64_t report_number(struct view body, const char *key, const char *inner)
{
    struct unpack u;
    return find(body, key, inner, &u) ? number_at(u) : 0;
}

struct view report_text(struct view body, const char *key)
{
    struct unpack u;
    return find(body, key, NULL, &u) ? text_at(u) : (struct view){0};
}

static double report_real(struct view body, const char *key, const char *inner)
{
    struct unpack u;
    if (!find(body, key, inner, &u)) return 0;
    struct unpack_item item = unpack_next(&u);
    return item.type == UNPACK_DOUBLE ? item.real
           : item.type == UNPACK_INT  ? (double)item.number
                                      : 0;
}

struct ledger report_ledger(struct view body)
{
    struct ledger l;
    for (size_t i = 0; i < LEDGER_ROWS; i++)
        *ledger_at(&l, &ledger_rows[i]) = report_number(body, "ledger", ledger_rows[i].name);
    return l;
}

uint64_t ledger_finished(const struct ledger *l)
{
    return l->done + l->failed + l->skipped + l->duplicate;
}

/* Showing the ledger */

enum { LABEL_CELLS = 10 };

static const char *colour_of(const struct ledger_row *row, const struct style *style)
{
    return row->state == STATE_FAILED       ? style->red
           : row->state == STATE_SKIPPED    ? style->yellow
           : strcmp(row->name, "done") == 0 ? style->green
                                            : "";
}

/* "died 2, too-large 1": the reasons of one state. */
static void add_reasons(struct buf *out, struct view body, unsigned state)
{
    struct unpack u;
    if (!find(body, "reasons", NULL, &u)) return;
    struct unpack_item map = unpack_next(&u);
    size_t start = out->len;
    for (uint64_t i = 0; map.type == UNPACK_MAP && i < map.number; i++) {
        struct unpack_item name = unpack_next(&u);
        uint64_t count = number_at(u);
        char text[64];
        unpack_skip(&u);
        snprintf(text, sizeof text, "%.*s", (int)name.bytes.len, name.bytes.at);
        if (reason_state(reason_by_name(text)) != state) continue;
        buf_format(out, "%s%s ", out->len > start ? ", " : "", text);
        figure_count(out, count);
    }
}

static void show_row(const struct ledger_row *row, uint64_t count, struct view body, FILE *out)
{
    const struct style *style = terminal_style(out);
    struct buf figure = {0}, reasons = {0};
    figure_count(&figure, count);
    if (row->state) add_reasons(&reasons, body, row->state);
    int blanks = LABEL_CELLS - (int)text_width(view_of(_(row->name)));
    fprintf(out, "%s%s%*s %12s%s", count ? colour_of(row, style) : "", _(row->name),
            blanks > 0 ? blanks : 0, "", buf_string(&figure), style->off);
    if (reasons.len > 0) fprintf(out, "   %s%s%s", style->dim, buf_string(&reasons), style->off);
    fprintf(out, "\n");
    buf_free(&figure);
    buf_free(&reasons);
}

void report_show_ledger(struct view body, FILE *out)
{
    struct ledger l = report_ledger(body);
    for (size_t i = 0; i < LEDGER_ROWS; i++)
        show_row(&ledger_rows[i], *ledger_at(&l, &ledger_rows[i]), body, out);
}

/* Showing the work */

static void show_rate(struct view body, FILE *out)
{
    struct buf line = {0};
    struct unpack u;
    double rate = report_real(body, "rate", "documents_per_s");
    if (rate > 0) {
        figure_rate(&line, rate);
        buf_add_string(&line, ", ");
        figure_bytes(&line, (uint64_t)report_real(body, "rate", "bytes_per_s"));
        buf_add_string(&line, "/s");
        if (find(body, "eta_s", NULL, &u) && number_at(u) > 0) {
            buf_add_string(&line, ", ");
            figure_time(&line, 1000 * number_at(u));
            buf_add_string(&line, _(" left"));
        }
        fprintf(out, _("\nrate: %s\n"), buf_string(&line));
    }
    buf_free(&line);
}

static void show_disk(struct view body, FILE *out)
{
    const struct style *style = terminal_style(out);
    struct buf figure = {0};
    struct unpack u;
    if (!find(body, "disk", "full", &u) || unpack_next(&u).number == 0) return;
    figure_bytes(&figure, report_number(body, "disk", "free_bytes"));
    fprintf(out,
            _("\n%sthe disk is full (%s free): new documents are refused until there is room%s\n"),
            style->red, buf_string(&figure), style->off);
    buf_free(&figure);
}

/* What the store's file holds, by part. */
static void show_sizes(struct view body, FILE *out)
{
    static const char *const parts[] = {N_("originals"), N_("results"), N_("index"),
                                        N_("ledger"),    N_("free"),    N_("returned")};
    struct buf line = {0}, file = {0}, disk = {0};
    struct unpack u;
    uint64_t all = 0;
    if (!find(body, "sizes", NULL, &u)) return;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        uint64_t bytes = report_number(body, "sizes", parts[i]);
        all += bytes;
        if (bytes == 0) continue;
        if (line.len > 0) buf_add_string(&line, _(", "));
        figure_bytes(&line, bytes);
        buf_format(&line, " %s", _(parts[i]));
    }
    figure_bytes(&file, all);
    figure_bytes(&disk, all - report_number(body, "sizes", "returned"));
    fprintf(out, _("\nstore: a file of %s, %s of it on the disk: %s\n"), buf_string(&file),
            buf_string(&disk), buf_string(&line));
    buf_free(&line);
    buf_free(&file);
    buf_free(&disk);
}

static const struct table_column worker_columns[] = {
    {"worker", false, true, false},   {"children", true, false, false},
    {"busy", true, false, false},     {"holds", true, false, false},
    {"finished", true, false, false}, {"last useful work", true, false, false},
    {"memory", true, false, false},
};

static uint64_t worker_number(struct unpack worker, const char *key)
{
    return unpack_find(&worker, key) ? number_at(worker) : 0;
}

static void show_worker(struct table *t, struct unpack worker)
{
    static const char *const counts[] = {"children", "busy", "leased", "finished"};
    struct unpack name = worker;
    struct buf age = {0}, memory = {0};
    table_text(t, unpack_find(&name, "name") ? text_at(name) : (struct view){0});
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        table_count(t, worker_number(worker, counts[i]));
    if (worker_number(worker, "finished") > 0) {
        figure_time(&age, worker_number(worker, "last_useful_ms"));
        buf_add_string(&age, _(" ago"));
    }
    table_text(t, buf_view(&age));
    figure_bytes(&memory, worker_number(worker, "rss_bytes"));
    table_text(t, buf_view(&memory));
    buf_free(&age);
    buf_free(&memory);
}

static void show_workers(struct view body, FILE *out, size_t most)
{
    struct unpack u;
    struct unpack_item list = {0};
    if (find(body, "workers", NULL, &u)) list = unpack_next(&u);
    if (list.type != UNPACK_ARRAY || list.number == 0) {
        fprintf(out, "\n%s\n", _("no workers"));
        return;
    }
    fprintf(out, "\n");
    struct table *t = table_new(out, TABLE_PEOPLE, worker_columns,
                                sizeof worker_columns / sizeof *worker_columns);
    for (uint64_t i = 0; i < list.number && i < most; i++, unpack_skip(&u)) show_worker(t, u);
    table_end(&t);
    if (list.number > most) fprintf(out, _("and %" PRIu64 " more\n"), list.number - most);
}

void report_show_work(struct view body, FILE *out, size_t workers)
{
    show_rate(body, out);
    show_disk(body, out);
    show_sizes(body, out);
    show_workers(body, out, workers);
}

/* For scripts */

void report_json(struct view body, FILE *out)
{
    struct buf json = {0};
    struct unpack u = unpack_of(body);
    json_from_pack(&json, &u);
    fprintf(out, "%s\n", buf_string(&json));
    buf_free(&json);
}

void report_tsv(struct view body, FILE *out)
{
    struct ledger l = report_ledger(body);
    for (size_t i = 0; i < LEDGER_ROWS; i++)
        fprintf(out, "%s\t%" PRIu64 "\n", ledger_rows[i].name, *ledger_at(&l, &ledger_rows[i]));
    fprintf(out, "documents_per_s\t%.1f\n", report_real(body, "rate", "documents_per_s"));
    fprintf(out, "eta_s\t%" PRIu64 "\n", report_number(body, "eta_s", NULL));
}
