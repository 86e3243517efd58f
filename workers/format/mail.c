/* mail.c: see mail.h. */
#include "workers/format/mail.h"
#include "proto/limits.h"
#include "workers/file.h"
#include "workers/format/made.h"
#include "workers/format/mail_header.h"
#include "workers/format/mail_text.h"
#include "workers/format/markup.h"
#include "workers/format/media.h"
#include "workers/format/plain.h"
#include "workers/format/transfer.h"
#include "workers/text.h"
#include <string.h>

enum { DEPTH_MAX = 16, NAMES_MAX = 4096 };

struct mail {
    struct document *d;
    const struct budget *budget;
    struct mail_text out;
    struct buf names; /* of attachments */
};

/* What MIME calls an entity: the message itself, or a part of it. */
struct entity {
    struct view type, headers, body;
    unsigned depth;
};

static struct entity part_of(struct view bytes, unsigned depth)
{
    struct entity p = {.depth = depth};
    mail_split(bytes, &p.headers, &p.body);
    p.type = mail_header(p.headers, "Content-Type");
    return p;
}

static bool is_type(const struct entity *p, const char *name)
{
    struct view type = media_name(p->type);
    return media_equal(type, view_of(name)) ||
           (type.len == 0 && media_equal(view_of("text/plain"), view_of(name)));
}

static bool is_kind(const struct entity *p, const char *kind)
{
    struct view type = media_name(p->type);
    size_t len = strlen(kind);
    if (type.len < len) return type.len == 0 && strcmp(kind, "text/") == 0;
    return media_equal((struct view){type.at, len}, view_of(kind));
}

static bool is_attached(const struct entity *p)
{
    struct view disposition = mail_header(p->headers, "Content-Disposition");
    return media_equal(media_name(disposition), view_of("attachment"));
}

/* Text */

/* Lines of format=flowed that end with a blank go on (RFC 3676). */
static void add_flowed(struct pieces *out, struct view text, bool drop_blank)
{
    struct view line;
    while (file_line(&text, &line)) {
        bool flows = line.len > 0 && line.at[line.len - 1] == ' ' && text.len > 0 &&
                     text.at[0] != '>' && line.at[0] != '>' &&
                     !view_equal(line, view_of("-- ")); /* a signature */
        pieces_copy(out, line.at, line.len - (flows && drop_blank));
        if (!flows) pieces_put(out, view_of("\n"), line.at + line.len, 0);
    }
}

/* The text without the carriage returns of the way it came. */
static void add_lines(struct pieces *out, struct view text)
{
    struct view line;
    while (file_line(&text, &line)) {
        pieces_copy(out, line.at, line.len);
        pieces_put(out, view_of("\n"), line.at + line.len, 0);
    }
}

/* A page comes as one piece. */
static void add_page(struct mail *m, struct pieces *out, struct view text)
{
    struct buf made = {0};
    struct markup_source source = {text, MARKUP_HTML, m->d, m->budget};
    markup_text(&source, markup_html, &made);
    pieces_put(out, buf_view(&made), text.at, text.len);
    buf_free(&made);
}

/* The body as it was before it was coded. */
static struct view body_of(struct mail *m, const struct entity *p, const struct origin **coded)
{
    struct view coding = media_name(mail_header(p->headers, "Content-Transfer-Encoding"));
    bool base64 = media_equal(coding, view_of("base64"));
    struct pieces pieces;
    *coded = NULL;
    if (!base64 && !media_equal(coding, view_of("quoted-printable"))) return p->body;
    pieces_open(&pieces, m->d->arena, p->body, NULL);
    if (base64)
        transfer_base64_pieces(p->body, &pieces);
    else
        transfer_quoted_pieces(p->body, &pieces);
    *coded = pieces_origin(&pieces);
    return pieces_text(&pieces);
}

/* Where a part of the message begins in it. */
static uint32_t place_of(const struct mail *m, struct view part)
{
    return (uint32_t)(part.at - m->d->bytes.at);
}

static void add_text(struct mail *m, const struct entity *p)
{
    struct view label = media_parameter(p->type, "charset");
    struct mail_stretch stretch = {.at = place_of(m, p->body)};
    const struct origin *charset;
    struct view body = body_of(m, p, &stretch.coded);
    struct view text = plain_part(m->d, body, label, m->budget, &charset);
    struct pieces pieces;
    if (text_is_blank(text)) return;
    pieces_open(&pieces, m->d->arena, text, charset);
    if (m->out.text.len) pieces_put(&pieces, view_of("\n"), text.at, 0);
    bool drop = media_equal(media_parameter(p->type, "delsp"), view_of("yes"));
    if (is_type(p, "text/html"))
        add_page(m, &pieces, text);
    else if (media_equal(media_parameter(p->type, "format"), view_of("flowed")))
        add_flowed(&pieces, text, drop);
    else
        add_lines(&pieces, text);
    stretch.text = pieces_origin(&pieces);
    mail_text_add(&m->out, pieces_text(&pieces), stretch);
}

/* Attachments */

/* utf-8''%E4%B8%AD (RFC 2231 section 4) */
static struct view extended_name(struct mail *m, struct view value)
{
    const char *mark = memchr(value.at, '\'', value.len), *end = value.at + value.len;
    const char *second = mark ? memchr(mark + 1, '\'', (size_t)(end - mark - 1)) : NULL;
    struct buf bytes = {0};
    if (!second) return (struct view){0};
    transfer_percent((struct view){second + 1, (size_t)(end - second - 1)}, &bytes);
    struct view kept = {arena_copy(m->d->arena, bytes.at, bytes.len), bytes.len};
    buf_free(&bytes);
    return plain_part(m->d, kept, (struct view){value.at, (size_t)(mark - value.at)}, m->budget,
                      NULL);
}

static struct view attachment_name(struct mail *m, const struct entity *p)
{
    struct view disposition = mail_header(p->headers, "Content-Disposition");
    struct view extended = media_parameter(disposition, "filename*");
    struct view name = media_parameter(disposition, "filename");
    if (extended.len) return extended_name(m, extended);
    if (name.len == 0) name = media_parameter(p->type, "name");
    return mail_words(m->d, name, m->budget);
}

static void add_name(struct mail *m, const struct entity *p)
{
    struct view name = attachment_name(m, p);
    if (name.len == 0 || m->names.len + name.len > NAMES_MAX) return;
    if (m->names.len) buf_add_string(&m->names, "; ");
    buf_add_view(&m->names, name);
}

/* Parts */

/* Moves *rest behind the next line that is --boundary. What stands before it is *part; false if
 * there is no such line, or if it closes the last part. */
static bool next_part(struct view *rest, struct view boundary, struct view *part)
{
    const char *start = rest->at, *end = rest->at + rest->len;
    for (const char *at = start; at < end; at++) {
        at = memmem(at, (size_t)(end - at), boundary.at, boundary.len);
        if (!at) return false;
        if (at - start < 2 || at[-1] != '-' || at[-2] != '-') continue;
        if (at - start > 2 && at[-3] != '\n') continue;
        const char *behind = at + boundary.len;
        *part = (struct view){start, (size_t)(at - 2 - start)};
        bool closes = end - behind >= 2 && behind[0] == '-' && behind[1] == '-';
        const char *line_end = memchr(behind, '\n', (size_t)(end - behind));
        const char *from = line_end ? line_end + 1 : end;
        *rest = closes ? (struct view){end, 0} : (struct view){from, (size_t)(end - from)};
        return true;
    }
    return false;
}

/* A walk over the parts of a multipart. */
struct parts {
    struct view rest, boundary;
};

static struct parts parts_of(const struct entity *p)
{
    struct parts all = {p->body, media_parameter(p->type, "boundary")};
    struct view preamble;
    if (all.boundary.len == 0 || !next_part(&all.rest, all.boundary, &preamble)) all.rest.len = 0;
    return all;
}

/* The last part may lack its end. */
static bool parts_next(struct parts *all, struct entity *p, unsigned depth)
{
    struct view bytes = all->rest;
    if (all->rest.len == 0) return false;
    if (!next_part(&all->rest, all->boundary, &bytes)) all->rest.len = 0;
    *p = part_of(bytes, depth);
    return true;
}

static void add_part(struct mail *m, const struct entity *p);

/* How well a part serves as the text of alternatives. */
static int preference(struct mail *m, const struct entity *p)
{
    if (is_type(p, "text/plain") && !is_attached(p)) return text_is_blank(p->body) ? 1 : 4;
    if (is_kind(p, "multipart/")) return 3;
    return is_type(p, "text/html") ? 2 : 0;
}

static void add_best(struct mail *m, const struct entity *alternatives)
{
    struct entity best = {0}, p;
    int most = 0;
    for (struct parts all = parts_of(alternatives); parts_next(&all, &p, alternatives->depth + 1);)
        if (preference(m, &p) > most) {
            most = preference(m, &p);
            best = p;
        }
    if (most) add_part(m, &best);
}

static void add_parts(struct mail *m, const struct entity *mixed)
{
    struct entity p;
    for (struct parts all = parts_of(mixed); parts_next(&all, &p, mixed->depth + 1);)
        add_part(m, &p);
}

static void add_subject(struct mail *m, struct view headers)
{
    struct view coded = mail_header(headers, "Subject");
    struct view subject = mail_words(m->d, coded, m->budget);
    struct pieces pieces;
    if (subject.len == 0) return;
    pieces_open(&pieces, m->d->arena, coded, NULL);
    if (m->out.text.len) pieces_put(&pieces, view_of("\n"), coded.at, 0);
    pieces_put(&pieces, subject, coded.at, coded.len);
    pieces_put(&pieces, view_of("\n"), coded.at + coded.len, 0);
    struct mail_stretch stretch = {.at = place_of(m, coded), .text = pieces_origin(&pieces)};
    mail_text_add(&m->out, pieces_text(&pieces), stretch);
}

/* A message that is forwarded whole. */
static void add_message(struct mail *m, const struct entity *p)
{
    struct entity inner = part_of(p->body, p->depth + 1);
    add_subject(m, inner.headers);
    add_part(m, &inner);
}

static void add_part(struct mail *m, const struct entity *p)
{
    if (p->depth > DEPTH_MAX || m->out.text.len > MAX_DOCUMENT || budget_over(m->budget, m->d))
        return;
    if (is_kind(p, "multipart/alternative"))
        add_best(m, p);
    else if (is_kind(p, "multipart/"))
        add_parts(m, p);
    else if (is_type(p, "message/rfc822"))
        add_message(m, p);
    else if (is_kind(p, "text/"))
        add_text(m, p);
    if (p->depth > 0 && !is_kind(p, "multipart/")) add_name(m, p);
}

static void add_metadata(struct mail *m, struct view headers)
{
    static const struct {
        const char *header, *key;
    } rows[] = {{"Subject", "title"},
                {"From", "author"},
                {"To", "to"},
                {"Cc", "cc"},
                {"Message-ID", "message-id"}};
    struct document *d = m->d;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct view value = mail_words(d, mail_header(headers, rows[i].header), m->budget);
        if (strcmp(rows[i].key, "author") == 0) value = mail_name(value);
        metadata_add(d->arena, &d->metadata, rows[i].key, value);
    }
    metadata_add(d->arena, &d->metadata, "date", mail_date(d, mail_header(headers, "Date")));
    struct view names = {arena_copy(d->arena, m->names.at, m->names.len), m->names.len};
    metadata_add(d->arena, &d->metadata, "attachments", names);
    metadata_add(d->arena, &d->metadata, "form", view_of("message"));
}

enum stage_verdict mail_read(struct document *d, const struct resources *shared,
                             const struct budget *budget, unsigned *reason, struct err *err)
{
    struct mail m = {.d = d, .budget = budget};
    struct entity whole = part_of(d->bytes, 0);
    add_subject(&m, whole.headers);
    add_part(&m, &whole);
    add_metadata(&m, whole.headers);
    buf_free(&m.names);
    d->origin = mail_text_origin(&m.out, d->arena);
    enum stage_verdict verdict = made_accept(d, &m.out.text, true, budget, reason, err);
    mail_text_free(&m.out);
    return verdict;
}
