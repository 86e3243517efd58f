/* org_walk.c: see org_walk.h. */
#include "workers/name/org_walk.h"
#include "workers/step.h"
#include "workers/text.h"
#include <string.h>

enum {
    JOINED_WORDS = 4, /* before 和 in a name */
    NAME_WORDS = 16,  /* no name has more */
    AREA_CHARACTERS = 3,
    QUOTE_WITHIN = 36, /* bytes of a quotation within a name */
    COMMON_VERB = 8,   /* rank from which a verb is one also between the words of a name */
};

const uint32_t org_walk_numerals[] = U"一二三四五六七八九十两双多1234567890";
const uint32_t org_walk_determiners[] = U"各该每某本我贵其此多数两几所个家名支位上下这那";

static const uint32_t levels[] = U"省市县区州旗盟镇乡村";

/* Several words, which the dictionary has as one now and then. */
static bool is_phrase(uint32_t entry, int length)
{
    if (length == 1) return false;
    if (word_class(entry) == WORD_PHRASE) return true;
    return length > 3 && word_class(entry) == WORD_NOUN && word_rank(entry) <= RARE_WORD;
}

/* The word that ends at w->start, the longest; *entry is 0 if it is a lone character of no class.
 */
static const char *word_before(const struct org_walk *w, uint32_t *entry)
{
    const char *from = w->start, *first = NULL, *longest = NULL;
    *entry = 0;
    for (int n = 1; n <= ORG_WORD_CHARACTERS && from > w->limit; n++) {
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
static bool begins_with_stop(const struct org_walk *w, const char *from)
{
    const char *level = w->start;
    if (!char_among(text_before(&level, from), levels) || level == from) return false;
    uint32_t whole = facts_word(&w->r->facts, from, (size_t)(w->start - from));
    if (word_class(whole) != WORD_PLACE && word_rank(whole) > RARE_WORD) return false;
    return word_class(facts_word(&w->r->facts, from, (size_t)(level - from))) == WORD_STOP;
}

/* Whether a word that is no name stands between `from` and w->start. */
static bool is_ordinary(const struct org_walk *w, const char *from)
{
    enum word_class class = word_class(facts_word(&w->r->facts, from, (size_t)(w->start - from)));
    const char *second = from, *last = w->start;
    text_next(&second, w->start);
    text_before(&last, from);
    if (class == WORD_PLACE) return false;
    if (word_class(facts_word(&w->r->facts, last, (size_t)(w->start - last))) == WORD_STOP)
        return true;
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
static bool take_area(struct org_walk *w)
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

static void take_character(struct org_walk *w, const char *from, uint32_t entry)
{
    uint32_t c = reading_at(w->r, from);
    if (char_among(c, levels)) {
        w->level = true;
        w->start = from;
        take_area(w);
        return;
    }
    if (word_class(entry) == WORD_STOP || c == U'贵') {
        w->kind = char_among(c, org_walk_determiners);
        w->done = true;
        return;
    }
    w->unknown += word_class(entry) != WORD_GENERIC && !org_ends_with(c);
    w->start = from;
}

/* A rare word before a place, between it and a mark: a place as well, likely (夏河 安多集团). */
static bool begins_clause(const struct org_walk *w, const char *from, uint32_t entry)
{
    uint32_t c = from > w->limit ? text_before(&from, w->limit) : 0;
    return word_rank(entry) <= RARE_WORD && !char_is_cjk(c);
}

/* A verb that is hardly used as one may be part of a name behind its place: 甘南州燎原乳业. */
static bool is_rare_verb(const struct org_walk *w, const char *from, uint32_t entry)
{
    if (word_rank(entry) >= COMMON_VERB) return false;
    uint32_t c = reading_before(w->r, from);
    if (char_among(reading_at(w->r, w->start), levels)) return false; /* 通报 县教育局 */
    return !char_is_cjk(c) || char_among(c, levels) || reading_place_before(w->r, from) != NULL;
}

/* A word of two characters whose second is rather a preposition: 决定|向, not 定向. */
static bool splits(const struct org_walk *w, const char *from, uint32_t entry)
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
static bool is_trade_name(const struct org_walk *w, const char *from)
{
    uint32_t c = from > w->limit ? text_before(&from, w->limit) : 0;
    return w->company && w->words == 0 && !char_is_cjk(c);
}

/* 海关 联合 口岸海关: behind one body's name 联合 begins nothing that is part of the next. */
static bool parts_offices(const struct org_walk *w, const char *from)
{
    static const char joint[] = "联合";
    const char *begin;
    size_t length = sizeof joint - 1;
    return (size_t)(w->start - from) == length && memcmp(from, joint, length) == 0 &&
           from > w->limit && org_ending_before(w->r, from, &begin) != NULL;
}

/* 李建国 代表 县委, 李希 同志 中央: what a person is stands before no area in a name, and before
 * no name that is whole. */
static bool is_person_before_office(const struct org_walk *w, uint32_t entry)
{
    bool whole = w->place || w->body || char_among(reading_at(w->r, w->start), levels);
    return whole && word_kinds(entry) & (KIND_ROLE | KIND_ADDRESS);
}

/* A word between the beginning and the ending, by its class. */
static void take_word(struct org_walk *w, const char *from, uint32_t entry)
{
    enum word_class class = word_class(entry);
    bool verb = class == WORD_VERB && !is_rare_verb(w, from, entry) && !is_trade_name(w, from);
    if (begins_with_stop(w, from)) {
        text_before(&w->start, from);
        w->level = w->done = true;
        return;
    }
    if (class == WORD_INNER && char_among(reading_at(w->r, w->start), levels))
        verb = true; /* 联合 县教育局, 组织 镇卫生院: before an area such a word acts */
    if (parts_offices(w, from)) verb = true;
    bool behind_place = w->place && class != WORD_PLACE && !begins_clause(w, from, entry);
    if (char_among(reading_at(w->r, from), U"各该每")) class = WORD_STOP;
    if (word_kinds(entry) & KIND_ROLE && char_among(reading_before(w->r, w->start), U"长记任席"))
        class = WORD_STOP; /* 党委书记: an officer, not an office */
    if (is_person_before_office(w, entry)) class = WORD_STOP;
    if (class != WORD_PLACE && class != WORD_GENERIC && splits(w, from, entry)) class = WORD_STOP;
    if (class == WORD_STOP || class == WORD_OTHER || verb || behind_place) {
        w->kind = class == WORD_STOP && char_among(reading_at(w->r, from), org_walk_determiners);
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
static void take_quote(struct org_walk *w)
{
    const char *from = w->start;
    text_before(&from, w->limit);
    for (const char *at = from; at > w->limit && from - at < QUOTE_WITHIN;) {
        uint32_t c = text_before(&at, w->limit);
        if (char_is_control(c) || char_among(c, U"”。!?!?")) break;
        if (c != U'“') continue;
        w->quoted = !char_among(reading_at(w->r, at + strlen("“")), org_walk_numerals);
        if (w->quoted) w->start = at;
        break;
    }
    w->done = true;
}

/* 市12345热线服务中心, 区110指挥中心: the number that is called, and the area before it. */
static bool take_number(struct org_walk *w)
{
    enum { DIGITS_MIN = 3, DIGITS_MAX = 5 };
    const char *from = w->start, *area;
    int digits = 0;
    for (; digits <= DIGITS_MAX && char_is_digit(reading_before(w->r, from)); digits++)
        text_before(&from, w->limit);
    area = from;
    if (digits < DIGITS_MIN || digits > DIGITS_MAX || area <= w->limit) return false;
    if (char_among(reading_at(w->r, w->start), org_walk_determiners)) return false; /* 省2500家 */
    if (!char_among(text_before(&area, w->limit), levels)) return false;
    const char *place = reading_place_before(w->r, from);
    w->start = place && place >= w->limit ? place : area;
    w->place = w->start == place;
    if (!w->place) take_area(w);
    return w->level = w->done = true;
}

static void take_letters(struct org_walk *w)
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

/* Whether 和 or 与, which stands behind `at`, joins words within a name: 县 文化 和 旅游局;
 * 材料科学 与 工程学院. The name of the one before it would end there: 财政局和教育局. */
static bool joins_words(const struct org_walk *w, const char *at)
{
    const char *begin;
    struct org_walk probe = *w;
    probe.start = at;
    if (!w->school && !w->government && !w->association) return false;
    if (w->start == w->from || w->place || org_ending_before(w->r, at, &begin)) return false;
    for (int n = 0; n < JOINED_WORDS && probe.start > probe.limit; n++) {
        uint32_t entry, c = reading_before(w->r, probe.start);
        if (n > 0 && (char_among(c, U"省市县区州旗盟") || reading_place_before(w->r, probe.start) ||
                      org_ending_before(w->r, probe.start, &begin)))
            return true;
        if (!char_is_cjk(c)) return n > 0 && w->school;
        const char *from = word_before(&probe, &entry);
        enum word_class class = word_class(entry);
        if (class == WORD_PLACE && n > 0) return true; /* 国家, 中国 */
        if (class != WORD_NOUN && class != WORD_INNER && class != WORD_GENERIC &&
            class != WORD_VERB)
            return false;
        probe.start = from;
    }
    return probe.start == probe.limit && probe.start < at && w->school;
}

/* 横村 镇, not 横 村镇: a name of one character and a kind stands between a mark and its kind. */
static bool take_small_area(struct org_walk *w, const char *word, const char *level)
{
    const char *from = word;
    if (!char_among(reading_at(w->r, level), U"镇乡") || from <= w->limit) return false;
    if (char_among(text_before(&from, w->limit), org_walk_determiners)) return false;
    if (from > w->limit && char_is_cjk(reading_before(w->r, from))) return false;
    struct org_walk probe = *w;
    probe.start = level;
    if (!take_area(&probe)) return false;
    *w = probe;
    return w->level = true;
}

static void step_back(struct org_walk *w)
{
    const char *from, *before = w->start;
    uint32_t c = before > w->limit ? text_before(&before, w->limit) : 0, entry;
    if (c == U'”') {
        take_quote(w);
        return;
    }
    if (!char_is_cjk(c)) {
        if (!char_is_digit(c) || !take_number(w)) take_letters(w);
        return;
    }
    from = reading_place_before(w->r, w->start);
    if (from && from >= w->limit && !begins_with_stop(w, from)) {
        w->start = from;
        w->place = true;
        return;
    }
    const struct ending *e = org_ends_with(c) ? org_ending_before(w->r, w->start, &from) : NULL;
    if (e && from >= w->limit && before > from) {
        w->level = w->level || char_among(reading_at(w->r, from), levels);
        w->company = strcmp(e->type, COMPANY) == 0;
        w->body = w->body || e->need == NOTHING;
        w->start = from;
        return;
    }
    if ((c == U'和' || c == U'与') && joins_words(w, before)) {
        w->start = before;
        return;
    }
    from = word_before(w, &entry);
    if (from == before)
        take_character(w, from, entry);
    else if (!take_small_area(w, from, before))
        take_word(w, from, entry);
}

struct org_walk org_walk_back(const struct reading *r, const char *from, const char *floor,
                              const struct ending *e)
{
    const char *type = e->type;
    struct org_walk w = {.r = r,
                         .from = from,
                         .start = from,
                         .limit = floor,
                         .body = e->need == NOTHING,
                         .school = strcmp(type, SCHOOL) == 0,
                         .government = strcmp(type, GOVERNMENT) == 0,
                         .association = strcmp(type, ASSOCIATION) == 0};
    if (from - floor > NAME_BYTES) {
        w.limit = from - NAME_BYTES;
        while ((*w.limit & 0xc0) == 0x80) w.limit++;
    }
    for (int n = 0; n < NAME_WORDS && !w.done && w.start > w.limit; n++) step_back(&w);
    return w;
}

bool org_walk_names(const struct org_walk *w, enum need need)
{
    bool proper = w->place || w->quoted || w->body || w->unknown > 0;
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
