/* org.c: see org.h. */
#include "workers/name/org.h"
#include "workers/lexicon.h"
#include "workers/step.h"
#include "workers/text.h"
#include <string.h>
#include <threads.h>

enum need { NOTHING, AREA, LEVEL, NAME, PROPER, TASK, QUOTED, UNKNOWN };

struct ending {
    const char *text, *type;
    enum need need;
};

#define PARTY       "party"
#define GOVERNMENT  "government"
#define ARMY        "army"
#define ASSEMBLY    "assembly"
#define COURT       "court"
#define COMPANY     "company"
#define COOPERATIVE "cooperative"
#define BANK        "bank"
#define SCHOOL      "school"
#define CULTURE     "culture"
#define HOSPITAL    "hospital"
#define ASSOCIATION "association"
#define UNION       "union"
#define CENTRE      "centre"
#define MEDIA       "media"

static const struct ending endings[] = {
#define ENDING(text, type, need) {text, type, need},
#include "workers/name/orgs.def"
#undef ENDING
};

enum {
    NAME_BYTES = 120, /* no name is longer */
    QUOTE_BYTES = 72,
    WORD_CHARACTERS = 5,
    AREA_CHARACTERS = 3,
    COMMON_VERB = 8, /* rank from which a verb is one also between the words of a name */
    RARE_WORD = 4,   /* rank up to which a word is hardly more than its characters */
    COMMON_WORD = 7, /* rank from which a word that goes over an end is believed */
    BRACKET_BYTES = 30,
};

static struct lexicon lexicon;
static uint8_t last[8192]; /* a bit for each code point that an ending ends with */
static once_flag prepared = ONCE_FLAG_INIT;

static void prepare(void)
{
    LEXICON_MAKE(&lexicon, endings, LEXICON_ENDS);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const char *end = endings[i].text + strlen(endings[i].text), *at = end;
        uint32_t c = text_before(&at, endings[i].text);
        last[c >> 3] |= (uint8_t)(1 << (c & 7));
    }
}

void org_prepare(void)
{
    call_once(&prepared, prepare);
}

static bool ends_name(uint32_t c)
{
    return c < 0x10000 && last[c >> 3] & 1 << (c & 7);
}

static const struct ending *ending_before(const struct reading *r, const char *at,
                                          const char **begin)
{
    int row = lexicon_before(&lexicon, r->start, at, begin);
    return row < 0 ? NULL : &endings[row];
}

/* The way back from an ending, and what was met on it. */
struct walk {
    const struct reading *r;
    const char *start, *limit;
    int words, unknown; /* words that name something; characters that are no word at all */
    bool place, level, quoted, company;
    bool kind; /* it ended at 各, 该, 一个: this is not one organisation but a kind of them */
    bool done;
};

static const uint32_t levels[] = U"省市县区州旗盟镇乡村";
static const uint32_t numerals[] = U"一二三四五六七八九十两双多1234567890";
static const uint32_t determiners[] = U"各该每某本我贵其此多数两几所个家名支位上下这那";

/* Several words, which the dictionary has as one now and then. */
static bool is_phrase(uint32_t entry, int length)
{
    if (length == 1) return false;
    if (word_class(entry) == WORD_PHRASE) return true;
    return length > 3 && word_class(entry) == WORD_NOUN && word_rank(entry) <= RARE_WORD;
}

/* The word that ends at w->start, the longest; *entry is 0 if it is a lone character of no class.
 */
static const char *word_before(const struct walk *w, uint32_t *entry)
{
    const char *from = w->start, *first = NULL, *longest = NULL;
    *entry = 0;
    for (int n = 1; n <= WORD_CHARACTERS && from > w->limit; n++) {
        if (!char_is_cjk(text_before(&from, w->limit))) break;
        uint32_t e = facts_word(&w->r->facts, from, (size_t)(w->start - from));
        if (n == 1) first = from;
        if (!e || is_phrase(e, n)) continue;
        *entry = e;
        longest = from;
    }
    return longest ? longest : first;
}

/* 会同县 read as a county, though 会同 is a verb here: only 县 is the name's. */
static bool begins_with_stop(const struct walk *w, const char *from)
{
    const char *level = w->start;
    if (!char_among(text_before(&level, from), levels) || level == from) return false;
    uint32_t whole = facts_word(&w->r->facts, from, (size_t)(w->start - from));
    if (word_class(whole) != WORD_PLACE && word_rank(whole) > RARE_WORD) return false;
    return word_class(facts_word(&w->r->facts, from, (size_t)(level - from))) == WORD_STOP;
}

/* Whether a word that is no name stands between `from` and w->start. */
static bool is_ordinary(const struct walk *w, const char *from)
{
    enum word_class class = word_class(facts_word(&w->r->facts, from, (size_t)(w->start - from)));
    const char *second = from;
    text_next(&second, w->start);
    if (class == WORD_PLACE) return false;
    if (word_class(facts_word(&w->r->facts, from, (size_t)(second - from))) == WORD_STOP)
        return true;
    uint32_t rest = facts_word(&w->r->facts, second, (size_t)(w->start - second));
    if (text_length((struct view){second, (size_t)(w->start - second)}) > 1 &&
        word_class(rest) != WORD_PLACE && word_rank(rest) >= COMMON_WORD)
        return true;
    return class == WORD_STOP || class == WORD_VERB || class == WORD_OTHER ||
           class == WORD_GENERIC || class == WORD_INNER;
}

/* An area's name of two or three characters between a mark and its kind, which stands at w->start.
 */
static bool take_area(struct walk *w)
{
    const char *from = w->start;
    for (int n = 0; n <= AREA_CHARACTERS; n++) {
        const char *before = from;
        uint32_t c = before > w->limit ? text_before(&before, w->limit) : 0;
        if (!char_is_cjk(c)) {
            if (n < 2 || is_ordinary(w, from)) return false;
            w->start = from;
            return w->place = true;
        }
        from = before;
    }
    return false;
}

static void take_character(struct walk *w, const char *from, uint32_t entry)
{
    uint32_t c = reading_at(w->r, from);
    if (char_among(c, levels)) {
        w->level = true;
        w->start = from;
        take_area(w);
        return;
    }
    if (word_class(entry) == WORD_STOP || c == U'贵') {
        w->kind = char_among(c, determiners);
        w->done = true;
        return;
    }
    w->unknown += word_class(entry) != WORD_GENERIC && !ends_name(c);
    w->start = from;
}

/* A rare word before a place, between it and a mark: a place as well, likely (夏河 安多集团). */
static bool begins_clause(const struct walk *w, const char *from, uint32_t entry)
{
    uint32_t c = from > w->limit ? text_before(&from, w->limit) : 0;
    return word_rank(entry) <= RARE_WORD && !char_is_cjk(c);
}

/* A verb that is hardly used as one may be part of a name behind its place: 甘南州燎原乳业. */
static bool is_rare_verb(const struct walk *w, const char *from, uint32_t entry)
{
    if (word_rank(entry) >= COMMON_VERB) return false;
    uint32_t c = reading_before(w->r, from);
    return !char_is_cjk(c) || char_among(c, levels) || reading_place_before(w->r, from) != NULL;
}

/* A word of two characters whose second is rather a preposition: 决定|向, not 定向. */
static bool splits(const struct walk *w, const char *from, uint32_t entry)
{
    const char *second = from, *before = from;
    text_next(&second, w->start);
    size_t length = (size_t)(w->start - second);
    if (length > strlen("向") || before <= w->limit) return false;
    if (word_class(facts_word(&w->r->facts, second, length)) != WORD_STOP) return false;
    text_before(&before, w->limit);
    uint32_t over = facts_word(&w->r->facts, before, (size_t)(second - before));
    return word_rank(over) > word_rank(entry) ||
           (word_class(entry) == WORD_VERB && word_rank(entry) < COMMON_WORD);
}

/* A company may be called by any word: 开创 集团, where a sentence begins so. */
static bool is_trade_name(const struct walk *w, const char *from)
{
    uint32_t c = from > w->limit ? text_before(&from, w->limit) : 0;
    return w->company && w->words == 0 && !char_is_cjk(c);
}

/* A word between the beginning and the ending, by its class. */
static void take_word(struct walk *w, const char *from, uint32_t entry)
{
    enum word_class class = word_class(entry);
    bool verb = class == WORD_VERB && !is_rare_verb(w, from, entry) && !is_trade_name(w, from);
    if (begins_with_stop(w, from)) {
        text_before(&w->start, from);
        w->level = w->done = true;
        return;
    }
    bool behind_place = w->place && class != WORD_PLACE && !begins_clause(w, from, entry);
    if (char_among(reading_at(w->r, from), U"各该每")) class = WORD_STOP;
    if (word_kinds(entry) & KIND_ROLE && char_among(reading_before(w->r, w->start), U"长记任席"))
        class = WORD_STOP; /* 党委书记: an officer, not an office */
    if (class != WORD_PLACE && class != WORD_GENERIC && splits(w, from, entry)) class = WORD_STOP;
    if (class == WORD_STOP || class == WORD_OTHER || verb || behind_place) {
        w->kind = class == WORD_STOP && char_among(reading_at(w->r, from), determiners);
        w->done = true;
        return;
    }
    w->start = from;
    w->place = w->place || class == WORD_PLACE;
    if (class == WORD_PLACE || class == WORD_GENERIC) return;
    bool rare = class != WORD_INNER && word_rank(entry) <= RARE_WORD;
    w->words += !rare;
    w->unknown += rare ? 2 : 0;
}

/* “红色物业” before 联合党支部. */
static void take_quote(struct walk *w)
{
    const char *from = w->start;
    text_before(&from, w->limit);
    for (const char *at = from; at > w->limit && from - at < QUOTE_BYTES / 2;) {
        uint32_t c = text_before(&at, w->limit);
        if (c == U'”' || char_is_control(c)) break;
        if (c != U'“') continue;
        w->quoted = !char_among(reading_at(w->r, at + strlen("“")), numerals);
        if (w->quoted) w->start = at;
        break;
    }
    w->done = true;
}

static void take_letters(struct walk *w)
{
    const char *from = w->start;
    while (from > w->limit) {
        const char *before = from;
        if (!char_is_letter(text_before(&before, w->limit))) break;
        from = before;
    }
    w->unknown += from < w->start;
    w->place = w->place || (w->level && from < w->start);
    w->start = from;
    w->done = true;
}

static void step_back(struct walk *w)
{
    const char *from, *before = w->start;
    uint32_t c = before > w->limit ? text_before(&before, w->limit) : 0, entry;
    if (c == U'”') {
        take_quote(w);
        return;
    }
    if (!char_is_cjk(c)) {
        take_letters(w);
        return;
    }
    from = reading_place_before(w->r, w->start);
    if (from && from >= w->limit && !begins_with_stop(w, from)) {
        w->start = from;
        w->place = true;
        return;
    }
    const struct ending *e = ends_name(c) ? ending_before(w->r, w->start, &from) : NULL;
    if (e && from >= w->limit && before > from) {
        w->level = w->level || char_among(reading_at(w->r, from), levels);
        w->company = strcmp(e->type, COMPANY) == 0;
        w->start = from;
        return;
    }
    from = word_before(w, &entry);
    if (from == before)
        take_character(w, from, entry);
    else
        take_word(w, from, entry);
}

static struct walk walk_back(const struct reading *r, const char *from, const char *floor)
{
    struct walk w = {.r = r, .start = from, .limit = floor};
    if (from - floor > NAME_BYTES) {
        w.limit = from - NAME_BYTES;
        while ((*w.limit & 0xc0) == 0x80) w.limit++;
    }
    while (!w.done && w.start > w.limit) step_back(&w);
    return w;
}

static bool is_named(const struct walk *w, enum need need)
{
    bool proper = w->place || w->quoted || w->unknown > 0;
    if (w->kind && !w->place && !w->quoted) return false;
    switch (need) {
    case NOTHING: return true;
    case AREA: return w->place || w->level;
    case LEVEL: return proper || w->level || w->words > 0;
    case NAME: return proper || w->words > 1 || (w->level && w->words > 0);
    case PROPER: return proper || w->level;
    case TASK: return w->place || w->level;
    case UNKNOWN: return w->unknown > 1 && w->words == 0 && !w->place;
    case QUOTED: return false;
    }
    return false;
}

/* Whether a word goes over `at`, the end of an ending, that is commoner than the one beginning
 * there: 委员会|议. */
static bool is_crossed(const struct reading *r, const char *at)
{
    const char *behind = at, *before = at;
    if (behind >= r->end || !char_is_cjk(text_next(&behind, r->end))) return false;
    text_before(&before, r->start);
    uint32_t over = facts_word(&r->facts, before, (size_t)(behind - before)), next = 0;
    const char *second = behind;
    if (second < r->end && char_is_cjk(text_next(&second, r->end)))
        next = facts_word(&r->facts, at, (size_t)(second - at));
    return word_rank(over) >= COMMON_WORD && word_rank(over) > word_rank(next);
}

/* An ending of one character is none at the end of another word: 布局, 举办, 怎么办; but 财政局 is
 * 财政 and 局, though there is a word 政局. */
static bool is_in_word(const struct reading *r, enum need need, const char *begin, const char *end)
{
    if (text_length((struct view){begin, (size_t)(end - begin)}) > 1) return false;
    const char *from = begin;
    uint32_t longest = 0, pair = 0, before = 0;
    for (int n = 2; n <= WORD_CHARACTERS && from > r->start; n++) {
        if (!char_is_cjk(text_before(&from, r->start))) break;
        uint32_t word = facts_word(&r->facts, from, (size_t)(end - from));
        if (n == 2) pair = word;
        if (n == 3) before = facts_word(&r->facts, from, (size_t)(begin - from));
        if (word) longest = word;
    }
    if (!longest) return false;
    enum word_class class = word_class(longest);
    if (need == UNKNOWN || (pair && word_rank(pair) >= word_rank(before))) return true;
    if (class == WORD_PHRASE) return word_rank(longest) > RARE_WORD;
    return class != WORD_NOUN && class != WORD_ORG;
}

/* 中心组, 中心广场; 党支部83个; and 孵化中心工程 is no centre. */
static bool goes_on(const struct reading *r, const struct ending *e, const char *at)
{
    static const char *const heads[] = {"工程", "行动", "计划", "模式",   "体系",  "机制",
                                        "活动", "制度", "项目", "建设年", "工作法"};
    uint32_t c = reading_at(r, at);
    if (char_is_digit(char_narrow(c))) return e->need != NOTHING;
    if (strcmp(e->text, "中心") == 0 && char_among(c, U"组镇区城小村校点线公广")) return true;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        size_t length = strlen(heads[i]);
        if ((size_t)(r->end - at) >= length && memcmp(at, heads[i], length) == 0) return true;
    }
    return false;
}

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

/* Whether a quotation is the name of an organisation: “党员律师服务团”, but not “两委”. */
static bool is_quoted_name(const struct reading *r, const char *inside, const struct ending *e,
                           const char *begin)
{
    if (e->need == NOTHING || e->need == UNKNOWN || e->need == AREA) return false;
    if (strcmp(e->type, BANK) == 0) return false;
    if (begin - inside < 2 * (ptrdiff_t)strlen("两")) return false;
    return !char_among(reading_at(r, inside), numerals);
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
                return char_among(reading_at(r, at), determiners) ? NULL : at;
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
    if (char_narrow(reading_at(r, p)) != '(') return at;
    text_next(&p, r->end);
    const char *inside = p;
    while (p < r->end && p - inside < BRACKET_BYTES) {
        const char *close = p;
        uint32_t c = char_narrow(text_next(&p, r->end));
        if (c == ')') return ending_before(r, close, &begin) && begin >= inside ? p : at;
        if (!char_is_cjk(c)) break;
    }
    return at;
}

/* 办 may be a verb, unless an area or one word alone is before it: 县扶贫办, 效能办. */
static bool is_verb(const struct walk *w, const struct ending *e, const char *end)
{
    uint32_t c = reading_at(w->r, end);
    if (strcmp(e->text, "办") != 0 || w->level || w->place) return false;
    return w->words > 1 || (char_is_cjk(c) && !char_among(c, U"等和与及主副联负牵会组"));
}

/* Where the name with this ending begins; NULL if it is none. */
static const char *name_start(const struct reading *r, const struct ending *e, const char *begin,
                              const char *end)
{
    const char *inside = quote_open(r, end), *founded;
    if (inside && is_quoted_name(r, inside, e, begin)) return inside;
    if (e->need == TASK && (founded = founded_from(r, begin)) != NULL) return founded;
    struct walk w = walk_back(r, begin, r->start);
    if (!is_named(&w, e->need) || is_verb(&w, e, end)) return NULL;
    const char *level = begin, *area;
    text_next(&level, end);
    if (w.start == begin && (area = reading_place_before(r, level)) != NULL) return area;
    bool more = w.place || w.level || w.quoted || w.unknown > 0;
    return e->need == NOTHING && !more ? begin : w.start;
}

static void add_org(struct reading *r, const struct ending *e, const char *start, const char *end)
{
    struct field_set set = {.count = 0};
    struct view text = {start, (size_t)(end - start)};
    struct record_list *list = &r->article->records;
    while (list->count > r->line_records && r->text + list->at[list->count - 1].start >= start)
        list->count--;
    if (list->count > r->line_records && r->text + list->at[list->count - 1].end > start) return;
    field_text(&set, FIELD_NAME, text);
    field_string(&set, FIELD_TYPE, e->type);
    reading_record(r, e->need == NOTHING ? RULE_ORG_WORD : RULE_ORG_ENDING, start, end, &set);
}

static const char *read_ending(struct reading *r, const char *at)
{
    const char *begin;
    const struct ending *e = ending_before(r, at, &begin);
    if (!e || is_crossed(r, at) || is_in_word(r, e->need, begin, at) || goes_on(r, e, at))
        return at;
    const char *start = name_start(r, e, begin, at);
    if (!start) return at;
    const char *end = bracket_end(r, at);
    add_org(r, e, start, end);
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
            at = ends_name(c) ? read_ending(r, behind) : behind;
    }
}

bool org_stands(const struct reading *r, const char *start, const char *end)
{
    const char *before = start, *behind = start;
    if (is_crossed(r, end)) return false;
    if (start == r->start || !char_is_cjk(text_before(&before, r->start))) return true;
    text_next(&behind, end);
    return word_rank(facts_word(&r->facts, before, (size_t)(behind - before))) < COMMON_WORD;
}

/* Sets a text field that the record has. */
static void set_field(struct record *o, enum record_field key, struct view text)
{
    struct field *fields = (struct field *)o->fields;
    for (uint32_t i = 0; i < o->field_count; i++) {
        if (fields[i].key == key) fields[i].text = text;
    }
}

/* Takes what ends like the name, from its first place where an area or a word begins, as short for
 * it. */
static void know_endings_of(struct reading *r, struct view name)
{
    const char *end = name.at + name.len;
    for (const char *at = name.at; at < end;) {
        text_next(&at, end);
        struct view rest = {at, (size_t)(end - at)};
        struct known_name *other = known_find(&r->known, rest);
        if (other && other->kind == RECORD_ORG && other->full.len < name.len) other->full = name;
    }
}

/* 味特食品 of 贵州味特食品有限公司: what is left without its place and its legal form. */
static struct view core_of(const struct reading *r, struct view name)
{
    static const char *const forms[] = {"股份有限公司", "有限责任公司", "有限公司", "集团公司"};
    struct view core = {0};
    for (size_t i = 0; i < sizeof forms / sizeof *forms && !core.len; i++) {
        size_t length = strlen(forms[i]);
        if (name.len > length && memcmp(name.at + name.len - length, forms[i], length) == 0)
            core = (struct view){name.at, name.len - length};
    }
    const char *at = core.at, *end = core.at + core.len;
    struct view rest = core;
    for (int n = 0; at < end && n < WORD_CHARACTERS; n++) {
        text_next(&at, end);
        uint32_t entry = facts_word(&r->facts, core.at, (size_t)(at - core.at));
        if (word_class(entry) == WORD_PLACE) rest = (struct view){at, (size_t)(end - at)};
    }
    core = rest;
    return core.len >= 4 * strlen("味") ? core : (struct view){0};
}

void org_link(struct reading *r)
{
    uint32_t first = r->known.count;
    for (uint32_t i = 0; i < r->d->articles.count; i++) {
        struct record_list *list = &r->d->articles.at[i].records;
        for (uint32_t k = 0; k < list->count; k++) {
            if (list->at[k].kind != RECORD_ORG) continue;
            struct known_name *name =
                known_add(&r->known, record_text_field(&list->at[k], FIELD_NAME), RECORD_ORG);
            if (name) name->type = record_text_field(&list->at[k], FIELD_TYPE);
        }
    }
    uint32_t last_name = r->known.count;
    for (uint32_t i = first; i < last_name; i++) {
        struct view text = r->known.at[i].text, type = r->known.at[i].type, core = core_of(r, text);
        know_endings_of(r, text);
        struct known_name *name = core.len ? known_add(&r->known, core, RECORD_ORG) : NULL;
        if (name && name->full.len < text.len) {
            name->full = text;
            name->type = type;
        }
    }
    for (uint32_t i = 0; i < r->d->articles.count; i++) {
        struct record_list *list = &r->d->articles.at[i].records;
        for (uint32_t k = 0; k < list->count; k++) {
            if (list->at[k].kind != RECORD_ORG) continue;
            struct known_name *name =
                known_find(&r->known, record_text_field(&list->at[k], FIELD_NAME));
            if (name) set_field(&list->at[k], FIELD_NAME, name->full);
        }
    }
}
