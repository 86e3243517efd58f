/* result.c: see result.h. */
#include "workers/result.h"
#include "proto/pack.h"
#include "workers/origin.h"
#include <stdio.h>

static const char *const other_kinds[] = {
#define X(NAME, name) name,
    OTHER_KINDS(X)
#undef X
};

static void write_text(struct buf *out, const char *key, struct view text)
{
    pack_string(out, key);
    pack_str(out, text);
}

static void write_string(struct buf *out, const char *key, const char *text)
{
    write_text(out, key, view_of(text));
}

static void write_number(struct buf *out, const char *key, uint64_t n)
{
    pack_string(out, key);
    pack_u64(out, n);
}

static void write_texts(struct buf *out, const struct view *texts, uint32_t count)
{
    pack_array(out, count);
    for (uint32_t i = 0; i < count; i++) pack_str(out, texts[i]);
}

static void write_spans(struct buf *out, const char *key, const struct span_list *spans)
{
    pack_string(out, key);
    pack_array(out, spans->count);
    for (uint32_t i = 0; i < spans->count; i++) {
        pack_array(out, 2);
        pack_u64(out, spans->at[i].start);
        pack_u64(out, spans->at[i].end);
    }
}

static void write_evidence(struct buf *out, const struct boundary *b)
{
    pack_string(out, "evidence");
    pack_array(out, b->evidence_count);
    for (uint32_t i = 0; i < b->evidence_count; i++) pack_string(out, b->evidence[i]);
    pack_string(out, "confidence");
    pack_double(out, b->confidence / 100.0);
}

static void write_boundary(struct buf *out, const struct article *a)
{
    uint32_t joins = a->joins && a->spans.count > 1 ? a->spans.count - 1 : 0;
    pack_string(out, "boundary");
    pack_map(out, 2 + (joins > 0));
    write_evidence(out, &a->begin);
    if (joins == 0) return;
    pack_string(out, "joins");
    pack_array(out, joins);
    for (uint32_t i = 0; i < joins; i++) {
        pack_map(out, 2);
        write_evidence(out, &a->joins[i]);
    }
}

static void write_origin(struct buf *out, const struct origin *origin, uint32_t start, uint32_t end)
{
    struct span place = origin_of(origin, start, end);
    pack_string(out, "origin");
    pack_array(out, 2);
    pack_u64(out, place.start);
    pack_u64(out, place.end);
}

static uint32_t page_of(const struct page_list *pages, uint32_t place)
{
    uint32_t low = 0, high = pages->count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (pages->at[middle].start <= place)
            low = middle;
        else
            high = middle;
    }
    return pages->at[low].page;
}

static void write_section(struct buf *out, const struct section *s)
{
    pack_map(out, 6);
    write_number(out, "level", s->level);
    write_text(out, "number", s->number);
    write_text(out, "heading", s->heading);
    write_number(out, "start", s->start);
    write_number(out, "end", s->end);
    pack_string(out, "parent");
    if (s->parent < 0)
        pack_nil(out);
    else
        pack_u64(out, (uint64_t)s->parent);
}

static void write_field(struct buf *out, const struct field *f)
{
    pack_string(out, record_field_name(f->key));
    switch (f->type) {
    case FIELD_IS_TEXT: pack_str(out, f->text); break;
    case FIELD_IS_TRUE: pack_bool(out, true); break;
    case FIELD_IS_NUMBER: pack_u64(out, f->number); break;
    case FIELD_IS_LIST: write_texts(out, f->list, f->count); break;
    }
}

static void write_record(struct buf *out, const struct document *d, const struct record *r)
{
    pack_map(out, 6 + (d->origin != NULL) + (d->pages.count > 0) + r->field_count);
    write_string(out, "kind", record_kind_name(r->kind));
    write_text(out, "text", (struct view){d->canonical.at + r->start, r->end - r->start});
    write_number(out, "start", r->start);
    write_number(out, "end", r->end);
    if (d->origin) write_origin(out, d->origin, r->start, r->end);
    if (d->pages.count) write_number(out, "page", page_of(&d->pages, r->start));
    write_string(out, "rule", r->rule);
    pack_string(out, "confidence");
    pack_double(out, r->confidence / 100.0);
    for (uint32_t i = 0; i < r->field_count; i++) write_field(out, &r->fields[i]);
}

static void write_article(struct buf *out, const struct document *d, uint32_t index)
{
    const struct article *a = &d->articles.at[index];
    char id[16];
    snprintf(id, sizeof id, "a%u", index + 1);
    pack_map(out, 12);
    write_string(out, "id", id);
    write_string(out, "kind", article_kind_name(a->kind));
    write_text(out, "title", a->title);
    write_text(out, "subtitle", a->subtitle);
    pack_string(out, "byline");
    write_texts(out, a->byline, a->byline_count);
    write_text(out, "source", a->source);
    write_text(out, "date", a->date);
    write_spans(out, "spans", &a->spans);
    write_boundary(out, a);
    pack_string(out, "sections");
    pack_array(out, a->sections.count);
    for (uint32_t i = 0; i < a->sections.count; i++) write_section(out, &a->sections.at[i]);
    write_spans(out, "sentences", &a->sentences);
    pack_string(out, "records");
    pack_array(out, a->records.count);
    for (uint32_t i = 0; i < a->records.count; i++) write_record(out, d, &a->records.at[i]);
}

static void write_other(struct buf *out, const struct other *o)
{
    pack_map(out, 3);
    write_string(out, "kind", other_kinds[o->kind]);
    write_number(out, "start", o->start);
    write_number(out, "end", o->end);
}

/* Each key once, with the first value found. */
static void write_metadata(struct buf *out, const struct metadata *list)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < list->count; i++) count += metadata_is_first(list, i);
    pack_string(out, "metadata");
    pack_map(out, count);
    for (uint32_t i = 0; i < list->count; i++) {
        if (!metadata_is_first(list, i)) continue;
        pack_str(out, list->at[i].key);
        pack_str(out, list->at[i].value);
    }
}

static bool is_converted(const struct document *d)
{
    return d->canonical.at != d->bytes.at || d->canonical.len != d->bytes.len;
}

void result_write(const struct document *d, struct buf *out)
{
    bool converted = is_converted(d);
    uint32_t metadata = d->metadata.count > 0;
    pack_map(out, 4 + (d->charset_confidence > 0) + (d->damaged > 0) + metadata + converted +
                      (d->partial != NULL));
    write_string(out, "media_type", d->media_type);
    write_string(out, "charset", d->charset);
    if (d->charset_confidence) {
        pack_string(out, "charset_confidence");
        pack_double(out, d->charset_confidence / 100.0);
    }
    if (d->damaged) write_number(out, "damaged", d->damaged);
    if (metadata) write_metadata(out, &d->metadata);
    if (converted) {
        pack_string(out, "canonical");
        pack_bin(out, d->canonical);
    }
    pack_string(out, "articles");
    pack_array(out, d->articles.count);
    for (uint32_t i = 0; i < d->articles.count; i++) write_article(out, d, i);
    pack_string(out, "other");
    pack_array(out, d->others.count);
    for (uint32_t i = 0; i < d->others.count; i++) write_other(out, &d->others.at[i]);
    if (d->partial) write_string(out, "partial", d->partial);
}
