/* outline.c: see outline.h. */
#include "workers/html/outline.h"
#include "workers/html/attribute.h"
#include "workers/html/hint.h"
#include "workers/text.h"
#include <string.h>
#include <strings.h>

/* An element that is open. */
struct open {
    const struct element *element;
    uint32_t node;   /* the innermost node, which may be its own */
    uint32_t traits; /* of it and those around it in its section */
    uint32_t hints;  /* of those in line with the text */
    bool own_node;
    bool drops;
    bool hides; /* in a line that is hidden */
};

enum { HEADING_WEIGHT_MAX = 300 }; /* a longer one is text in large letters, or was not closed */
enum { PHRASE_WEIGHT_MAX = 150, TEXT_ROOM = 4096 }; /* of a block that is looked at for phrases */
enum { OPEN_MAX = DEPTH_MAX + 64 }; /* libxml2 opens some elements by itself: html, body, p */

struct reader {
    struct outline *o;
    struct open open[OPEN_MAX];
    uint32_t depth, too_deep; /* elements open; those beyond OPEN_MAX, which are only counted */
    struct block block;       /* the one being read */
    bool in_block, in_title;
};

static void *grow(struct arena *a, void *at, uint32_t count, uint32_t *room, size_t size)
{
    if (count < *room) return at;
    *room = *room ? *room + *room / 2 : 64;
    return arena_resize(a, at, *room * size);
}

#define ADD(o, list, item)                                                                         \
    ((o)->list##s = grow((o)->arena, (o)->list##s, (o)->list##_count, &(o)->list##_room,           \
                         sizeof *(o)->list##s),                                                    \
     (o)->list##s[(o)->list##_count] = (item), (o)->list##_count++)

/* Weighing */

/* What a byte of UTF-8 weighs. Every character of three bytes that begins with E3–E9 counts as Han;
 * kana and the marks of E3 80 are few. */
static const uint8_t byte_weights[256] = {['0' ... '9'] = 1,   ['A' ... 'Z'] = 1,
                                          ['a' ... 'z'] = 1,   [0xc3 ... 0xdf] = 1,
                                          [0xe0 ... 0xe3] = 1, [0xe4 ... 0xe9] = CJK_WEIGHT,
                                          [0xea ... 0xed] = 2, [0xf0] = 1};

/* 。 ， ； ！ ？ and their like: E3 80 82, EF BC 8C … */
static bool is_wide_mark(const unsigned char *at)
{
    if (at[0] == 0xe3) return at[1] == 0x80 && (at[2] == 0x82 || at[2] == 0x81);
    return at[0] == 0xef && at[1] == 0xbc &&
           (at[2] == 0x8c || at[2] == 0x9b || at[2] == 0x81 || at[2] == 0x9f);
}

static void weigh(struct weights *w, struct view text, bool link)
{
    const unsigned char *at = (const unsigned char *)text.at, *end = at + text.len;
    uint32_t sum = 0;
    for (; at < end; at++) {
        unsigned c = *at;
        sum += byte_weights[c];
        if (c == ',' || c == '.' || c == ';' || c == '!' || c == '?')
            w->marks += at + 1 == end || at[1] <= ' ' || at[1] == '"';
        else if (c >= 0xe3 && end - at >= 3)
            w->marks += is_wide_mark(at);
    }
    w->text += sum;
    if (link) w->links += sum;
}

static void weigh_add(struct weights *to, const struct weights *w)
{
    to->text += w->text;
    to->links += w->links;
    to->marks += w->marks;
}

/* Blocks */

/* Text without blanks at its ends; those between are one blank each. As long as its runs at most.
 */
static size_t write_text(const struct outline *o, uint32_t first, uint32_t end, char *text)
{
    size_t length = 0;
    bool blank = false;
    for (uint32_t i = first; i < end; i++) {
        const struct run *run = &o->runs[i];
        const char *at = run->text ? run->text : o->source.at + run->source;
        for (const char *next = at, *stop = at + run->length; at < stop; at = next) {
            bool is_blank = char_is_blank(text_next(&next, stop));
            if (is_blank && length > 0) blank = true;
            if (is_blank) continue;
            if (blank) text[length++] = ' ';
            memcpy(text + length, at, (size_t)(next - at));
            length += (size_t)(next - at);
            blank = false;
        }
    }
    return length;
}

static struct open *top(struct reader *r)
{
    return &r->open[r->depth - 1];
}

/* Every short block is looked at: its text is not to stay in the arena. */
static enum phrase begins_as(const struct outline *o, const struct block *b)
{
    char text[TEXT_ROOM];
    size_t length = 0;
    for (uint32_t i = b->run; i < b->run + b->runs; i++) length += o->runs[i].length;
    if (b->weighs.text > PHRASE_WEIGHT_MAX || length > sizeof text) return PHRASE_NONE;
    return phrase_of((struct view){text, write_text(o, b->run, b->run + b->runs, text)});
}

static void end_block(struct reader *r)
{
    struct block *b = &r->block;
    if (!r->in_block) return;
    r->in_block = false;
    b->runs = r->o->run_count - b->run;
    if (b->runs == 0 || b->weighs.text == 0) return;
    if (b->weighs.text > HEADING_WEIGHT_MAX) b->traits &= ~(uint32_t)E_HEADING;
    b->phrase = begins_as(r->o, b);
    if (b->phrase == PHRASE_KEEP) b->weighs.links = 0;
    weigh_add(&r->o->nodes[b->node].weighs, &b->weighs);
    ADD(r->o, block, *b);
}

static void begin_block(struct reader *r)
{
    const struct open *in = top(r);
    r->block = (struct block){
        .run = r->o->run_count, .node = in->node, .traits = in->traits, .hints = in->hints};
    r->in_block = true;
}

static bool is_blank_text(struct view text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] > ' ') return false;
    return true;
}

static void on_text(void *to, struct view text, uint32_t from, uint32_t span, bool copied)
{
    struct reader *r = to;
    struct run run = {from, span, NULL, (uint32_t)text.len};
    if ((top(r)->drops || top(r)->hides) && !r->in_title) return;
    if (!copied) run.text = arena_copy(r->o->arena, text.at, text.len);
    if (r->in_title) {
        ADD(r->o, run, run);
        r->o->title_end = r->o->run_count;
        return;
    }
    if (!r->in_block) {
        if (is_blank_text(text)) return;
        begin_block(r);
    }
    ADD(r->o, run, run);
    if (!is_blank_text(text)) r->block.hints &= top(r)->hints;
    weigh(&r->block.weighs, text, (top(r)->traits & E_LINK) != 0);
}

/* Elements */

static void say(struct outline *o, const char *name, const char *value)
{
    if (!value || !*value) return;
    size_t length = strlen(name);
    char *lower = arena_copy(o->arena, name, length);
    for (size_t i = 0; i < length; i++)
        if (lower[i] >= 'A' && lower[i] <= 'Z') lower[i] |= 0x20;
    struct view kept = {arena_copy(o->arena, value, strlen(value)), strlen(value)};
    kept = text_trim(kept);
    if (kept.len) ADD(o, saying, ((struct saying){lower, kept}));
}

static void hear_meta(struct outline *o, const char **attributes)
{
    const char *name = attribute_find(attributes, "property");
    if (!name) name = attribute_find(attributes, "name");
    if (!name) name = attribute_find(attributes, "itemprop");
    if (name) say(o, name, attribute_find(attributes, "content"));
}

/* Of the elements that are read for what they say. A page has one title: those of drawings come
 * later. */
static void hear(struct reader *r, const char *name, const char **attributes)
{
    const char *relation = attribute_find(attributes, "rel");
    if (strcmp(name, "meta") == 0) hear_meta(r->o, attributes);
    if (relation && strcasecmp(relation, "canonical") == 0)
        say(r->o, relation, attribute_find(attributes, "href"));
    if (strcmp(name, "time") == 0) say(r->o, name, attribute_find(attributes, "datetime"));
    if (strcmp(name, "title") == 0 && r->o->title_end == 0) {
        r->in_title = true;
        r->o->title_first = r->o->title_end = r->o->run_count;
    }
}

static uint32_t add_node(struct reader *r, const struct element *e, uint32_t hints, uint32_t name)
{
    struct outline *o = r->o;
    uint32_t parent = r->depth ? top(r)->node : 0;
    struct node node = {
        .element = e, .parent = parent, .first = o->block_count, .hints = hints, .name = name};
    ADD(o, node, node);
    return o->node_count - 1;
}

/* Before a block in an element of a line that is hidden, most often one that was not closed: it
 * becomes a node, that may be believed to be text in spite of it (around.h). */
static void open_hidden(struct reader *r)
{
    uint32_t first = r->depth;
    while (first > 0 && r->open[first - 1].hides) first--;
    if (first == r->depth) return;
    uint32_t node = add_node(r, r->open[first].element, HINT_HIDDEN, 0);
    r->open[first].own_node = true;
    for (uint32_t i = first; i < r->depth; i++) {
        r->open[i].node = node;
        r->open[i].hides = false;
    }
}

static void push(struct reader *r, const struct element *e, const char *name,
                 const char **attributes)
{
    struct open in = {.element = e, .own_node = (e->traits & E_BLOCK) != 0, .traits = e->traits};
    uint32_t hints = attributes && !(e->traits & E_ROOT) ? attribute_hints(attributes) : 0;
    if (in.own_node) open_hidden(r);
    if (r->depth) {
        const struct open *around = top(r);
        in.traits |= around->traits & (e->traits & E_SECTION ? E_HEADING : ~(uint32_t)E_SECTION);
        in.drops = around->drops;
        in.hides = around->hides || (!in.own_node && attribute_hides(attributes));
        in.node = around->node;
        in.hints = around->hints | hints;
    }
    in.drops |= (e->traits & E_DROP) != 0;
    in.own_node &= !in.drops;
    if (in.own_node) {
        in.node = add_node(r, e, hints, attribute_alike(name, attributes));
        in.hints = 0;
    }
    r->open[r->depth++] = in;
}

static void on_start(void *to, const char *name, const char **attributes)
{
    struct reader *r = to;
    const struct element *e = element_find(name);
    if (e->traits & (E_BLOCK | E_BREAK)) end_block(r);
    if (e->traits & E_META) hear(r, name, attributes);
    if (r->depth < OPEN_MAX)
        push(r, e, name, attributes);
    else
        r->too_deep++;
}

static void pop(struct reader *r)
{
    struct open in = *top(r);
    r->depth--;
    if (!in.own_node) return;
    struct node *node = &r->o->nodes[in.node];
    node->end = r->o->block_count;
    if (node->parent != in.node) weigh_add(&r->o->nodes[node->parent].weighs, &node->weighs);
}

static void on_end(void *to, const char *name)
{
    struct reader *r = to;
    if (strcmp(name, "title") == 0) r->in_title = false;
    if (r->too_deep) {
        r->too_deep--;
    } else if (r->depth > 1) {
        if (top(r)->element->traits & E_BLOCK) end_block(r);
        pop(r);
    }
}

static void on_data(void *to, struct view json)
{
    struct reader *r = to;
    ADD(r->o, data, json);
}

bool outline_read(struct outline *o, const struct document *d, struct view source,
                  const struct budget *budget)
{
    static const struct feed_events events = {on_start, on_end, on_text, on_data};
    static const struct element page = {"", E_BLOCK | E_SECTION | E_ROOT};
    struct reader r = {.o = o};
    *o = (struct outline){.arena = d->arena, .source = source};
    push(&r, &page, "", NULL);
    bool all = feed(source, &events, &r, d, budget);
    end_block(&r);
    while (r.depth > 0) pop(&r);
    return all;
}

void outline_add_run(struct outline *o, struct run run)
{
    ADD(o, run, run);
}

void outline_add_block(struct outline *o, struct block block)
{
    ADD(o, block, block);
}

/* Text */

struct view outline_text(struct outline *o, uint32_t first, uint32_t end)
{
    size_t room = 1;
    for (uint32_t i = first; i < end; i++) room += o->runs[i].length;
    char *text = arena_alloc(o->arena, room);
    return (struct view){text, write_text(o, first, end, text)};
}

struct view outline_block_text(struct outline *o, const struct block *b)
{
    return outline_text(o, b->run, b->run + b->runs);
}

struct view outline_saying(const struct outline *o, const char *name)
{
    for (uint32_t i = 0; i < o->saying_count; i++)
        if (strcmp(o->sayings[i].name, name) == 0) return o->sayings[i].value;
    return (struct view){0};
}
