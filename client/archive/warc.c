/* warc.c: web archives (container.h, warc_kind): ISO 28500, WARC 1.1; and 1.0, 0.18, 0.17.
 *
 * Members are what was captured: records of type response, resource and conversion. A request,
 * metadata and warcinfo speak of others; a revisit says that nothing had changed since another
 * capture. A record lies in memory as a whole before it is believed: its length must lead to the
 * next record or the end. One that is cut short, damaged, or of a wrong length is a failed member,
 * and the search for the next record begins within it.
 */
#include "client/archive/container.h"
#include "client/archive/http.h"
#include "client/archive/warc_type.h"
#include "proto/utf8.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    HEAD_MOST = 1 << 20, /* bytes of a record's head */
    STRETCH = 64 << 10,
    GAP = 64, /* line ends that may stand between records */
};

struct warc {
    struct container container;
    struct bytes *in;
    struct reading *how;
    size_t record;       /* bytes of the present record that are to be passed over */
    struct buf decoded;  /* the present member's content, if it does not lie in `in` */
    struct view content; /* what was not read of it */
    bool refused;        /* the record before: what follows it is no new damage */
    uint64_t damaged;    /* records */
    struct err damage;   /* the first of them */
};

/* A record's head. */
struct record {
    struct fields fields;
    size_t head;     /* bytes */
    uint64_t length; /* of the block, as told */
};

static bool tells_warc(struct view head, const struct reading *how)
{
    return head.len >= 7 && memcmp(head.at, "WARC/", 5) == 0 &&
           (head.at[5] == '0' || head.at[5] == '1');
}

static struct container *open_warc(struct bytes *in, struct reading *how, struct err *err)
{
    struct warc *w = xcalloc(1, sizeof *w);
    w->container.kind = &warc_kind;
    w->in = in;
    w->how = how;
    return &w->container;
}

/* Finding records */

/* Passes over line ends. Whether a record begins there. */
static bool at_record(struct warc *w)
{
    for (;;) {
        struct view v = bytes_peek(w->in, 7);
        if (v.len == 0 || (*v.at != '\r' && *v.at != '\n')) return tells_warc(v, NULL);
        bytes_take(w->in, 1);
    }
}

/* Where in v, behind its first byte, a line begins that begins a record; v.len if nowhere. */
static size_t find_record(struct view v)
{
    for (size_t at = 1; at < v.len; at++) {
        const char *found = memmem(v.at + at, v.len - at, "WARC/", 5);
        if (!found) break;
        at = (size_t)(found - v.at);
        if (found[-1] == '\n' && tells_warc((struct view){found, v.len - at}, NULL)) return at;
    }
    return v.len;
}

/* Passes over what is no record, up to the next one, also behind damage. False at the end. */
static bool seek_record(struct warc *w)
{
    for (;;) {
        struct view v = bytes_peek(w->in, STRETCH);
        if (v.len == 0 && !bytes_resume(w->in)) return false;
        if (v.len == 0 && at_record(w)) return true;
        if (v.len == 0) continue;
        size_t at = find_record(v);
        bool more = at == v.len && v.len >= STRETCH;
        bytes_take(w->in, more ? v.len - 8 : at); /* its first bytes may stand at the end */
        if (at < v.len) return true;
    }
}

static void note_damage(struct warc *w, const struct err *what)
{
    if (w->damaged++ == 0) w->damage = *what;
}

/* No record begins here, although this is not the end. */
static void note_gap(struct warc *w)
{
    struct err err;
    size_t there = bytes_peek(w->in, 1).len;
    if (w->refused || (there == 0 && !w->in->faulty)) return;
    fail(&err, REASON_DAMAGED, "no record begins at byte %" PRIu64, w->in->taken);
    note_damage(w, there > 0 ? &err : &w->in->fault);
}

/* Reading a record */

static bool read_length(struct view v, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < v.len; i++) {
        if (v.at[i] < '0' || v.at[i] > '9' || *out > UINT64_MAX / 16) return false;
        *out = 10 * *out + (uint64_t)(v.at[i] - '0');
    }
    return v.len > 0;
}

/* The head of the record that begins here. False if it has no end, or tells no length. */
static bool read_head(struct warc *w, struct record *r)
{
    struct view v = {0};
    r->head = 0;
    for (size_t want = 4096; r->head == 0 && want <= HEAD_MOST; want *= 4) {
        v = bytes_peek(w->in, want);
        r->head = fields_length(v);
        if (v.len < want) break;
    }
    r->fields.text = (struct view){v.at, r->head};
    return r->head > 0 && read_length(fields_find(r->fields, "Content-Length"), &r->length);
}

/* Whether what stands behind the block is what must: two line ends; or, for writers that are
 * sparing with them, a record or the end. */
static bool ends_well(struct view behind)
{
    size_t at = 0;
    if (behind.len >= 4 && memcmp(behind.at, "\r\n\r\n", 4) == 0) return true;
    while (at < behind.len && (behind.at[at] == '\r' || behind.at[at] == '\n')) at++;
    struct view rest = {behind.at + at, behind.len - at};
    if (rest.len == 0) return true;
    return rest.len < 7 || tells_warc(rest, NULL);
}

static bool is_type(const struct record *r, const char *type)
{
    struct view v = fields_find(r->fields, "WARC-Type");
    return v.len == strlen(type) && strncasecmp(v.at, type, v.len) == 0;
}

/* Crawlers keep what name servers answered as well: that is no document. */
static bool is_capture(const struct record *r)
{
    struct view type = fields_find(r->fields, "Content-Type");
    if (type.len >= 8 && strncasecmp(type.at, "text/dns", 8) == 0) return false;
    return is_type(r, "response") || is_type(r, "resource") || is_type(r, "conversion");
}

/* A field as a value of the member: UTF-8 and not too long, or nothing. */
static void set(struct buf *out, struct view value, size_t most)
{
    if (value.len <= most && utf8_valid(value)) buf_add_view(out, value);
}

static void describe(const struct record *r, struct member *m)
{
    struct view uri = fields_find(r->fields, "WARC-Target-URI");
    if (uri.len > 2 && uri.at[0] == '<' && uri.at[uri.len - 1] == '>') /* as WARC 1.0 printed it */
        uri = (struct view){uri.at + 1, uri.len - 2};
    buf_add_view(&m->name, uri);
    m->is_uri = true;
    m->length = r->length;
    set(&m->date, fields_find(r->fields, "WARC-Date"), MAX_NAME);
}

/* An answer of a server: its page, or why there is none. */
static void take_answer(struct warc *w, struct member *m, struct view block)
{
    struct http_answer answer;
    struct err err;
    int result = http_read(block, w->how->max_document, &w->how->meter, &w->decoded, &answer, &err);
    set(&m->declared, answer.type, MAX_MEDIA_TYPE);
    w->content = answer.body;
    m->length = answer.body.len;
    if (answer.status != 0 && answer.status / 100 != 2) {
        fail(&err, 0, "%.*s", (int)answer.said.len, answer.said.at);
        member_refuse(m, REASON_HTTP_STATUS, err.text);
    } else if (result != 0) {
        member_refuse(m, (unsigned)err.code, err.text);
    }
}

static void take_content(struct warc *w, const struct record *r, struct member *m,
                         struct view block)
{
    struct view type = fields_find(r->fields, "Content-Type");
    bool is_answer = type.len >= 16 && strncasecmp(type.at, "application/http", 16) == 0;
    w->content = block;
    if (is_answer)
        take_answer(w, m, block);
    else
        set(&m->declared, type, MAX_MEDIA_TYPE);
    if (m->reason == 0 && !warc_type_is_text(buf_view(&m->declared), w->content))
        member_refuse(m, REASON_BINARY, m->declared.len ? buf_string(&m->declared) : "");
    if (m->reason != 0) w->content.len = 0;
}

/* A record that cannot be taken for what it says. The next one may begin within it. */
static int refuse_record(struct warc *w, const struct record *r, struct member *m, const char *what)
{
    struct err err;
    struct view v = bytes_peek(w->in, 1);
    fail(&err, REASON_DAMAGED, "the record at byte %" PRIu64 " %s%s%s", w->in->taken, what,
         w->in->faulty ? ": " : "", w->in->faulty ? w->in->fault.text : "");
    note_damage(w, &err);
    w->refused = true;
    describe(r, m);
    member_refuse(m, REASON_DAMAGED, err.text);
    w->record = find_record(v);
    return 1;
}

/* Too long to be looked at: it is passed over, and its length believed. */
static int refuse_long(struct warc *w, const struct record *r, struct member *m)
{
    struct err err;
    fail(&err, REASON_TOO_LARGE, "%" PRIu64 " bytes, over the limit of %" PRIu64, r->length,
         w->how->max_document);
    describe(r, m);
    member_refuse(m, REASON_TOO_LARGE, err.text);
    bytes_pass(w->in, r->head + r->length);
    return 1;
}

/* The record that begins here: 1 if it is a member, 0 if not. */
static int take_record(struct warc *w, struct member *m)
{
    struct record r = {0};
    if (!read_head(w, &r)) return refuse_record(w, &r, m, "has no head that can be read");
    if (r.length > w->how->max_document) return refuse_long(w, &r, m);
    size_t all = r.head + (size_t)r.length;
    struct view v = bytes_peek(w->in, all + GAP);
    r.fields.text.at = v.at;
    if (v.len < all) return refuse_record(w, &r, m, "is cut short");
    if (!ends_well((struct view){v.at + all, v.len - all}))
        return refuse_record(w, &r, m, "is not as long as it says");
    w->record = all;
    if (!is_capture(&r)) return 0;
    describe(&r, m);
    take_content(w, &r, m, (struct view){v.at + r.head, (size_t)r.length});
    return 1;
}

/* At the end it is told what was lost on the way. */
static int finish(const struct warc *w, struct err *err)
{
    if (w->damaged == 0 && !w->in->faulty) return 0;
    if (w->damaged == 0) {
        *err = w->in->fault;
        return -1;
    }
    return fail(err, REASON_DAMAGED, "damaged places: %" PRIu64 "; the first: %.400s", w->damaged,
                w->damage.text);
}

static int next_record(struct container *c, struct member *m, struct err *err)
{
    struct warc *w = (struct warc *)c;
    for (;;) {
        bytes_take(w->in, w->record);
        w->record = 0;
        w->content = (struct view){0};
        if (meter_is_over(&w->how->meter)) return meter_add(&w->how->meter, 0, err);
        if (!at_record(w)) {
            note_gap(w);
            if (!seek_record(w)) return finish(w, err);
        }
        w->refused = false;
        if (take_record(w, m) == 1) return 1;
    }
}

static ssize_t read_record(struct container *c, char *out, size_t room, struct err *err)
{
    struct warc *w = (struct warc *)c;
    size_t n = w->content.len < room ? w->content.len : room;
    memcpy(out, w->content.at ? w->content.at : "", n);
    w->content.at += n;
    w->content.len -= n;
    return (ssize_t)n;
}

static void close_warc(struct container *c)
{
    struct warc *w = (struct warc *)c;
    bytes_close(&w->in);
    buf_free(&w->decoded);
    free(w);
}

const struct container_kind warc_kind = {"WARC",    false,       false,       tells_warc,
                                         open_warc, next_record, read_record, close_warc};
