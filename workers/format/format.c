/* format.c: see format.h. */
#include "workers/format/format.h"
#include "workers/format/json_line.h"
#include "workers/format/mail.h"
#include "workers/format/media.h"
#include "workers/format/office.h"
#include "workers/format/pdf.h"
#include "workers/format/plain.h"
#include "workers/format/readers.h"
#include "workers/format/sniff.h"
#include "workers/html/html.h"
#include <stdarg.h>
#include <stdio.h>

static const struct format formats[] = {
    {"application/pdf", "application/x-pdf text/pdf", "pdf", sniff_pdf, pdf_read, false},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "", "docx docm",
     sniff_docx, docx_read, false},
    {"application/vnd.oasis.opendocument.text", "", "odt ott", sniff_odt, odt_read, false},
    {"application/epub+zip", "", "epub", sniff_epub, epub_read, false},
    {"message/rfc822", "", "eml", sniff_mail, mail_read, true},
    {"text/html", "application/xhtml+xml", "html htm xhtml shtml", sniff_html, html_read, false},
    {"application/x-ndjson-line", "", "", NULL, json_line_read, false},
    {"application/xml", "text/xml application/rss+xml application/atom+xml", "xml rss atom fb2",
     sniff_xml, xml_read, false},
    {"application/json", "text/json application/ld+json", "json geojson", NULL, json_read, false},
    {"text/markdown", "text/x-markdown", "md markdown mkd", NULL, markdown_read, true},
    {"text/csv", "application/csv", "csv", NULL, plain_read, false},
    {"text/tab-separated-values", "", "tsv tab", NULL, plain_read, false},
    {"application/x-subrip", "text/vtt", "srt vtt", NULL, subtitles_read, false},
    {"text/plain", "", "txt text log", NULL, plain_read, true},
};
enum { FORMATS = sizeof formats / sizeof *formats };

static const struct format *by_content(struct view bytes)
{
    for (size_t i = 0; i < FORMATS; i++)
        if (formats[i].sniff && formats[i].sniff(bytes)) return &formats[i];
    return NULL;
}

static const struct format *by_declared(struct view declared)
{
    struct view name = media_name(declared);
    for (size_t i = 0; i < FORMATS; i++)
        if (media_equal(view_of(formats[i].media_type), name) ||
            media_listed(formats[i].names, name))
            return &formats[i];
    return NULL;
}

/* What stands behind the last dot of the last part of a path or an address. */
static struct view ending_of(struct view source)
{
    size_t end = 0, dot;
    while (end < source.len && source.at[end] != '?' && source.at[end] != '#') end++;
    for (dot = end; dot > 0 && source.at[dot - 1] != '.'; dot--)
        if (source.at[dot - 1] == '/') return (struct view){0};
    return dot ? (struct view){source.at + dot, end - dot} : (struct view){0};
}

static const struct format *by_name(struct view source)
{
    struct view ending = ending_of(source);
    for (size_t i = 0; i < FORMATS; i++)
        if (media_listed(formats[i].endings, ending)) return &formats[i];
    return NULL;
}

const struct format *format_find(const struct document *d)
{
    const struct format *f = by_content(d->bytes);
    if (!f) f = by_declared(d->declared);
    if (!f) f = by_name(d->source);
    return f ? f : &formats[FORMATS - 1]; /* plain text */
}

enum stage_verdict format_refuse(unsigned *reason, enum reason why, struct err *err,
                                 const char *format, ...)
{
    char text[sizeof err->text];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fail(err, 0, "%s", text);
    *reason = why;
    return STAGE_REFUSED;
}
