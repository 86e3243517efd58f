/* check.c: garner check: the index held against the texts, piece by piece.
 *
 * A sample of one in N passes over N - 1 pieces' articles, on the average, behind each piece that
 * it takes: by a random number of them, so that each article may be among the next sample's. What
 * it passes over the broker does not read. Documents that are missing are looked for among all.
 */
#include "client/command.h"
#include "client/storage.h"
#include "proto/language.h"
#include <inttypes.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 64 /* articles of a sample that stand together */ };

static struct {
    bool deep;
    uint64_t sample, seed;
} options = {.sample = 1};
static const struct option_row rows[] = {
    {"deep", 0, OPTION_FLAG, &options.deep, NULL, NULL, 0, 0,
     "everything in the store against everything else"},
    {"sample", 0, OPTION_COUNT, &options.sample, "N", NULL, 1, 1u << 24,
     "about one article in N only, drawn at random"},
    {"seed", 0, OPTION_COUNT, &options.seed, "SEED", NULL, 0, 0,
     "draw the sample again that named this seed"},
};

struct checking {
    uint64_t articles, positions, wrong, first_wrong;
    uint64_t dice;   /* its state */
    struct msg next; /* the question for the next piece */
};

/* ---- The sample ---- */

/* From 0 to most (G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators",
 * 2014: SplitMix64). */
static uint64_t draw(struct checking *c, uint64_t most)
{
    uint64_t n = c->dice += UINT64_C(0x9e3779b97f4a7c15);
    n = (n ^ n >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    n = (n ^ n >> 27) * UINT64_C(0x94d049bb133111eb);
    n ^= n >> 31;
    return n % (most + 1);
}

static uint64_t new_seed(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return ((uint64_t)now.tv_nsec << 20 ^ (uint64_t)now.tv_sec ^ (uint64_t)getpid() << 50) >> 16;
}

/* The first piece of a segment may begin before it, as it were: so each article has the same
 * chance.
 */
static void begin_segment(struct checking *c)
{
    uint64_t to = draw(c, PIECE * options.sample - 1);
    bool before = to < PIECE - 1;
    c->next.check.most = before ? to + 1 : PIECE;
    c->next.check.ordinal = before ? 0 : to - (PIECE - 1);
}

/* Behind the end of a segment is the beginning of the next. */
static void pass_over(struct checking *c)
{
    uint64_t to = c->next.check.ordinal + draw(c, 2 * PIECE * (options.sample - 1));
    c->next.check.ordinal = to < UINT32_MAX ? to : UINT32_MAX;
    c->next.check.most = PIECE;
}

static void choose_next(struct checking *c, bool begins)
{
    if (options.sample > 1) (begins ? begin_segment : pass_over)(c);
}

/* ---- Piece by piece ---- */

static void add(struct checking *c, const struct msg_checked *m)
{
    if (c->wrong == 0) c->first_wrong = m->first_wrong;
    c->articles += m->articles;
    c->positions += m->positions;
    c->wrong += m->wrong;
    bool begins = m->segment != c->next.check.segment;
    c->next.check.segment = m->segment;
    c->next.check.ordinal = m->ordinal;
    c->next.check.document = m->document;
    if (m->document == 0) choose_next(c, begins);
}

static int check_all(struct session *s, struct checking *c, struct err *err)
{
    struct reply reply = {0};
    uint64_t more = 1;
    int result = 0;
    c->next.number = MSG_CHECK;
    choose_next(c, true);
    while (more && result == 0) {
        result = session_ask(s, &c->next, MSG_CHECKED, &reply, err);
        if (result != 0) break;
        more = reply.msg.checked.more;
        add(c, &reply.msg.checked);
    }
    reply_free(&reply);
    return result;
}

static int check_run(char **operands, size_t count)
{
    struct reach r = {0};
    struct err err;
    if (options.deep) return storage_run("--check", NULL);
    if (options.seed == 0) options.seed = new_seed();
    struct checking c = {.dice = options.seed};
    int result = reach_open(&r, false, &err);
    if (result == 0) result = check_all(r.session, &c, &err);
    reach_close(&r);
    if (result != 0) return trouble(&err);
    printf(_("%" PRIu64 " articles of %" PRIu64 " characters: "), c.articles, c.positions);
    if (options.sample > 1)
        printf(_("one in %" PRIu64 ", seed %" PRIu64 ": "), options.sample, options.seed);
    if (c.wrong == 0)
        printf("%s\n", _("the index is what they say"));
    else
        printf(
            _("the index of %" PRIu64 " is not what they say, the first in document %" PRIu64 "\n"),
            c.wrong, c.first_wrong);
    return c.wrong == 0 ? FOUND : TROUBLE;
}

const struct command check_command = {
    .name = "check",
    .operands = "",
    .text = "hold the index against every text",
    .details =
        "Each article is made anew from result and original, and each place that the index has\n"
        "is held against it: so it is found when the index lacks one, and when it has one too\n"
        "many. A sample, --sample 100, takes about that part of the time; its seed, which is\n"
        "told, draws the same one again from an index that has not changed. With --deep also\n"
        "the documents against their hashes, results against their texts, the ledger and the\n"
        "names against the documents, and all pages of the file: none is lost, none cannot be\n"
        "read. A line a flaw, and a last one that counts. It reads the data directory itself,\n"
        "beside a broker that is at work there. Exit status 2 if anything differs.",
    .options = rows,
    .option_count = sizeof rows / sizeof *rows,
    .run = check_run,
};
