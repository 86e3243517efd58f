#include "client/report.h"
#include "proto/pack.h"
#include "tests/test.h"
#include <string.h>

static void pack_count(struct buf *b, const char *key, uint64_t n)
{
    pack_string(b, key);
    pack_u64(b, n);
}

/* A report with two reasons, a worker and an ETA. */
static struct view report(void)
{
    static struct buf b;
    b.len = 0;
    pack_map(&b, 5);
    pack_string(&b, "ledger");
    pack_map(&b, 7);
    pack_count(&b, "submitted", 5310);
    pack_count(&b, "waiting", 1200);
    pack_count(&b, "running", 12);
    pack_count(&b, "done", 4080);
    pack_count(&b, "failed", 3);
    pack_count(&b, "skipped", 5);
    pack_count(&b, "duplicate", 10);
    pack_string(&b, "reasons");
    pack_map(&b, 3);
    pack_count(&b, "died", 2);
    pack_count(&b, "empty", 5);
    pack_count(&b, "too-large", 1);
    pack_string(&b, "rate");
    pack_map(&b, 2);
    pack_string(&b, "documents_per_s");
    pack_double(&b, 312.4);
    pack_string(&b, "bytes_per_s");
    pack_double(&b, 2097152);
    pack_count(&b, "eta_s", 75);
    pack_string(&b, "workers");
    pack_array(&b, 2);
    for (unsigned i = 1; i <= 2; i++) {
        pack_map(&b, 7);
        pack_string(&b, "name");
        pack_string(&b, i == 1 ? "东机:77" : "host:78");
        pack_count(&b, "children", 4);
        pack_count(&b, "busy", 3);
        pack_count(&b, "leased", 100);
        pack_count(&b, "finished", i == 1 ? 2000 : 0);
        pack_count(&b, "last_useful_ms", 400);
        pack_count(&b, "rss_bytes", 50 << 20);
    }
    return buf_view(&b);
}

static char *shown(void (*show)(struct view, FILE *), struct view body)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    show(body, out);
    fclose(out);
    return text;
}

static void show_two_workers(struct view body, FILE *out)
{
    report_show_work(body, out, 2);
}

static void show_one_worker(struct view body, FILE *out)
{
    report_show_work(body, out, 1);
}

TEST(report_shows_the_ledger)
{
    CHECK_TEXT(shown(report_show_ledger, report()),
               "submitted         5,310\n"
               "waiting           1,200\n"
               "running              12\n"
               "done              4,080\n"
               "failed                3   died 2, too-large 1\n"
               "skipped               5   empty 5\n"
               "duplicate            10\n");
}

TEST(report_shows_rate_and_workers)
{
    CHECK_TEXT(shown(show_two_workers, report()),
               "\nrate: 312/s, 2.0 MiB/s, 1 min 15 s left\n\n"
               "worker   children  busy  holds  finished  last useful work  memory\n"
               "东机:77         4     3    100     2,000         0.4 s ago  50 MiB\n"
               "host:78         4     3    100         0                    50 MiB\n");
    CHECK(strstr(shown(show_one_worker, report()), "and 1 more\n"));
}

TEST(report_reads_the_ledger)
{
    struct ledger l = report_ledger(report());
    CHECK_INT(l.submitted, 5310);
    CHECK_INT(ledger_finished(&l), 4080 + 3 + 5 + 10);
    CHECK_INT(ledger_finished(&l) + l.waiting + l.running, l.submitted);
}

TEST(report_for_scripts)
{
    char *json = shown(report_json, report());
    CHECK(strncmp(json, "{\"ledger\":{\"submitted\":5310,\"waiting\":1200,", 43) == 0);
    CHECK(json[strlen(json) - 1] == '\n');
    CHECK_TEXT(shown(report_tsv, report()),
               "submitted\t5310\nwaiting\t1200\nrunning\t12\ndone\t4080\n"
               "failed\t3\nskipped\t5\nduplicate\t10\n"
               "documents_per_s\t312.4\neta_s\t75\n");
}

TEST(report_of_an_empty_map_reads_as_nothing)
{
    struct buf b = {0};
    pack_map(&b, 0);
    CHECK_INT(report_check(buf_view(&b), NULL), 0);
    struct ledger l = report_ledger(buf_view(&b));
    CHECK_INT(l.submitted, 0);
    CHECK_TEXT(shown(show_two_workers, buf_view(&b)), "\nno workers\n");
}

TEST(report_that_is_none_is_refused)
{
    struct err err;
    struct buf b = {0};
    CHECK_INT(report_check(buf_view(&b), &err), -1);
    pack_array(&b, 0);
    CHECK_INT(report_check(buf_view(&b), &err), -1);
    CHECK_TEXT(err.text, "the broker's status is no map");
    b.len = 0;
    pack_map(&b, 4);
    CHECK_INT(report_check(buf_view(&b), &err), -1);
}
