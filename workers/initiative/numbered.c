/* numbered.c: see numbered.h. */
#include "workers/initiative/numbered.h"
#include "workers/lexicon.h"
#include "workers/step.h"

enum { GROUP_CHARACTERS = 3, GROUPS = 4, HEAD_CHARACTERS = 6 };

static const uint32_t numerals[] = U"一二三四五六七八九十两";

/* Characters that make a measure, an ordinal or a greater number of the numeral before them. */
static bool is_measure(uint32_t c)
{
    return char_among(
        c, U"一二三四五六七八九十两百千万亿零年月日号天时点分秒元角个级次名人户室厅楼层路岁米"
           U"亩吨斤位条只件台套辆架艘座栋间家所处场期届季周份本册张项组支批种类成倍折"
           U"把来是为和与的等");
}

/* Measures that need two characters to be told from a word: 两公里, but 两公开. */
static const char *const measures[] = {"公里", "公斤", "公顷", "公分", "公尺",
                                       "平方", "平米", "厘米", "毫米", "毫升"};
static struct lexicon measure_lexicon;

void numbered_prepare(void)
{
    if (!measure_lexicon.rows) LEXICON_MAKE(&measure_lexicon, measures, LEXICON_BEGINS);
}

static bool measure_at(const char *at, const char *end)
{
    const char *behind;
    return lexicon_at(&measure_lexicon, at, end, &behind) >= 0 || is_measure(step_peek(at, end));
}

/* The group 三会 at `at`: behind it there is a numeral, or an end. */
static const char *group_end(const char *at, const char *end)
{
    const char *behind;
    text_next(&at, end);
    if (measure_at(at, end)) return NULL;
    for (int n = 0; n < GROUP_CHARACTERS && at < end; n++) {
        if (!char_is_cjk(text_next(&at, end))) return NULL;
        uint32_t c = step_peek(at, end);
        const struct head *h = head_at(at, end, &behind);
        if (char_among(c, numerals) || ends_name(c) || (h && h->part <= HEAD_AIMS)) return at;
    }
    return NULL;
}

/* Sayings: 一心一意, 七上八下, 三番五次. */
static bool is_saying(const uint32_t *numeral, unsigned groups)
{
    static const uint32_t pairs[][2] = {{U'一', U'一'}, {U'三', U'四'}, {U'七', U'八'},
                                        {U'五', U'六'}, {U'三', U'五'}, {U'三', U'两'},
                                        {U'四', U'八'}, {U'五', U'四'}, {U'两', U'三'}};
    for (size_t i = 0; groups == 2 && i < sizeof pairs / sizeof *pairs; i++) {
        if (pairs[i][0] == numeral[0] && pairs[i][1] == numeral[1]) return true;
    }
    return false;
}

/* The head that follows the name, at once or behind a few characters. */
static const struct head *head_behind(const char *at, const char *end, const char **behind)
{
    for (int n = 0; n < HEAD_CHARACTERS && at < end; n++) {
        const struct head *h = head_at(at, end, behind);
        if (h) return h->part <= HEAD_CALLS ? h : NULL;
        if (!char_is_cjk(step_peek(at, end)) || ends_name(step_next(&at, end))) return NULL;
    }
    return NULL;
}

/* The groups from `at` on: their numerals and, returned, their number; *end: behind them. */
static unsigned read_groups(const char *at, const char *limit, uint32_t *numeral, const char **end)
{
    unsigned groups = 0;
    while (groups < GROUPS && char_among(step_peek(at, limit), numerals)) {
        const char *next = group_end(at, limit);
        if (!next) break;
        numeral[groups++] = step_peek(at, limit);
        *end = at = next;
    }
    return groups;
}

/* Does a verb that speaks for a name stand before `at`? 落实, 坚持了 */
static bool has_verb(const char *floor, const char *at)
{
    const char *begin;
    if (step_peek_before(at, floor) == U'了') text_before(&at, floor);
    const struct cue *cue = cue_before(floor, at, &begin);
    return cue && cue->weight > 0;
}

const char *numbered_read(struct passage *r, const char *at)
{
    uint32_t numeral[GROUPS];
    const char *floor = r->floor > r->start ? r->floor : r->start, *end = at, *behind;
    unsigned groups = read_groups(at, r->end, numeral, &end);
    if (groups < 2 || char_among(step_peek_before(at, floor), U"第十百千万零〇")) return NULL;
    const struct head *head = head_behind(end, r->end, &behind);
    if (!head && (is_saying(numeral, groups) || !has_verb(floor, at))) return NULL;
    struct view core = {at, (size_t)(end - at)}, text = core;
    if (head) text.len = (size_t)(behind - at);
    r->floor = text.at + text.len;
    r->named = true;
    mention_add(r->d->arena, r->mentions,
                (struct mention){.article = r->article,
                                 .text = text,
                                 .core = core,
                                 .name = text,
                                 .rule = RULE_INITIATIVE_BARE_NUMBER,
                                 .type = head ? head->type : TYPE_MECHANISM,
                                 .sure = true,
                                 .distinct = true});
    return r->floor;
}
