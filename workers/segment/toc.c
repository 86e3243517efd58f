/* toc.c: see toc.h. */
#include "workers/segment/toc.h"
#include "workers/segment/bigram.h"
#include "workers/text.h"
#include <string.h>

enum {
    HEADING_WITHIN = 200, /* lines from the top where 目录 is looked for */
    START_WITHIN = 6,     /* lines above a table of contents that has no heading */
    ENTRY_MAX = 80,       /* characters of an entry */
    ENTRIES_MIN = 3,
    UNHEADED_MIN = 4, /* entries that come again, when no line says 目录 */
};

static bool is_leader(uint32_t c)
{
    return c == '.' || c == 0x2026 || c == 0xb7 || c == 0x22ef || c == 0x2014 || c == '-' ||
           c == 0x3002 || c == '_' || c == '/' || char_is_blank(c);
}

/* Moves *end back over the characters that `belongs` accepts; how many there were. */
static uint32_t back_over(bool (*belongs)(uint32_t), struct view title, const char **end)
{
    uint32_t count = 0;
    for (const char *at = *end; at > title.at; count++) {
        if (!belongs(char_narrow(text_before(&at, title.at)))) break;
        *end = at;
    }
    return count;
}

static bool is_bracket(uint32_t c)
{
    return c == '(' || c == ')';
}

/* The title without "…… 12", "....(12)" or a tab and the number behind it. */
static struct view without_page(struct view title)
{
    const char *end = title.at + title.len;
    back_over(is_bracket, title, &end);
    uint32_t digits = back_over(char_is_digit, title, &end);
    back_over(is_bracket, title, &end);
    const char *leader = end;
    uint32_t marks = back_over(is_leader, title, &leader);
    bool lone = marks == 1 && !char_is_blank((unsigned char)*leader); /* 2021-2025 */
    if (digits == 0 || digits > 4 || marks == 0 || lone || leader == title.at) return title;
    return text_trim((struct view){title.at, (size_t)(leader - title.at)});
}

static struct view before_colon(struct view title)
{
    enum { PLACE_MAX = 30 };
    const char *at = title.at, *end = title.at + title.len;
    while (at < end && at - title.at < PLACE_MAX) {
        const char *here = at;
        if (char_narrow(text_next(&at, end)) != ':') continue;
        size_t len = (size_t)(here - title.at);
        return (struct view){title.at, len > 3 ? len : 0};
    }
    return (struct view){title.at, 0};
}

/* The bytes of the marks that lead it: ※, ●, ◆ … */
static size_t marks_before(struct view title)
{
    static const char marks[] = "※●◆★▲■◇○□▶►";
    size_t skip = 0;
    for (const char *m = marks; *m; m += 3)
        while (skip + 3 < title.len && memcmp(title.at + skip, m, 3) == 0) skip += 3;
    return skip;
}

static struct toc_entry entry_of(const struct line_list *lines, uint32_t i)
{
    struct view title = without_page(line_view(lines, i));
    size_t skip = lines->at[i].number_skip;
    if (lines->at[i].manner == NUMBERING_DASH || skip >= title.len) skip = 0;
    if (skip == 0) skip = marks_before(title);
    struct view words = text_trim((struct view){title.at + skip, title.len - skip});
    return (struct toc_entry){words, before_colon(words), text_fold(words), i};
}

static bool is_entry(const struct line_list *lines, uint32_t i)
{
    const struct line *line = &lines->at[i];
    if (line->chars > ENTRY_MAX || line_is(line, LINE_RULE | LINE_NO_WORDS)) return false;
    if (without_page(line_view(lines, i)).len + 1 < line->end - line->start)
        return true; /* paged */
    bool complete = line->ending == END_SENTENCE && line->chars > 30;
    return !complete && line->ending != END_CLAUSE && !line_hints(line, CUE_ABSTRACT);
}

/* A line that stands between a table of contents and the first paragraph, and belongs to that. */
static bool is_head_line(const struct line *line)
{
    return line_hints(line, CUE_ORG | CUE_BYLINE | CUE_SOURCE | CUE_META | CUE_ABSTRACT) ||
           line_is(line, LINE_DATED | LINE_BRACKETED | LINE_DASH_LED) ||
           (line->manner == NUMBERING_HAN_COMMA && line->number == 1);
}

/* The first entry with a fold: open addressing. */
struct fold_set {
    uint64_t *at;
    uint32_t *value;
    uint32_t mask;
};

static struct fold_set fold_set_new(struct arena *a, uint32_t items)
{
    uint32_t size = 16;
    while (size < items * 2) size *= 2;
    struct fold_set s = {arena_alloc(a, size * sizeof *s.at),
                         arena_alloc(a, size * sizeof *s.value), size - 1};
    memset(s.at, 0, size * sizeof *s.at);
    return s;
}

/* Where fold stands in the set, or would stand. fold is not 0. */
static uint32_t fold_set_place(const struct fold_set *s, uint64_t fold)
{
    uint32_t i = (uint32_t)(fold >> 32) & s->mask;
    while (s->at[i] && s->at[i] != fold) i = (i + 1) & s->mask;
    return i;
}

/* Collects entries from line `first` until the text begins. */
static void read_entries(struct arena *a, const struct line_list *lines, uint32_t first,
                         struct toc *toc)
{
    uint32_t i = first, most = lines->count - first;
    toc->entries = arena_alloc(a, most * sizeof *toc->entries);
    uint64_t opening = 0;
    for (; i < lines->count && is_entry(lines, i); i++) {
        struct toc_entry entry = entry_of(lines, i);
        if (toc->count >= ENTRIES_MIN && opening && entry.fold == opening) break;
        if (toc->count == 0) opening = entry.fold;
        if (entry.fold) toc->entries[toc->count++] = entry;
    }
    toc->end = i;
}

/* The first title again, altered or only a part of it: 清水镇河道 / 整治总结. */
static bool repeats_first(const struct toc *toc)
{
    enum { ALIKE = 60, PART_MIN = 9 };
    struct view first = toc->entries[0].title, last = toc->entries[toc->count - 1].title;
    if (bigrams_alike(first, last) >= ALIKE) return true;
    return last.len >= PART_MIN && memmem(first.at, first.len, last.at, last.len) != NULL;
}

/* Gives lines of the first article's head back: 某某局党支部 under the last entry. */
static void release_head(const struct line_list *lines, struct toc *toc)
{
    while (toc->count > ENTRIES_MIN) {
        const struct toc_entry *last = &toc->entries[toc->count - 1];
        bool paged =
            last->title.len + 1 < lines->at[last->line].end - lines->at[last->line].start &&
            !line_is_numbered(&lines->at[last->line]);
        bool head = is_head_line(&lines->at[toc->end - 1]);
        if (paged || toc->end >= lines->count || !(head || repeats_first(toc))) break;
        if (last->line == toc->end - 1) toc->count--;
        toc->end--;
    }
}

/* 工作总结3篇 above 工作总结1, 工作总结2 …: a name for those below, with no text of its own. */
static bool is_collective(const struct toc_entry *entry, const struct toc_entry *next)
{
    enum { UNIT = 3 }; /* bytes of 篇 */
    struct view title = entry->title;
    if (title.len < 4 * UNIT || memcmp(title.at + title.len - UNIT, "篇", UNIT) != 0) return false;
    if (!char_is_digit((unsigned char)title.at[title.len - UNIT - 1])) return false;
    size_t stem = title.len - 2 * UNIT;
    return next->title.len >= stem && memcmp(title.at, next->title.at, stem) == 0;
}

static void drop_collective(struct toc *toc)
{
    uint32_t kept = 0;
    for (uint32_t e = 0; e < toc->count; e++) {
        if (e + 1 < toc->count && is_collective(&toc->entries[e], &toc->entries[e + 1])) continue;
        toc->entries[kept++] = toc->entries[e];
    }
    toc->count = kept;
}

/* How many entries come again behind the table, and how many of those with their number. */
struct recurrence {
    uint32_t again, numbered;
};

static struct recurrence recurrence_of(struct arena *a, const struct line_list *lines,
                                       const struct toc *toc)
{
    struct recurrence r = {0};
    struct fold_set set = fold_set_new(a, toc->count);
    bool *seen = arena_alloc(a, toc->count);
    memset(seen, 0, toc->count);
    for (uint32_t e = 0; e < toc->count; e++) {
        uint32_t place = fold_set_place(&set, toc->entries[e].fold);
        if (!set.at[place]) set.value[place] = e;
        set.at[place] = toc->entries[e].fold;
    }
    for (uint32_t i = toc->end; i < lines->count; i++) {
        if (lines->at[i].chars > ENTRY_MAX) continue;
        uint64_t fold = entry_of(lines, i).fold;
        uint32_t place = fold_set_place(&set, fold);
        if (!fold || !set.at[place] || seen[set.value[place]]) continue;
        seen[set.value[place]] = true;
        r.again++;
        const struct line *entry = &lines->at[toc->entries[set.value[place]].line];
        r.numbered += line_is_numbered(entry) && lines->at[i].manner == entry->manner;
    }
    return r;
}

/* Whether it lists chapters: its lines are numbered as headings are, and so are those in the text.
 */
static bool lists_sections(const struct line_list *lines, const struct toc *toc,
                           const struct recurrence *r)
{
    uint32_t numbered = 0;
    for (uint32_t e = 0; e < toc->count; e++)
        numbered += line_is_numbered(&lines->at[toc->entries[e].line]);
    if (numbered * 2 < toc->count) return false;
    return r->numbered * 2 >= r->again;
}

static bool try_at(struct arena *a, const struct line_list *lines, uint32_t first, bool headed,
                   struct toc *toc)
{
    *toc = (struct toc){.first = first};
    read_entries(a, lines, first + headed, toc);
    if (toc->count < (headed ? ENTRIES_MIN : UNHEADED_MIN)) return false;
    if (headed) release_head(lines, toc);
    drop_collective(toc);
    struct recurrence r = recurrence_of(a, lines, toc);
    toc->of_sections = lists_sections(lines, toc, &r);
    return headed || (r.again >= UNHEADED_MIN && r.again * 2 >= toc->count);
}

struct toc toc_find(struct arena *a, const struct line_list *lines)
{
    struct toc toc;
    for (uint32_t i = 0; i < lines->count && i < HEADING_WITHIN; i++)
        if (line_hints(&lines->at[i], CUE_TOC) && try_at(a, lines, i, true, &toc)) return toc;
    for (uint32_t i = 0; i < lines->count && i < START_WITHIN; i++)
        if (line_is(&lines->at[i], LINE_TITLE) && try_at(a, lines, i, false, &toc)) return toc;
    return (struct toc){0};
}
