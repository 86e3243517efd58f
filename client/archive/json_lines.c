/* json_lines.c: a file with a JSON object a line (container.h, json_lines_kind).
 *
 * The document is the line itself, so that nothing of it is lost; its declared type tells the
 * worker in which field the text stands. That is only asked for when somebody named the field:
 * otherwise such a file is a text like any other.
 */
#include "client/archive/split.h"
#include "proto/json_read.h"
#include <string.h>

/* Behind a byte order mark and blanks. */
static struct view begin_of(struct view head)
{
    if (head.len >= 3 && memcmp(head.at, "\xef\xbb\xbf", 3) == 0) head.at += 3, head.len -= 3;
    while (head.len > 0 && strchr(" \t\r\n", *head.at)) head.at++, head.len--;
    return head;
}

/* An object that is whole in the first line, or a line that is longer than what is seen of it. */
static bool tells_json_lines(struct view head, const struct reading *how)
{
    struct view line = begin_of(head);
    if (!how->text_field || line.len == 0 || *line.at != '{') return false;
    const char *end = memchr(line.at, '\n', line.len);
    if (!end && head.len >= CONTAINER_HEAD) return true;
    if (end) line.len = (size_t)(end - line.at);
    struct json_object o = {.text = line};
    struct json_member m;
    int got;
    while ((got = json_object_next(&o, &m)) == 1) continue;
    return got == 0;
}

static struct container *open_json_lines(struct bytes *in, struct reading *how, struct err *err)
{
    struct split *s = split_new(&json_lines_kind, in, how);
    buf_add_char(&s->mark, '\n');
    buf_add_string(&s->declared, "application/x-ndjson-line");
    buf_format(&s->declared, "; text=\"%s\"", how->text_field);
    if (how->id_field) buf_format(&s->declared, "; id=\"%s\"", how->id_field);
    return &s->container;
}

static int next_line(struct container *c, struct member *m, struct err *err)
{
    struct split *s = (struct split *)c;
    int got;
    do {
        m->declared.len = 0;
        s->number++;
        got = split_next(s, m, err);
    } while (got == 1 && m->reason == 0 && begin_of(s->content).len == 0);
    if (got != 1) return got;
    s->content = begin_of(s->content);
    while (s->content.len > 0 && strchr(" \t\r", s->content.at[s->content.len - 1]))
        s->content.len--;
    if (s->how->id_field)
        json_text(json_object_find(s->content, view_of(s->how->id_field)), &m->name);
    if (m->name.len == 0) buf_format(&m->name, "%" PRIu64, s->number);
    return 1;
}

const struct container_kind json_lines_kind = {"JSON lines",     false,           true,
                                               tells_json_lines, open_json_lines, next_line,
                                               split_read,       split_close};
