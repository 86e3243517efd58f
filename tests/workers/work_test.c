/* work_test.c: a document's way from stored bytes to a stored result. */
#include "proto/id.h"
#include "proto/squeeze.h"
#include "tests/test.h"
#include "workers/work.h"
#include <string.h>

static unsigned char hash[SHA256_LEN];

static struct work new_work(const char *pipeline)
{
    static struct work_setup setup;
    setup = (struct work_setup){.pipeline = pipeline_find(pipeline)};
    return (struct work){.setup = &setup};
}

static struct msg_job job_of(struct view content, int encoding, size_t length)
{
    sha256(content.at, content.len, hash);
    return (struct msg_job){.num = 5,
                            .sha256 = {(char *)hash, sizeof hash},
                            .bytes = content.len,
                            .encoding = (uint64_t)encoding,
                            .length = length};
}

TEST(a_squeezed_document_is_expanded)
{
    char text[3000];
    struct work w = new_work("empty");
    struct buf body = {0}, results = {0}, expanded = {0};
    struct err err;
    memset(text, 'x', sizeof text);
    int encoding = squeeze((struct view){text, sizeof text}, &body);
    CHECK_INT(encoding, ENCODING_ZSTD);
    struct msg_job job = job_of((struct view){text, sizeof text}, encoding, body.len);
    buf_add_string(&results, "before");
    struct msg_outcome o = work_document(&w, &job, buf_view(&body), NULL);
    work_squeeze(&w, &o, &results);
    CHECK_INT(o.num, 5);
    CHECK_INT(o.state, STATE_DONE);
    CHECK_INT(o.encoding, ENCODING_ZSTD);
    CHECK_INT(o.length, (long long)results.len - 6);
    CHECK_INT(
        expand((int)o.encoding, (struct view){results.at + 6, o.length}, 2000, &expanded, &err), 0);
    CHECK(expanded.len >= 750 && expanded.len < 770);
    buf_free(&body);
    buf_free(&results);
    buf_free(&expanded);
    work_free(&w);
}

TEST(what_cannot_be_expanded_is_refused)
{
    struct work w = new_work("empty");
    struct buf results = {0};
    struct msg_job job = job_of(view_of("text"), ENCODING_ZSTD, 4);
    struct msg_outcome o = work_document(&w, &job, view_of("text"), NULL);
    CHECK_INT(o.state, STATE_FAILED);
    CHECK_INT(o.reason, REASON_BAD_ENCODING);
    CHECK(o.detail.len > 0);
    work_squeeze(&w, &o, &results);
    CHECK_INT(results.len, 0);
    CHECK_INT(o.length, 0);
    work_free(&w);
}

TEST(one_document_leaves_nothing_to_the_next)
{
    struct work w = new_work("standard");
    struct buf results = {0};
    struct msg_job bad = job_of(view_of("\xff text"), ENCODING_RAW, 6);
    struct msg_outcome o = work_document(&w, &bad, view_of("\xff text"), NULL);
    CHECK_INT(o.reason, REASON_BAD_CHARSET);
    work_squeeze(&w, &o, &results);
    struct msg_job good = job_of(view_of("good text"), ENCODING_RAW, 9);
    o = work_document(&w, &good, view_of("good text"), NULL);
    CHECK_INT(o.state, STATE_DONE);
    CHECK_INT(o.reason, REASON_NONE);
    CHECK_INT(o.detail.len, 0);
    CHECK(w.result.len > 0);
    work_free(&w);
}

TEST(a_result_over_the_limit_is_dropped)
{
    struct work w = new_work("empty");
    struct buf results = {0};
    struct msg_job job = job_of(view_of("text"), ENCODING_RAW, 4);
    struct msg_outcome o = work_document(&w, &job, view_of("text"), NULL);
    buf_reserve(&w.result, MAX_RESULT);
    w.result.len = (size_t)MAX_RESULT + 1; /* of no matter what */
    work_squeeze(&w, &o, &results);
    CHECK_INT(o.num, 5);
    CHECK_INT(o.state, STATE_FAILED);
    CHECK_INT(o.reason, REASON_RESULT_TOO_LARGE);
    CHECK_INT(o.length, 0);
    CHECK_INT(results.len, 0);
    work_free(&w);
}
