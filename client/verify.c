/* verify.c: garner verify: reads everything again and holds it against the originals. */
#include "client/command.h"
#include "client/pages.h"
#include "client/reread.h"
#include "client/result.h"
#include "client/text.h"
#include "proto/docline.h"
#include "proto/language.h"
#include "proto/pack.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool values;
static const struct option_row verify_options[] = {
    {"values", 0, OPTION_FLAG, &values, NULL, NULL, 0, 0,
     "read each original again with garner-worker, and compare every record (slow)"},
};

struct verification {
    uint64_t documents, articles, records, faults;
    uint64_t others; /* documents of another extractor, whose values cannot be proven */
    struct reread *reread;
    const struct msg_row *row; /* the document at hand */
};

static void fault(struct verification *v, const char *what, uint64_t at)
{
    struct buf line = {0};
    v->faults++;
    text_show(&line, v->row->archive);
    buf_add_string(&line, ": ");
    text_show(&line, v->row->source);
    printf(_("%s: %s, at byte %" PRIu64 "\n"), buf_string(&line), what, at);
    buf_free(&line);
}

/* Length, sha256 and id are those of the bytes and the names. */
static void verify_original(struct verification *v, struct view original)
{
    const struct msg_row *row = v->row;
    unsigned char hash[SHA256_LEN], id[DOC_ID_LEN];
    sha256(original.at, original.len, hash);
    doc_id(row->archive, row->source, hash, id);
    if (original.len != row->bytes)
        fault(v, _("the original is not as long as announced"), original.len);
    if (row->sha256.len != SHA256_LEN || memcmp(hash, row->sha256.at, SHA256_LEN) != 0)
        fault(v, _("the original's sha256 is another"), 0);
    if (row->doc.len != DOC_ID_LEN || memcmp(id, row->doc.at, DOC_ID_LEN) != 0)
        fault(v, _("the id does not stand for archive, source and content"), 0);
}

/* Each span lies within the text, and no two overlap. */
static void verify_spans(struct verification *v, struct unpack article, struct view text,
                         char *seen)
{
    struct unpack span;
    uint64_t spans = unpack_items(article, "spans", &span);
    for (uint64_t i = 0; i < spans; i++) {
        uint64_t start, end;
        if (!unpack_span(&span, &start, &end) || start > end || end > text.len) {
            fault(v, _("a span is not within the text"), start);
            continue;
        }
        if (memchr(seen + start, 1, end - start)) fault(v, _("a span overlaps another"), start);
        memset(seen + start, 1, end - start);
    }
}

/* Each record's text is what stands at its place. */
static void verify_records(struct verification *v, struct unpack article, struct view text)
{
    struct unpack record;
    uint64_t records = unpack_items(article, "records", &record);
    for (uint64_t i = 0; i < records; i++, unpack_skip(&record)) {
        uint64_t start = unpack_number(record, "start"), end = unpack_number(record, "end");
        struct view value = unpack_text(record, "text");
        if (start >= end || end > text.len ||
            !view_equal(value, (struct view){text.at + start, (size_t)(end - start)}))
            fault(v, _("a record's text is not what stands there"), start);
    }
    v->records += records;
}

static void verify_articles(struct verification *v, struct view result, struct view text)
{
    struct unpack document = unpack_of(result), article;
    char *seen = xcalloc(text.len + 1, 1);
    uint64_t articles = unpack_items(document, "articles", &article);
    for (uint64_t i = 0; i < articles; i++, unpack_skip(&article)) {
        verify_spans(v, article, text, seen);
        verify_records(v, article, text);
    }
    v->articles += articles;
    free(seen);
}

/* The original gives the very result once more. */
static void judge_values(void *context, struct view archive, struct view source,
                         enum reread_verdict verdict)
{
    struct verification *v = context;
    const struct msg_row *at_hand = v->row;
    v->row = &(struct msg_row){.archive = archive, .source = source};
    if (verdict == REREAD_OTHER) fault(v, _("read again it gives another result"), 0);
    if (verdict == REREAD_NOTHING) fault(v, _("read again it gives no result"), 0);
    v->others += verdict == REREAD_OTHER_EXTRACTOR;
    v->row = at_hand;
}

/* What it says is in the text, and with --values that the worker says so again. */
static int verify_result(struct verification *v, struct view result, struct view original,
                         struct err *err)
{
    verify_articles(v, result, result_canonical(result, original));
    if (!v->reread || original.len == 0) return 0;
    return reread_add(v->reread, v->row, result, original, err);
}

static int verify_document(void *context, const struct msg_row *row, const struct row_parts *parts,
                           struct err *err)
{
    struct verification *v = context;
    struct buf result = {0}, original = {0};
    struct err why;
    int rc = 0;
    v->documents++;
    v->row = row;
    if (row_original(row, parts, &original, &why) != 0)
        fault(v, why.text, 0);
    else if (original.len > 0)
        verify_original(v, buf_view(&original));
    if (row_result(row, parts, &result, &why) != 0 ||
        docline_check_result(buf_view(&result), &why) != 0)
        fault(v, why.text, 0);
    else if (result.len > 0)
        rc = verify_result(v, buf_view(&result), buf_view(&original), err);
    buf_free(&result);
    buf_free(&original);
    return rc;
}

static int verify_run(char **operands, size_t count)
{
    struct reach r = {0};
    struct err err;
    struct verification v = {0};
    struct pages ask = {
        .parts = PART_RESULT | PART_ORIGINAL, .take = verify_document, .context = &v};
    if (count > 0 && operand_check("verify", operands[0], MAX_SOURCE, &err) != 0)
        return trouble(&err);
    if (count > 0) ask.select = view_of(operands[0]);
    if (values && !(v.reread = reread_open(judge_values, &v, &err))) return trouble(&err);
    int result = reach_open(&r, false, &err);
    if (result == 0) result = pages_fetch(&ask, r.session, &err);
    reach_close(&r);
    if (result == 0 && v.reread) result = reread_finish(v.reread, &err);
    reread_close(&v.reread);
    if (result != 0) return trouble(&err);
    if (v.others)
        printf(_("%" PRIu64
                 " documents were worked through by another version: their values are not "
                 "proven\n"),
               v.others);
    printf(
        _("%" PRIu64 " documents, %" PRIu64 " articles, %" PRIu64 " records: %" PRIu64 " faults\n"),
        v.documents, v.articles, v.records, v.faults);
    return output_end(v.faults ? TROUBLE : v.documents ? FOUND : NOTHING);
}

const struct command verify_command = {
    .name = "verify",
    .operands = "[ID|SOURCE]",
    .most = 1,
    .text = "read everything again and hold it against the originals",
    .details =
        "Of every document, or of the one named: the original has the length, the sha256 and\n"
        "the id of the ledger; the spans of articles lie within the text and do not overlap;\n"
        "each record's text is what stands at its place. With --values garner-worker reads\n"
        "every original again, and gives the same result. A line a fault, and a last one that\n"
        "counts. Exit status 2 if there are faults.",
    .options = verify_options,
    .option_count = sizeof verify_options / sizeof *verify_options,
    .run = verify_run,
};
