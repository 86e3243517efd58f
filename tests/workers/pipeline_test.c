/* pipeline_test.c: what becomes of a document whose stages go on, refuse it, or run out of budget.
 */
#include "proto/check.h"
#include "proto/log.h"
#include "proto/pack.h"
#include "tests/test.h"
#include "workers/pipeline.h"
#include <string.h>

static struct arena arena;
static struct buf result;

static struct outcome run(const char *name, const char *text, const struct budget *budget)
{
    static const struct budget no_limit;
    struct document d = {.arena = &arena, .bytes = view_of(text)};
    result.len = 0;
    return pipeline_run(pipeline_find(name), &d, NULL, budget ? budget : &no_limit, NULL, &result);
}

/* Whether the result is a whole one, and names this limit as the one that cut it short. */
static bool is_cut_by(const char *limit)
{
    struct unpack u = unpack_of(buf_view(&result));
    if (check_whole(result.at, result.len, NULL) != 0 || !unpack_find(&u, "partial")) return false;
    return view_equal(unpack_next(&u).bytes, view_of(limit));
}

TEST(all_pipelines_are_found_by_name)
{
    for (const struct pipeline *p = pipelines; p->name; p++) CHECK(pipeline_find(p->name) == p);
    CHECK(pipeline_find("none") == NULL);
}

TEST(text_is_done)
{
    struct outcome o = run("standard", "全年受理纠纷35件。\n", NULL);
    CHECK_INT(o.state, STATE_DONE);
    CHECK_INT(o.reason, REASON_NONE);
    CHECK_TEXT(o.detail, "");
    CHECK_INT(o.articles, 1);
    CHECK(o.records >= 1);
    CHECK_INT(check_whole(result.at, result.len, NULL), 0);
}

TEST(a_line_without_words_is_text_as_well)
{
    struct outcome o = run("standard", "30%", NULL);
    CHECK_INT(o.state, STATE_DONE);
    CHECK_INT(o.articles, 1);
    CHECK_INT(o.records, 1);
}

TEST(what_is_no_text_is_refused_without_a_result)
{
    struct outcome o = run("standard", "\xff\xff\xfd text", NULL);
    CHECK_INT(o.state, STATE_FAILED);
    CHECK_INT(o.reason, REASON_BAD_CHARSET);
    CHECK(strlen(o.detail) > 0);
    CHECK_INT(result.len, 0);
    o = run("standard", " \n", NULL);
    CHECK_INT(o.state, STATE_SKIPPED);
    CHECK_INT(o.reason, REASON_EMPTY);
    CHECK_INT(result.len, 0);
}

TEST(the_empty_pipeline_returns_a_quarter)
{
    char text[4001];
    memset(text, 'x', 4000);
    text[4000] = '\0';
    CHECK_INT(run("empty", text, NULL).state, STATE_DONE);
    CHECK(result.len >= 1000 && result.len < 1020);
    CHECK_INT(check_whole(result.at, result.len, NULL), 0);
}

TEST(a_stage_that_runs_out_leaves_what_there_is)
{
    struct budget short_wall = {.wall_ms_end = clock_mono_ms() + 20}, small = {.memory = 1 << 20};
    struct outcome o = run("faulty", "!wait\n", &short_wall);
    CHECK_INT(o.state, STATE_FAILED);
    CHECK_INT(o.reason, REASON_TIMEOUT);
    CHECK(strstr(o.detail, "fault") != NULL);
    CHECK(is_cut_by("wall"));
    o = run("faulty", "!grow\n", &small);
    CHECK_INT(o.reason, REASON_MEMORY);
    CHECK(is_cut_by("memory"));
}

/* Processor time counts from the thread's start: 1 ms of it is gone, or soon will be. */
TEST(processor_time_runs_out)
{
    struct budget budget = {.cpu_ms_end = 1};
    struct outcome o = run("faulty", "!work\n", &budget);
    CHECK_INT(o.reason, REASON_CPU);
    CHECK(is_cut_by("cpu"));
}

/* A stage that never asks is at least not followed by another. */
TEST(the_budget_is_asked_between_stages)
{
    struct budget budget = {.wall_ms_end = clock_mono_ms() + 20};
    struct outcome o = run("faulty", "!slow 40\n", &budget);
    CHECK_INT(o.reason, REASON_TIMEOUT);
    CHECK(strstr(o.detail, "decode") != NULL);
    CHECK(is_cut_by("wall"));
    CHECK_INT(o.articles, 0);
}

TEST(the_stage_at_work_is_told)
{
    _Atomic uint32_t at = 99;
    static const struct budget no_limit;
    struct document d = {.arena = &arena, .bytes = view_of("text")};
    const struct pipeline *p = pipeline_find("faulty");
    pipeline_run(p, &d, NULL, &no_limit, &at, &result);
    CHECK_TEXT(pipeline_stage_name(p, 0), "fault");
    CHECK_TEXT(pipeline_stage_name(p, at), "extract");
    CHECK_TEXT(pipeline_stage_name(p, 99), "faulty");
}
