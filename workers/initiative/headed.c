/* headed.c: see headed.h. */
#include "workers/initiative/headed.h"
#include "workers/step.h"

enum {
    MODIFIER_CHARACTERS = 26, /* the longest beginning of a name */
    MODIFIER_LEAST = 3,       /* the shortest; 河长制 and its like are shorter */
};

/* Words that describe or count, where a name would say which it is. */
static bool begins_vaguely(const char *at, const char *end)
{
    static const char *const words[] = {
        "各",   "相关", "有关", "这",   "该",   "其",   "本",   "多",   "一系列", "一批", "一些",
        "许多", "一套", "一种", "一项", "科学", "完善", "完备", "健全", "有效",   "相应", "严格",
        "良好", "特色", "重点", "重大", "全新", "新型", "长效", "常态", "具体",   "不同", "所有",
        "全部", "整个", "配套", "系列", "上述", "以上", "大型", "小型", "几",     "更",   "最",
        "较",   "很",   "可",   "能",   "已",   "未",   "不",   "的",   "要",     "年度", "新款",
        "第",   "与",   "和",   "及",   "工作", "基层", "现代",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *p = at;
        if (step_over(&p, end, words[i])) return true;
    }
    return false;
}

/* 三个, 12项: more than one has no name. */
static bool begins_with_count(const char *at, const char *end)
{
    const char *first = at;
    while (step_over_any(&at, end, U"0123456789一二三四五六七八九十百千万多余两")) continue;
    return at > first && step_over_any(&at, end, U"个项支家处所座条批类种套场轮届");
}

/* Where the name that ends in the head at `head` begins; NULL if it has no beginning. */
static const char *find_beginning(const struct passage *r, const char *head, size_t least,
                                  bool founded)
{
    const char *at = head, *floor = r->floor > r->start ? r->floor : r->start;
    for (size_t n = 0; n <= MODIFIER_CHARACTERS && at > floor; n++) {
        const char *begin, *previous = at;
        const struct cue *cue = n >= least ? cue_before(floor, at, &begin) : NULL;
        if (cue && (cue->use == CUE_FOUNDS || (cue->use == CUE_OPENS && !founded))) return at;
        if (cue && cue->use == CUE_MAY_OPEN && !founded && cue_is_verb(floor, begin)) return at;
        uint32_t c = text_before(&previous, floor);
        if (c == U'、' && previous == r->floor && r->named && n >= least) return at;
        if (char_among(c, U"和与及") && begins_with_count(at, head)) return at;
        if (!(char_is_cjk(c) || char_is_letter(c) || char_is_digit(c) || c == '+')) return NULL;
        at = previous;
    }
    return NULL;
}

/* Characters that stand in clauses, not in names. */
static bool is_clause(const char *at, const char *end)
{
    while (at < end) {
        if (char_among(step_next(&at, end), U"的了在把将被是从使让并也都又其我们该此这等各"))
            return true;
    }
    return false;
}

/* …新模式; but …创新平台. */
static bool ends_vaguely(const char *start, const char *at)
{
    if (at <= start || text_before(&at, start) != U'新') return false;
    return step_peek_before(at, start) != U'创';
}

static const char *skip_particles(const char *at, const char *end)
{
    while (step_over_any(&at, end, U"了好起出着")) continue;
    return at;
}

/* 辖区, 全市 … before a name say where it holds, 一个 that it is one. */
static const char *skip_scope(const char *at, const char *end)
{
    static const char *const words[] = {"辖区", "全市", "全区", "全县", "全省", "全镇",
                                        "全乡", "全国", "一支", "两支", "一个", "首个"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (step_over(&at, end, words[i])) return at;
    }
    return at;
}

/* The head at `at`, with those that follow it at once (行动计划); its end in *behind. NULL if it
 * makes no name without quotation marks. */
static const struct head *read_head(const struct passage *r, const char *at, const char **behind)
{
    const struct head *head = head_at(at, r->end, behind), *more;
    const char *next;
    if (!head || head->part > HEAD_CALLS) return NULL;
    if (*behind - at <= (ptrdiff_t)sizeof "队" - 1) return NULL;
    while ((more = head_at(*behind, r->end, &next)) && more->part <= HEAD_CALLS) {
        head = more;
        *behind = next;
    }
    return ends_name(step_peek(*behind, r->end)) ? head : NULL;
}

/* Fewest characters before the head at at..behind: 河长制 and its like have one. */
static size_t least_before(const char *at, const char *behind)
{
    bool post = step_peek_before(behind, at) == U'制' && step_peek(at, behind) != U'机';
    return post ? 1 : MODIFIER_LEAST;
}

static bool is_name(const char *start, const char *head, size_t least)
{
    struct view modifier = {start, (size_t)(head - start)};
    return text_length(modifier) >= least && !begins_vaguely(start, head) &&
           !begins_with_count(start, head) && !ends_vaguely(start, head) &&
           !is_clause(start, head) && !is_plain(modifier);
}

const char *headed_read(struct passage *r, const char *at)
{
    const char *behind = NULL;
    const struct head *head = read_head(r, at, &behind);
    if (!head) return behind;
    size_t least = least_before(at, behind);
    const char *start = find_beginning(r, at, least, head->part == HEAD_CALLS);
    if (!start) return behind;
    start = skip_scope(skip_particles(start, at), at);
    if (!is_name(start, at, least)) return behind;
    struct view text = {start, (size_t)(behind - start)};
    r->floor = behind;
    r->named = true;
    mention_add(r->d->arena, r->mentions,
                (struct mention){.article = r->article,
                                 .text = text,
                                 .core = text,
                                 .name = text,
                                 .rule = RULE_INITIATIVE_HEADED,
                                 .type = head->type,
                                 .sure = true,
                                 .distinct = true});
    return behind;
}
