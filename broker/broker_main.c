/* broker_main.c: garner-broker, its options and its exit status: 0 stopped as asked, 2 trouble. */
#include "broker/audit.h"
#include "broker/loop.h"
#include "broker/reader.h"
#include "broker/store_backup.h"
#include "proto/json.h"
#include "proto/language.h"
#include "proto/log.h"
#include "proto/option.h"
#include "proto/version.h"
#include <inttypes.h>
#include <sys/resource.h>

enum { STATUS_GOOD = 0, STATUS_TROUBLE = 2 };

static struct loop_options options = {
    .reserve = 64 << 20,
    .max_document = MAX_DOCUMENT,
    .readers = 3,
};
static const char *backup, *restore;
static bool check, help, describe, version;

static const struct option_row rows[] = {
    {"data", 'd', OPTION_STRING, &options.data, "DIR", "GARNER_DATA", 0, 0,
     "The store's directory; made if it is not there."},
    {"listen", 'l', OPTION_STRING, &options.listen, "ENDPOINT[,...]", NULL, 0, 0,
     "Where to listen, as tcp://0.0.0.0:7717, beside the private socket whose name is in "
     "DIR/endpoint. Over a network peers need keys: garner help keys."},
    {"insecure", 0, OPTION_FLAG, &options.insecure, NULL, NULL, 0, 0,
     "Let anybody in who reaches an endpoint of a network, without key or encryption."},
    {"linger", 0, OPTION_TIME, &options.linger_ms, "TIME", NULL, 0, 0,
     "End when nobody was in session for so long; 0, the default, is never."},
    {"mixed", 0, OPTION_FLAG, &options.mixed, NULL, NULL, 0, 0,
     "Let workers with different versions of the extractor work in one run."},
    {"reserve", 0, OPTION_SIZE, &options.reserve, "SIZE", NULL, 1 << 20, 1ull << 40,
     "Refuse new documents while the disk has less than that free, default 64M."},
    {"max-document", 0, OPTION_SIZE, &options.max_document, "SIZE", NULL, 1, MAX_DOCUMENT,
     "The longest document accepted, default 128M."},
    {"window-docs", 0, OPTION_COUNT, &options.window_docs, "COUNT", NULL, 1, 1 << 20,
     "Documents that a client may have offered and not been answered for."},
    {"window-bytes", 0, OPTION_SIZE, &options.window_bytes, "SIZE", NULL, 1 << 10, 1ull << 40,
     "And their bytes."},
    {"readers", 0, OPTION_COUNT, &options.readers, "COUNT", NULL, 1, READERS_MAX,
     "Threads that answer questions, default 3."},
    {"backup", 0, OPTION_STRING, &backup, "DIR", NULL, 0, 0,
     "Do not serve: copy the store, which another broker may be at work on, into DIR, and end."},
    {"restore", 0, OPTION_STRING, &restore, "DIR", NULL, 0, 0,
     "Do not serve: copy the store in DIR, a backup, into the directory of --data, which must have "
     "none, and end."},
    {"check", 0, OPTION_FLAG, &check, NULL, NULL, 0, 0,
     "Do not serve: hold everything in the store against everything else, beside a broker or "
     "without one; print what is wrong. Exit status 2 if anything is."},
    {"describe", 0, OPTION_FLAG, &describe, NULL, NULL, 0, 0,
     "Print these options as JSON and end: manual page and completion are made of it."},
    {"version", 0, OPTION_FLAG, &version, NULL, NULL, 0, 0, "Print the version and end."},
    {"help", 'h', OPTION_FLAG, &help, NULL, NULL, 0, 0, "Print this and end."},
};
enum { ROWS = sizeof rows / sizeof *rows };

static const char purpose[] =
    "Keeps documents and results in the store under DIR, gives out the work, and answers "
    "questions.\nSIGTERM ends it; it may be killed at any time and started again.";

static int print_help(void)
{
    printf(_("usage: %s\n\n"), "garner-broker --data DIR [OPTION...]");
    printf("%s\n\n", _(purpose));
    options_help(rows, ROWS, stdout);
    return STATUS_GOOD;
}

/* For what makes manual pages and completion: option.h. */
static int print_description(void)
{
    struct buf out = {0};
    buf_add_char(&out, '{');
    json_member(&out, "program", "garner-broker");
    json_member(&out, "summary", "keeps archives of text, and what was found in them");
    json_member(&out, "text", purpose);
    options_describe(rows, ROWS, &out);
    printf("%s}\n", buf_string(&out));
    buf_free(&out);
    return STATUS_GOOD;
}

static int trouble(const struct err *err)
{
    log_line(LOG_ERROR, "%s", err->text);
    return STATUS_TROUBLE;
}

/* A peer takes a descriptor. */
static void raise_file_limit(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

/* A stack grows as it is used; where there is no memory for that, the process gets a SIGSEGV. So it
 * grows now, by more than a turn takes: later only allocations can fail, and they say so. */
static void grow_stack(void)
{
    volatile char room[1 << 20];
    for (size_t i = sizeof room; i > 0; i -= 4096) room[i - 1] = 0;
}

static int copy_store(const char *from, const char *to)
{
    struct err err;
    uint64_t bytes;
    if (store_backup(from, to, &bytes, &err) != 0) return trouble(&err);
    printf(_("%" PRIu64 " bytes copied to %s, and read again\n"), bytes, to);
    return STATUS_GOOD;
}

static void tell(const char *flaw)
{
    puts(flaw);
    fflush(stdout);
}

static int check_store(void)
{
    struct err err;
    struct audit a;
    if (audit_store(options.data, tell, &a, &err) != 0) return trouble(&err);
    printf(_("%" PRIu64 " documents, %" PRIu64 " bodies, %" PRIu64 " results, %" PRIu64
             " articles of %" PRIu64 " characters: %" PRIu64 " flaws\n"),
           a.documents, a.bodies, a.results, a.articles, a.positions, a.flaws);
    return a.flaws == 0 ? STATUS_GOOD : STATUS_TROUBLE;
}

static int serve(void)
{
    struct err err;
    struct loop *loop;
    raise_file_limit();
    grow_stack();
    if (loop_open(&options, &loop, &err) != 0) return trouble(&err);
    language_speak(false); /* what is told from here on goes to peers and into logs */
    int rc = loop_run(loop, &err);
    loop_close(&loop);
    return rc == 0 ? STATUS_GOOD : trouble(&err);
}

int main(int argc, char **argv)
{
    struct err err;
    int operands;
    log_open("garner-broker");
    language_open();
    if (options_parse(rows, ROWS, argc, argv, &operands, &err) != 0) return trouble(&err);
    if (help) return print_help();
    if (describe) return print_description();
    if (version) return printf("garner-broker %s\n", GARNER_VERSION) < 0;
    if (operands > 0) fail(&err, 0, "%s: garner-broker takes options only", argv[1]);
    if (operands == 0 && !options.data) fail(&err, 0, "--data DIR must say where the store is");
    if (operands > 0 || !options.data) return trouble(&err);
    if (!!backup + !!restore + check > 1) {
        fail(&err, 0, "--backup, --restore and --check: one of them at a time");
        return trouble(&err);
    }
    if (check) return check_store();
    if (backup) return copy_store(options.data, backup);
    return restore ? copy_store(restore, options.data) : serve();
}
