#include "client/figures.h"
#include "client/progress.h"
#include "client/text.h"
#include "tests/test.h"

static const struct style plain = {"", "", "", "", "", "", ""};

static char *line_of(const struct progress_state *s, unsigned columns)
{
    struct buf out = {0};
    progress_line(&out, s, columns, &plain);
    CHECK(text_width(buf_view(&out)) <= columns);
    return buf_string(&out);
}

TEST(progress_tells_share_rate_and_time_left)
{
    struct progress_state s = {.done = 1204, .total = 5310, .rate = 312};
    CHECK_TEXT(line_of(&s, 80), "1,204 of 5,310 documents  23%  312/s  13 s left");
    s.failed = 3;
    s.skipped = 20;
    CHECK_TEXT(line_of(&s, 80),
               "1,204 of 5,310 documents  23%  312/s  13 s left  failed 3  skipped 20");
    CHECK_TEXT(line_of(&s, 60), "1,204 of 5,310 documents  23%  312/s  13 s left");
    CHECK_TEXT(line_of(&s, 20), "1,204 of 5,310 docu…");
}

TEST(progress_bar_fills_by_eighths)
{
    struct progress_state s = {.done = 1, .total = 2};
    CHECK_TEXT(line_of(&s, 100), "1 of 2 documents ▕████████████            ▏ 50%");
    s = (struct progress_state){.done = 1, .total = 192};
    CHECK_TEXT(line_of(&s, 100), "1 of 192 documents ▕▏                       ▏  1%");
    s = (struct progress_state){.done = 2, .total = 2};
    CHECK_TEXT(line_of(&s, 100), "2 of 2 documents ▕████████████████████████▏ 100%");
    s = (struct progress_state){0};
    CHECK_TEXT(line_of(&s, 100), "0 of 0 documents ▕                        ▏  0%");
}

TEST(progress_while_documents_are_still_found)
{
    struct progress_state s = {.done = 100, .total = 2000, .growing = true, .found = 2500};
    s.rate = 50;
    CHECK_TEXT(line_of(&s, 80), "2,500 read, 100 worked through  50/s");
    s.note = "the disk is full\033[2J";
    CHECK_TEXT(line_of(&s, 80), "2,500 read, 100 worked through  50/s  the disk is full\ufffd[2J");
}

TEST(rate_is_that_of_the_last_seconds)
{
    struct rate r = {0};
    CHECK(rate_per_second(&r) == 0);
    rate_add(&r, 1000, 0);
    CHECK(rate_per_second(&r) == 0);
    rate_add(&r, 1100, 50); /* too early */
    rate_add(&r, 2000, 100);
    CHECK(rate_per_second(&r) == 100);
    for (unsigned i = 1; i <= 200; i++) rate_add(&r, 2000 + 500 * i, 100 + 5 * i);
    CHECK(rate_per_second(&r) == 10);
}

TEST(figures_as_people_read_them)
{
    static const struct {
        uint64_t n;
        const char *count, *bytes, *time;
    } rows[] = {
        {0, "0", "0 B", "0.0 s"},
        {999, "999", "999 B", "1.0 s"},
        {1024, "1,024", "1.0 KiB", "1.0 s"},
        {59400, "59,400", "58 KiB", "59 s"},
        {61000, "61,000", "60 KiB", "1 min 1 s"},
        {3725000, "3,725,000", "3.6 MiB", "1 h 2 min"},
        {200000000, "200,000,000", "191 MiB", "2 d 7 h"},
        {UINT64_MAX, "18,446,744,073,709,551,615", "16 EiB", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf count = {0}, bytes = {0}, time = {0};
        figure_count(&count, rows[i].n);
        figure_bytes(&bytes, rows[i].n);
        figure_time(&time, rows[i].n);
        CHECK_TEXT(buf_string(&count), rows[i].count);
        CHECK_TEXT(buf_string(&bytes), rows[i].bytes);
        if (rows[i].time) CHECK_TEXT(buf_string(&time), rows[i].time);
    }
}
