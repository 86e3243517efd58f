/* contents.c: see contents.h. */
#include "client/archive/contents.h"
#include "client/archive/codec.h"
#include "client/archive/name.h"
#include "client/source.h"
#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

/* A container that is open. Those within it lie above it on the stack. */
struct layer {
    struct container *container;
    struct buf source;
    struct names names;
    uint64_t members, length;
    unsigned levels; /* containers and compressions from the file up to here */
};

struct contents {
    struct reading how;
    struct layer layers[MAX_NESTING];
    size_t depth;
    struct member member;
    struct buf source, shortened; /* of the present member */
};

struct contents *contents_new(const struct reading *how)
{
    struct contents *it = xcalloc(1, sizeof *it);
    it->how = *how;
    return it;
}

static void drop_layer(struct contents *it)
{
    struct layer *l = &it->layers[--it->depth];
    l->container->kind->close(l->container);
    buf_free(&l->source);
    names_free(&l->names);
    *l = (struct layer){0};
}

void contents_stop(struct contents *it)
{
    while (it->depth > 0) drop_layer(it);
}

void contents_free(struct contents **it)
{
    if (!*it) return;
    contents_stop(*it);
    buf_free(&(*it)->member.name);
    buf_free(&(*it)->member.declared);
    buf_free(&(*it)->member.date);
    buf_free(&(*it)->source);
    buf_free(&(*it)->shortened);
    free(*it);
    *it = NULL;
}

bool contents_is_open(const struct contents *it)
{
    return it->depth > 0;
}

/* Going in */

/* The one member of what is a single compressed document. */
struct single {
    struct container container;
    struct bytes *in;
    bool given;
};

static int next_single(struct container *c, struct member *m, struct err *err)
{
    struct single *s = (struct single *)c;
    if (!s->given) {
        s->given = true;
        return 1;
    }
    if (!s->in->faulty) return 0;
    *err = s->in->fault;
    return -1;
}

static ssize_t read_single(struct container *c, char *out, size_t room, struct err *err)
{
    return bytes_read(((struct single *)c)->in, out, room, err);
}

static void close_single(struct container *c)
{
    bytes_close(&((struct single *)c)->in);
    free(c);
}

static const struct container_kind single_kind = {
    "a compressed file", false, true, NULL, NULL, next_single, read_single, close_single};

static struct container *open_single(struct bytes *in)
{
    struct single *s = xcalloc(1, sizeof *s);
    s->container.kind = &single_kind;
    s->in = in;
    return &s->container;
}

/* What to do with a run of bytes that may be a container. */
enum verdict_on { NOT_ONE, ENTERED, REFUSED };

/* Opens the container that *in is, compressions aside, and puts it on the stack under `source`.
 * Takes *in over where it is entered. REFUSED comes with *err. */
static enum verdict_on enter(struct contents *it, struct bytes **in, struct view source,
                             uint64_t length, struct err *err)
{
    unsigned levels = it->depth ? it->layers[it->depth - 1].levels : 0;
    unsigned wraps = container_unwrap(in, MAX_NESTING - levels, &it->how.meter);
    struct view head = bytes_peek(*in, CONTAINER_HEAD);
    const struct container_kind *kind = container_tell(head, &it->how);
    if (!kind && wraps == 0 && !codec_tell(head)) return NOT_ONE;
    levels += wraps + (kind ? 1 : 0);
    if (levels > MAX_NESTING || codec_tell(head)) {
        fail(err, REASON_NESTED, "it lies in more than %d archives and compressions (MAX_NESTING)",
             MAX_NESTING);
        return REFUSED;
    }
    struct container *c = kind ? kind->open(*in, &it->how, err) : open_single(*in);
    *in = NULL;
    if (!c) return REFUSED;
    struct layer *l = &it->layers[it->depth++];
    *l = (struct layer){.container = c, .length = length, .levels = levels};
    buf_add_view(&l->source, source);
    return ENTERED;
}

/* Whether what begins so has to be looked into. */
static bool is_one(const struct contents *it, struct view head)
{
    return codec_tell(head) || container_tell(head, &it->how);
}

bool contents_begin(struct contents *it, struct view source, struct intake *in, int dir,
                    const char *path, bool link)
{
    struct err err;
    struct bytes *run;
    if (in->reason == REASON_TOO_LARGE) {
        int fd = intake_open(dir, path, link);
        if (fd < 0) return false;
        run = bytes_of_file(fd);
    } else {
        if (in->reason != REASON_NONE || !is_one(it, buf_view(&in->bytes))) return false;
        run = bytes_of_memory(&in->bytes);
    }
    it->how.meter = meter_for(in->length);
    enum verdict_on verdict = enter(it, &run, source, in->length, &err);
    bytes_close(&run);
    if (verdict == REFUSED) intake_refuse(in, (unsigned)err.code, "%s", err.text);
    return verdict == ENTERED;
}

/* Members */

static void begin_member(struct contents *it, struct intake *in)
{
    struct member *m = &it->member;
    m->name.len = m->declared.len = m->date.len = 0;
    m->is_uri = false;
    m->reason = REASON_NONE;
    m->detail[0] = '\0';
    m->length = 0;
    intake_clear(in);
}

/* "." and "..", which lead somewhere else. */
static bool is_way(struct view part)
{
    return view_equal(part, view_of(".")) || view_equal(part, view_of(".."));
}

/* A compressed document is called like the file without the ending of the compression, if that
 * leaves a name. */
static void name_single(const struct layer *l, struct member *m)
{
    struct view source = buf_view(&l->source);
    size_t start = source.len, end;
    while (start > 0 && source.at[start - 1] != '/') start--;
    for (end = source.len; end > start + 1 && source.at[end - 1] != '.';) end--;
    end = end > start + 1 ? end - 1 : source.len;
    if (is_way((struct view){source.at + start, end - start})) end = source.len;
    buf_add(&m->name, source.at + start, end - start);
    m->is_uri = true; /* it is written as sources are already */
}

static void name_member(struct contents *it, struct layer *l)
{
    it->source.len = 0;
    buf_add_view(&it->source, buf_view(&l->source));
    buf_add_string(&it->source, "!/");
    if (l->container->kind == &single_kind) name_single(l, &it->member);
    name_add(&l->names, &it->member, l->members, &it->source);
}

/* Reads the present member to in->bytes until there are more than `most`; 1 if so, 0 at its end, -1
 * with *err. */
static int fill(struct layer *l, struct intake *in, uint64_t most, struct err *err)
{
    while (in->bytes.len <= most) {
        uint64_t lacking = most + 1 - in->bytes.len;
        buf_reserve(&in->bytes, lacking < CONTAINER_HEAD ? (size_t)lacking : CONTAINER_HEAD);
        ssize_t got = l->container->kind->read(l->container, in->bytes.at + in->bytes.len,
                                               in->bytes.room - in->bytes.len, err);
        if (got <= 0) return (int)got;
        in->bytes.len += (size_t)got;
    }
    return 1;
}

/* The rest of a member, as a run of bytes. */
static ssize_t read_member(void *state, char *out, size_t room, struct err *err)
{
    struct container *c = state;
    return c->kind->read(c, out, room, err);
}

static void refuse_long(struct contents *it, struct intake *in)
{
    uint64_t most = it->how.max_document;
    if (in->length > most)
        intake_refuse(in, REASON_TOO_LARGE, "%" PRIu64 " bytes, over the limit of %" PRIu64,
                      in->length, most);
    else
        intake_refuse(in, REASON_TOO_LARGE, "over the limit of %" PRIu64 " bytes", most);
}

/* A member that is a container: in->bytes is its beginning, and all of it if got is 0. */
static enum verdict_on enter_member(struct contents *it, struct intake *in, int got,
                                    struct err *err)
{
    static const struct bytes_source rest = {.read = read_member};
    struct container *c = it->layers[it->depth - 1].container;
    struct bytes *run = got == 0 ? bytes_of_memory(&in->bytes) : bytes_open(&rest, c, &in->bytes);
    enum verdict_on verdict = enter(it, &run, buf_view(&it->source), in->length, err);
    bytes_close(&run);
    assert(verdict != NOT_ONE); /* is_one() saw the same bytes */
    return verdict;
}

/* Whether the member that begins so has to be read on: a document, and what is read from memory. */
static bool wants_all(const struct contents *it, struct view head)
{
    const struct container_kind *kind = container_tell(head, &it->how);
    return kind ? kind->seeks : !codec_tell(head);
}

/* Reads the present member. False if it is a container, which is open now. */
static bool take_member(struct contents *it, struct intake *in)
{
    struct layer *l = &it->layers[it->depth - 1];
    struct err err = {0};
    uint64_t most = it->how.max_document;
    in->length = it->member.length;
    bool plain = l->container->kind->plain;
    int got = fill(l, in, CONTAINER_HEAD - 1, &err);
    if (got == 1 && in->length <= most && (plain || wants_all(it, buf_view(&in->bytes))))
        got = fill(l, in, most, &err);
    if (got >= 0 && !plain && is_one(it, buf_view(&in->bytes))) {
        if (enter_member(it, in, got, &err) == ENTERED) return false;
        got = -1;
    }
    if (got < 0)
        intake_refuse(in, (unsigned)err.code, "%s", err.text);
    else if (got == 1 || in->bytes.len > most)
        refuse_long(it, in);
    else if (in->bytes.len == 0)
        intake_refuse(in, REASON_EMPTY, "%s", reason_sentence(REASON_EMPTY));
    else
        in->length = in->bytes.len;
    return true;
}

/* What becomes of the container itself: it is through, or was ended by *err. */
static void end_layer(struct contents *it, struct intake *in, int got, const struct err *err)
{
    struct layer *l = &it->layers[it->depth - 1];
    if (got == 0)
        intake_refuse(in, REASON_CONTAINER, "%s: %" PRIu64 " member%s", l->container->kind->name,
                      l->members, l->members == 1 ? "" : "s");
    else
        intake_refuse(in, (unsigned)err->code, "%s; members before: %" PRIu64, err->text,
                      l->members);
    in->length = l->length;
    it->source.len = 0;
    buf_add_view(&it->source, buf_view(&l->source));
    drop_layer(it);
}

/* One step: false if there is nothing to tell of yet, because a container was entered. */
static bool step(struct contents *it, struct intake *in)
{
    struct layer *l = &it->layers[it->depth - 1];
    struct err err = {0};
    begin_member(it, in);
    int got = meter_is_over(&it->how.meter)
                  ? meter_add(&it->how.meter, 0, &err)
                  : l->container->kind->next(l->container, &it->member, &err);
    if (got != 1) {
        end_layer(it, in, got, &err);
        return true;
    }
    l->members++;
    name_member(it, l);
    in->declared = buf_view(&it->member.declared);
    in->date = buf_view(&it->member.date);
    if (it->member.reason == REASON_NONE) return take_member(it, in);
    intake_refuse(in, it->member.reason, "%s", it->member.detail);
    in->length = it->member.length;
    return true;
}

bool contents_next(struct contents *it, struct intake *in, struct view *source)
{
    while (it->depth > 0) {
        if (!step(it, in)) continue;
        *source = source_shorten(buf_view(&it->source), &it->shortened);
        return true;
    }
    return false;
}
