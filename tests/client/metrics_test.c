#include "client/metrics.h"
#include "proto/pack.h"
#include "tests/test.h"
#include <stdlib.h>
#include <string.h>

static char *printed(const struct buf *body)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    metrics_print(buf_view(body), out);
    fclose(out);
    return text;
}

TEST(metrics_have_base_units_and_harmless_labels)
{
    struct buf b = {0};
    pack_map(&b, 3);
    pack_string(&b, "uptime_ms");
    pack_u64(&b, 1500);
    pack_string(&b, "ledger");
    pack_map(&b, 2);
    pack_string(&b, "submitted");
    pack_u64(&b, 12345678);
    pack_string(&b, "done");
    pack_u64(&b, 7);
    pack_string(&b, "workers");
    pack_array(&b, 1);
    pack_map(&b, 2);
    pack_string(&b, "name");
    pack_string(&b, "a\"b\\c\nd");
    pack_string(&b, "rss_bytes");
    pack_u64(&b, 4096);
    char *text = printed(&b);
    CHECK(strstr(text, "# TYPE garner_uptime_seconds gauge\ngarner_uptime_seconds 1.5\n"));
    CHECK(strstr(text, "\ngarner_submitted_documents 12345678\n"));
    CHECK(strstr(text, "\ngarner_documents{state=\"done\"} 7\n"));
    CHECK(!strstr(text, "state=\"submitted\""));
    CHECK(strstr(text, "{worker=\"a\\\"b\\\\c\\nd\"} 4096\n"));
    free(text);
    buf_free(&b);
}

TEST(metrics_leave_out_what_a_report_lacks_or_says_otherwise)
{
    struct buf b = {0};
    pack_map(&b, 3);
    pack_string(&b, "eta_s");
    pack_nil(&b);
    pack_string(&b, "ledger");
    pack_u64(&b, 3);
    pack_string(&b, "uptime_ms");
    pack_string(&b, "long");
    char *text = printed(&b);
    for (const char *line = text; *line; line = strchr(line, '\n') + 1) CHECK(*line == '#');
    free(text);
    buf_free(&b);
}

static void pack_worker(struct buf *b, const char *name)
{
    pack_map(b, 2);
    pack_string(b, "name");
    pack_string(b, name);
    pack_string(b, "busy");
    pack_u64(b, 1);
}

TEST(metrics_of_workers_of_one_name_have_different_labels)
{
    struct buf b = {0};
    pack_map(&b, 1);
    pack_string(&b, "workers");
    pack_array(&b, 4);
    pack_worker(&b, "twin:1");
    pack_worker(&b, "alone:1");
    pack_worker(&b, "twin:1");
    pack_worker(&b, "twin:1");
    char *text = printed(&b);
    CHECK(strstr(text, "\ngarner_worker_busy_children{worker=\"twin:1\"} 1\n"
                       "garner_worker_busy_children{worker=\"alone:1\"} 1\n"
                       "garner_worker_busy_children{worker=\"twin:1\",twin=\"2\"} 1\n"
                       "garner_worker_busy_children{worker=\"twin:1\",twin=\"3\"} 1\n"));
    free(text);
    buf_free(&b);
}
