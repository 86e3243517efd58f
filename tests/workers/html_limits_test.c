/* html_limits_test.c: pages made to take long take as long as others; and what is kept from the
 * parser does not move what it says. */
#include "tests/proto/dice.h"
#include "tests/test.h"
#include "tests/workers/html_kit.h"
#include <string.h>
#include <time.h>

static const struct made {
    const char *start, *again, *end; /* again: many times */
} mades[] = {
    {"", "<div>", "text"},
    {"", "<div><span></b>", ""},
    {"<p ", "a=1 ", ">text</p>"},
    {"", "<p title='x' class=\"a b\">", "text"},
    {"<p>", "&amp;", ""},
    {"<p>&", "a", ";"},
    {"<p>&#", "9", ";"},
    {"<p>", "长行 ", ""},
    {"", "<p>x", ""},
    {"", "<b>x", ""},
    {"", "<!-- x ", ""},
    {"", "<!--x-->", ""},
    {"", "<script>", ""},
    {"<script>", "</script x", ""},
    {"", "<svg>", ""},
    {"", "<noscript></p>", ""},
    {"", "<", ""},
    {"", "<a \"x='", ""},
    {"", "<table><tr><td>", "x"},
    {"", "</p>", ""},
    {"", "<?x ", ""},
    {"", "<!DOCTYPE ", ""},
    {"", "<![CDATA[", ""},
    {"<", "b", ">x"},
    {"<h1>t</h1>", "<li class=post><a>x</a> y.", ""},
    {"", "<h2>x</h2><title>x</title>", ""},
    {"<script type='application/ld+json'>", "{\"name\":\"x\",", "</script><p>x"},
    {"<div class='", "share-content ", "'>x"},
    {"<pre>", " \n", "x</pre>"},
};

static double seconds_of(const struct made *m, size_t length)
{
    struct buf page = {0};
    struct timespec from, to;
    buf_add_string(&page, m->start);
    while (page.len < length) buf_add_string(&page, m->again);
    buf_add_string(&page, m->end);
    double least = 1e9;
    for (int i = 0; i < 2; i++) {
        struct html_kit k;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
        html_kit_read(&k, buf_view(&page));
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
        html_kit_free(&k);
        double spent =
            (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
        if (spent < least) least = spent;
    }
    buf_free(&page);
    return least;
}

/* Eight times the page in at most twenty times the time: a square would take sixty-four. */
TEST_WITHIN(html_time_is_linear, 60)
{
    enum { SMALL = 40 << 10, TIMES = 8, SLACK = 20 };
    const double noise = 0.0005 * test_time_factor();
    for (size_t i = 0; i < sizeof mades / sizeof *mades; i++) {
        double small = seconds_of(&mades[i], SMALL), large = seconds_of(&mades[i], TIMES * SMALL);
        if (large > SLACK * (small + noise))
            test_fail(__FILE__, __LINE__, "%s%s: %.1f ms, and %.1f ms for %d times the page",
                      mades[i].start, mades[i].again, small * 1e3, large * 1e3, TIMES);
    }
}

static const char *text_of(struct html_kit *k, const char *start, const char *again, size_t times,
                           const char *end)
{
    static struct buf page;
    page.len = 0;
    buf_add_string(&page, start);
    for (size_t i = 0; i < times; i++) buf_add_string(&page, again);
    buf_add_string(&page, end);
    html_kit_read(k, buf_view(&page));
    html_kit_check_origin(k);
    return html_kit_text(k);
}

TEST(html_text_behind_what_is_cut)
{
    struct html_kit k;
    CHECK_TEXT(text_of(&k, "<p>one</p><p ", "a='>' b ", 50000, ">two</p><p>three &amp; four</p>"),
               "one / two / three & four");
    html_kit_free(&k);
    CHECK_TEXT(text_of(&k, "<p>one</p>", "<div>", 200000, "two<p>three &amp; four</p>"),
               "one / twothree & four");
    html_kit_free(&k);
    CHECK_TEXT(text_of(&k, "<p>one</p>", "<!-- <p> --><script>'<p>'</script>", 1000, "<p>two</p>"),
               "one / two");
    html_kit_free(&k);
    CHECK_TEXT(text_of(&k, "<p>one</p><!-- ", "never closed ", 3, "<p>two</p>"),
               "one / never closed never closed never closed / two");
    html_kit_free(&k);
}

/* A long text, which the parser reports in parts. */
TEST(html_long_text_keeps_its_places)
{
    struct html_kit k;
    text_of(&k, "<p>", "长的 text, é;", 3000, "</p>");
    CHECK_INT(k.d.canonical.len, 3000 * strlen("长的 text, é;"));
    html_kit_free(&k);
}

/* Pages of pieces put together at random: nothing ends the test, and words keep their places. */
TEST(html_at_random)
{
    static const char *const pieces[] = {"<p>",
                                         "</p>",
                                         "<div class=share>",
                                         "</div>",
                                         "<b>",
                                         "</b>",
                                         "<br>",
                                         "word ",
                                         "河水清了。",
                                         "&amp;",
                                         "&nbsp;",
                                         "<!--",
                                         "-->",
                                         "<table>",
                                         "<tr>",
                                         "<td>",
                                         "</table>",
                                         "<a href=1>",
                                         "</a>",
                                         "<h1>",
                                         "</h1>",
                                         "<title>",
                                         "</title>",
                                         "<script>",
                                         "</script>",
                                         "<ul><li>",
                                         "</ul>",
                                         "\n",
                                         "<pre>",
                                         "</pre>",
                                         "<",
                                         ">",
                                         "\"",
                                         "=",
                                         "<time datetime=2021-03-05>",
                                         "<svg>"};
    struct dice d = {.seed = 7};
    struct buf page = {0};
    for (int round = 0; round < 3000; round++) {
        struct html_kit k;
        page.len = 0;
        for (uint64_t n = dice_below(&d, 40); n > 0; n--)
            buf_add_string(&page, pieces[dice_below(&d, sizeof pieces / sizeof *pieces)]);
        html_kit_read(&k, buf_view(&page));
        if (k.verdict == STAGE_GO_ON) html_kit_check_origin(&k);
        html_kit_free(&k);
    }
    buf_free(&page);
}
