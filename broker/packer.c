/* packer.c: see packer.h. */
#include "broker/packer.h"
#include "broker/content.h"
#include "proto/squeeze.h"
#include <stdlib.h>

enum {
    SLICE_BYTES = 4 << 20,   /* that are squeezed for a slice, */
    SLICE_DOCUMENTS = 8192,  /* and documents that are looked at */
    WORTH_BYTES = 1 << 20,   /* of documents, for which it begins where there are dictionaries, */
    LEAST_BYTES = 4 << 20,   /* and where there are none */
    LONG = 1 << 20,          /* one that is longer stays as it is: it gains little */
    SHARE = 16,              /* as does one that would not lose such a part of its room */
    SAMPLES = 512,           /* of what a dictionary is made, */
    SAMPLE_BYTES = 24 << 10, /* each cut to so much */
    TESTS = 4,               /* and each fourth is kept to see what it gives */
    DICTIONARIES_MOST = 64   /* of a store: each takes memory */
};

/* Bytes that are packed together: a hit shows an article of a page, so bodies are packed in parts,
 * which costs a fortieth of their room; results are read whole. */
static const size_t frames[PACKED_KINDS] = {[PACKED_BODY] = 4 << 10, [PACKED_RESULT] = SIZE_MAX};

/* Texts of one kind, to learn from. */
struct samples {
    struct buf bytes;
    size_t lengths[SAMPLES];
    size_t count;
    uint64_t whole; /* bytes of all texts before they were cut */
};

struct packer {
    struct store_read *read;
    struct content content;
    bool begun;
    uint64_t least;
    uint64_t number[PACKED_KINDS]; /* of the dictionaries at hand, */
    struct dictionary *with[PACKED_KINDS];
    struct buf made[PACKED_KINDS]; /* and their bytes, until they are written */
    uint64_t next;                 /* number of one that is made */
    struct samples *learn, *test;  /* by kind */
};

struct packer *packer_open(struct store_read *read)
{
    struct packer *p = xcalloc(1, sizeof *p);
    p->read = read;
    p->least = LEAST_BYTES;
    return p;
}

void packer_set_least(struct packer *p, uint64_t bytes)
{
    p->least = bytes;
}

static void free_samples(struct samples **samples)
{
    for (int kind = 0; *samples && kind < PACKED_KINDS; kind++) buf_free(&(*samples)[kind].bytes);
    free(*samples);
    *samples = NULL;
}

void packer_restart(struct packer *p)
{
    for (int kind = 0; kind < PACKED_KINDS; kind++) {
        dictionary_close(&p->with[kind]);
        buf_free(&p->made[kind]);
    }
    free_samples(&p->learn);
    free_samples(&p->test);
    content_free(&p->content);
    p->begun = false;
}

void packer_free(struct packer **p)
{
    if (!*p) return;
    packer_restart(*p);
    free(*p);
    *p = NULL;
}

/* ---- What is packed ---- */

static bool read_doc(struct packer *p, uint64_t num, struct msg_stored_doc *doc)
{
    return store_doc(p->read, num, doc) && doc->body == num && doc->length > 0 && !doc->packed &&
           doc->bytes <= LONG;
}

static bool read_outcome(struct packer *p, uint64_t num, struct msg_stored_outcome *o)
{
    struct view stored;
    return store_outcome(p->read, num, o, &stored) && stored.len > 0 && stored.len <= LONG &&
           !o->packed;
}

/* The text of a document or its result, if that is to be packed. */
static bool read_text(struct packer *p, enum packed_kind kind, uint64_t num, struct packed_row *row,
                      struct view *text)
{
    struct msg_stored_doc doc;
    struct msg_stored_outcome o;
    *row = (struct packed_row){.num = num, .kind = kind};
    if (kind == PACKED_BODY) {
        if (!read_doc(p, num, &doc) || !content_original(&p->content, p->read, num, text))
            return false;
        row->encoding = doc.encoding;
        row->length = doc.length;
    } else {
        if (!read_outcome(p, num, &o) || !content_stored(&p->content, p->read, num, text))
            return false;
        row->encoding = o.encoding;
        row->length = o.length;
        row->finished_ms = o.finished_ms;
    }
    row->raw = text->len;
    return text->len > 0 && text->len <= LONG;
}

static bool is_finished(struct packer *p, uint64_t num)
{
    enum state state = store_state(p->read, num, NULL);
    return state != 0 && state != STATE_WAITING;
}

/* ---- Dictionaries ---- */

/* Whether so many bytes of documents and results wait to be packed. */
static bool is_worth_it(struct packer *p, uint64_t from, uint64_t least)
{
    struct msg_stored_doc doc;
    struct msg_stored_outcome o;
    uint64_t bytes = 0;
    for (uint64_t num = from + 1; bytes < least && is_finished(p, num); num++) {
        if (read_doc(p, num, &doc)) bytes += doc.bytes;
        if (read_outcome(p, num, &o)) bytes += o.length;
    }
    return bytes >= least;
}

static void take_sample(struct packer *p, enum packed_kind kind, uint64_t num, struct samples *to)
{
    struct packed_row row;
    struct view text;
    struct samples *s = &to[kind];
    if (!read_text(p, kind, num, &row, &text)) return;
    s->whole += text.len;
    if (text.len > SAMPLE_BYTES) text.len = SAMPLE_BYTES;
    buf_add_view(&s->bytes, text);
    s->lengths[s->count++] = text.len;
}

/* From all over what is to be packed. */
static void take_samples(struct packer *p, uint64_t from, uint64_t last)
{
    uint64_t count = last - from < SAMPLES ? last - from : SAMPLES;
    p->learn = xcalloc(PACKED_KINDS, sizeof *p->learn);
    p->test = xcalloc(PACKED_KINDS, sizeof *p->test);
    for (uint64_t i = 0; i < count; i++)
        for (int kind = 0; kind < PACKED_KINDS; kind++)
            take_sample(p, kind, from + 1 + i * (last - from) / count,
                        i % TESTS == 0 ? p->test : p->learn);
}

/* Bytes that the samples come to with a dictionary. */
static uint64_t try_dictionary(struct dictionary *d, enum packed_kind kind, const struct samples *s)
{
    struct buf squeezed = {0};
    uint64_t bytes = 0;
    const char *at = s->bytes.at;
    for (size_t i = 0; i < s->count; at += s->lengths[i++]) {
        squeezed.len = 0;
        struct view text = {at, s->lengths[i]};
        bool shorter = dictionary_squeeze(d, text, frames[kind], text.len, &squeezed);
        bytes += shorter ? squeezed.len : s->lengths[i];
    }
    buf_free(&squeezed);
    return bytes;
}

/* Whether the new one saves more than it takes, in `documents` of them. */
static bool is_better(struct dictionary *new, struct dictionary *old, enum packed_kind kind,
                      const struct samples *test, uint64_t documents, size_t takes)
{
    if (!old) return true;
    if (test->count == 0) return false;
    uint64_t with_old = try_dictionary(old, kind, test);
    uint64_t with_new = try_dictionary(new, kind, test);
    return with_new < with_old && (with_old - with_new) * documents / test->count > 2 * takes;
}

static void learn(struct packer *p, enum packed_kind kind, uint64_t documents)
{
    const struct samples *s = &p->learn[kind];
    struct buf bytes = {0};
    struct dictionary *made = NULL;
    if (p->next <= DICTIONARIES_MOST &&
        dictionary_make(buf_view(&s->bytes), s->lengths, s->count, &bytes))
        made = dictionary_open(buf_view(&bytes), true);
    if (made && is_better(made, p->with[kind], kind, &p->test[kind], documents, bytes.len)) {
        dictionary_close(&p->with[kind]);
        p->with[kind] = made;
        p->number[kind] = p->next++;
        p->made[kind] = bytes;
        return;
    }
    dictionary_close(&made);
    buf_free(&bytes);
}

static void take_last(struct packer *p, enum packed_kind kind)
{
    struct view bytes;
    p->number[kind] = dictionary_last(p->read, kind, &bytes);
    if (p->number[kind] == 0) return;
    p->with[kind] = dictionary_open(bytes, true);
    if (p->next <= p->number[kind]) p->next = p->number[kind] + 1;
}

/* Looks, in a page, whether there is something to do. How many documents; 0: there is not. */
static uint64_t look(struct packer *p)
{
    uint64_t from = store_packed(p->read), last = last_num(p->read);
    if (!is_worth_it(p, from, WORTH_BYTES < p->least ? WORTH_BYTES : p->least)) return 0;
    p->next = 1;
    for (int kind = 0; kind < PACKED_KINDS; kind++) take_last(p, kind);
    bool many = is_worth_it(p, from, p->least);
    if (many) take_samples(p, from, last);
    return many || p->with[PACKED_BODY] ? last - from : 0;
}

/* Learning takes long, so no page is open meanwhile. */
static int begin(struct packer *p, struct err *err)
{
    if (store_read_begin(p->read, err) != 0) return -1;
    uint64_t documents = look(p);
    if (store_read_end(p->read, err) != 0) return -1;
    for (int kind = 0; p->learn && kind < PACKED_KINDS; kind++) learn(p, kind, documents);
    free_samples(&p->learn);
    free_samples(&p->test);
    p->begun = documents > 0 && p->with[PACKED_BODY];
    return 0;
}

/* ---- Slices ---- */

static void pack_one(struct packer *p, enum packed_kind kind, uint64_t num,
                     struct packed_slice *slice, size_t *done)
{
    struct packed_row row;
    struct view text;
    if (!p->with[kind] || !read_text(p, kind, num, &row, &text)) return;
    size_t before = slice->bytes.len;
    *done += text.len;
    if (!dictionary_squeeze(p->with[kind], text, frames[kind],
                            (size_t)(row.length - row.length / SHARE), &slice->bytes))
        return;
    row.bytes = slice->bytes.len - before;
    buf_add(&slice->rows, &row, sizeof row);
}

static void fill(struct packer *p, struct packed_slice *slice)
{
    size_t done = 0;
    uint64_t num = slice->from + 1;
    for (; done < SLICE_BYTES && num - slice->from <= SLICE_DOCUMENTS && is_finished(p, num); num++)
        for (int kind = 0; kind < PACKED_KINDS; kind++) pack_one(p, kind, num, slice, &done);
    slice->upto = num - 1;
}

/* A new dictionary goes with the first slice. */
static void add_dictionaries(struct packer *p, struct packed_slice *slice)
{
    for (int kind = 0; kind < PACKED_KINDS; kind++) {
        slice->dictionaries[kind].number = p->number[kind];
        slice->dictionaries[kind].made.len = 0;
        buf_add_view(&slice->dictionaries[kind].made, buf_view(&p->made[kind]));
        buf_free(&p->made[kind]);
    }
}

int packer_step(struct packer *p, struct packed_slice *slice, bool *any, struct err *err)
{
    *any = false;
    slice->rows.len = slice->bytes.len = 0;
    if (!p->begun && begin(p, err) != 0) return -1;
    if (!p->begun) return 0;
    if (store_read_begin(p->read, err) != 0) return -1;
    slice->from = store_packed(p->read);
    fill(p, slice);
    if (store_read_end(p->read, err) != 0) return -1;
    *any = slice->upto > slice->from;
    if (*any) {
        add_dictionaries(p, slice);
        return 0;
    }
    packed_slice_free(slice);
    packer_restart(p);
    return 0;
}
