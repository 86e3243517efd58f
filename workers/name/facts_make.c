/* facts_make.c: see facts_make.h. */
#include "workers/name/facts_make.h"
#include "workers/name/facts.h"
#include "workers/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_BITS = 20, PAIR_RANK = 30000 };

struct maker {
    double count[FACTS_CHARACTERS][FACTS_ROLES], sum[FACTS_ROLES];
    uint16_t rank[FACTS_CHARACTERS]; /* of a family name, from 1; 0 = it is none */
    uint16_t families;
    uint32_t *words;
    uint32_t word_count;
    uint8_t kinds[FACTS_CHARACTERS]; /* of the words that begin with a character */
};

/* The next line of *rest without its end. */
static bool next_line(struct view *rest, struct view *line)
{
    if (rest->len == 0) return false;
    const char *end = memchr(rest->at, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->at) : rest->len;
    *line = (struct view){rest->at, len};
    rest->at += len + (end != NULL);
    rest->len -= len + (end != NULL);
    return true;
}

/* The same for our own tables, in which a line with # is a comment. */
static bool next_row(struct view *rest, struct view *line)
{
    while (next_line(rest, line)) {
        if (!memchr(line->at, '#', line->len)) return true;
    }
    return false;
}

/* The next word of *line; empty at its end. */
static struct view next_word(struct view *line)
{
    while (line->len && *line->at == ' ') line->at++, line->len--;
    const char *end = line->len ? memchr(line->at, ' ', line->len) : NULL;
    struct view word = {line->at, end ? (size_t)(end - line->at) : line->len};
    line->at += word.len;
    line->len -= word.len;
    return word;
}

static uint32_t *place_of(struct maker *m, struct view word)
{
    uint64_t hash = facts_hash(word.at, word.len);
    uint32_t mask = (1u << WORD_BITS) - 1, mark = (uint32_t)(hash >> 44);
    uint32_t i = (uint32_t)hash & mask;
    while (m->words[i] && m->words[i] >> 12 != mark) i = (i + 1) & mask;
    if (!m->words[i]) {
        m->words[i] = mark << 12;
        m->word_count++;
    }
    return &m->words[i];
}

static void mark_beginning(struct maker *m, struct view word, unsigned kinds)
{
    const char *at = word.at;
    uint32_t c = text_next(&at, word.at + word.len) - FACTS_FIRST;
    if (c < FACTS_CHARACTERS) m->kinds[c] |= (uint8_t)kinds;
}

static void set_word(struct maker *m, struct view word, enum word_class class, unsigned kinds,
                     unsigned rank)
{
    uint32_t *entry = place_of(m, word);
    if (class == WORD_NONE) class = word_class(*entry) ? word_class(*entry) : WORD_NOUN;
    if (word_class(*entry) == WORD_FAMILY) class = WORD_FAMILY;
    if (kinds) mark_beginning(m, word, kinds);
    kinds = (kinds | word_kinds(*entry)) & 15;
    if (rank < word_rank(*entry)) rank = word_rank(*entry);
    *entry = (*entry & ~0xfffu) | (uint32_t) class << 8 | kinds << 4 | rank;
}

static void read_family(struct maker *m, struct view word)
{
    const char *at = word.at, *end = word.at + word.len;
    while (at < end) {
        uint32_t c = text_next(&at, end) - FACTS_FIRST;
        if (c < FACTS_CHARACTERS && !m->rank[c]) m->rank[c] = ++m->families;
    }
}

/* Its first character is marked as one that may begin such a name, if it is no family name itself.
 */
static void read_pair(struct maker *m, struct view word)
{
    const char *at = word.at;
    uint32_t c = text_next(&at, word.at + word.len) - FACTS_FIRST;
    set_word(m, word, WORD_FAMILY, 0, 4);
    if (c < FACTS_CHARACTERS && !m->rank[c]) m->rank[c] = PAIR_RANK;
}

/* Runs are family names of one character each; what stands apart and has two, one of two. */
static void read_families(struct maker *m, struct view text)
{
    for (struct view line; next_row(&text, &line);) {
        for (struct view word = next_word(&line); word.len; word = next_word(&line)) {
            if (text_length(word) == 2)
                read_pair(m, word);
            else
                read_family(m, word);
        }
    }
}

static enum word_class class_of(const char *tag, size_t len)
{
    static const struct {
        const char *tag;
        enum word_class class;
    } classes[] = {
        {"ns", WORD_PLACE}, {"nr", WORD_PERSON}, {"nrt", WORD_PERSON}, {"nrfg", WORD_FIGURE},
        {"nt", WORD_ORG},   {"n", WORD_NOUN},    {"nz", WORD_NOUN},    {"vn", WORD_NOUN},
        {"j", WORD_NOUN},   {"v", WORD_VERB},    {"i", WORD_PHRASE},   {"l", WORD_PHRASE},
        {"b", WORD_NOUN},   {"a", WORD_NOUN},    {"an", WORD_NOUN},    {"s", WORD_NOUN}};
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (strlen(classes[i].tag) == len && memcmp(classes[i].tag, tag, len) == 0)
            return classes[i].class;
    }
    return WORD_OTHER;
}

/* Adds a person's name of the dictionary to the counts of given names. */
static void count_name(struct maker *m, const uint32_t *c, size_t length)
{
    if (length < 2 || length > 3 || c[0] >= FACTS_CHARACTERS || !m->rank[c[0]]) return;
    for (size_t i = 1; i < length; i++) {
        enum facts_role role = length == 2 ? IS_SINGLE : i == 1 ? IS_FIRST : IS_SECOND;
        if (c[i] >= FACTS_CHARACTERS) continue;
        m->count[c[i]][role] += 1;
        m->sum[role] += 1;
    }
}

/* Foreign names are written in a few hundred characters. */
static void count_foreign(struct maker *m, const uint32_t *c, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (c[i] >= FACTS_CHARACTERS) continue;
        m->count[c[i]][IS_FOREIGN] += 1;
        m->sum[IS_FOREIGN] += 1;
    }
}

static void count_text(struct maker *m, const uint32_t *c, size_t length, double times)
{
    for (size_t i = 0; i < length; i++) {
        if (c[i] >= FACTS_CHARACTERS) continue;
        m->count[c[i]][IS_TEXT] += times;
        m->sum[IS_TEXT] += times;
    }
}

static void read_entry(struct maker *m, struct view word, double times, struct view tag)
{
    enum word_class class = class_of(tag.at, tag.len);
    uint32_t c[FACTS_WORD_MAX];
    size_t length = 0;
    for (const char *at = word.at, *end = at + word.len; at < end;) {
        if (length == FACTS_WORD_MAX) return;
        c[length++] = text_next(&at, end) - FACTS_FIRST;
    }
    bool person = (class == WORD_PERSON || class == WORD_FIGURE) && length > 1;
    if (person) count_name(m, c, length);
    if (length > 2 && view_equal(tag, view_of("nrt"))) count_foreign(m, c, length);
    if (!person) count_text(m, c, length, times);
    double rank = log2(times + 1);
    set_word(m, word, class, 0, rank > 15 ? 15 : (unsigned)rank);
}

static int read_dictionary(struct maker *m, struct view text, struct err *err)
{
    for (struct view line; next_line(&text, &line);) {
        struct view whole = line, word = next_word(&line), times = next_word(&line),
                    tag = next_word(&line);
        if (word.len == 0) continue;
        if (tag.len == 0)
            return fail(err, ERR_BAD_REQUEST, "dictionary: no count and class in \"%.*s\"",
                        (int)whole.len, whole.at);
        read_entry(m, word, strtod(times.at, NULL), tag);
    }
    return 0;
}

/* The kind of an area is left out in speech: 贵阳 for 贵阳市. */
static struct view without_kind(struct view name)
{
    static const char *const kinds[] = {"省", "市", "地区", "盟"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t length = strlen(kinds[i]);
        if (name.len > length && memcmp(name.at + name.len - length, kinds[i], length) == 0)
            return (struct view){name.at, name.len - length};
    }
    return name;
}

/* Areas, which the dictionary often has under other classes: "code<TAB>name<TAB>…". Short forms
 * only of provinces and prefectures (codes that end in 00); those of counties are words too often.
 */
static void read_areas(struct maker *m, struct view text)
{
    for (struct view line; next_row(&text, &line);) {
        const char *tab = memchr(line.at, '\t', line.len), *end = line.at + line.len;
        if (!tab) continue;
        struct view name = {tab + 1, (size_t)(end - tab) - 1};
        const char *behind = memchr(name.at, '\t', name.len);
        if (behind) name.len = (size_t)(behind - name.at);
        set_word(m, name, WORD_PLACE, 0, 3);
        struct view stem = without_kind(name);
        if (memcmp(tab - 2, "00", 2) == 0 && text_length(stem) > 1)
            set_word(m, stem, WORD_PLACE, 0, 3);
    }
}

struct kind_row {
    const char *name;
    enum word_class class;
    unsigned kinds;
};
static const struct kind_row kind_rows[] = {
    {"role:", WORD_NONE, KIND_ROLE},
    {"address:", WORD_NONE, KIND_ADDRESS},
    {"office:", WORD_NONE, KIND_OFFICE},
    {"speech:", WORD_NONE, KIND_SPEECH},
    {"stop:", WORD_STOP, 0},
    {"generic:", WORD_GENERIC, 0},
    {"inner:", WORD_INNER, 0},
    {"place:", WORD_PLACE, 0},
    {"given:", WORD_GIVEN, BEGINS_GIVEN},
};

static const struct kind_row *kind_named(struct view name)
{
    for (size_t i = 0; i < sizeof kind_rows / sizeof *kind_rows; i++) {
        if (view_equal(name, view_of(kind_rows[i].name))) return &kind_rows[i];
    }
    return NULL;
}

static int read_words(struct maker *m, struct view text, struct err *err)
{
    for (struct view line; next_row(&text, &line);) {
        struct view name = next_word(&line);
        if (name.len == 0) continue;
        const struct kind_row *row = kind_named(name);
        if (!row)
            return fail(err, ERR_BAD_REQUEST, "words: \"%.*s\" is no kind", (int)name.len, name.at);
        for (struct view word = next_word(&line); word.len; word = next_word(&line))
            set_word(m, word, row->class, row->kinds, 0);
    }
    return 0;
}

static int8_t quarters(double share)
{
    double log = 4 * log2(share);
    return (int8_t)(log < FACTS_NEVER ? FACTS_NEVER : log);
}

/* The share of the family name of a rank falls about as its power; the tail is given to all names
 * that no table has. */
static double family_share(unsigned rank)
{
    return rank ? 0.8 * pow(rank + 8.0, -1.2) / 1.9 : 0;
}

static void write_characters(const struct maker *m, struct buf *out)
{
    for (uint32_t c = 0; c < FACTS_CHARACTERS; c++) {
        int8_t logs[FACTS_ROLES];
        for (int role = 0; role < FACTS_ROLES; role++) {
            double rare = role == IS_TEXT ? 20 : 0.3; /* added to every count */
            logs[role] =
                quarters((m->count[c][role] + rare) / (m->sum[role] + rare * FACTS_CHARACTERS));
        }
        logs[BEGINS_KINDS] = (int8_t)m->kinds[c];
        logs[IS_FAMILY] = m->rank[c] ? quarters(family_share(m->rank[c])) : FACTS_NEVER;
        buf_add(out, logs, sizeof logs);
    }
    while (out->len % sizeof(uint32_t)) buf_add_char(out, 0);
}

int facts_make(const struct facts_sources *sources, struct buf *out, struct err *err)
{
    struct facts_head head = {.magic = FACTS_MAGIC, .word_bits = WORD_BITS};
    struct maker *m = xcalloc(1, sizeof *m);
    m->words = xcalloc(1u << WORD_BITS, sizeof *m->words);
    read_families(m, sources->surnames);
    int rc = read_dictionary(m, sources->dictionary, err);
    if (rc == 0) read_areas(m, sources->areas);
    if (rc == 0) rc = read_words(m, sources->words, err);
    if (rc == 0 && m->word_count > 3u << WORD_BITS >> 2)
        rc = fail(err, ERR_BAD_REQUEST, "names: %u words are too many", m->word_count);
    if (rc == 0) {
        buf_add(out, &head, sizeof head);
        write_characters(m, out);
        buf_add(out, m->words, sizeof *m->words << WORD_BITS);
    }
    free(m->words);
    free(m);
    return rc;
}
