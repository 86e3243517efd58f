/* gazetteer_make.c: see gazetteer_make.h. */
#include "workers/place/gazetteer_make.h"
#include "workers/place/name_table.h"
#include "workers/place/short_form.h"
#include "workers/place/trie_make.h"
#include "workers/text.h"
#include <stdlib.h>
#include <string.h>

struct maker {
    struct name_table names;
    struct area *area;
    uint32_t areas, area_room;
    uint32_t countries;
    uint32_t named; /* bytes of `names.texts` that areas' names are in */
    struct err *err;
};

/* ---- Tables ---- */

struct fields {
    struct view at[4];
    unsigned count;
};

/* The next line that is no comment, cut at its tabs. */
static bool next_line(struct view *table, struct fields *f)
{
    while (table->len) {
        const char *end = memchr(table->at, '\n', table->len);
        struct view line = {table->at, end ? (size_t)(end - table->at) : table->len};
        table->at += line.len + (end != NULL);
        table->len -= line.len + (end != NULL);
        if (line.len == 0 || *line.at == '#') continue;
        for (f->count = 0; f->count < 4; f->count++) {
            const char *tab = memchr(line.at, '\t', line.len);
            size_t length = tab ? (size_t)(tab - line.at) : line.len;
            f->at[f->count] = (struct view){line.at, length};
            line.at += length + (tab != NULL);
            line.len -= length + (tab != NULL);
            if (!tab) break;
        }
        f->count++;
        return true;
    }
    return false;
}

static bool number_of(struct view v, uint32_t *number)
{
    *number = 0;
    for (size_t i = 0; i < v.len; i++) {
        if (v.at[i] < '0' || v.at[i] > '9' || i >= 9) return false;
        *number = *number * 10 + (uint32_t)(v.at[i] - '0');
    }
    return v.len > 0;
}

static int refuse_line(struct maker *m, const char *table, const struct fields *f)
{
    return fail(m->err, 0, "%s: cannot read the line that begins with \"%.*s\"", table,
                (int)f->at[0].len, f->at[0].at);
}

static enum area_level level_of(uint32_t code)
{
    if (code % 1000) return AREA_TOWN;
    if (code % 100000) return AREA_COUNTY;
    return code % 10000000 ? AREA_PREFECTURE : AREA_PROVINCE;
}

static uint32_t add_area(struct maker *m, struct view name, uint32_t code, enum area_level level)
{
    if (m->areas == m->area_room) {
        m->area_room = m->area_room ? 2 * m->area_room : 1024;
        m->area = xrealloc(m->area, m->area_room * sizeof *m->area);
    }
    struct area *a = &m->area[m->areas];
    name_table_link(&m->names, name, m->areas, LINK_FULL);
    *a = (struct area){.code = code,
                       .name = name_table_entry(&m->names, name)->text,
                       .until = YEAR_ALWAYS,
                       .level = (uint8_t)level,
                       .name_len = (uint8_t)name.len};
    return m->areas++;
}

static void add_short_forms(struct maker *m, uint32_t area, struct view name)
{
    char forms[SHORT_FORMS][SHORT_FORM_BYTES];
    unsigned count = short_forms(name, (enum area_level)m->area[area].level, forms);
    for (unsigned i = 0; i < count; i++)
        name_table_link(&m->names, view_of(forms[i]), area, LINK_SHORT);
}

static int read_areas(struct maker *m, struct view table)
{
    struct fields f;
    while (next_line(&table, &f)) {
        uint32_t code, from, until = YEAR_ALWAYS;
        if (f.count != 4 || !number_of(f.at[0], &code) || !number_of(f.at[2], &from) ||
            (f.at[3].len && !number_of(f.at[3], &until)))
            return refuse_line(m, "areas", &f);
        uint32_t area = add_area(m, f.at[1], code * 1000, level_of(code * 1000));
        m->area[area].from = (uint16_t)from;
        m->area[area].until = (uint16_t)until;
        add_short_forms(m, area, f.at[1]);
    }
    return 0;
}

static int read_towns(struct maker *m, struct view table)
{
    struct fields f;
    while (next_line(&table, &f)) {
        uint32_t county, town;
        if (f.count != 2 || !number_of(f.at[0], &county)) return refuse_line(m, "towns", &f);
        struct view rest = f.at[1];
        while (rest.len) {
            const char *blank = memchr(rest.at, ' ', rest.len);
            size_t length = blank ? (size_t)(blank - rest.at) : rest.len;
            if (length < 4 || !number_of((struct view){rest.at, 3}, &town))
                return refuse_line(m, "towns", &f);
            struct view name = {rest.at + 3, length - 3};
            uint32_t code = county * 1000 + town;
            if (!name_is_kind_only(name))
                add_short_forms(m, add_area(m, name, code, level_of(code)), name);
            rest.at += length + (blank != NULL);
            rest.len -= length + (blank != NULL);
        }
    }
    return 0;
}

/* Numbers for what has none; a multiple of 100 would have the form of a province's. */
static uint32_t country_code(struct maker *m)
{
    if (++m->countries % 100 == 0) m->countries++;
    return PLACE_ABROAD + m->countries * 100000;
}

static int read_countries(struct maker *m, struct view table)
{
    struct fields f;
    while (next_line(&table, &f)) {
        if (f.count != 3) return refuse_line(m, "countries", &f);
        uint32_t code = country_code(m), area = 0;
        for (int column = 1; column <= 2; column++) {
            struct view rest = f.at[column];
            for (uint32_t nth = 0; rest.len; nth++) {
                const char *comma = memchr(rest.at, ',', rest.len);
                struct view name = {rest.at, comma ? (size_t)(comma - rest.at) : rest.len};
                if (column == 2)
                    add_area(m, name, code + (nth + 1) * 1000, AREA_COUNTY);
                else if (nth == 0)
                    area = add_area(m, name, code, AREA_COUNTRY);
                else
                    name_table_link(&m->names, name, area, LINK_FULL);
                rest.at += name.len + (comma != NULL);
                rest.len -= name.len + (comma != NULL);
            }
        }
    }
    return 0;
}

static void link_code(struct maker *m, uint32_t code, struct view form, enum link_kind kind)
{
    for (uint32_t i = 0; i < m->areas; i++)
        if (m->area[i].code == code) name_table_link(&m->names, form, i, kind);
}

static unsigned verdict_of(struct view kind)
{
    if (view_equal(kind, view_of("word"))) return FORM_WORD;
    if (view_equal(kind, view_of("verb"))) return FORM_WORD | FORM_ORDINARY;
    return view_equal(kind, view_of("place")) ? FORM_PLACE : 0;
}

static int read_forms(struct maker *m, struct view table)
{
    struct fields f;
    while (next_line(&table, &f)) {
        uint32_t code;
        struct view kind = f.count == 3 ? f.at[2] : view_of("");
        unsigned verdict = verdict_of(kind);
        if (verdict) {
            struct name_entry *e = name_table_entry(&m->names, f.at[1]);
            e->flags |= (uint8_t)verdict;
            e->told = true;
        } else if (number_of(f.at[0], &code) && view_equal(kind, view_of("letter"))) {
            link_code(m, code * 1000, f.at[1], LINK_LETTER);
        } else if (number_of(f.at[0], &code) && view_equal(kind, view_of("short"))) {
            link_code(m, code * 1000, f.at[1], LINK_SHORT);
        } else {
            return refuse_line(m, "forms", &f);
        }
    }
    return 0;
}

/* ---- The dictionary ---- */

static bool among(struct view word, const char *const *set)
{
    for (; *set; set++)
        if (view_equal(word, view_of(*set))) return true;
    return false;
}

/* What the class of a word in the dictionary says of a name that is spelt alike. Names of people
 * and the like say nothing: the dictionary often has them for places. */
static unsigned flags_of(struct view class, bool is_name)
{
    static const char *const ordinary[] = {"v", "vn", "vd", "vi", "d", "p",  "c",
                                           "r", "m",  "t",  "f",  "u", "ud", NULL};
    static const char *const names[] = {"nr", "nz", "nt", "nrt", "nrfg", "j", NULL};
    if (view_equal(class, view_of("ns"))) return FORM_PLACE;
    unsigned flags = among(class, ordinary) ? FORM_ORDINARY : 0;
    return flags | (is_name && !among(class, names) ? FORM_WORD : 0);
}

/* Words of two and more characters that are not rare; of those that spell a name, all. */
static void read_dictionary(struct maker *m, struct view table)
{
    enum { COUNT = 20, CHARACTERS = 4 };
    while (table.len) {
        const char *end = memchr(table.at, '\n', table.len);
        struct view line = {table.at, end ? (size_t)(end - table.at) : table.len};
        table.at += line.len + (end != NULL);
        table.len -= line.len + (end != NULL);
        const char *first = memchr(line.at, ' ', line.len), *last = memrchr(line.at, ' ', line.len);
        uint32_t count;
        if (!first || last == first) continue;
        struct view word = {line.at, (size_t)(first - line.at)};
        struct view class = {last + 1, (size_t)(line.at + line.len - last - 1)};
        if (!number_of((struct view){first + 1, (size_t)(last - first - 1)}, &count)) continue;
        struct name_entry *e = name_table_find(&m->names, word);
        bool is_name = e && e->last_link;
        unsigned flags = flags_of(class, is_name);
        if (is_name)
            e->flags |= (uint8_t)(e->told ? flags & FORM_ORDINARY : flags);
        else if ((flags & FORM_ORDINARY) && count >= COUNT && text_length(word) <= CHARACTERS &&
                 text_length(word) >= 2)
            name_table_entry(&m->names, word)->flags |= FORM_ORDINARY;
    }
}

/* ---- The image ---- */

static void add_array(struct buf *image, const void *at, size_t size)
{
    static const char zeros[8];
    buf_add(image, at, size);
    buf_add(image, zeros, (8 - size % 8) % 8);
}

static int by_code(const void *a, const void *b)
{
    const struct area *x = a, *y = b;
    if (x->code != y->code) return x->code < y->code ? -1 : 1;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return x->name < y->name ? -1 : x->name > y->name;
}

/* Sorts the areas; where each one is now, for the links. free() it. */
static uint32_t *sort_areas(struct maker *m)
{
    uint32_t *moved = xmalloc((m->areas + 1) * sizeof *moved);
    struct area *sorted = xmalloc((m->areas + 1) * sizeof *sorted);
    memcpy(sorted, m->area, m->areas * sizeof *sorted);
    qsort(sorted, m->areas, sizeof *sorted, by_code);
    for (uint32_t i = 0; i < m->areas; i++) {
        const struct area *found = bsearch(&m->area[i], sorted, m->areas, sizeof *sorted, by_code);
        moved[i] = (uint32_t)(found - sorted);
    }
    free(m->area);
    m->area = sorted;
    return moved;
}

static const struct area *sorting;

static int by_level(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int dx = sorting[LINK_AREA(x)].level, dy = sorting[LINK_AREA(y)].level;
    if (dx != dy) return dx - dy;
    return LINK_AREA(x) < LINK_AREA(y) ? -1 : LINK_AREA(x) > LINK_AREA(y);
}

static void fill_form(const struct maker *m, const uint32_t *moved, const struct name_entry *e,
                      struct form *f, uint32_t *link, uint32_t *links)
{
    *f = (struct form){.link = *links,
                       .flags = e->flags,
                       .characters = (uint8_t)text_length(name_table_text(&m->names, e))};
    for (uint32_t l = e->last_link; l; l = m->names.link[l - 1].before) {
        uint32_t one = m->names.link[l - 1].link;
        link[(*links)++] = LINK(moved[LINK_AREA(one)], LINK_KIND(one));
    }
    f->links = (uint16_t)(*links - f->link);
    sorting = m->area;
    qsort(link + f->link, f->links, sizeof *link, by_level);
}

static uint16_t *symbols_of(const struct maker *m, uint32_t *count)
{
    uint16_t *symbol = xcalloc(CODE_POINTS, sizeof *symbol);
    const char *at = m->names.texts.at, *end = at + m->names.texts.len;
    *count = 0;
    while (at < end) {
        uint32_t c = text_next(&at, end);
        if (c < CODE_POINTS && !symbol[c]) symbol[c] = (uint16_t)++ * count;
    }
    return symbol;
}

static int by_symbols(const void *a, const void *b)
{
    const struct trie_key *x = a, *y = b;
    for (uint32_t i = 0; i < x->length && i < y->length; i++)
        if (x->symbols[i] != y->symbols[i]) return x->symbols[i] < y->symbols[i] ? -1 : 1;
    return x->length < y->length ? -1 : x->length > y->length;
}

/* The trie over all entries that can be spelt with the symbols. */
static struct trie_unit *make_trie(const struct maker *m, const uint16_t *symbol, uint32_t *units)
{
    struct trie_key *keys = xmalloc((m->names.entries + 1) * sizeof *keys);
    uint16_t *spelt = xmalloc((m->names.texts.len + 1) * sizeof *spelt);
    uint32_t count = 0, used = 0;
    for (uint32_t i = 0; i < m->names.entries; i++) {
        struct view text = name_table_text(&m->names, &m->names.entry[i]);
        const char *at = text.at, *end = text.at + text.len;
        struct trie_key k = {.symbols = spelt + used, .value = i};
        bool whole = true;
        while (at < end) {
            uint32_t c = text_next(&at, end);
            whole = whole && c < CODE_POINTS;
            spelt[used + k.length++] = c < CODE_POINTS ? symbol[c] : 0;
        }
        if (!whole) continue;
        used += k.length;
        keys[count++] = k;
    }
    qsort(keys, count, sizeof *keys, by_symbols);
    struct trie_unit *unit = trie_make(keys, count, units);
    free(spelt);
    free(keys);
    return unit;
}

/* The sieve for the names of areas. */
static uint64_t *make_sieve(const struct maker *m, const uint16_t *symbol)
{
    uint64_t *sieve = xcalloc((1u << SIEVE_BITS) / 64, sizeof *sieve);
    for (uint32_t i = 0; i < m->names.entries; i++) {
        struct view text = name_table_text(&m->names, &m->names.entry[i]);
        const char *at = text.at, *end = text.at + text.len;
        if (!m->names.entry[i].last_link || !text.len) continue;
        uint32_t first = text_next(&at, end), second = at < end ? text_next(&at, end) : 0;
        if (first >= CODE_POINTS || second >= CODE_POINTS) continue;
        uint32_t bit = sieve_bit(symbol[first], symbol[second]);
        sieve[bit / 64] |= UINT64_C(1) << bit % 64;
    }
    return sieve;
}

static void write_image(struct maker *m, struct buf *image)
{
    uint32_t *moved = sort_areas(m), links = 0;
    struct form *form = xmalloc((m->names.entries + 1) * sizeof *form);
    uint32_t *link = xmalloc((m->names.links + 1) * sizeof *link);
    for (uint32_t i = 0; i < m->names.entries; i++)
        fill_form(m, moved, &m->names.entry[i], &form[i], link, &links);
    struct gazetteer_head head = {.areas = m->areas, .forms = m->names.entries, .links = links};
    memcpy(head.magic, GAZETTEER_MAGIC, sizeof head.magic);
    uint16_t *symbol = symbols_of(m, &head.symbols);
    struct trie_unit *unit = make_trie(m, symbol, &head.units);
    uint64_t *sieve = make_sieve(m, symbol);
    head.names = m->named;
    add_array(image, &head, sizeof head);
    add_array(image, m->area, m->areas * sizeof *m->area);
    add_array(image, form, m->names.entries * sizeof *form);
    add_array(image, link, links * sizeof *link);
    add_array(image, unit, head.units * sizeof *unit);
    add_array(image, symbol, CODE_POINTS * sizeof *symbol);
    add_array(image, sieve, (1u << SIEVE_BITS) / 8);
    add_array(image, m->names.texts.at, m->named);
    free(moved);
    free(form);
    free(link);
    free(symbol);
    free(unit);
    free(sieve);
}

int gazetteer_make(const struct gazetteer_tables *tables, struct buf *image, struct err *err)
{
    struct maker m = {.err = err};
    int rc = read_areas(&m, tables->areas);
    if (rc == 0) rc = read_towns(&m, tables->towns);
    if (rc == 0) rc = read_countries(&m, tables->countries);
    if (rc == 0) rc = read_forms(&m, tables->forms);
    if (rc == 0) {
        m.named = (uint32_t)m.names.texts.len;
        read_dictionary(&m, tables->dictionary);
        write_image(&m, image);
    }
    name_table_free(&m.names);
    free(m.area);
    return rc;
}
