/* content.c: see content.h. */
#include "broker/content.h"
#include "proto/check.h"
#include "proto/result_check.h"
#include "proto/squeeze.h"

void content_free(struct content *c)
{
    buf_free(&c->result);
    buf_free(&c->original);
    buf_free(&c->stored);
}

/* The expanded bytes: where they are stored, or in room. */
static bool expanded(uint64_t encoding, struct view stored, size_t max, struct buf *room,
                     struct view *out)
{
    *out = stored;
    if (encoding == ENCODING_RAW) return true;
    room->len = 0;
    if (expand((int)encoding, stored, max, room, NULL) != 0) return false;
    *out = buf_view(room);
    return true;
}

bool content_stored(struct content *c, struct store_read *r, uint64_t num, struct view *result)
{
    struct msg_stored_outcome outcome;
    struct view stored;
    if (!store_outcome(r, num, &outcome, &stored)) return false;
    if (outcome.packed) {
        c->result.len = 0;
        buf_reserve(&c->result, outcome.length);
        *result = (struct view){c->result.at, outcome.length};
        return store_result(r, num, &outcome, c->result.at);
    }
    return stored.len > 0 && expanded(outcome.encoding, stored, MAX_RESULT, &c->result, result);
}

bool content_result(struct content *c, struct store_read *r, uint64_t num, struct view *result)
{
    return content_stored(c, r, num, result) && check_whole(result->at, result->len, NULL) == 0;
}

/* What is packed has no other encoding, so a part of it is one of the original. */
static bool original_part(struct content *c, struct store_read *r, uint64_t num, size_t from,
                          size_t upto, struct view *original)
{
    struct msg_stored_doc doc;
    if (!store_doc(r, num, &doc)) return false;
    c->stored.len = 0;
    buf_reserve(&c->stored, doc.length);
    if (upto > doc.length) upto = doc.length;
    return store_body_part(r, &doc, from, upto, c->stored.at) &&
           expanded(doc.encoding, (struct view){c->stored.at, doc.length}, MAX_DOCUMENT,
                    &c->original, original);
}

bool content_original(struct content *c, struct store_read *r, uint64_t num, struct view *original)
{
    return original_part(c, r, num, 0, SIZE_MAX, original);
}

bool content_canonical(struct content *c, struct store_read *r, uint64_t num, struct view result,
                       struct view *canonical)
{
    return content_canonical_part(c, r, num, result, 0, SIZE_MAX, canonical);
}

bool content_canonical_part(struct content *c, struct store_read *r, uint64_t num,
                            struct view result, size_t from, size_t upto, struct view *canonical)
{
    return result_has_text(result, canonical) || original_part(c, r, num, from, upto, canonical);
}
