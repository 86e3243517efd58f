/* chaos.c: garner chaos: the user's own archive, worked through in peace and under kills. */
#include "client/command.h"
#include "client/interrupt.h"
#include "client/program.h"
#include "client/report.h"
#include "client/victims.h"
#include "client/walk.h"
#include "proto/language.h"
#include "proto/log.h"
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    KILLS_DEFAULT = 20,
    ROUNDS_MOST = 100,
    RUNS_MOST = 100, /* of one round: each goes on where the one before gave up */
    PAUSE_LEAST_MS = 20,
    PAUSE_MOST_MS = 1000,
    LOOK_MS = 10,
    LEAVE_MS = 60000,
};

static struct {
    uint64_t kills, seed;
} options;

static const struct option_row chaos_options[] = {
    {"kills", 0, OPTION_COUNT, &options.kills, "N", NULL, 1, 1000000,
     "how many processes are killed (default: 20)"},
    {"seed", 0, OPTION_COUNT, &options.seed, "N", NULL, 1, UINT32_MAX,
     "which ones and when, by this number; default: another each time, printed"},
};

struct chaos {
    char self[4096]; /* this program */
    struct buf top, log, calm_lines;
    char **paths;
    size_t path_count;
    uint64_t random, calm_ms;
    uint64_t killed[VICTIM_KINDS], kills;
    unsigned rounds;
};

/* splitmix64, by Sebastiano Vigna: https://prng.di.unimi.it/splitmix64.c */
static uint64_t roll(struct chaos *c)
{
    uint64_t z = c->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static void pass(unsigned ms)
{
    struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};
    nanosleep(&t, NULL);
}

/* ---- This program as a child ---- */

/* garner --data DIR and the words up to NULL, then the paths if `paths`. */
static int begin(struct chaos *c, const char *data, const char *const *words, bool paths,
                 pid_t *pid, struct err *err)
{
    char **argv = xcalloc(c->path_count + 16, sizeof *argv);
    size_t n = 0;
    argv[n++] = c->self;
    argv[n++] = "--data";
    argv[n++] = (char *)data;
    while (*words) argv[n++] = (char *)*words++;
    for (size_t i = 0; paths && i < c->path_count; i++) argv[n++] = c->paths[i];
    int rc = program_start(argv, buf_string(&c->log), pid, err);
    free(argv);
    return rc;
}

static int interrupted(pid_t *pid, struct err *err)
{
    program_stop(pid, LEAVE_MS);
    return fail(err, 0, "interrupted");
}

/* To its end; its exit status, -1 with *err. */
static int whole(struct chaos *c, const char *data, const char *const *words, bool paths,
                 struct err *err)
{
    pid_t pid;
    int status = 0;
    if (begin(c, data, words, paths, &pid, err) != 0) return -1;
    while (!program_ended(&pid, &status)) {
        if (interrupt_came()) return interrupted(&pid, err);
        pass(LOOK_MS);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : TROUBLE;
}

static const char *const run_words[] = {"run", "--quiet", "--", NULL};

static int refuse_trouble(struct chaos *c, int status, const char *what, struct err *err)
{
    if (status == FOUND || status == NOTHING) return 0;
    return status < 0 ? -1 : fail(err, 0, "%s failed; see %s", _(what), buf_string(&c->log));
}

/* ---- What became of it ---- */

/* Shows the ledger of the data directory. -1 with *err if it does not add up, or is not at an end.
 */
static int show_ledger(const char *data, struct err *err)
{
    struct place place = {0};
    struct session *session = NULL;
    struct buf body = {0};
    int rc = place_private(&place, data, false, err);
    if (rc == 0) rc = session_open(&session, &place, common.timeout_ms, err);
    if (rc == 0) rc = report_ask(session, &body, err);
    if (rc == 0) {
        struct ledger l = report_ledger(buf_view(&body));
        report_show_ledger(buf_view(&body), stdout);
        fflush(stdout);
        if (l.submitted != ledger_finished(&l) || l.waiting + l.running > 0)
            rc = fail(err, 0, "the ledger does not add up");
    }
    buf_free(&body);
    session_close(&session);
    place_free(&place);
    return rc;
}

/* The ledger and the export of a directory whose work is done; its broker is sent home. */
static int finish(struct chaos *c, const char *data, const char *lines, struct err *err)
{
    const char *const export[] = {"export", "--output", lines, NULL};
    const char *const stop[] = {"stop", NULL};
    if (show_ledger(data, err) != 0) return -1;
    if (refuse_trouble(c, whole(c, data, export, false, err), N_("the export"), err) != 0)
        return -1;
    return whole(c, data, stop, false, err) < 0 ? -1 : 0;
}

static int compare(const char *one, const char *two, struct err *err)
{
    static char a[65536], b[65536];
    FILE *f = fopen(one, "rbe"), *g = fopen(two, "rbe");
    size_t got = 1;
    int rc = f && g ? 0 : fail_errno(err, 0, "the exports cannot be compared");
    while (rc == 0 && got > 0) {
        got = fread(a, 1, sizeof a, f);
        if (fread(b, 1, sizeof b, g) != got || memcmp(a, b, got) != 0)
            rc = fail(err, 0, "the export differs from the calm one: compare %s and %s", one, two);
    }
    if (f) fclose(f);
    if (g) fclose(g);
    return rc;
}

/* ---- Calm and storm ---- */

static int calm(struct chaos *c, struct err *err)
{
    struct buf data = {0};
    buf_format(&data, "%s/calm", buf_string(&c->top));
    printf("%s\n", _("In peace:"));
    fflush(stdout);
    uint64_t began = clock_mono_ms();
    int rc = refuse_trouble(c, whole(c, buf_string(&data), run_words, true, err),
                            N_("the calm run"), err);
    c->calm_ms = clock_mono_ms() - began;
    if (rc == 0) rc = finish(c, buf_string(&data), buf_string(&c->calm_lines), err);
    buf_free(&data);
    return rc;
}

static unsigned next_pause(struct chaos *c)
{
    uint64_t mean = c->calm_ms / (options.kills + 1);
    if (mean < PAUSE_LEAST_MS) mean = PAUSE_LEAST_MS;
    if (mean > PAUSE_MOST_MS) mean = PAUSE_MOST_MS;
    return (unsigned)(mean / 2 + roll(c) % mean);
}

/* One run, and kills meanwhile. Its exit status; -1 with *err. */
static int run_under_fire(struct chaos *c, const char *data, struct err *err)
{
    pid_t pid;
    int status = 0;
    if (begin(c, data, run_words, true, &pid, err) != 0) return -1;
    pid_t run = pid;
    uint64_t lot = roll(c); /* which kind, and which of that kind */
    uint64_t next = clock_mono_ms() + next_pause(c);
    while (!program_ended(&pid, &status)) {
        if (interrupt_came()) return interrupted(&pid, err);
        pass(LOOK_MS);
        if (c->kills >= options.kills || clock_mono_ms() < next) continue;
        enum victim kind = lot % VICTIM_KINDS;
        if (!victim_kill(run, kind, lot / VICTIM_KINDS)) continue; /* none yet: it is waited for */
        c->killed[kind]++;
        c->kills++;
        lot = roll(c);
        next = clock_mono_ms() + next_pause(c);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : TROUBLE;
}

/* A run that lost its helpers too often gives up, as it should: the same command goes on. What
 * failed because its process was killed again and again is tried once more, now in peace. */
static int weather(struct chaos *c, const char *data, struct err *err)
{
    static const char *const reasons[] = {"died", "lost"};
    static const char *const work[] = {"run", "--quiet", NULL};
    int status = TROUBLE, moved = 0;
    for (int i = 0; i < RUNS_MOST && status == TROUBLE; i++) status = run_under_fire(c, data, err);
    if (refuse_trouble(c, status, N_("the run under fire"), err) != 0) return -1;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        const char *const retry[] = {"retry", "--reason", reasons[i], NULL};
        status = whole(c, data, retry, false, err);
        if (refuse_trouble(c, status, N_("the second attempt"), err) != 0) return -1;
        moved += status == FOUND;
    }
    return moved == 0 ? 0 : refuse_trouble(c, whole(c, data, work, false, err), N_("the run"), err);
}

static int storm(struct chaos *c, struct err *err)
{
    struct buf data = {0}, lines = {0};
    buf_format(&data, "%s/storm-%u", buf_string(&c->top), ++c->rounds);
    buf_format(&lines, "%s.jsonl", buf_string(&data));
    uint64_t before = c->kills;
    int rc = weather(c, buf_string(&data), err);
    printf(_("Under fire, round %u, %" PRIu64 " killed:\n"), c->rounds, c->kills - before);
    if (rc == 0) rc = finish(c, buf_string(&data), buf_string(&lines), err);
    if (rc == 0) rc = compare(buf_string(&c->calm_lines), buf_string(&lines), err);
    if (rc == 0) printf("%s\n\n", _("The export is the same, byte for byte."));
    fflush(stdout);
    buf_free(&data);
    buf_free(&lines);
    return rc;
}

/* ---- The command ---- */

static int drop(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    return remove(path);
}

static int prepare(struct chaos *c, struct err *err)
{
    const char *data = common.data ? common.data : DATA_DEFAULT;
    ssize_t len = readlink("/proc/self/exe", c->self, sizeof c->self - 1);
    if (len <= 0) return fail_errno(err, 0, "/proc/self/exe");
    c->self[len] = '\0';
    buf_format(&c->top, "%s.chaos-XXXXXX", data);
    if (!mkdtemp((char *)buf_string(&c->top))) return fail_errno(err, 0, "%s", buf_string(&c->top));
    buf_format(&c->log, "%s/log", buf_string(&c->top));
    buf_format(&c->calm_lines, "%s/calm.jsonl", buf_string(&c->top));
    unsetenv("GARNER_BROKER"); /* each run has one of its own */
    return 0;
}

static int play(struct chaos *c, struct err *err)
{
    if (prepare(c, err) != 0 || calm(c, err) != 0) return -1;
    printf("\n");
    while (c->kills < options.kills && c->rounds < ROUNDS_MOST)
        if (storm(c, err) != 0) return -1;
    if (c->kills < options.kills)
        return fail(err, 0, "the archive is through too soon: %" PRIu64 " were killed in %u rounds",
                    c->kills, c->rounds);
    return 0;
}

static int chaos_run(char **paths, size_t count)
{
    static struct chaos c;
    struct err err;
    if (options.kills == 0) options.kills = KILLS_DEFAULT;
    if (options.seed == 0) options.seed = clock_wall_ms() % UINT32_MAX + 1;
    c.random = options.seed;
    c.paths = paths;
    c.path_count = count;
    int rc = common.broker
                 ? fail(&err, 0, "chaos kills brokers of its own only; leave out --broker")
                 : walk_check(paths, count, &err);
    if (rc != 0) return trouble(&err);
    interrupt_catch();
    printf("garner chaos --seed %" PRIu64 " --kills %" PRIu64 "\n\n", options.seed, options.kills);
    rc = play(&c, &err);
    for (int k = 0; k < VICTIM_KINDS; k++)
        printf(_("%-10s %8" PRIu64 " killed\n"), victim_name(k), c.killed[k]);
    if (rc == 0)
        nftw(buf_string(&c.top), drop, 16, FTW_DEPTH | FTW_PHYS);
    else if (c.top.len > 0)
        fprintf(stderr, _("garner: all of it is in %s\n"), buf_string(&c.top));
    int status = rc == 0 ? output_end(FOUND) : interrupt_status(trouble(&err));
    buf_free(&c.top);
    buf_free(&c.log);
    buf_free(&c.calm_lines);
    return status;
}

const struct command chaos_command = {
    .name = "chaos",
    .operands = "PATH…",
    .least = 1,
    .most = SIZE_MAX,
    .text = "kill Garner at random at work on your own files, and see that nothing is lost",
    .details =
        "Works through the files twice, in temporary directories beside the data directory: in\n"
        "peace, and while its own children, worker and broker are killed (kill -9) at random.\n"
        "Then shows that the ledger adds up and that the exports are the same, byte for byte.\n"
        "Small archives are repeated until all kills are done. The store and the files are not\n"
        "touched. The seed fixes who is killed, and after what pause; when exactly is up to the\n"
        "machine. Documents whose process was killed three times are given another attempt, as\n"
        "by garner retry. Exit status 0, or 2 if anything differs: then all is kept, and it\n"
        "says where.",
    .options = chaos_options,
    .option_count = sizeof chaos_options / sizeof *chaos_options,
    .run = chaos_run,
};
