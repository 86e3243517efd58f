/* asking.c: see asking.h. */
#include "client/asking.h"
#include "client/figures.h"
#include "client/merge.h"
#include "client/nothing.h"
#include "client/pages.h"
#include "client/terminal.h"
#include "client/text.h"
#include "proto/language.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- The query ---- */

enum { AROUND_CELLS = 30 };

/* The query in a line, and a line below that points at the place. Of a long one what is near. */
static void point_at(struct view query, struct query_place place)
{
    const struct style *style = terminal_style(stderr);
    struct buf line = {0};
    size_t low = place.start < query.len ? place.start : query.len, high = low;
    while (low > 0 && text_width((struct view){query.at + low, place.start - low}) < AROUND_CELLS)
        low--;
    while (low > 0 && ((unsigned char)query.at[low] & 0xc0) == 0x80) low--;
    while (high < query.len &&
           text_width((struct view){query.at + low, high - low}) < 2 * AROUND_CELLS)
        high++;
    while (high < query.len && ((unsigned char)query.at[high] & 0xc0) == 0x80) high++;
    if (place.end > high) place.end = high;
    text_show(&line, (struct view){query.at + low, high - low});
    unsigned before = text_width((struct view){query.at + low, place.start - low});
    unsigned width = text_width((struct view){query.at + place.start, place.end - place.start});
    fprintf(stderr, "  %s\n  %*s%s", buf_string(&line), (int)before, "", style->red);
    for (unsigned i = 0; i < width || i == 0; i++) fputc('^', stderr);
    fprintf(stderr, "%s\n", style->off);
    buf_free(&line);
}

bool asking_read(struct asking *a, char **operands, size_t count)
{
    struct arena arena = {0};
    struct query_place place = {0};
    struct err err = {0};
    for (size_t i = 0; i < count; i++) {
        if (!*operands[i] && operand_check("query", operands[i], MAX_QUERY, &err) != 0) {
            trouble(&err);
            return false;
        }
        if (i > 0) buf_add_char(&a->query, ' ');
        buf_add_string(&a->query, operands[i]);
    }
    const struct query_node *query = query_parse(buf_view(&a->query), &arena, &place, &err);
    bool ledger = query && query_is_of_ledger(query), understood = query != NULL;
    arena_free(&arena);
    if (ledger && a->ask.ask.wanted != WANTED_DOCUMENTS) {
        fail(&err, 0, "state:, reason: and worker: are asked of documents: garner list %s",
             buf_string(&a->query));
        understood = false;
    }
    if (understood) return true;
    trouble(&err);
    if (err.code == ERR_BAD_REQUEST) point_at(buf_view(&a->query), place);
    return false;
}

/* ---- The pages ---- */

/* "best, newest, oldest": the names of those that the command has. */
static void list_orders(unsigned orders, struct buf *out)
{
    static const char *const names[] = {
#define X(number, NAME, name, ...) [number] = name,
        ORDERS(X)
#undef X
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (orders >> i & 1) buf_format(out, "%s%s", out->len ? ", " : "", names[i]);
}

static int set_order(struct asking *a, struct err *err)
{
    struct buf names = {0};
    int order = a->order ? order_by_name(a->order) : 0;
    if (a->order && (order < 0 || !(a->orders >> order & 1))) {
        list_orders(a->orders, &names);
        fail(err, 0, "--sort %s: there is no such order; there are %s", a->order,
             buf_string(&names));
        buf_free(&names);
        return -1;
    }
    a->ask.ask.order = (uint64_t)order;
    return 0;
}

int asking_give(struct asking *a, const struct reply *page, uint64_t *taken, struct err *err)
{
    *taken = 0;
    int result = a->take(a->context, page, taken, err);
    a->taken += *taken;
    return result;
}

/* The next page is scored as this one is, whatever comes in meanwhile. */
static void keep_weights(struct asking *a, struct u64_list told)
{
    if (told.count == 0) return;
    memcpy(a->weights, told.at, told.count * sizeof *a->weights);
    a->ask.ask.weights = (struct u64_list){a->weights, told.count};
}

static int ask_one(struct asking *a, struct session *s, struct err *err)
{
    struct reply r = {0};
    char after[MAX_NAME];
    uint64_t left = a->limit ? a->limit : UINT64_MAX, taken;
    int result;
    do {
        a->ask.ask.limit = left < MAX_BATCH ? left : MAX_BATCH;
        result = session_ask(s, &a->ask, MSG_ANSWER, &r, err);
        taken = 0;
        if (result == 0) result = asking_give(a, &r, &taken, err);
        if (result != 0) break;
        struct view next = r.msg.answer.next;
        result = pages_check_next(a->ask.ask.after, next, err);
        if (result != 0) break;
        memcpy(after, next.at, next.len);
        a->ask.ask.after = (struct view){after, next.len};
        keep_weights(a, r.msg.answer.weights);
        left -= taken < left ? taken : left;
        a->more = next.len > 0;
    } while (left > 0 && a->more);
    reply_free(&r);
    return result;
}

static int ask_all(struct asking *a, struct err *err)
{
    a->ask.number = MSG_ASK;
    a->ask.ask.query = buf_view(&a->query);
    if (a->stores.count == 1) return ask_one(a, a->stores.at->reach.session, err);
    return a->ask.ask.wanted == WANTED_FACETS ? merge_facets(a, err) : merge_ask(a, err);
}

/* Whether the command's own answer is what was found, and people want to be told of nothing. */
static bool tells_of_nothing(const struct asking *a)
{
    uint64_t wanted = a->ask.ask.wanted;
    return (wanted == WANTED_ARTICLES || wanted == WANTED_RECORDS || wanted == WANTED_FACETS) &&
           output_form() == TABLE_PEOPLE && !common.quiet;
}

int asking_run(struct asking *a)
{
    struct err err;
    if (set_order(a, &err) != 0) return trouble(&err);
    int result = stores_open(&a->stores, &err);
    if (result == 0) result = ask_all(a, &err);
    if (result == 0 && a->taken == 0 && tells_of_nothing(a))
        nothing_explain(&a->stores, buf_view(&a->query), &a->parts);
    stores_close(&a->stores);
    return result == 0 ? FOUND : trouble(&err);
}

int asking_end(struct asking *a, int status, bool found)
{
    if (status == FOUND && !found) status = NOTHING;
    if (status == NOTHING && tells_of_nothing(a))
        printf("%s\n%s", a->parts.len ? _("nothing found; each part alone:") : _("nothing found"),
               buf_string(&a->parts));
    if (status != TROUBLE && stores_gone(&a->stores) > 0) {
        stores_tell(&a->stores);
        status = PARTLY;
    }
    stores_free(&a->stores);
    buf_free(&a->query);
    buf_free(&a->parts);
    return status;
}

void asking_tell_end(const struct asking *a, const char *items, uint64_t shown, uint64_t all)
{
    struct buf figure = {0};
    if (output_form() != TABLE_PEOPLE || common.quiet) return;
    figure_count(&figure, all);
    if (a->more)
        printf(_("\n%" PRIu64 " of %s %s; --limit 0 shows all\n"), shown, buf_string(&figure),
               _(items));
    buf_free(&figure);
}

/* ---- The pager ---- */

static pid_t pager;

/* Not every system has it. */
static const char usual_pager[] = "command -v less >/dev/null || exec cat; exec less -FRX";
/* Of one that is not there (127), so that its text is shown all the same. */
static const char or_cat[] = "\n[ $? -ne 127 ] || exec cat";

static void become_pager(const char *command)
{
    struct buf line = {0};
    buf_format(&line, "%s%s", command, or_cat);
    execl("/bin/sh", "sh", "-c", buf_string(&line), (char *)NULL);
    _exit(127);
}

void pager_begin(void)
{
    const char *command = getenv("PAGER");
    int ends[2];
    if (!command) command = usual_pager;
    if (!*command || output_form() != TABLE_PEOPLE || !terminal_is(stdout)) return;
    terminal_keep();
    if (pipe(ends) != 0) return;
    fflush(stdout);
    pager = fork();
    if (pager == 0) {
        dup2(ends[0], STDIN_FILENO);
        close(ends[0]);
        close(ends[1]);
        become_pager(command);
    }
    if (pager > 0) dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
}

void pager_end(void)
{
    if (pager <= 0) return;
    fflush(stdout);
    fclose(stdout);
    waitpid(pager, NULL, 0);
    pager = 0;
}
