/* audit.c: see audit.h. */
#include "broker/audit.h"
#include "broker/content.h"
#include "broker/index_check.h"
#include "broker/store_parts.h"
#include "proto/result_check.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct auditing {
    struct audit *out;
    audit_tell *tell;
    struct store *store;
    struct store_read *read;
    struct content content;
    struct result_check check;
    uint64_t num; /* the document at hand, and what the store has of it */
    struct msg_stored_doc doc;
};

__attribute__((format(printf, 2, 3))) static void flaw(struct auditing *a, const char *format, ...)
{
    struct err line;
    va_list args;
    va_start(args, format);
    char *made;
    if (vasprintf(&made, format, args) < 0) out_of_memory("tell of a flaw");
    va_end(args);
    fail(&line, 0, "%s", made);
    free(made);
    a->out->flaws++;
    a->tell(line.text);
}

/* Of the document at hand. */
static void flaw_here(struct auditing *a, const char *what)
{
    flaw(a, "document %" PRIu64 ": %s: %.*s", a->num, what, (int)a->doc.source.len,
         a->doc.source.at);
}

/* A fault ends a page; the next one reads on. -1 with *err when no page can be had any more. */
static int turn_page(struct auditing *a, struct err *err)
{
    struct err fault;
    if (store_read_end(a->read, &fault) != 0)
        flaw(a, "at document %" PRIu64 ": %s", a->num, fault.text);
    return store_read_begin(a->read, err);
}

/* ---- A document ---- */

static bool has_content(const struct msg_stored_doc *doc)
{
    static const char nobody_saw[SHA256_LEN];
    return doc->sha256.len == SHA256_LEN && memcmp(doc->sha256.at, nobody_saw, SHA256_LEN) != 0;
}

static void check_own_body(struct auditing *a)
{
    unsigned char sha256_now[SHA256_LEN];
    struct view original;
    a->out->bodies++;
    if (!content_original(&a->content, a->read, a->num, &original)) {
        flaw_here(a, "its body cannot be read");
        return;
    }
    sha256(original.at, original.len, sha256_now);
    if (original.len != a->doc.bytes) flaw_here(a, "its body has another length");
    if (memcmp(sha256_now, a->doc.sha256.at, SHA256_LEN) != 0)
        flaw_here(a, "its body has another sha256");
}

/* One that shares the body of another document. */
static void check_shared_body(struct auditing *a)
{
    struct msg_stored_doc keeper;
    if (!store_doc(a->read, a->doc.body, &keeper) || keeper.body != a->doc.body)
        flaw_here(a, "the document that keeps its body is not there");
    else if (!view_equal(keeper.sha256, a->doc.sha256))
        flaw_here(a, "the document that keeps its body has another content");
}

static void check_body(struct auditing *a)
{
    if (has_content(&a->doc) != (a->doc.body != 0))
        flaw_here(a, "it has a hash and no body, or a body and no hash");
    else if (a->doc.body == a->num)
        check_own_body(a);
    else if (a->doc.body != 0)
        check_shared_body(a);
}

static void check_result(struct auditing *a, const struct msg_stored_outcome *outcome)
{
    struct err why;
    struct view result, original;
    a->out->results++;
    if (!content_result(&a->content, a->read, a->num, &result)) {
        flaw_here(a, "its result cannot be read");
        return;
    }
    if (!content_original(&a->content, a->read, a->num, &original)) return; /* told already */
    if (result_check(&a->check, result, original, &why) != 0)
        flaw_here(a, why.text);
    else if (a->check.articles != outcome->articles || a->check.records != outcome->records)
        flaw_here(a, "its result has other numbers of articles and records than the ledger says");
}

static void check_state(struct auditing *a)
{
    struct msg_stored_outcome outcome;
    struct view result;
    unsigned reason = 0;
    enum state state = store_state(a->read, a->num, &reason);
    bool any = store_outcome(a->read, a->num, &outcome, &result);
    if (state == 0)
        flaw_here(a, "it has no state");
    else if (state == STATE_DONE && !any)
        flaw_here(a, "it is done, and has no result");
    else if (state == STATE_DONE)
        check_result(a, &outcome);
    else if (state == STATE_FAILED && (!any || outcome.reason != reason))
        flaw_here(a, "it has failed, and for another reason than was noted, or none");
    else if (state == STATE_DUPLICATE && store_holder(a->read, a->doc.body) == a->num)
        flaw_here(a, "it is a duplicate of itself");
}

static void check_names(struct auditing *a)
{
    unsigned char id[DOC_ID_LEN], found[DOC_ID_LEN];
    doc_id(a->doc.archive, a->doc.source, (const unsigned char *)a->doc.sha256.at, id);
    if (store_next_by_id(a->read, id, found) == 0 || memcmp(id, found, DOC_ID_LEN) != 0)
        flaw_here(a, "it is not found by its id");
}

static void check_document(struct auditing *a)
{
    a->out->documents++;
    if (!store_doc(a->read, a->num, &a->doc)) {
        if (!txn_faulty(a->read->txn))
            flaw(a, "document %" PRIu64 ": it is not there, and later ones are", a->num);
        return;
    }
    check_names(a);
    check_body(a);
    check_state(a);
}

static int check_documents(struct auditing *a, struct err *err)
{
    uint64_t last = last_num(a->read);
    for (a->num = 1; a->num <= last; a->num++) {
        check_document(a);
        if (txn_faulty(a->read->txn) && turn_page(a, err) != 0) return -1;
    }
    a->num = last;
    return 0;
}

/* ---- All of it ---- */

/* Bytes of `states` beyond the last document; and those of the others, counted. */
static void check_states(struct auditing *a)
{
    uint64_t zero = 0, last = last_num(a->read), beyond = 0;
    struct view key = table_num(&zero), chunk;
    for (bool more = table_seek(a->read->txn, TABLE_STATES, &key, &chunk); more;
         more = table_next(a->read->txn, TABLE_STATES, &key, &chunk))
        for (size_t i = 0; i < chunk.len; i++)
            beyond += chunk.at[i] != 0 && table_num_of(key) * STATES_CHUNK + i > last;
    if (beyond > 0) flaw(a, "%" PRIu64 " documents have a state and are not there", beyond);
    for (uint64_t num = 1; num <= last; num++) a->out->states[store_state(a->read, num, NULL)]++;
}

static void check_index(struct auditing *a)
{
    struct index_view v = {0};
    struct index_checked found = {0};
    index_open(&v, a->read);
    for (size_t i = 0; i < v.count; i++)
        for (uint32_t ordinal = 0; ordinal < v.at[i].articles && !txn_faulty(a->read->txn);)
            index_check(&v, &v.at[i], &ordinal, &a->content, &found);
    for (uint64_t after = index_check_documents(&v, 0, &found); after > 0;)
        after = index_check_documents(&v, after, &found);
    index_close(&v);
    a->out->articles = found.articles;
    a->out->positions = found.positions;
    if (found.wrong > 0)
        flaw(a,
             "the index of %" PRIu64 " articles is not what they say, the first in document "
             "%" PRIu64,
             found.wrong, found.first_wrong);
}

static int check_all(struct auditing *a, struct err *err)
{
    if (store_read_begin(a->read, err) != 0) return -1;
    check_states(a);
    int rc = turn_page(a, err);
    if (rc == 0) rc = check_documents(a, err);
    if (rc != 0) return -1;
    check_index(a);
    if (turn_page(a, err) != 0) return -1;
    return store_read_end(a->read, err);
}

int audit_store(const char *dir, audit_tell *tell, struct audit *out, struct err *err)
{
    struct auditing a = {.out = out, .tell = tell};
    *out = (struct audit){0};
    if (store_open_to_read(dir, &a.store, err) != 0) return -1;
    struct err why;
    if (env_walk(a.store->env, &why) != 0) flaw(&a, "%s", why.text);
    int rc = store_read_open(a.store, &a.read, err);
    if (rc == 0) rc = check_all(&a, err);
    store_read_close(&a.read);
    store_close(&a.store);
    content_free(&a.content);
    result_check_free(&a.check);
    return rc;
}
