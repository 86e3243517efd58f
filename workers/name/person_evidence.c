/* person_evidence.c: see person_evidence.h. */
#include "workers/name/person_evidence.h"
#include "workers/name/foreign.h"
#include "workers/name/odds.h"
#include "workers/step.h"
#include "workers/text.h"

enum {
    NAMED_BEFORE = 24,   /* 名叫张三 */
    CALLING_BEFORE = 20, /* 舞蹈家张三: a word that ends as those for people do */
    ROLE_BEHIND = 18,    /* 张三同志 */
    SPEECH_BEHIND = 14,  /* 张三介绍 */
    SHORT_SPEECH = 6,    /* 张三说; such a character is often part of a word */
    SEX_BEHIND = 28,     /* 张三,男, */
    IN_LIST = 18,        /* 张三、李四 */
    MARK = 4,
    PLACE_BEHIND = -40, /* 杨家庄村 */
    DOT_BEHIND = -100,  /* 艾力·买买提 */
    CLEAR = 4,          /* the odds of a neighbour in a list; as good as they can be */
    CLEAREST = 40,
};

const uint32_t evidence_place_kinds[] = U"村镇乡县市区州旗街路庄屯寨沟湾桥河江湖山坝堡岭坪组巷";
static const uint32_t list_marks[] = U"、  和与及,";

/* The role that ends at `at`, with a blank or a colon between if need be. */
struct view role_before(const struct reading *r, const char *at)
{
    struct view role = reading_kind_before(r, at, KIND_ROLE);
    if (role.len || at == r->start) return role;
    uint32_t c = char_narrow(text_before(&at, r->start));
    if (c == ':' || c == '/' || char_is_blank(c)) role = reading_kind_before(r, at, KIND_ROLE);
    return role;
}

/* Whether the line's last person ends before the mark of a list before `at`. */
static bool follows_person(const struct reading *r, const char *at)
{
    const struct record_list *list = &r->article->records;
    if (list->count == r->line_records) return false;
    const struct record *last = &list->at[list->count - 1];
    const char *before = at;
    if (last->kind != RECORD_PERSON || at == r->start) return false;
    if (!char_among(text_before(&before, r->start), list_marks)) return false;
    return r->text + last->end == before;
}

/* A word of the dictionary for what somebody is, by its last character: 舞蹈家, 小将. */
static struct view calling_before(const struct reading *r, const char *at)
{
    struct view longest = {0};
    const char *from = at;
    if (!char_among(reading_before(r, at), U"家员长手师人星者工匠商将兵士妹汉嫂官帅友徒"))
        return longest;
    for (int n = 1; n <= 4 && from > r->start; n++) {
        if (!char_is_cjk(text_before(&from, r->start))) break;
        size_t length = (size_t)(at - from);
        if (n > 1 && word_class(facts_word(&r->facts, from, length)) == WORD_NOUN)
            longest = (struct view){from, length};
    }
    return longest;
}

/* 名叫, 取名, 他叫 before a name. */
static bool is_named(const struct reading *r, const char *at)
{
    uint32_t c = reading_before(r, at);
    if (c != U'叫' && c != U'名') return false;
    text_before(&at, r->start);
    return char_among(reading_before(r, at), c == U'叫' ? U"名他她我" : U"本原化");
}

int evidence_before(const struct reading *r, const char *start, struct view *role)
{
    uint32_t before = reading_before(r, start);
    *role = role_before(r, start);
    if (role->len) return ROLE_BEFORE;
    if (follows_person(r, start)) return IN_LIST;
    if (is_named(r, start)) return NAMED_BEFORE;
    *role = calling_before(r, start);
    if (role->len) return CALLING_BEFORE;
    return !before || char_is_mark(before) || char_is_blank(before) ? MARK : 0;
}

static bool sex_behind(const struct reading *r, const char *at)
{
    step_over_any(&at, r->end, U",(、");
    const char *behind = at;
    return step_over_any(&behind, r->end, U"男女") && !char_is_cjk(reading_at(r, behind));
}

/* What a name behind a mark of lists says, the more the likelier it is one itself. */
static int list_behind(const struct reading *r, const char *at)
{
    if (!step_over_any(&at, r->end, list_marks) || at >= r->end) return 0;
    int odds = odds_guess(&r->facts, at, r->end);
    if (odds < CLEAR) return 0;
    return IN_LIST + (odds < CLEAREST ? odds : CLEAREST) / 2;
}

/* 等12名, 等五人. */
static bool counts_people(const struct reading *r, const char *at)
{
    if (!step_over(&at, r->end, "等")) return false;
    uint32_t c = char_narrow(reading_at(r, at));
    return char_is_digit(c) || char_among(c, U"一二两三四五六七八九十百数多同");
}

/* The role behind a name, and no more: 市民 of 云阳市民政局 is a piece of a longer word, and 代表
 * of 李建国代表县委 what he does. *evidence is that of whichever it is. */
static struct view role_behind(const struct reading *r, const char *at, int *evidence)
{
    struct view none = {0}, word = reading_kind_at(r, at, KIND_ROLE | KIND_ADDRESS | KIND_OFFICE);
    if (text_length(word) < 2) return none;
    const char *end = word.at + word.len;
    const struct record *org = reading_org_reaching(r, end + 1);
    bool within = org && org->start < (uint32_t)(end - r->text);
    bool before = org && org->start == (uint32_t)(end - r->text);
    if (!within) *evidence = ROLE_BEHIND;
    return within || before ? none : word;
}

int evidence_behind(const struct reading *r, const char *at, struct view *role)
{
    uint32_t behind = reading_at(r, at);
    int evidence = 0;
    struct view word = role_behind(r, at, &evidence);
    if (!role->len) *role = word;
    if (evidence) return evidence;
    if (counts_people(r, at)) return IN_LIST;
    word = reading_kind_at(r, at, KIND_SPEECH);
    if (word.len) {
        bool alone = !char_is_cjk(reading_at(r, at + word.len)); /* 张三说: */
        return alone || text_length(word) > 1 ? SPEECH_BEHIND : SHORT_SPEECH;
    }
    if (char_among(behind, evidence_place_kinds)) return PLACE_BEHIND;
    if (foreign_is_dot(behind)) return DOT_BEHIND;
    if (!behind || char_is_mark(behind) || char_is_blank(behind)) {
        if (sex_behind(r, at)) return SEX_BEHIND;
        int list = list_behind(r, at);
        return list ? list : MARK;
    }
    return list_behind(r, at);
}
