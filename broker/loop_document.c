/* loop_document.c: SUBMIT and RESULT: documents and what became of them, their bytes in the body
 * frame. */
#include "broker/loop_parts.h"
#include "proto/docline.h"
#include "proto/id.h"
#include "proto/squeeze.h"
#include <inttypes.h>
#include <string.h>

/* Memory for opening bodies that is kept from message to message. */
enum { OPENED_KEPT = 16 << 20 };

/* Cuts the next piece, of item `index`, off the body frame. */
static int cut(struct view *body, size_t index, uint64_t length, struct view *piece,
               struct err *err)
{
    if (length > body->len)
        return fail(err, ERR_MALFORMED, "item %zu is %" PRIu64 " bytes long, the body has %zu left",
                    index, length, body->len);
    *piece = (struct view){body->at, (size_t)length};
    if (length > 0) body->at += length;
    body->len -= (size_t)length;
    return 0;
}

static int cut_end(struct view left, struct err *err)
{
    if (left.len == 0) return 0;
    return fail(err, ERR_MALFORMED, "the body has %zu bytes more than its items", left.len);
}

static int check_encoding(size_t index, uint64_t encoding, struct err *err)
{
    if (encoding == ENCODING_RAW || encoding == ENCODING_ZSTD) return 0;
    return fail(err, ERR_BAD_REQUEST, "item %zu: no encoding has the number %" PRIu64, index,
                encoding);
}

static void forget_opened(struct loop *l)
{
    if (l->opened.room > OPENED_KEPT) buf_free(&l->opened);
}

/* ---- SUBMIT ---- */

static bool is_name(struct view name)
{
    return name.len > 0 && !memchr(name.at, '\0', name.len);
}

/* An offer for which the submitter has no bytes, only the reason. */
static int check_reason(const struct msg_offer *o, size_t index, struct err *err)
{
    if (reason_state((unsigned)o->reason) == 0 || o->reason == REASON_SUPERSEDED ||
        o->reason == REASON_OPERATOR)
        return fail(err, ERR_BAD_REQUEST, "offer %zu: %" PRIu64 " is no reason of a submitter",
                    index, o->reason);
    if (o->length == 0) return 0;
    return fail(err, ERR_BAD_REQUEST, "offer %zu: both a reason and %" PRIu64 " bytes", index,
                o->length);
}

static int check_content(const struct loop *l, const struct msg_offer *o, size_t index,
                         struct err *err)
{
    if (o->sha256.len != SHA256_LEN)
        return fail(err, ERR_BAD_REQUEST, "offer %zu has no sha256", index);
    if (o->bytes > l->options->max_document)
        return fail(err, ERR_OVER_LIMIT,
                    "offer %zu: %" PRIu64 " bytes, a document may have %" PRIu64, index, o->bytes,
                    l->options->max_document);
    if (o->encoding == ENCODING_RAW && o->length != o->bytes)
        return fail(err, ERR_MALFORMED, "offer %zu: %" PRIu64 " raw bytes, announced as %" PRIu64,
                    index, o->length, o->bytes);
    return check_encoding(index, o->encoding, err);
}

/* A few bytes can stand for very many: what a message may make the broker open is bounded, too. */
static int check_opened(const struct msg_submit *m, uint64_t opened, struct err *err)
{
    if (opened <= MAX_BODY || m->offers.count == 1) return 0;
    return fail(err, ERR_OVER_LIMIT, "documents of %" PRIu64 " bytes in one message, more than %d",
                opened, MAX_BODY);
}

static int check_submit(struct loop *l, const struct msg_submit *m, struct view body,
                        struct view *pieces, struct err *err)
{
    uint64_t opened = 0;
    if (!is_name(m->archive))
        return fail(err, ERR_BAD_REQUEST, "the archive's name is empty or holds a NUL");
    for (size_t i = 0; i < m->offers.count; i++) {
        const struct msg_offer *o = &m->offers.at[i];
        if (!is_name(o->source))
            return fail(err, ERR_BAD_REQUEST, "offer %zu: its source is empty or holds a NUL", i);
        if ((o->reason ? check_reason(o, i, err) : check_content(l, o, i, err)) != 0) return -1;
        if (cut(&body, i, o->length, &pieces[i], err) != 0) return -1;
        opened += o->reason ? 0 : o->bytes;
    }
    return cut_end(body, err) == 0 ? check_opened(m, opened, err) : -1;
}

/* Opens the body: 0 if it is the document announced, or the reason why it is not. Were this left to
 * the worker, a false hash would already stand for the true document that comes after it. */
static enum reason judge_content(struct loop *l, const struct msg_offer *o, struct view body)
{
    unsigned char hash[SHA256_LEN];
    l->opened.len = 0;
    if (o->encoding != ENCODING_RAW) {
        if (expand((int)o->encoding, body, (size_t)o->bytes, &l->opened, NULL) != 0)
            return REASON_BAD_ENCODING;
        body = buf_view(&l->opened);
        l->grown += body.len;
    }
    sha256(body.at, body.len, hash);
    bool same = body.len == o->bytes && memcmp(hash, o->sha256.at, SHA256_LEN) == 0;
    return same ? REASON_NONE : REASON_SHA256;
}

/* What a worker will be sent: the body that is there already may come in another form. */
static uint64_t kept_length(struct loop *l, const struct msg_offer *o,
                            const struct store_match *match)
{
    return match->body ? store_found(store_turn(l->store), match->body).length : o->length;
}

/* Looks up in the turn what the core must know of the offer, so that the offers of a turn see each
 * other. */
static void offer(struct loop *l, const struct peer *p, struct subject *s)
{
    static const unsigned char no_content[SHA256_LEN];
    const struct msg_offer *o = s->offer;
    struct store_match match;
    struct core_event event = {.kind = CORE_OFFER, .peer = p->number};
    store_match(l->store, s->submit->archive, o->source,
                o->reason ? no_content : (const unsigned char *)o->sha256.at, &match);
    s->match = &match;
    event.offer.bytes = (uint32_t)kept_length(l, o, &match);
    event.offer.reason = (uint8_t)o->reason;
    event.offer.same = found_of(&match.same);
    event.offer.current = found_of(&match.current);
    event.offer.heir = found_of(&match.heir);
    event.offer.holder = o->reason ? (struct core_found){0} : found_of(&match.holder);
    event.offer.before_holder = match.before_holder;
    apply(l, &event, s);
}

int document_submit(struct loop *l, struct peer *p, const struct msg_submit *m, struct view body,
                    struct err *err)
{
    struct view *pieces = arena_alloc(&l->arena, m->offers.count * sizeof *pieces);
    struct core_event event = {.kind = CORE_SUBMIT, .peer = p->number};
    if (check_submit(l, m, body, pieces, err) != 0) return -1;
    readers_document(l->readers);
    disk_check(l);
    p->offered = true;
    event.submit.request = m->request;
    event.submit.docs = m->offers.count;
    event.submit.bytes = body.len;
    if (!apply(l, &event, NULL)) return 0;
    for (size_t i = 0; i < m->offers.count; i++) {
        struct msg_offer o = m->offers.at[i];
        struct view piece = pieces[i];
        if (!o.reason && (o.reason = judge_content(l, &o, piece)) != REASON_NONE) {
            o.length = o.encoding = 0;
            piece = (struct view){0};
        }
        struct subject s = {.submit = m, .offer = &o, .body = piece};
        offer(l, p, &s);
        intake_between(l, piece.len);
    }
    forget_opened(l);
    return 0;
}

/* ---- RESULT ---- */

static int check_result(const struct msg_result *m, struct view body, struct answered *answered,
                        struct err *err)
{
    for (size_t i = 0; i < m->outcomes.count; i++) {
        const struct msg_outcome *o = &m->outcomes.at[i];
        if (check_encoding(i, o->encoding, err) != 0) return -1;
        if (cut(&body, i, o->length, &answered[i].result, err) != 0) return -1;
        if (cut(&body, i, o->part_length, &answered[i].part, err) != 0) return -1;
    }
    return cut_end(body, err);
}

/* Bytes that a message may still make the broker open: of results, and of documents that they are
 * held against. */
struct allowance {
    size_t results, documents;
};

static bool open_result(struct loop *l, const struct msg_outcome *o, struct view *result,
                        struct allowance *left)
{
    size_t room = left->results < MAX_RESULT ? left->results : MAX_RESULT;
    if (o->encoding == ENCODING_RAW) return true;
    l->opened.len = 0;
    if (expand((int)o->encoding, *result, room, &l->opened, NULL) != 0) return false;
    *result = buf_view(&l->opened);
    l->grown += result->len;
    left->results -= result->len;
    return true;
}

static int check_counts(const struct msg_outcome *o, const struct result_check *c, struct err *err)
{
    if (o->articles == c->articles && o->records == c->records) return 0;
    return fail(err, ERR_BAD_REQUEST,
                "%" PRIu64 " articles and %" PRIu64 " records are announced, it has %" PRIu64
                " and %" PRIu64,
                o->articles, o->records, c->articles, c->records);
}

/* The document, opened once more. */
static int open_original(struct loop *l, uint64_t num, struct view *original,
                         struct allowance *left, struct err *err)
{
    if (!content_original(&l->content, store_turn(l->store), num, original))
        return fail(err, ERR_BAD_REQUEST, "there is no such document");
    if (original->len > left->documents)
        return fail(err, ERR_OVER_LIMIT, "its documents have more than %d bytes", MAX_BODY);
    left->documents -= original->len;
    return 0;
}

/* Whether it is a result, and can be true of its document: else whoever exports, searches or cites
 * would stumble over it. Counts its articles. */
static int judge_result(struct loop *l, const struct msg_outcome *o, struct answered *a,
                        struct allowance *left, struct err *err)
{
    struct view result = a->result, text;
    if (!open_result(l, o, &result, left))
        return fail(err, ERR_MALFORMED, "it cannot be expanded within the limits");
    if (docline_check_result(result, err) != 0) return -1;
    if (!result_has_text(result, &text) && open_original(l, o->num, &text, left, err) != 0)
        return -1;
    if (result_check(&l->check, result, text, err) != 0) return -1;
    a->articles = l->check.articles;
    return check_counts(o, &l->check, err);
}

static bool is_result(struct loop *l, const struct msg_outcome *o, struct answered *a,
                      struct allowance *left)
{
    struct err err;
    if (judge_result(l, o, a, left, &err) == 0) return true;
    log_limited(&l->bad_results, LOG_WARN, "a result of document %" PRIu64 " is refused: %s",
                o->num, err.text);
    return false;
}

/* Whether state and reason of an outcome go together is the core's to judge. A document without a
 * result is not done. */
static struct core_outcome outcome_of(struct loop *l, const struct msg_outcome *o,
                                      struct answered *a, struct allowance *left)
{
    bool is_bad = o->length == 0 ? o->state == STATE_DONE : !is_result(l, o, a, left);
    return (struct core_outcome){
        .num = o->num,
        .state = is_bad ? 0 : (uint8_t)o->state,
        .reason = (uint8_t)o->reason,
        .exit_status = (uint8_t)o->exit_status,
        .exit_signal = (uint8_t)o->exit_signal,
    };
}

int document_result(struct loop *l, struct peer *p, const struct msg_result *m, struct view body,
                    struct err *err)
{
    size_t count = m->outcomes.count;
    struct allowance left = {MAX_BODY, MAX_BODY};
    struct core_outcome *outcomes = arena_alloc(&l->arena, count * sizeof *outcomes);
    struct answered *answered = arena_alloc(&l->arena, count * sizeof *answered);
    struct core_event event = {.kind = CORE_RESULT, .peer = p->number};
    struct subject s = {.result = m, .extractor = buf_view(&p->extractor), .answered = answered};
    memset(answered, 0, count * sizeof *answered);
    readers_document(l->readers);
    if (check_result(m, body, answered, err) != 0) return -1;
    for (size_t i = 0; i < count; i++) {
        outcomes[i] = outcome_of(l, &m->outcomes.at[i], &answered[i], &left);
        intake_between(l, answered[i].result.len);
    }
    forget_opened(l);
    index_forget(l);
    event.result.lease = m->lease;
    event.result.outcomes = outcomes;
    event.result.count = count;
    apply(l, &event, &s);
    return 0;
}
