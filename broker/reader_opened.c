/* reader_opened.c: the documents that a page shows something of. See reader_page.h. */
#include "broker/reader_page.h"
#include <string.h>

enum { LARGE = 1 << 20 }; /* bytes of one; no more than one that has more is open, or kept */

static size_t room_of(const struct page_document *d)
{
    return d->content.result.room + d->content.original.room + d->content.stored.room;
}

static void let_go(struct page_document *d)
{
    d->num = 0;
    if (room_of(d) > LARGE) content_free(&d->content);
}

void page_documents_begin(struct page *p)
{
    for (size_t i = 0; i < PAGE_DOCUMENTS; i++) let_go(&p->documents[i]);
}

void page_documents_free(struct page *p)
{
    for (size_t i = 0; i < PAGE_DOCUMENTS; i++) content_free(&p->documents[i].content);
}

/* That document, or else the one that was not asked for longest. */
static struct page_document *find(struct page *p, uint64_t num)
{
    struct page_document *oldest = p->documents;
    for (struct page_document *d = p->documents; d < p->documents + PAGE_DOCUMENTS; d++) {
        if (d->num == num) return d;
        if (d->num == 0 || (oldest->num != 0 && d->used < oldest->used)) oldest = d;
    }
    return oldest;
}

static void let_others_go(struct page *p, const struct page_document *d)
{
    for (size_t i = 0; i < PAGE_DOCUMENTS && room_of(d) > LARGE; i++)
        if (&p->documents[i] != d && room_of(&p->documents[i]) > LARGE) let_go(&p->documents[i]);
}

static void open_document(struct page *p, struct page_document *d, uint64_t num)
{
    struct running none = {0};
    let_go(d);
    d->num = num;
    d->canonical = (struct view){0};
    d->from = d->upto = 0;
    d->there =
        page_row(p, &none, num, &d->row) && content_stored(&d->content, p->read, num, &d->result);
    let_others_go(p, d);
}

struct page_document *page_document(struct page *p, uint64_t num)
{
    struct page_document *d = find(p, num);
    d->used = ++p->uses;
    if (d->num != num) open_document(p, d, num);
    return d->there ? d : NULL;
}

bool page_text(struct page *p, struct page_document *d, uint64_t from, uint64_t upto)
{
    if (d->from <= from && upto <= d->upto) return true;
    d->from = d->upto = 0;
    if (!content_canonical_part(&d->content, p->read, d->num, d->result, from, upto, &d->canonical))
        return false;
    d->from = from;
    d->upto = upto;
    let_others_go(p, d);
    return true;
}
