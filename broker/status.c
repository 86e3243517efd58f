/* status.c: see status.h. One function a part of the map, in the order of PROTOCOL.md. */
#include "broker/status.h"
#include "proto/pack.h"
#include "proto/version.h"
#include <string.h>

/* ---- Rates ---- */

void status_rate_add(struct status_rate *rate, uint64_t now_ms, uint64_t bytes)
{
    uint64_t second = now_ms / 1000;
    size_t i = second % (STATUS_RATE_S + 1);
    if (rate->at[i].second != second) memset(&rate->at[i], 0, sizeof rate->at[i]);
    rate->at[i].second = second;
    rate->at[i].documents++;
    rate->at[i].bytes += bytes;
}

/* Per second, over the time that was: the whole seconds before this one, and the part of this one.
 */
static void read_rate(const struct status_source *s, double *documents, double *bytes)
{
    uint64_t second = s->now_ms / 1000, up_ms = s->now_ms - s->started_ms;
    uint64_t span_ms = (STATUS_RATE_S * 1000) + s->now_ms % 1000;
    *documents = *bytes = 0;
    if (span_ms > up_ms) span_ms = up_ms > 0 ? up_ms : 1;
    for (int i = 0; i <= STATUS_RATE_S; i++) {
        if (s->rate->at[i].second + STATUS_RATE_S < second) continue;
        *documents += (double)s->rate->at[i].documents * 1000 / (double)span_ms;
        *bytes += (double)s->rate->at[i].bytes * 1000 / (double)span_ms;
    }
}

/* ---- Parts ---- */

static void add_u64(struct buf *b, const char *key, uint64_t value)
{
    pack_string(b, key);
    pack_u64(b, value);
}

static void add_text(struct buf *b, const char *key, struct view text)
{
    pack_string(b, key);
    pack_str(b, text);
}

static void add_store(struct buf *b, const struct store *store)
{
    char id[2 * STORE_ID_LEN + 1];
    hex_encode(store_id(store), STORE_ID_LEN, id);
    add_text(b, "store", view_of(id));
}

static void add_ledger(struct buf *b, const struct core_status *c)
{
    pack_string(b, "ledger");
    size_t opened = pack_open_map(b);
    uint32_t count = 1;
    add_u64(b, "submitted", c->submitted);
#define X(number, NAME, name, sentence) add_u64(b, name, c->states[number]), count++;
    STATES(X)
#undef X
    pack_close(b, opened, count);
}

/* Name → count, where there is one. */
static void add_counts(struct buf *b, const char *key, const uint64_t counts[256],
                       const char *(*name_of)(unsigned))
{
    pack_string(b, key);
    size_t opened = pack_open_map(b);
    uint32_t count = 0;
    for (unsigned i = 1; i < 256; i++) {
        if (counts[i] == 0) continue;
        add_u64(b, name_of(i), counts[i]);
        count++;
    }
    pack_close(b, opened, count);
}

static void add_rate(struct buf *b, const struct status_source *s, const struct core_status *c)
{
    double documents, bytes;
    uint64_t left = c->states[STATE_WAITING] + c->states[STATE_RUNNING];
    read_rate(s, &documents, &bytes);
    pack_string(b, "rate");
    pack_map(b, 2);
    pack_string(b, "documents_per_s");
    pack_double(b, documents);
    pack_string(b, "bytes_per_s");
    pack_double(b, bytes);
    pack_string(b, "eta_s");
    if (left == 0)
        pack_u64(b, 0);
    else if (documents > 0)
        pack_u64(b, (uint64_t)((double)left / documents) + 1);
    else
        pack_nil(b);
}

static void add_leases(struct buf *b, const struct core_status *c)
{
    pack_string(b, "leases");
    pack_map(b, 4);
    add_u64(b, "open", c->leases);
    add_u64(b, "given", c->tasks);
    add_u64(b, "lost", c->lost_leases);
    add_u64(b, "late", c->fenced);
}

static void add_worker(struct buf *b, const struct status_source *s, const struct core_worker *w)
{
    const struct peer *p = peers_at(s->peers, w->peer);
    pack_map(b, 10);
    add_text(b, "name", w->name);
    add_text(b, "version", p ? buf_view(&p->version) : (struct view){0});
    add_text(b, "extractor", w->extractor);
    add_u64(b, "children", w->children);
    add_u64(b, "busy", w->busy);
    add_u64(b, "leased", w->docs);
    add_u64(b, "finished", w->finished);
    add_u64(b, "last_useful_ms", w->idle_ms + w->silent_ms);
    add_u64(b, "heartbeat_age_ms", w->silent_ms);
    add_u64(b, "rss_bytes", w->rss_bytes);
}

static void add_workers(struct buf *b, const struct status_source *s)
{
    struct core_worker worker;
    uint32_t at = 0, count = 0;
    pack_string(b, "workers");
    size_t opened = pack_open_array(b);
    for (; core_next_worker(s->core, s->now_ms, &at, &worker); count++) add_worker(b, s, &worker);
    pack_close(b, opened, count);
}

static uint64_t count_submitters(const struct status_source *s)
{
    uint64_t count = 0;
    uint32_t at = 0;
    for (const struct peer *p; (p = peers_next(s->peers, &at));) count += p->offered;
    return count;
}

static void add_disk(struct buf *b, const struct store *store, bool full)
{
    struct store_space space = {0};
    store_space(store, &space, NULL); /* zeros if the file system does not tell */
    pack_string(b, "disk");
    pack_map(b, 4);
    add_u64(b, "free_bytes", space.free_bytes);
    pack_string(b, "full");
    pack_bool(b, full);
    add_u64(b, "map_bytes", space.map);
    add_u64(b, "used_bytes", space.used);
}

static void add_sizes(struct buf *b, const struct store *store)
{
    struct store_sizes sizes;
    store_sizes(store, &sizes);
    pack_string(b, "sizes");
    pack_map(b, 6);
    add_u64(b, "originals", sizes.originals);
    add_u64(b, "results", sizes.results);
    add_u64(b, "index", sizes.index);
    add_u64(b, "ledger", sizes.ledger);
    add_u64(b, "free", sizes.free);
    add_u64(b, "returned", sizes.returned);
}

static void add_extractor(struct buf *b, struct view extractor)
{
    pack_string(b, "extractor");
    if (extractor.len > 0)
        pack_str(b, extractor);
    else
        pack_nil(b);
}

struct wire_body *status_body(const struct status_source *s)
{
    struct core_status c;
    struct buf b = {0};
    core_status(s->core, &c);
    pack_map(&b, 15);
    add_store(&b, s->store);
    add_text(&b, "version", view_of(GARNER_VERSION));
    add_u64(&b, "uptime_ms", s->now_ms - s->started_ms);
    add_ledger(&b, &c);
    add_counts(&b, "reasons", c.reasons, reason_name);
    add_rate(&b, s, &c);
    add_leases(&b, &c);
    add_workers(&b, s);
    add_u64(&b, "submitters", count_submitters(s));
    add_counts(&b, "refused", s->refused, error_name);
    add_disk(&b, s->store, c.disk_full);
    add_sizes(&b, s->store);
    add_extractor(&b, c.extractor);
    pack_string(&b, "stopping");
    pack_bool(&b, s->stopping || c.stopping);
    struct wire_body *body = wire_body_new(b.len);
    memcpy(wire_body_at(body), b.at, b.len);
    buf_free(&b);
    return body;
}
