/* org.c: see org.h. */
#include "workers/name/org.h"
#include "workers/name/alias.h"
#include "workers/name/org_walk.h"
#include "workers/step.h"
#include "workers/text.h"
#include <string.h>

enum {
    QUOTE_BYTES = 72,
    BRACKET_BYTES = 30,
    WORD_BEFORE = 3, /* characters of the one word before 办: 河长制办 */
};

/* The opening quotation mark of the short quotation that ends at `at`; NULL if none does. */
static const char *quote_open(const struct reading *r, const char *at)
{
    if (reading_at(r, at) != U'”') return NULL;
    for (const char *p = at; p > r->start && at - p < QUOTE_BYTES;) {
        const char *inside = p;
        uint32_t c = text_before(&p, r->start);
        if (c == U'“') return inside;
        if (c == U'”' || c == U'的' || c == U',' || c == U'。') return NULL;
    }
    return NULL;
}

/* In quotation marks these are what something else is likened to: “道德银行”, “爱心超市”. */
static bool is_likened(const struct ending *e)
{
    static const char *const texts[] = {"学校", "大学", "夜校", "医院", "超市", "商店"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(e->text, texts[i]) == 0) return true;
    return strcmp(e->type, BANK) == 0;
}

/* Whether the clauses of inside..end all end as the last does: “马上办、就近办、一次办”. */
static bool is_refrain(const char *inside, const char *end)
{
    uint32_t last = step_peek_before(end, inside);
    bool parted = false;
    for (const char *at = inside, *mark; at < end;) {
        mark = at;
        if (text_next(&at, end) != U'、') continue;
        if (step_peek_before(mark, inside) != last) return false;
        parted = true;
    }
    return parted;
}

/* Whether a quotation is the name of an organisation: “党员律师服务团”, but not “两委”. */
static bool is_quoted_name(const struct reading *r, const char *inside, const struct ending *e,
                           const char *begin)
{
    if (e->need == NOTHING || e->need == UNKNOWN || e->need == AREA) return false;
    if (is_likened(e)) return false;
    if (begin - inside < 2 * (ptrdiff_t)strlen("两")) return false;
    return !char_among(reading_at(r, inside), org_walk_numerals);
}

/* Back to what founds it: 成立 抓党建促治理能力提升专项行动 领导组. */
static const char *founded_from(const struct reading *r, const char *begin)
{
    static const char *const founding[] = {"成立", "组建", "设立", "建立了", "成立了"};
    for (const char *at = begin; at > r->start && begin - at < NAME_BYTES;) {
        for (size_t i = 0; i < sizeof founding / sizeof *founding; i++) {
            size_t length = strlen(founding[i]);
            if ((size_t)(at - r->start) >= length &&
                memcmp(at - length, founding[i], length) == 0 && at < begin &&
                reading_at(r, at) != U'了')
                return char_among(reading_at(r, at), org_walk_determiners) ? NULL : at;
        }
        uint32_t c = text_before(&at, r->start);
        if (!char_is_cjk(c) || c == U'的') return NULL;
    }
    return NULL;
}

/* Behind the bracket of 政治部(工会), if what stands in it is a name as well. */
static const char *bracket_end(const struct reading *r, const char *at)
{
    const char *p = at, *begin;
    if (char_narrow(reading_at(r, p)) != '(' || alias_at(r, at).len) return at;
    text_next(&p, r->end);
    const char *inside = p;
    while (p < r->end && p - inside < BRACKET_BYTES) {
        const char *close = p;
        uint32_t c = char_narrow(text_next(&p, r->end));
        if (c == ')') return org_ending_before(r, close, &begin) && begin >= inside ? p : at;
        if (!char_is_cjk(c)) break;
    }
    return at;
}

/* 办 may be a verb, unless an area or one word alone is before it: 县扶贫办, 效能办. */
static bool is_verb(const struct org_walk *w, const struct ending *e, const char *end)
{
    uint32_t c = reading_at(w->r, end), before = reading_before(w->r, w->from);
    if (strcmp(e->text, "办") != 0) return false;
    if (char_among(before, U"通免上次快代帮待承主协网好处空")) return true; /* 全市通办, 网上办 */
    if (char_among(c, U"起好成了")) return true;                            /* 社区办起食堂 */
    if (w->level || w->place || w->body) return false;
    size_t before_it = text_length((struct view){w->start, (size_t)(w->from - w->start)});
    return w->words > 1 || before_it > WORD_BEFORE ||
           (char_is_cjk(c) && !char_among(c, U"等和与及主副原前联负牵会组"));
}

/* The second hospital, a third middle school: 湘雅二医院. Before the number. */
static const char *before_number(const struct reading *r, const struct ending *e, const char *begin)
{
    const char *at = begin;
    bool numbered = strcmp(e->type, HOSPITAL) == 0 || strcmp(e->type, SCHOOL) == 0;
    if (!numbered || at == r->start) return begin;
    if (!char_among(text_before(&at, r->start), U"一二三四五六七八九十")) return begin;
    return char_is_cjk(reading_before(r, at)) && reading_before(r, at) != U'第' ? at : begin;
}

/* Where the name with this ending begins; NULL if it is none. */
static const char *name_start(const struct reading *r, const struct ending *e, const char *begin,
                              const char *end)
{
    const char *inside = quote_open(r, end), *founded;
    if (inside && is_refrain(inside, end)) return NULL;
    if (inside && is_quoted_name(r, inside, e, begin)) return inside;
    if (inside && e->need != NOTHING && char_among(reading_at(r, inside), org_walk_numerals))
        return NULL; /* “一网通办” */
    if (e->need == TASK && (founded = founded_from(r, begin)) != NULL) return founded;
    struct org_walk w = org_walk_back(r, before_number(r, e, begin), r->start, e);
    if (!org_walk_names(&w, e->need) || is_verb(&w, e, end)) return NULL;
    if (inside && is_likened(e) && !w.place) return NULL;
    const char *level = begin, *area;
    text_next(&level, end);
    if (w.start == begin && (area = reading_place_before(r, level)) != NULL) return area;
    bool more = w.place || w.level || w.quoted || w.unknown > 0;
    return e->need == NOTHING && !more ? begin : w.start;
}

/* Whether a body with this ending may belong to the one whose name stands directly before its own:
 * 公安局 樊城分局, 国务院 扶贫办. */
static bool is_branch(const struct ending *e)
{
    static const char *const branches[] = {
        "公司",   "办",     "办公室", "办公厅", "大队",   "支队", "总队", "派出所",
        "学院",   "研究院", "研究所", "医院",   "中心",   "党委", "团委", "党支部",
        "党总支", "工会",   "段",     "营业部", "实验室", "法庭",
    };
    const char *text = e->text, *end = text + strlen(text);
    if (step_over_any(&text, end, U"分支")) return true;
    for (size_t i = 0; i < sizeof branches / sizeof *branches; i++) {
        size_t length = strlen(branches[i]);
        if ((size_t)(end - text) >= length && memcmp(end - length, branches[i], length) == 0)
            return true;
    }
    return false;
}

/* Where the name begins that ends with the ending at begin: the name found before it may belong to
 * it. NULL if that one leaves it no room. */
static const char *joined_start(const struct reading *r, const struct ending *e, const char *start,
                                const char *begin)
{
    const struct record_list *list = &r->article->records;
    if (list->count == r->line_records) return start;
    const struct record *last = &list->at[list->count - 1];
    const char *before = r->text + last->start, *behind = r->text + last->end;
    if (behind < start || (behind == start && !is_branch(e)) || begin - before > NAME_BYTES)
        return behind <= start ? start : NULL;
    return behind <= begin ? before : NULL;
}

static void learn_alias(struct reading *r, struct view name, const char *type)
{
    struct view alias = alias_at(r, name.at + name.len);
    struct known_name *known = alias.len ? known_add(&r->known, alias, RECORD_ORG) : NULL;
    if (!known) return;
    known->full = name;
    known->type = view_of(type);
}

static void add_org(struct reading *r, const struct ending *e, const char *start, const char *begin,
                    const char *end)
{
    struct field_set set = {.count = 0};
    struct record_list *list = &r->article->records;
    while (list->count > r->line_records && r->text + list->at[list->count - 1].start >= start)
        list->count--;
    start = joined_start(r, e, start, begin);
    if (!start) return;
    if (list->count > r->line_records && r->text + list->at[list->count - 1].start == start)
        list->count--;
    struct view text = {start, (size_t)(end - start)};
    field_text(&set, FIELD_NAME, text);
    field_string(&set, FIELD_TYPE, e->type);
    reading_record(r, e->need == NOTHING ? RULE_ORG_WORD : RULE_ORG_ENDING, start, end, &set);
    learn_alias(r, text, e->type);
}

static const char *read_ending(struct reading *r, const char *at)
{
    const char *begin;
    const struct ending *e = org_ending_before(r, at, &begin);
    if (!e || !org_ending_stands(r, e, begin, at)) return at;
    const char *start = name_start(r, e, begin, at);
    if (!start) return at;
    const char *end = bracket_end(r, at);
    add_org(r, e, start, begin, end);
    return end;
}

void org_read_line(struct reading *r)
{
    for (const char *at = r->start; at < r->end;) {
        const char *behind = at;
        uint32_t c = text_next(&behind, r->end);
        if (c == U'《')
            at = reading_skip_title(r, at);
        else
            at = org_ends_with(c) ? read_ending(r, behind) : behind;
    }
}

bool org_stands(const struct reading *r, const char *start, const char *end)
{
    const char *before = start, *behind = start;
    if (org_is_crossed(r, end)) return false;
    if (start == r->start || !char_is_cjk(text_before(&before, r->start))) return true;
    text_next(&behind, end);
    return word_rank(facts_word(&r->facts, before, (size_t)(behind - before))) < COMMON_WORD;
}
