/* about.c: see about.h. */
#include "workers/relate/about.h"
#include "workers/lexicon.h"
#include "workers/step.h"

/* What a frame holds, in the order of the fields. */
enum slot { PLACE, ORG, DATE, INITIATIVE, SLOTS };
static const enum record_field slot_fields[SLOTS] = {
    [PLACE] = FIELD_PLACE,
    [ORG] = FIELD_ORG,
    [DATE] = FIELD_DATE,
    [INITIATIVE] = FIELD_INITIATIVE,
};

enum {
    NONE = -1,
    LISTED = 16,      /* records in a list */
    RECORDS = 256,    /* of a sentence whose figures are dealt out */
    DEAL_BYTES = 120, /* from the list to the first of them */
    OFFICE_BYTES = 36,
    INTRO_BYTES = 24
};

struct frame {
    int64_t at[SLOTS]; /* numbers of records */
};
static const struct frame nothing = {{NONE, NONE, NONE, NONE}};

/* Records of one kind in a row. */
struct row {
    enum slot slot;
    uint32_t at[LISTED], count;
};

/* Where the reading of a span is. */
struct about {
    const struct facts *facts;
    const char *text, *end; /* the canonical text; the end of the span */
    struct record_list *records;
    struct arena *arena;
    uint32_t last; /* behind the span's last record */
    uint32_t pos;  /* the end of what was read */
    bool opening;  /* nothing stood in the clause yet but when and where */
    struct frame frame;
    struct row row; /* that of the records read last */
    const char *row_end;
    struct row dealt;       /* the row that figures are dealt out to: the n-th is of the n-th */
    uint32_t deals, figure; /* how many are left to be, and how many have been */
};

/* ---- Words ---- */

struct word {
    const char *text;
};
/* What a place or date is only compared with, or moved to, behind one of these. */
static const struct word asides[] = {
    {"比"},   {"较"},   {"与"},   {"同"},   {"和"},   {"距"},   {"离"},
    {"距离"}, {"赴"},   {"前往"}, {"来自"}, {"向"},   {"途经"}, {"相比"},
    {"相较"}, {"对比"}, {"发往"}, {"销往"}, {"调往"},
};
/* What may stand before the subject of a clause. */
static const struct word intros[] = {
    {"截至"}, {"截止"}, {"目前"}, {"其中"}, {"同时"},   {"此外"},     {"另外"}, {"自"},
    {"仅"},   {"在"},   {"从"},   {"以来"}, {"近年来"}, {"今年以来"}, {"当天"}, {"当年"},
    {"当日"}, {"随后"}, {"之后"}, {"期间"}, {"前"},     {"后"},       {"底"},   {"末"},
    {"至今"}, {"至"},   {"到"},   {"的"},   {"间"},     {"起"},       {"内"},   {"中"},
    {"上"},   {"为此"}, {"于是"}, {"因此"}, {"—"},      {"——"},       {"“"},    {"("},
    {"而"},   {"如"},   {"例如"}, {"比如"}, {"全市"},   {"全县"},     {"全区"}, {"全省"},
};
/* A sentence that begins so has no subject of its own. */
static const struct word followers[] = {
    {"又"},   {"还"},       {"并"},   {"共"},   {"已"},   {"先后"},   {"累计"}, {"同时"},
    {"此外"}, {"另外"},     {"目前"}, {"截至"}, {"其中"}, {"现有"},   {"现已"}, {"总共"},
    {"合计"}, {"今年以来"}, {"至今"}, {"全年"}, {"每年"}, {"每月"},   {"每天"}, {"平均"},
    {"人均"}, {"户均"},     {"年均"}, {"有"},   {"为此"}, {"近年来"}, {"仅"},   {"再"},
    {"也"},   {"分别"},     {"通过"}, {"依托"}, {"按照"}, {"围绕"},   {"针对"}, {"一年来"},
    {"当年"}, {"预计"},     {"计划"}, {"拟"},
};
/* Words of the same classes as verbs that are subjects. */
static const struct word subjects[] = {
    {"我"},   {"你"},   {"他"},   {"她"},   {"它"},   {"该"},   {"这"},   {"那"},   {"其"},
    {"各"},   {"每"},   {"某"},   {"大家"}, {"人们"}, {"自己"}, {"全"},   {"一"},   {"两"},
    {"三"},   {"四"},   {"五"},   {"六"},   {"七"},   {"八"},   {"九"},   {"十"},   {"许多"},
    {"部分"}, {"多数"}, {"所有"}, {"任何"}, {"有些"}, {"有的"}, {"当地"}, {"本地"}, {"外地"},
    {"上级"}, {"下级"}, {"有关"}, {"相关"}, {"主管"},
};
static const char among_them[] = "其中";
static struct lexicon aside_words, intro_words, follower_words, subject_words;

void about_prepare(void)
{
    if (aside_words.rows) return;
    LEXICON_MAKE(&intro_words, intros, LEXICON_BEGINS);
    LEXICON_MAKE(&subject_words, subjects, LEXICON_BEGINS);
    LEXICON_MAKE(&follower_words, followers, LEXICON_BEGINS);
    LEXICON_MAKE(&aside_words, asides, LEXICON_ENDS);
}

/* Does the sentence begin with a verb, or a word that goes on? 建成3个站 */
static bool goes_on(const struct about *b, const char *at, const char *end)
{
    const char *behind, *first = at;
    if (lexicon_at(&follower_words, at, end, &behind) >= 0) return true;
    if (!b->facts || lexicon_at(&subject_words, at, end, &behind) >= 0) return false;
    for (int n = 0; n < 2; n++) {
        if (at >= end) return false;
        text_next(&at, end);
    }
    enum word_class class = word_class(facts_word(b->facts, first, (size_t)(at - first)));
    return class == WORD_VERB || class == WORD_STOP || class == WORD_INNER;
}

/* Is at..end empty, or what may stand before a subject? */
static bool is_intro(const char *at, const char *end)
{
    const char *behind;
    if (end - at > INTRO_BYTES) return false;
    while (at < end) {
        if (step_over_blank(&at, end)) continue;
        if (lexicon_at(&intro_words, at, end, &behind) < 0) return false;
        at = behind;
    }
    return true;
}

/* ---- The frame ---- */

static void enter_sentence(struct about *b, const struct gap *g, uint32_t start)
{
    const char *end = b->text + start;
    struct frame before = b->frame;
    bool same = g->sentences == 1 && !g->line;
    const char *at = g->rest;
    while (step_over_blank(&at, end)) continue;
    b->frame = nothing;
    b->opening = true;
    b->row.count = 0;
    if (!same) return;
    if (step_over(&at, end, among_them)) {
        b->frame = before;
    } else if (goes_on(b, at, end)) {
        b->frame.at[PLACE] = before.at[PLACE];
        b->frame.at[ORG] = before.at[ORG];
    }
}

/* Reads the text up to the next record, which begins at `start`. */
static void read_gap(struct about *b, uint32_t start)
{
    if (start <= b->pos) return;
    struct gap g = gap_read(b->text + b->pos, b->text + start);
    if (g.sentences) enter_sentence(b, &g, start);
    const char *clause = g.clause ? g.clause : b->text + b->pos;
    b->opening = (b->opening || g.clause) && is_intro(clause, b->text + start);
}

static bool is_aside(const struct about *b, const struct record *r, uint32_t floor)
{
    const char *begin;
    return lexicon_before(&aside_words, b->text + floor, b->text + r->start, &begin) >= 0;
}

/* Adds the record to the row of its kind that goes on here, or begins one. Is it in a list? */
static bool is_listed(struct about *b, enum slot slot, uint32_t i)
{
    const struct record *r = &b->records->at[i];
    struct row *row = &b->row;
    bool goes_on = row->count && row->slot == slot && row->count < LISTED &&
                   gap_lists(b->row_end, b->text + r->start);
    if (!goes_on) row->count = 0;
    row->slot = slot;
    row->at[row->count++] = i;
    b->row_end = b->text + r->end;
    return goes_on;
}

static void enter(struct about *b, enum slot slot, uint32_t i)
{
    const struct record *r = &b->records->at[i];
    bool aside = slot != INITIATIVE && is_aside(b, r, b->pos < r->start ? b->pos : r->start);
    if (is_listed(b, slot, i))
        b->frame.at[slot] = NONE;
    else if (!aside)
        b->frame.at[slot] = i;
}

/* 县委书记张三, 县民政局局长: somebody's office. */
static bool is_office(const struct about *b, uint32_t i)
{
    const struct record *r = &b->records->at[i];
    for (uint32_t next = i + 1; next < b->last; next++) {
        const struct record *other = &b->records->at[next];
        if (other->start < r->end) continue;
        if (other->kind != RECORD_PERSON || other->start - r->end > OFFICE_BYTES) return false;
        struct gap g = gap_read(b->text + r->end, b->text + other->start);
        return !g.sentences && !g.clause;
    }
    return false;
}

static void read_org(struct about *b, uint32_t i)
{
    bool listed = is_listed(b, ORG, i);
    if (listed)
        b->frame.at[ORG] = NONE;
    else if (b->opening && !is_office(b, i)) {
        b->frame.at[ORG] = i;
        b->frame.at[INITIATIVE] = NONE;
    }
}

/* A place within the name of the organisation that is the subject is where that is. */
static void read_inner(struct about *b, uint32_t i)
{
    const struct record *r = &b->records->at[i];
    int64_t org = b->frame.at[ORG];
    if (r->kind == RECORD_PLACE && org >= 0 && b->records->at[org].end >= r->end &&
        b->records->at[org].start <= r->start)
        b->frame.at[PLACE] = i;
}

static void read_place(struct about *b, uint32_t i)
{
    if (b->opening) b->frame.at[ORG] = NONE; /* the subject changes */
    enter(b, PLACE, i);
}

/* “甲”“乙”等平台12个: the figure counts them. */
static void read_initiative(struct about *b, uint32_t i)
{
    const char *at = b->text + b->records->at[i].end;
    enter(b, INITIATIVE, i);
    if (step_over(&at, b->end, "等")) b->frame.at[INITIATIVE] = NONE;
}

/* ---- Figures ---- */

/* The figures from number i to the end of its sentence. */
static uint32_t figures_of_sentence(const struct about *b, uint32_t i)
{
    uint32_t count = 0, pos = b->records->at[i].start;
    for (uint32_t limit = i + RECORDS; i < b->last && i < limit; i++) {
        const struct record *r = &b->records->at[i];
        if (r->start > pos && gap_read(b->text + pos, b->text + r->start).sentences) break;
        count += r->kind == RECORD_QUANTITY;
        pos = r->end > pos ? r->end : pos;
    }
    return count;
}

/* 甲、乙、丙分别为3件、5件、2件: as many figures as there are in the list, or so many times. */
static void deal(struct about *b, uint32_t i)
{
    const char *start = b->text + b->records->at[i].start;
    if (b->deals || b->row.count < 2 || b->row_end > start || start - b->row_end > DEAL_BYTES)
        return;
    if (!gap_has(b->row_end, start, "分别")) return;
    uint32_t count = figures_of_sentence(b, i);
    if (count % b->row.count != 0) return;
    b->dealt = b->row;
    b->deals = count;
    b->figure = 0;
}

static void link_figure(struct about *b, uint32_t i)
{
    deal(b, i);
    for (enum slot slot = 0; slot < SLOTS; slot++) {
        int64_t to = b->frame.at[slot];
        if (b->deals && slot == b->dealt.slot) to = b->dealt.at[b->figure % b->dealt.count];
        if (to < 0) continue;
        record_add_field(b->arena, &b->records->at[i],
                         (struct field){.key = slot_fields[slot],
                                        .type = FIELD_IS_NUMBER,
                                        .number = b->records->at[to].start});
    }
    if (b->deals) b->deals--, b->figure++;
}

/* ---- The span ---- */

static void read_record(struct about *b, uint32_t i)
{
    const struct record *r = &b->records->at[i];
    bool inner = r->start < b->pos;
    read_gap(b, r->start);
    if (inner) {
        read_inner(b, i);
        return;
    }
    switch (r->kind) {
    case RECORD_PLACE: read_place(b, i); break;
    case RECORD_DATE: enter(b, DATE, i); break;
    case RECORD_ORG: read_org(b, i); break;
    case RECORD_INITIATIVE: read_initiative(b, i); break;
    case RECORD_QUANTITY: link_figure(b, i); break;
    case RECORD_PERSON:
        if (b->opening) b->frame.at[ORG] = b->frame.at[INITIATIVE] = NONE;
        break;
    default: break;
    }
    b->opening = b->opening && (r->kind == RECORD_PLACE || r->kind == RECORD_DATE);
    b->pos = r->end;
}

void about_link(struct document *d, struct article *a, struct span span, const struct facts *facts)
{
    struct about b = {.facts = facts,
                      .text = d->canonical.at,
                      .end = d->canonical.at + span.end,
                      .records = &a->records,
                      .arena = d->arena,
                      .last = first_record(&a->records, span.end),
                      .pos = span.start,
                      .opening = true,
                      .frame = nothing};
    uint32_t first = first_record(&a->records, span.start), figures = 0;
    for (uint32_t i = first; i < b.last; i++) figures += a->records.at[i].kind == RECORD_QUANTITY;
    for (uint32_t i = first; figures && i < b.last; i++) read_record(&b, i);
}
