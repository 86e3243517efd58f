/* archive_bench.c: archives taken apart, beside libarchive alone, and beside what a submission does
 * with each document besides: its hash and its compression.
 *
 *     archive_bench SECONDS_EACH FILE…
 *
 * Rounds of the three take turns, so that they meet the same machine. Processor time, as MB of
 * documents a second.
 */
#include "client/archive/contents.h"
#include "proto/id.h"
#include "proto/squeeze.h"
#include "tests/bench/rows.h"
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct tally {
    uint64_t bytes, documents;
    double seconds;
};

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The least that a program can do with libarchive: each member whole, in memory. */
static void bare(const char *path, struct tally *t)
{
    static char room[16 << 20];
    struct archive *a = archive_read_new();
    struct archive_entry *e;
    archive_read_support_filter_all(a);
    archive_read_support_format_zip(a);
    archive_read_support_format_tar(a);
    archive_read_support_format_7zip(a);
    if (archive_read_open_filename(a, path, 128 << 10) != ARCHIVE_OK) exit(2);
    while (archive_read_next_header(a, &e) == ARCHIVE_OK) {
        if (archive_entry_filetype(e) != AE_IFREG) continue;
        la_ssize_t got;
        size_t len = 0;
        while ((got = archive_read_data(a, room + len, sizeof room - len)) > 0) len += (size_t)got;
        t->bytes += len;
        t->documents++;
    }
    archive_read_free(a);
}

static void ours(const char *path, struct tally *t, bool submit)
{
    struct contents *c = contents_new(&(struct reading){.max_document = MAX_DOCUMENT});
    struct intake in = {0};
    struct view source;
    struct buf squeezed = {0};
    unsigned char hash[SHA256_LEN];
    intake_read(&in, AT_FDCWD, path, true, MAX_DOCUMENT);
    if (!contents_begin(c, view_of("x"), &in, AT_FDCWD, path, true)) exit(2);
    while (contents_next(c, &in, &source)) {
        if (in.reason) continue;
        t->bytes += in.bytes.len;
        t->documents++;
        if (!submit) continue;
        squeezed.len = 0;
        sha256(in.bytes.at, in.bytes.len, hash);
        squeeze(buf_view(&in.bytes), &squeezed);
    }
    buf_free(&squeezed);
    intake_free(&in);
    contents_free(&c);
}

static void round_of(int which, const char *path, struct tally *t)
{
    double begun = cpu_seconds();
    if (which == 0)
        bare(path, t);
    else
        ours(path, t, which == 2);
    t->seconds += cpu_seconds() - begun;
}

static void add_row(const char *name, double theirs, double rate)
{
    char what[64], limit[64];
    const char *kind = strchr(name, '.') ? strchr(name, '.') + 1 : name;
    snprintf(what, sizeof what, "archive taken apart, %s", kind);
    snprintf(limit, sizeof limit, "libarchive alone, %s", kind);
    rows_limit(limit, theirs, "MB/s");
    rows_ours(what, rate, "MB/s", limit, "x0.8");
    rows_peer(what, "libarchive", theirs);
}

static void bench(const char *path, double seconds)
{
    static const char *const names[] = {"libarchive alone", "taken apart",
                                        "hashed and squeezed too"};
    struct tally tallies[3] = {{0}};
    double rates[3];
    while (tallies[0].seconds < seconds)
        for (int i = 0; i < 3; i++) round_of(i, path, &tallies[i]);
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    printf("%s\n", name);
    for (int i = 0; i < 3; i++) {
        rates[i] = (double)tallies[i].bytes / 1e6 / tallies[i].seconds;
        printf("  %-24s %7.0f MB/s %9.0f documents/s  %5.2f\n", names[i], rates[i],
               (double)tallies[i].documents / tallies[i].seconds, rates[i] / rates[0]);
    }
    add_row(name, rates[0], rates[1]);
}

int main(int argc, char **argv)
{
    if (argc < 3) return 2;
    for (int i = 2; i < argc; i++) bench(argv[i], atof(argv[1]));
    return 0;
}
