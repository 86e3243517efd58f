/* resolve.c: see resolve.h. */
#include "workers/place/resolve.h"
#include "workers/place/context.h"
#include "workers/step.h"
#include <string.h>

/* ---- Support ---- */

void support_open(struct search *s)
{
    size_t size = s->g->head.areas * sizeof(uint16_t);
    struct support *p = arena_alloc(s->d->arena, sizeof *p);
    *p = (struct support){.article = arena_alloc(s->d->arena, size),
                          .document = arena_alloc(s->d->arena, size)};
    memset(p->article, 0, size);
    memset(p->document, 0, size);
    s->support = p;
}

static void count_area(struct search *s, uint32_t area)
{
    struct support *p = s->support;
    if (p->article[area] == 0) {
        if (p->count == p->room) {
            uint32_t room = p->room ? 2 * p->room : 64, *at;
            at = arena_alloc(s->d->arena, room * sizeof *at);
            if (p->count) memcpy(at, p->touched, p->count * sizeof *at);
            p->touched = at;
            p->room = room;
        }
        p->touched[p->count++] = area;
    }
    if (p->article[area] < UINT16_MAX) p->article[area]++;
}

/* Counts an area and all that it lies in. */
static void support_add(struct search *s, uint32_t area)
{
    count_area(s, area);
    for (uint32_t code = code_parent(s->g->area[area].code); code; code = code_parent(code)) {
        int parent = gazetteer_area(s->g, code, s->year);
        if (parent >= 0) count_area(s, (uint32_t)parent);
    }
}

/* The article is over: its counts go to the document's. */
static void support_close(struct search *s)
{
    struct support *p = s->support;
    for (uint32_t i = 0; i < p->count; i++) {
        uint32_t area = p->touched[i], sum = p->document[area] + p->article[area];
        p->document[area] = (uint16_t)(sum < UINT16_MAX ? sum : UINT16_MAX);
        p->article[area] = 0;
    }
    p->count = 0;
    memset(p->meaning, 0, sizeof p->meaning);
}

static unsigned most(unsigned count, unsigned limit)
{
    return count < limit ? count : limit;
}

static unsigned support_of(const struct search *s, uint32_t code)
{
    int area = code ? gazetteer_area(s->g, code, s->year) : -1;
    if (area < 0) return 0;
    return 4 * most(s->support->article[area], 8) + most(s->support->document[area], 3);
}

/* Does the article speak of the area around this one, or of it itself? */
static bool is_supported(const struct search *s, uint32_t area)
{
    uint32_t code = s->g->area[area].code;
    if (s->support->article[area]) return true;
    for (code = code_parent(code); code; code = code_parent(code)) {
        int parent = gazetteer_area(s->g, code, s->year);
        if (parent >= 0 && s->support->article[parent]) return true;
    }
    return false;
}

/* ---- Which of the candidates ---- */

/* Points for a candidate: the nearest levels of what the text speaks of count most, then what was
 * named last, the very name, then the higher level; one that did not exist in that year comes
 * behind all. */
static int points_of(const struct search *s, const struct place_mention *m, uint32_t area,
                     int32_t before)
{
    const struct area *a = &s->g->area[area];
    struct view called = {s->text + m->name, m->end - m->name};
    uint32_t county = code_parent(a->code), prefecture = code_parent(county);
    int points = 8 * (int)most(s->support->article[area], 4);
    points += 3 * (int)support_of(s, county) + (int)support_of(s, prefecture);
    if (code_parent(prefecture)) points += (int)support_of(s, code_parent(prefecture));
    if (before >= 0) {
        uint32_t last = s->g->area[before].code;
        if (code_within(a->code, last)) points += 12;
        if (county && code_within(last, county)) points += 8;
        if (prefecture && code_within(last, prefecture)) points += 4;
    }
    if (view_equal(called, area_name(s->g, area))) points += 10;
    points += 16 * (AREA_TOWN - a->level);
    if (a->level == AREA_TOWN) points -= 16;
    return points - (area_in_year(a, s->year) ? 0 : 1000) - (s->year ? 0 : YEAR_ALWAYS - a->until);
}

uint32_t resolve_rank(struct search *s, const struct place_mention *m, int32_t before,
                      uint32_t *best, uint32_t limit, uint32_t *count)
{
    int points[16];
    if (limit > 16) limit = 16;
    *count = 0;
    for (uint32_t i = 0; i < m->candidates; i++) {
        int own = points_of(s, m, m->candidate[i], before);
        uint32_t at = *count < limit ? (*count)++ : limit;
        if (at == limit && own <= points[limit - 1]) continue;
        if (at == limit) at--;
        for (; at > 0 && points[at - 1] < own; at--) {
            points[at] = points[at - 1];
            best[at] = best[at - 1];
        }
        points[at] = own;
        best[at] = m->candidate[i];
    }
    uint32_t equal = 0;
    while (equal < *count && points[equal] == points[0]) equal++;
    return equal;
}

/* All candidates are one area, under names of several years. */
static bool is_one_area(const struct search *s, const struct place_mention *m)
{
    uint32_t code = m->candidates ? s->g->area[m->candidate[0]].code : 0;
    for (uint32_t i = 1; i < m->candidates; i++)
        if (s->g->area[m->candidate[i]].code != code) return false;
    return m->candidates > 0;
}

/* Settles on the best candidate, if one is better than the others. */
static void choose(struct search *s, struct place_mention *m, int32_t before)
{
    uint32_t best[2], count;
    struct meaning *known =
        m->form ? &s->support->meaning[(m->form - s->g->form) % MEANINGS] : NULL;
    if (known && known->form == m->form) {
        m->area = known->area;
        return;
    }
    uint32_t equal = resolve_rank(s, m, before, best, 2, &count);
    m->area = equal == 1 || is_one_area(s, m) ? (int32_t)best[0] : -1;
    if (known) *known = (struct meaning){m->form, m->area};
}

static bool is_area(const struct place_mention *m)
{
    return !m->pattern;
}

/* ---- What is a place at all ---- */

static bool is_full_name(const struct place_mention *m)
{
    return m->kind == LINK_FULL;
}

/* Was one of the candidates named in a way that left no doubt? */
static bool is_exact_support(const struct search *s, const struct place_mention *m)
{
    for (uint32_t i = 0; i < m->candidates; i++)
        if (s->support->article[m->candidate[i]]) return true;
    return false;
}

/* Is the name cut out of a word, or the beginning of another name? */
static bool is_fragment(struct search *s, const struct place_mention *m)
{
    const char *start = s->text + m->start, *end = s->text + m->end;
    if (!is_full_name(m) && context_is_other_name(s, end)) return true;
    bool county = m->level < AREA_TOWN;
    bool lengthy = m->end - m->start > strlen("上城区");
    if (m->chained || (county && lengthy && is_full_name(m) && m->certainty == NAMED)) return false;
    bool listed = m->rule == RULE_PLACE_LIST;
    if (!is_full_name(m) && !listed && context_is_given_name(s, start)) return true;
    if ((county || is_full_name(m)) && is_exact_support(s, m)) return false;
    return search_word_across(s, start) || search_word_across(s, end);
}

/* Of the candidates of its level, does the text speak of the area around one? */
static bool is_any_supported(const struct search *s, const struct place_mention *m)
{
    for (uint32_t i = 0; i < m->candidates; i++)
        if (s->g->area[m->candidate[i]].level == s->g->area[m->candidate[0]].level &&
            is_supported(s, m->candidate[i]))
            return true;
    return false;
}

/* Of short names of towns there are so many that the city around must be spoken of. */
static bool is_city_supported(const struct search *s, const struct place_mention *m)
{
    for (uint32_t i = 0; i < m->candidates; i++) {
        uint32_t code = s->g->area[m->candidate[i]].code;
        for (int up = 0; up < 2 && (code = code_parent(code)); up++) {
            int parent = gazetteer_area(s->g, code, s->year);
            bool municipality =
                code / 10000000 <= 12 || code / 10000000 == 31 || code / 10000000 == 50;
            if (parent < 0 && municipality)
                parent = gazetteer_area(s->g, code / 10000000 * 10000000, s->year);
            if (parent >= 0 && s->support->article[parent]) return true;
        }
    }
    return false;
}

/* Does a settled place stand beside it in a list? */
static bool has_settled_neighbour(const struct search *s, uint32_t i)
{
    const struct place_mention *m = &s->found.at[i];
    const char *start = s->text + m->start, *end = s->text + m->end;
    const struct place_mention *left = i ? m - 1 : NULL;
    const struct place_mention *right = i + 1 < s->found.count ? m + 1 : NULL;
    if (left && left->area >= 0 && step_peek_before(start, s->text) == U'、' &&
        left->end + strlen("、") == m->start)
        return true;
    return right && right->area >= 0 && step_peek(end, s->text + s->d->canonical.len) == U'、' &&
           m->end + strlen("、") == right->start;
}

static bool is_accepted(struct search *s, uint32_t i)
{
    const struct place_mention *m = &s->found.at[i];
    if (is_exact_support(s, m) || has_settled_neighbour(s, i)) return true;
    if (m->certainty == DOUBTFUL) return false;
    if (m->level < AREA_TOWN && m->form && m->form->characters > 2 && m->candidates == 1 &&
        context_expects_name(s, s->text + m->start) && context_ends_name(s, s->text + m->end))
        return true; /* 在井冈山调研 */
    if (m->level < AREA_TOWN || is_full_name(m)) return is_any_supported(s, m);
    return is_city_supported(s, m) && context_expects_name(s, s->text + m->start) &&
           context_ends_name(s, s->text + m->end);
}

/* ---- The article ---- */

static void settle(struct search *s, struct place_mention *m, int32_t *before)
{
    choose(s, m, *before);
    if (m->area < 0) return;
    support_add(s, (uint32_t)m->area);
    *before = m->area;
}

/* The first round: what needs no support. Places in organisations' names support, and so do the
 * parents of patterns. */
static void settle_named(struct search *s)
{
    int32_t before = -1;
    for (uint32_t i = 0; i < s->found.count; i++) {
        struct place_mention *m = &s->found.at[i];
        if (!is_area(m) || m->certainty != NAMED || is_fragment(s, m)) continue;
        if (m->level < AREA_TOWN || is_one_area(s, m)) settle(s, m, &before);
    }
    for (uint32_t i = 0; i < s->found.count; i++) {
        struct place_mention *m = &s->found.at[i];
        if (m->area >= 0)
            before = m->area;
        else if (m->candidates && m->certainty == NAMED && !(is_area(m) && is_fragment(s, m)))
            settle(s, m, &before);
    }
}

static void settle_likely(struct search *s, enum certainty certainty, bool towns)
{
    int32_t before = -1;
    for (uint32_t i = 0; i < s->found.count; i++) {
        struct place_mention *m = &s->found.at[i];
        if (m->area >= 0) before = m->area;
        if (!is_area(m) || m->area >= 0 || m->certainty != certainty) continue;
        if ((m->level == AREA_TOWN) != towns || !is_accepted(s, i) || is_fragment(s, m)) continue;
        m->certainty = NAMED;
        settle(s, m, &before);
    }
}

/* The area itself, or, of a town, the county. */
static int32_t above_towns(const struct search *s, int32_t area)
{
    if (area < 0 || s->g->area[area].level < AREA_TOWN) return area;
    return gazetteer_area(s->g, code_parent(s->g->area[area].code), s->year);
}

/* Villages lie in what was named before them, zones in the county of it. */
static void settle_pattern(struct search *s, struct place_mention *m, int32_t before)
{
    m->within = m->area >= 0 ? m->area : before;
    if (m->area < 0 && m->rule == RULE_PLACE_ZONE) m->within = above_towns(s, before);
    if (m->certainty != LIKELY || !m->candidates) return;
    bool town = s->g->area[m->candidate[0]].level == AREA_TOWN;
    if (town ? is_exact_support(s, m) : is_any_supported(s, m)) m->certainty = NAMED;
}

static void settle_patterns(struct search *s)
{
    int32_t before = -1;
    for (uint32_t i = 0; i < s->found.count; i++) {
        struct place_mention *m = &s->found.at[i];
        if (!is_area(m))
            settle_pattern(s, m, before);
        else if (m->area >= 0 && s->g->area[m->area].level >= AREA_PREFECTURE &&
                 (before < 0 || !m->in_org))
            before = m->area;
    }
}

static bool stays(struct search *s, const struct place_mention *m)
{
    if (m->in_org || m->certainty != NAMED) return false;
    return !is_area(m) || !is_fragment(s, m);
}

static void drop_others(struct search *s)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->found.count; i++)
        if (stays(s, &s->found.at[i])) s->found.at[kept++] = s->found.at[i];
    s->found.count = kept;
}

/* Who publishes a text speaks of what lies around him: 福州晚报. */
static void support_publisher(struct search *s, struct view name)
{
    const char *at = name.at, *end = name.at + name.len;
    while (at < end) {
        const char *behind = at;
        int form = gazetteer_longest(s->g, at, end, 0, &behind);
        text_next(&at, end);
        if (form < 0) continue;
        const struct form *f = &s->g->form[form];
        uint32_t area = LINK_AREA(s->g->link[f->link]);
        bool sure = s->g->area[area].level <= AREA_PREFECTURE && f->characters > 1;
        if (!sure || (f->flags & FORM_WORD && !(f->flags & FORM_PLACE))) continue;
        support_add(s, area);
        at = behind;
    }
}

void resolve_article(struct search *s)
{
    support_publisher(s, s->article->source);
    support_publisher(s, s->d->source);
    settle_named(s);
    settle_likely(s, LIKELY, false);
    settle_likely(s, LIKELY, true);
    settle_likely(s, DOUBTFUL, false);
    settle_likely(s, DOUBTFUL, true);
    settle_patterns(s);
    drop_others(s);
    support_close(s);
}
