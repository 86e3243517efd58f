/* mention.c: see mention.h. */
#include "workers/place/mention.h"
#include "workers/place/context.h"
#include "workers/step.h"
#include <string.h>

/* One name of the gazetteer in the text. */
struct unit {
    const char *start, *end;
    const struct form *form;
    uint8_t level; /* of its first link: the highest */
    uint8_t kind;
};

/* Towns change their kind (镇 becomes 街道) and keep their name, and the tables are of one year. */
static const char *const town_kinds[] = {"镇", "街道", "乡"};

/* ---- One name ---- */

static enum link_kind kind_of(const struct search *s, const struct form *f)
{
    enum link_kind least = LINK_LETTER;
    for (uint32_t i = 0; i < f->links; i++) {
        enum link_kind kind = LINK_KIND(s->g->link[f->link + i]);
        if (kind < least) least = kind;
    }
    return least;
}

/* A town may be any of its name, whatever its kind is now; resolve.c prefers the one that is called
 * exactly so. */
static void widen_town(struct search *s, struct unit *u)
{
    for (size_t i = 0; i < sizeof town_kinds / sizeof *town_kinds; i++) {
        size_t length = strlen(town_kinds[i]);
        if (u->kind == LINK_SHORT && step_over(&u->end, s->end, town_kinds[i])) {
            u->kind = LINK_FULL;
            return;
        }
        const char *stem = u->end - length;
        if (u->kind != LINK_FULL || stem <= u->start || memcmp(stem, town_kinds[i], length) != 0)
            continue;
        int form = gazetteer_find(s->g, (struct view){u->start, (size_t)(stem - u->start)});
        if (form < 0 || !s->g->form[form].links) return;
        const struct form *f = &s->g->form[form];
        if (s->g->area[LINK_AREA(s->g->link[f->link])].level == AREA_TOWN) u->form = f;
        return;
    }
}

/* The longest name at `at` that does not cut a word in two. */
static bool read_unit(struct search *s, const char *at, struct unit *u)
{
    const char *limit = s->end;
    for (;;) {
        int form = gazetteer_longest(s->g, at, limit, 0, &u->end);
        if (form < 0) return false;
        u->start = at;
        u->form = &s->g->form[form];
        u->kind = (uint8_t)kind_of(s, u->form);
        u->level = s->g->area[LINK_AREA(s->g->link[u->form->link])].level;
        bool whole = u->kind != LINK_FULL || !context_splits_title(s, u->end);
        if (whole && u->level == AREA_TOWN) widen_town(s, u);
        if (whole) return true;
        limit = u->end;
        text_before(&limit, at);
        if (limit == at) return false;
    }
}

static const uint32_t letters[] =
    U"京津沪渝黔滇粤闽赣皖浙豫鄂湘琼藏冀鲁晋桂川苏蒙辽吉陕甘青宁新陇蜀";

/* Letters in a row, and how many provinces they are: 黔桂两省, 滇川黔三省. */
static bool is_letter_row(const struct search *s, const char *at)
{
    static const char *const behind[] = {"两省", "三省", "四省", "五省", "两地", "三地", "四地"};
    enum { MOST = 8 };
    int row = 0;
    for (const char *p = at; row < MOST && char_among(step_peek_before(p, s->start), letters);
         row++)
        text_before(&p, s->start);
    for (; row < MOST && char_among(step_peek(at, s->end), letters); row++) step_next(&at, s->end);
    for (size_t i = 0; row > 1 && i < sizeof behind / sizeof *behind; i++)
        if (step_over(&at, s->end, behind[i])) return true;
    return false;
}

/* A province's letter, in the few habits in which it is one: 在京, 赴黔. */
static bool is_letter_habit(struct search *s, const struct unit *u)
{
    const char *before = u->start;
    uint32_t c = step_peek(u->start, s->end);
    if (is_letter_row(s, u->start)) return true;
    if (!char_among(c, U"京津沪渝黔滇粤闽赣皖浙豫鄂湘琼藏冀鲁晋桂川")) return false;
    if (before <= s->start) return false;
    uint32_t left = text_before(&before, s->start);
    if (!char_among(left, U"在赴进来返抵入离驻")) return false;
    uint32_t right = step_peek(u->end, s->end);
    return !char_is_cjk(right) || (s->words && !search_word_across(s, u->end));
}

/* Words may meet so that a name seems to stand there: 会同 县财政局, 分 乡镇. */
static bool may_be_words(const struct search *s, const struct unit *u)
{
    static const char *const words[] = {"乡镇", "村镇", "城镇", "集镇"};
    const char *stem = u->end;
    text_before(&stem, u->start);
    int form = gazetteer_find(s->g, (struct view){u->start, (size_t)(stem - u->start)});
    if (form >= 0 && s->g->form[form].flags & FORM_ORDINARY) return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if ((size_t)(u->end - u->start) > length && memcmp(u->end - length, words[i], length) == 0)
            return true;
    }
    return false;
}

static bool is_abroad(const struct search *s, const struct unit *u)
{
    return s->g->area[LINK_AREA(s->g->link[u->form->link])].code >= PLACE_ABROAD;
}

/* Is there no such county in the year of the text? */
static bool is_gone(const struct search *s, const struct unit *u)
{
    for (uint32_t i = 0; i < u->form->links; i++) {
        const struct area *a = &s->g->area[LINK_AREA(s->g->link[u->form->link + i])];
        if (a->level == AREA_COUNTY && area_in_year(a, s->year)) return false;
    }
    return true;
}

/* What the name says by itself. */
static enum certainty certainty_of(const struct search *s, const struct unit *u)
{
    unsigned flags = u->form->flags;
    bool word = flags & FORM_WORD && !(flags & FORM_PLACE);
    if (u->kind == LINK_FULL) {
        if (is_abroad(s, u)) return word ? DOUBTFUL : NAMED;
        size_t characters = text_length((struct view){u->start, (size_t)(u->end - u->start)});
        if (characters < 3 && word) return DOUBTFUL;
        return characters < 3 || may_be_words(s, u) ? LIKELY : NAMED;
    }
    switch (u->level) {
    case AREA_COUNTRY: return NAMED;
    case AREA_PROVINCE:
    case AREA_PREFECTURE: return word ? DOUBTFUL : NAMED;
    case AREA_COUNTY: return word || is_gone(s, u) ? DOUBTFUL : LIKELY;
    default: return flags & (FORM_WORD | FORM_PLACE) ? DOUBTFUL : LIKELY;
    }
}

/* ---- Chains ---- */

/* The candidates that lie within one of those of `outer`; all if outer is NULL. */
static uint32_t keep_within(struct search *s, const struct form *f,
                            const struct place_mention *outer, uint32_t *kept)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < f->links; i++) {
        uint32_t area = LINK_AREA(s->g->link[f->link + i]), code = s->g->area[area].code;
        bool within = !outer;
        for (uint32_t o = 0; outer && o < outer->candidates && !within; o++) {
            uint32_t parent = s->g->area[outer->candidate[o]].code;
            within = code != parent && code_within(code, parent);
        }
        if (within) kept[count++] = area;
    }
    return count;
}

/* May this name follow its parent directly? A town's short name only that of its county or city,
 * and not if it is a word. */
static bool may_follow(const struct unit *u, const struct place_mention *parent)
{
    bool word = u->form->flags & FORM_WORD && !(u->form->flags & FORM_PLACE);
    if (u->kind == LINK_FULL || u->level < AREA_TOWN) return true;
    return !word && parent->level >= AREA_PREFECTURE;
}

/* The last mention, if the name at `at` continues it: 贵州省 贵阳市. */
static struct place_mention *mention_before(struct search *s, const char *at)
{
    if (!s->found.count) return NULL;
    struct place_mention *last = &s->found.at[s->found.count - 1];
    const char *end = s->text + last->end;
    if (end < s->start || last->level >= AREA_TOWN) return NULL;
    if (end != at) step_over_blank(&end, at);
    return end == at ? last : NULL;
}

static bool extend_chain(struct search *s, struct place_mention *m, const struct unit *u)
{
    if (u->kind == LINK_LETTER || !may_follow(u, m)) return false;
    uint32_t *kept = arena_alloc(s->d->arena, u->form->links * sizeof *kept);
    uint32_t count = keep_within(s, u->form, m, kept);
    if (!count) return false;
    m->end = (uint32_t)(u->end - s->text);
    m->name = (uint32_t)(u->start - s->text);
    m->candidate = kept;
    m->candidates = count;
    m->form = NULL;
    m->chained = true;
    m->certainty = NAMED;
    m->rule = RULE_PLACE_CHAIN;
    m->level = s->g->area[kept[0]].level;
    m->kind = u->kind;
    return true;
}

static enum rule_number rule_of(const struct unit *u)
{
    if (u->level == AREA_COUNTRY) return RULE_PLACE_COUNTRY;
    if (u->kind == LINK_LETTER) return RULE_PLACE_LETTER;
    return u->kind == LINK_FULL ? RULE_PLACE_NAME : RULE_PLACE_SHORT;
}

static void append_unit(struct search *s, const struct unit *u)
{
    uint32_t *areas = arena_alloc(s->d->arena, u->form->links * sizeof *areas);
    uint32_t count = keep_within(s, u->form, NULL, areas);
    search_append(s, (struct place_mention){.start = (uint32_t)(u->start - s->text),
                                            .end = (uint32_t)(u->end - s->text),
                                            .name = (uint32_t)(u->start - s->text),
                                            .rule = rule_of(u),
                                            .certainty = certainty_of(s, u),
                                            .level = u->level,
                                            .kind = u->kind,
                                            .form = u->form,
                                            .candidate = areas,
                                            .candidates = count,
                                            .area = -1,
                                            .within = -1});
}

/* ---- The scan ---- */

static bool is_hopeless(struct search *s, const struct unit *u)
{
    if (u->kind == LINK_FULL) return false;
    if (u->kind == LINK_LETTER) return !is_letter_habit(s, u);
    bool word = u->form->flags & FORM_WORD && !(u->form->flags & FORM_PLACE);
    return u->level == AREA_TOWN && word;
}

/* A name that begins within one that is less sure takes its place. False if it is itself no surer.
 */
static bool give_way(struct search *s, const struct unit *u)
{
    uint32_t start = (uint32_t)(u->start - s->text);
    while (s->found.count && s->found.at[s->found.count - 1].end > start) {
        if (s->found.at[s->found.count - 1].certainty <= certainty_of(s, u)) return false;
        s->found.count--;
    }
    return true;
}

/* Reads the name at `at`, if there is one; where to go on. Within a name that is not sure a surer
 * one may begin. */
static const char *read_name(struct search *s, const char *at)
{
    struct unit u;
    const char *next = at;
    text_next(&next, s->end);
    if (!read_unit(s, at, &u)) return next;
    struct place_mention *before = mention_before(s, at);
    if (before && extend_chain(s, before, &u)) return u.end;
    if (is_hopeless(s, &u) || !give_way(s, &u)) return next;
    append_unit(s, &u);
    return certainty_of(s, &u) == NAMED ? u.end : next;
}

void mention_find(struct search *s)
{
    const char *at = s->start;
    while (at < s->end) {
        const char *next = at;
        uint32_t c = text_next(&next, s->end);
        const char *quoted = context_is_opening(c) ? context_quotation_end(at, s->end) : NULL;
        if (quoted)
            at = quoted;
        else if (gazetteer_may_name(s->g, c, next, s->end))
            at = read_name(s, at);
        else
            at = next;
    }
}
