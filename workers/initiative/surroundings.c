/* surroundings.c: see surroundings.h. */
#include "workers/initiative/surroundings.h"
#include "workers/step.h"

enum {
    CUE_CHARACTERS = 12,    /* from a cue to the quotation */
    AGAINST_CHARACTERS = 4, /* the same for one that speaks against a name */
    HEAD_CHARACTERS = 18,   /* from the quotation to its head */
    CHANGED = -3,           /* the weight of 变成 behind a quotation */
};

int weight_before(const char *floor, const char *at)
{
    for (int n = 0; n < CUE_CHARACTERS && at > floor; n++) {
        const char *begin, *previous = at;
        const struct cue *cue = cue_before(floor, at, &begin);
        bool word = cue && at - begin > (ptrdiff_t)sizeof "建" - 1;
        if (cue && n > 0 && cue->use == CUE_MAY_OPEN && !cue_is_verb(floor, begin)) return 1;
        if (cue && (n == 0 || (word && (cue->weight > 0 || n <= AGAINST_CHARACTERS))))
            return cue->weight;
        uint32_t c = text_before(&previous, floor);
        if (char_is_mark(c) || char_is_blank(c)) break;
        at = previous;
    }
    return 0;
}

/* What a quotation is for: 以“…”为载体. */
static const struct role {
    const char *text;
    bool theme;
    int weight;
} roles[] = {
    {"载体", false, 2}, {"抓手", false, 2},   {"统领", false, 2},   {"契机", false, 2},
    {"引领", false, 2}, {"平台", false, 2},   {"依托", false, 2},   {"龙头", false, 2},
    {"主线", false, 2}, {"重点", false, 2},   {"核心", false, 2},   {"纽带", false, 2},
    {"牵引", false, 2}, {"切入点", false, 2}, {"突破口", false, 2}, {"导向", false, 2},
    {"主题", true, 2},  {"主旨", true, 2},    {"内容", false, 2},   {"宗旨", true, 1},
    {"目标", true, 1},
};

static bool read_role(const char *at, const char *end, struct behind *b)
{
    if (!step_over(&at, end, "为") && !step_over(&at, end, "作为")) return false;
    if (!step_over(&at, end, "主要") && !step_over(&at, end, "重要")) step_over(&at, end, "总");
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (!step_over(&at, end, roles[i].text)) continue;
        b->theme = roles[i].theme;
        b->weight = roles[i].weight;
        return true;
    }
    return false;
}

/* “门外汉”变成“行家里手”: both are images. */
static bool is_changed(const char *at, const char *end)
{
    static const char *const changes[] = {"变", "变成", "变为", "转变为", "升级为", "蝶变", "蜕变"};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        const char *behind = at;
        if (step_over(&behind, end, changes[i]) && !char_among(step_peek(behind, end), U"更革"))
            return true;
    }
    return false;
}

/* Characters that no modifier between a quotation and its head has. */
static bool ends_modifier(uint32_t c)
{
    return !(char_is_cjk(c) || char_is_letter(c) || char_is_digit(c) || c == '+') ||
           char_among(c, U"的了是在和与及为以将把被让使向从到由对并等也都就要给于着");
}

/* Takes the head at `at`, and those that follow it: 行动项目. Is it that of the quotation, so that
 * the search ends? One that only describes gives way to a later one, and is none where its noun
 * goes on: “…”服务, but not “…”服务产业经济. */
static bool take_head(struct behind *b, const char *at, const char *end)
{
    const char *behind;
    const struct head *h = head_at(at, end, &behind);
    if (!h) return false;
    bool goes_on = !ends_name(step_peek(behind, end));
    bool describes = h->part == HEAD_DESCRIBES || h->part == HEAD_AIMS;
    if (describes && (b->head || goes_on)) return false;
    b->head = h;
    b->end = behind;
    if (h->part == HEAD_MARKS) return !goes_on; /* “…”问题, but “…”问题专项整治行动 */
    while ((h = head_at(b->end, end, &behind)) && h->part <= HEAD_CLOSES) {
        b->head = h;
        b->end = behind;
    }
    return b->head->part <= HEAD_CLOSES;
}

static void find_head(struct behind *b, const char *at, const char *end)
{
    const char *first = at, *begin;
    for (int n = 0; n < HEAD_CHARACTERS && at < end; n++) {
        const struct cue *cue = n >= 2 ? cue_before(first, at, &begin) : NULL;
        if (cue && cue->use != CUE_STANDS) return;
        if (take_head(b, at, end) || ends_modifier(text_next(&at, end))) return;
    }
}

struct behind behind_read(const char *at, const char *end)
{
    static const int weights[] = {[HEAD_NAMES] = 3,     [HEAD_CALLS] = 3, [HEAD_CLOSES] = 3,
                                  [HEAD_DESCRIBES] = 1, [HEAD_AIMS] = 1,  [HEAD_MARKS] = -3};
    struct behind b = {0};
    if (read_role(at, end, &b)) return b;
    if (is_changed(at, end)) {
        b.weight = CHANGED;
        return b;
    }
    b.others = step_over(&at, end, "等");
    if (!step_over(&at, end, "的")) step_over(&at, end, "这一");
    find_head(&b, at, end);
    if (b.head) b.weight = weights[b.head->part];
    return b;
}
