/* sniff.c: see sniff.h. */
#include "workers/format/sniff.h"
#include <string.h>
#include <strings.h>

/* The beginning as ASCII: without a byte order mark, and of UTF-16 every other byte. */
struct head {
    char at[1024];
    size_t len;
};

static struct head head_of(struct view bytes)
{
    struct head h = {.len = 0};
    size_t from = 0, step = 1;
    const unsigned char *b = (const unsigned char *)bytes.at;
    if (bytes.len >= 3 && memcmp(b, "\xef\xbb\xbf", 3) == 0) from = 3;
    if (bytes.len >= 2 && b[0] == 0xff && b[1] == 0xfe) from = 2, step = 2;
    if (bytes.len >= 2 && b[0] == 0xfe && b[1] == 0xff) from = 3, step = 2;
    for (size_t i = from; i < bytes.len && h.len < sizeof h.at - 1; i += step)
        h.at[h.len++] = bytes.at[i] ? bytes.at[i] : ' ';
    h.at[h.len] = 0;
    return h;
}

/* Passes blanks, comments, and instructions such as <?xml …?>. NULL if nothing is left. */
static const char *root_of(const char *at)
{
    for (;;) {
        at += strspn(at, " \t\r\n\f");
        const char *close = strncmp(at, "<!--", 4) == 0 ? "-->"
                            : strncmp(at, "<?", 2) == 0 ? "?>"
                                                        : NULL;
        if (!close) return at;
        at = strstr(at, close);
        if (!at) return NULL;
        at += strlen(close);
    }
}

static bool is_tag(const char *at, const char *name)
{
    size_t len = strlen(name);
    return strncasecmp(at, name, len) == 0 && strchr(" \t\r\n\f/>", at[len]);
}

/* Readers accept the signature within the first kilobyte (ISO 32000-1, annex H.3.4.1). Text about
 * PDF may hold it there, but not at the beginning of a line. */
bool sniff_pdf(struct view bytes)
{
    enum { WITHIN = 1024 };
    struct view head = {bytes.at, bytes.len < WITHIN ? bytes.len : WITHIN};
    const char *at = head.len ? memmem(head.at, head.len, "%PDF-", 5) : NULL;
    return at && (at == head.at || at[-1] == '\n' || at[-1] == '\r' || at[-1] == '\0');
}

static bool is_zip(struct view bytes)
{
    return bytes.len >= 4 && memcmp(bytes.at, "PK\3\4", 4) == 0;
}

bool sniff_docx(struct view bytes)
{
    static const char member[] = "word/document.xml";
    return is_zip(bytes) && memmem(bytes.at, bytes.len, member, sizeof member - 1);
}

/* The first member is the media type, not compressed, so that it can be seen. */
static bool is_typed_zip(struct view bytes, const char *type)
{
    enum { NAME = 30 };
    size_t len = strlen(type);
    return is_zip(bytes) && bytes.len >= NAME + len && memcmp(bytes.at + NAME, type, len) == 0;
}

bool sniff_odt(struct view bytes)
{
    return is_typed_zip(bytes, "mimetypeapplication/vnd.oasis.opendocument.text");
}

bool sniff_epub(struct view bytes)
{
    return is_typed_zip(bytes, "mimetypeapplication/epub+zip");
}

/* The length of "Name: …" at the beginning of a line, to the colon; 0 if it is no header. */
static size_t header_name(const char *line)
{
    size_t len = strcspn(line, ": \t\r\n");
    return len > 0 && line[len] == ':' ? len : 0;
}

/* Headers from the first line on, and one among them that only messages have. */
bool sniff_mail(struct view bytes)
{
    static const char *const only[] = {
        "Received:", "Return-Path:", "Message-ID:", "MIME-Version:", "Delivered-To:"};
    struct head h = head_of(bytes);
    bool found = false;
    for (const char *line = h.at; *line && *line != '\n' && *line != '\r';) {
        const char *end = strchr(line, '\n');
        if (!end) break; /* the head ends here */
        bool folded = line > h.at && (*line == ' ' || *line == '\t');
        if (!folded && !header_name(line)) return false;
        for (size_t i = 0; i < sizeof only / sizeof *only; i++)
            found |= strncasecmp(line, only[i], strlen(only[i])) == 0;
        line = end + 1;
    }
    return found;
}

bool sniff_html(struct view bytes)
{
    static const char *const tags[] = {"<!doctype html", "<html",   "<head", "<body",
                                       "<title",         "<script", "<meta"};
    struct head h = head_of(bytes);
    const char *root = root_of(h.at);
    for (size_t i = 0; root && i < sizeof tags / sizeof *tags; i++)
        if (is_tag(root, tags[i])) return true;
    return false;
}

bool sniff_xml(struct view bytes)
{
    struct head h = head_of(bytes);
    return is_tag(h.at + strspn(h.at, " \t\r\n"), "<?xml");
}
