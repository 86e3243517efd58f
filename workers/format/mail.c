/* mail.c: see mail.h. */
#include "workers/format/mail.h"
#include "proto/limits.h"
#include "workers/file.h"
#include "workers/format/made.h"
#include "workers/format/mail_header.h"
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
    struct buf text, names; /* names: of attachments */
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
static void add_flowed(struct buf *out, struct view text, bool drop_blank)
{
    struct view line;
    while (file_line(&text, &line)) {
        bool flows = line.len > 0 && line.at[line.len - 1] == ' ' && text.len > 0 &&
                     text.at[0] != '>' && line.at[0] != '>' &&
                     !view_equal(line, view_of("-- ")); /* a signature */
        buf_add(out, line.at, line.len - (flows && drop_blank));
        if (!flows) buf_add_char(out, '\n');
    }
}

/* The text without the carriage returns of the way it came. */
static void add_lines(struct buf *out, struct view text)
{
    struct view line;
    while (file_line(&text, &line)) {
        buf_add_view(out, line);
        buf_add_char(out, '\n');
    }
}

static struct view body_of(struct mail *m, const struct entity *p)
{
    struct view coding = media_name(mail_header(p->headers, "Content-Transfer-Encoding"));
    struct buf out = {0};
    if (media_equal(coding, view_of("base64")))
        transfer_base64(p->body, &out);
    else if (media_equal(coding, view_of("quoted-printable")))
        transfer_quoted(p->body, false, &out);
    else
        return p->body;
    struct view kept = {arena_copy(m->d->arena, out.at, out.len), out.len};
    buf_free(&out);
    return kept;
}

static void add_text(struct mail *m, const struct entity *p)
{
    struct view label = media_parameter(p->type, "charset");
    struct view text = plain_part(m->d, body_of(m, p), label, m->budget);
    if (text_is_blank(text)) return;
    if (is_type(p, "text/html")) {
        struct markup_source source = {text, MARKUP_HTML, m->d, m->budget};
        markup_text(&source, markup_html, &m->text);
        return;
    }
    if (m->text.len) buf_add_char(&m->text, '\n');
    if (media_equal(media_parameter(p->type, "format"), view_of("flowed"))) {
        bool drop = media_equal(media_parameter(p->type, "delsp"), view_of("yes"));
        add_flowed(&m->text, text, drop);
    } else {
        add_lines(&m->text, text);
    }
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
    return plain_part(m->d, kept, (struct view){value.at, (size_t)(mark - value.at)}, m->budget);
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
    struct view subject = mail_words(m->d, mail_header(headers, "Subject"), m->budget);
    if (subject.len == 0) return;
    if (m->text.len) buf_add_char(&m->text, '\n');
    buf_add_view(&m->text, subject);
    buf_add_char(&m->text, '\n');
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
    if (p->depth > DEPTH_MAX || m->text.len > MAX_DOCUMENT || budget_over(m->budget, m->d)) return;
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
    return made_accept(d, &m.text, true, budget, reason, err);
}
