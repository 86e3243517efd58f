/* person.c: see person.h. All evidence is in quarters of a bit, as the odds are. */
#include "workers/name/person.h"
#include "workers/name/foreign.h"
#include "workers/name/odds.h"
#include "workers/name/org_ending.h"
#include "workers/name/person_evidence.h"
#include "workers/step.h"
#include "workers/text.h"
#include <string.h>

enum {
    PARTING = -60,   /* 张三和妻子 */
    CROSSED = -24,   /* 张三陪|同, where 陪同 follows 张三 */
    PLACE_END = -14, /* 杨家庄 */
    ENOUGH = 10,
    GUESS = -40,     /* below this no evidence is enough */
    RARE = -80,      /* but for a name that is all there is between a mark and 先生 */
    BETWEEN = 44,    /* 、矫江同志 */
    KNOWN_TWO = -36, /* the odds of another mention of a known name, by its characters */
    KNOWN_MORE = -72,
};

/* Behind these a name may begin: 向孟校长, 以覃某为首. */
static const uint32_t parting[] = U"的向对和与给由请找跟同见让被把将以是为有叫听";

struct candidate {
    const char *start, *end;
    struct view role;
    int evidence;
};

/* The organisation whose record ends where the role begins: 南明区委 of 南明区委副书记张三. */
static struct view org_before(const struct reading *r, const char *at)
{
    const struct record *org = reading_org_reaching(r, at);
    bool ends_here = org && org->end == (uint32_t)(at - r->text);
    return ends_here ? record_text(org, FIELD_NAME) : (struct view){0};
}

/* Does nothing but a mark stand before? */
static bool stands_first(const struct reading *r, const char *at)
{
    uint32_t before = reading_before(r, at);
    return !before || char_is_mark(before) || char_is_blank(before);
}

/* Does a word such as 先生 follow two or three characters behind a mark? */
static bool is_addressed(const struct reading *r, const char *at)
{
    if (!stands_first(r, at)) return false;
    for (int n = 1; n <= 3 && at < r->end && char_is_cjk(text_next(&at, r->end)); n++)
        if (n > 1 && text_length(reading_kind_at(r, at, KIND_ADDRESS)) > 1) return true;
    return false;
}

/* A family name, however rare, and what is no word between a mark and 先生. */
static bool is_between(const struct reading *r, const struct odds *o, const char *end)
{
    const char *start = o->at[o->name];
    size_t length = (size_t)(end - start), family = (size_t)(o->at[o->name + 1] - start);
    if (!stands_first(r, start) || facts_word(&r->facts, start, length)) return false;
    if (facts_word(&r->facts, start, 2 * family)) return false;
    return text_length(reading_kind_at(r, end, KIND_ADDRESS)) > 1;
}

/* 和 of 张三和妻子, 向 of 张三向居民: before somebody else. Titles follow names: 李永和教授. */
static bool is_parting(const struct reading *r, const struct odds *o, int end)
{
    if (!char_among(o->c[end - 1], U"和与同跟向对给")) return false;
    return reading_kind_at(r, o->at[end], KIND_ROLE).len &&
           !reading_kind_at(r, o->at[end], KIND_ADDRESS | KIND_OFFICE).len;
}

/* Whether the last character rather begins a word that goes on behind. 李太平等三人 and 李祥和张三
 * are names before a conjunction, though 平等 and 祥和 are words. */
static bool is_crossed(const struct reading *r, const char *end)
{
    return !char_among(reading_at(r, end), U"等和与及") && org_is_crossed(r, end);
}

static void weigh(const struct reading *r, const struct odds *o, int family, int given, int before,
                  struct candidate *best)
{
    int end = o->name + family + given;
    int evidence = before + odds_of(o, family, given);
    if (end > o->count) return;
    if (evidence < RARE) return;
    if (is_between(r, o, o->at[end])) evidence += BETWEEN;
    if (evidence < GUESS) return;
    struct view role = {0};
    evidence += evidence_behind(r, o->at[end], &role);
    if (before < ROLE_BEFORE && char_among(o->c[end - 1], evidence_place_kinds))
        evidence += PLACE_END;
    if (given == 2 && is_parting(r, o, end)) evidence += PARTING;
    if (given == 2 && is_crossed(r, o->at[end])) evidence += CROSSED;
    if (evidence <= best->evidence) return;
    best->evidence = evidence;
    best->end = o->at[end];
    if (role.len && !best->role.len) best->role = role;
}

static void add_person(struct reading *r, enum rule_number rule, const struct candidate *c)
{
    struct field_set set = {.count = 0};
    struct view text = {c->start, (size_t)(c->end - c->start)};
    field_text(&set, FIELD_NAME, text);
    if (c->role.len) {
        field_text(&set, FIELD_ROLE, c->role);
        struct view org = org_before(r, c->role.at);
        if (org.len) field_text(&set, FIELD_ORG, org);
    }
    reading_record(r, rule, c->start, c->end, &set);
    known_add(&r->known, text, RECORD_PERSON);
}

/* The likeliest name of family and given name at `at`; false if none is likely enough. */
static bool find_full(const struct reading *r, const char *at, struct candidate *best)
{
    struct odds o;
    *best = (struct candidate){.start = at, .evidence = ENOUGH - 1};
    int guess = odds_guess(&r->facts, at, r->end);
    if (guess < RARE || (guess < GUESS && !is_addressed(r, at))) return false;
    odds_open(&o, &r->facts, r->start, at, r->end);
    int family = odds_family(&o);
    if (!family) return false;
    int before = evidence_before(r, at, &best->role);
    weigh(r, &o, family, 2, before, best);
    weigh(r, &o, family, 1, before, best);
    return best->end != NULL;
}

/* The end of the organisation known by a longer name than the person's: 石阡法院 is not 石阡; or
 * NULL. */
static const char *org_instead(const struct reading *r, const struct candidate *c)
{
    const struct known_name *name = known_at(&r->known, c->start, r->end);
    if (!name || name->kind != RECORD_ORG || c->start + name->text.len <= c->end) return NULL;
    return c->start + name->text.len;
}

/* A name at `at`, unless a likelier one begins within it: its end, or NULL. */
static const char *read_full(struct reading *r, const char *at)
{
    struct candidate best, other;
    if (!find_full(r, at, &best)) return NULL;
    const char *end = best.end;
    for (text_next(&at, r->end); at < end; text_next(&at, r->end)) {
        if (find_full(r, at, &other) && other.evidence > best.evidence) best = other;
    }
    const char *org_end = org_instead(r, &best);
    if (org_end) return org_end;
    add_person(r, best.role.len ? RULE_PERSON_ROLE : RULE_PERSON_NAME, &best);
    return best.end;
}

/* Whether the family name at `at` begins no word and ends none. */
static bool stands_alone(const struct reading *r, const char *at, const char *behind)
{
    const char *before = at;
    if (before == r->start) return true;
    uint32_t c = text_before(&before, r->start);
    if (!char_is_cjk(c)) return true;
    return !facts_word(&r->facts, before, (size_t)(behind - before));
}

/* 冯女士, 张某: a family name and how somebody is called. */
static const char *read_address(struct reading *r, const char *at)
{
    const char *behind = at;
    text_next(&behind, r->end);
    struct view word = reading_kind_at(r, behind, KIND_ADDRESS | KIND_OFFICE);
    if (facts_character(&r->facts, reading_at(r, at), IS_FAMILY) < FACTS_PAIR_ONLY) return NULL;
    if (!word.len || !stands_alone(r, at, behind)) return NULL;
    uint32_t entry = facts_word(&r->facts, word.at, word.len), before = reading_before(r, at);
    bool office = !(word_kinds(entry) & KIND_ADDRESS), single = word.len < strlen("女士");
    bool open = !char_is_cjk(before) || reading_kind_before(r, at, KIND_ROLE).len ||
                (char_among(before, parting) && !(office && single));
    if ((office || single) && !open) return NULL;
    if (facts_word(&r->facts, at, (size_t)(word.at + word.len - at))) return NULL;
    struct candidate c = {.start = at, .end = word.at + word.len, .role = role_before(r, at)};
    add_person(r, RULE_PERSON_ADDRESS, &c);
    return c.end;
}

/* A name around the dot at `at`; its end, or NULL. */
static const char *read_dotted(struct reading *r, const char *at)
{
    struct candidate c = {0};
    if (!foreign_dotted(r, at, &c.start, &c.end)) return NULL;
    c.role = role_before(r, c.start);
    add_person(r, RULE_PERSON_DOTTED, &c);
    return c.end;
}

/* A name of pieces: 扎西顿珠; one alone only beside a role or what somebody does: 乡长达瓦. */
static const char *read_pieces(struct reading *r, const char *at)
{
    unsigned pieces;
    struct candidate c = {.start = at, .end = foreign_pieces(r, at, &pieces)};
    if (pieces == 0 || foreign_is_dot(reading_at(r, c.end)) ||
        foreign_is_dot(reading_before(r, at)))
        return NULL;
    c.evidence = evidence_before(r, at, &c.role) + evidence_behind(r, c.end, &c.role);
    if (c.evidence < (pieces > 1 ? 0 : ROLE_BEFORE)) return NULL;
    add_person(r, c.role.len ? RULE_PERSON_ROLE : RULE_PERSON_NAME, &c);
    return c.end;
}

/* A role may end with c. A switch, for it is asked at most characters. */
static bool ends_role(uint32_t c)
{
    switch (c) {
    case U'统':
    case U'理':
    case U'席':
    case U'相':
    case U'长':
    case U'员':
    case U'授':
    case U'家':
    case U'人':
    case U'者':
    case U'师':
    case U'练':
    case U'手':
    case U'锋':
    case U'官':
    case U'使':
    case U'王':
    case U'卿':
    case U'帅':
    case U'臣': return true;
    default: return false;
    }
}

/* A foreign name without a dot, behind a role: 总理默克尔. */
static const char *read_sounds(struct reading *r, const char *at)
{
    struct candidate c = {.start = at, .end = at};
    if (!ends_role(reading_before(r, at))) return NULL;
    c.end = foreign_sounds(r, at);
    if (!c.end) return NULL;
    c.role = role_before(r, at);
    if (!c.role.len) return NULL;
    add_person(r, RULE_PERSON_ROLE, &c);
    return c.end;
}

/* The name at `at`, whose first character is c. Its end, or NULL. */
static const char *read_person(struct reading *r, const char *at, uint32_t c)
{
    const char *end = NULL;
    if (facts_begins(&r->facts, c, BEGINS_GIVEN)) end = read_pieces(r, at);
    if (!end && foreign_gain(&r->facts, c) > FOREIGN_LEAST) end = read_sounds(r, at);
    if (end || facts_character(&r->facts, c, IS_FAMILY) <= FACTS_NEVER) return end;
    end = read_address(r, at);
    return end ? end : read_full(r, at);
}

void person_read_line(struct reading *r)
{
    for (const char *at = r->start; at < r->end;) {
        const char *behind = at, *end = NULL;
        uint32_t c = text_next(&behind, r->end);
        if (c == U'《')
            end = reading_skip_title(r, at);
        else if (foreign_is_dot(c))
            end = read_dotted(r, at);
        else if (char_is_cjk(c))
            end = read_person(r, at, c);
        at = end ? end : behind;
    }
}

bool person_stands(const struct reading *r, const char *start, const char *end)
{
    struct odds o;
    odds_open(&o, &r->facts, r->start, start, r->end);
    int family = odds_family(&o),
        given = (int)text_length((struct view){start, (size_t)(end - start)}) - family;
    if (!family || given < 1 || given > 2) return true;
    return odds_of(&o, family, given) >= (given == 1 ? KNOWN_TWO : KNOWN_MORE);
}
