/* import_lines.c: see import_lines.h. */
#include "client/import_lines.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LINE_MOST = 1 << 30 }; /* bytes; a document and a result of the greatest length take less */

static void close_file(struct import_lines *l)
{
    if (l->file) fclose(l->file);
    l->file = NULL;
}

void import_lines_free(struct import_lines *l)
{
    close_file(l);
    free(l->places);
    buf_free(&l->text);
    *l = (struct import_lines){0};
}

int import_lines_check(const struct import_lines *l, struct err *err)
{
    struct stat is;
    for (size_t i = 0; i < l->count; i++) {
        if (stat(l->paths[i], &is) != 0) return fail_errno(err, 0, "%s", l->paths[i]);
        if (!S_ISREG(is.st_mode))
            return fail(err, 0, "%s: it is no file; lines are read twice", l->paths[i]);
    }
    return 0;
}

static int open_file(struct import_lines *l, size_t index, struct err *err)
{
    if (l->file && l->open == index) return 0;
    close_file(l);
    l->open = index;
    l->file = fopen(l->paths[index], "r");
    return l->file ? 0 : fail_errno(err, 0, "cannot open %s", l->paths[index]);
}

/* The next line with a newline, or the beginning of one that is too long. False at the end. */
static bool read_line(struct import_lines *l, uint64_t *passed)
{
    int c;
    l->text.len = 0;
    *passed = 0;
    while ((c = getc_unlocked(l->file)) != EOF) {
        ++*passed;
        if (l->text.len <= LINE_MOST) buf_add_char(&l->text, (char)c);
        if (c == '\n') return true;
    }
    buf_add_char(&l->text, '\n');
    return *passed > 0;
}

static struct view line_of(const struct import_lines *l)
{
    return (struct view){l->text.at, l->text.len - 1};
}

int import_lines_next(struct import_lines *l, struct view *line, struct import_place *place,
                      struct err *err)
{
    uint64_t passed;
    for (; l->next.file < l->count; l->next = (struct import_place){.file = l->next.file + 1}) {
        if (open_file(l, l->next.file, err) != 0) return -1;
        if (read_line(l, &passed)) {
            l->next.line++;
            *place = l->next;
            l->next.at += passed;
            *line = line_of(l);
            return 1;
        }
        if (ferror(l->file)) return fail_errno(err, 0, "cannot read %s", l->paths[l->next.file]);
        close_file(l);
    }
    return 0;
}

void import_lines_keep(struct import_lines *l, const struct import_place *place)
{
    if (l->known == l->room) {
        l->room = l->room ? 2 * l->room : 1024;
        l->places = xrealloc(l->places, l->room * sizeof *l->places);
    }
    l->places[l->known++] = *place;
    l->sorted = false;
}

static int by_doc(const void *a, const void *b)
{
    const struct import_place *one = a, *two = b;
    return memcmp(one->doc, two->doc, DOC_ID_LEN);
}

const struct import_place *import_lines_find(struct import_lines *l,
                                             const unsigned char doc[DOC_ID_LEN])
{
    struct import_place wanted;
    if (l->known == 0) return NULL;
    if (!l->sorted) qsort(l->places, l->known, sizeof *l->places, by_doc);
    l->sorted = true;
    memcpy(wanted.doc, doc, DOC_ID_LEN);
    return bsearch(&wanted, l->places, l->known, sizeof *l->places, by_doc);
}

int import_lines_fail(const struct import_lines *l, const struct import_place *place,
                      const struct err *why, struct err *err)
{
    return fail(err, why->code, "%s, line %" PRIu64 ": %s", l->paths[place->file], place->line,
                why->text);
}

int import_lines_read(struct import_lines *l, const struct import_place *place,
                      struct docline_read *out, struct err *err)
{
    uint64_t passed;
    struct err why;
    if (open_file(l, place->file, err) != 0) return -1;
    bool there = fseeko(l->file, (off_t)place->at, SEEK_SET) == 0 && read_line(l, &passed);
    if (!there || docline_read(out, line_of(l), &why) != 0 ||
        memcmp(out->row.doc.at, place->doc, DOC_ID_LEN) != 0) {
        fail(&why, 0, "it has changed while it was imported");
        return import_lines_fail(l, place, &why, err);
    }
    return 0;
}
