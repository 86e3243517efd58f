/* sim_disk.c: the store: an image that is committed, and one that may still be undone. */
#include "tests/sim/sim.h"
#include <stdio.h>
#include <string.h>

static void copy_image(struct image *to, const struct image *from)
{
    to->next_num = from->next_num;
    to->next_lease = from->next_lease;
    to->extractor = from->extractor;
    to->record_count = from->record_count;
    memcpy(to->docs, from->docs, from->next_num * sizeof *to->docs);
    memcpy(to->latest, from->latest, sizeof to->latest);
    memcpy(to->records, from->records, from->record_count * sizeof *to->records);
}

void disk_commit(struct sim *s)
{
    copy_image(&s->committed, &s->working);
}

void disk_undo(struct sim *s)
{
    copy_image(&s->working, &s->committed);
}

void disk_start(const struct sim *s, struct core_start *out)
{
    static char extractor[16];
    const struct image *image = &s->committed;
    *out = (struct core_start){.next_num = image->next_num, .next_lease = image->next_lease};
    for (uint64_t n = 1; n < image->next_num; n++) {
        const struct doc *d = &image->docs[n];
        out->states[d->state]++;
        if (d->state == STATE_FAILED || d->state == STATE_SKIPPED) out->reasons[d->reason]++;
    }
    if (image->extractor == 0) return;
    snprintf(extractor, sizeof extractor, "x%u", image->extractor);
    out->extractor = view_of(extractor);
}

struct core_found disk_found(const struct sim *s, uint64_t num)
{
    if (num == 0) return (struct core_found){0};
    const struct doc *d = &s->working.docs[num];
    return (struct core_found){num, d->bytes, d->state, d->reason};
}

/* Of the current documents with this content, `but` left out, the one with the least name. */
static uint64_t least(const struct image *image, uint32_t content, uint64_t but)
{
    uint64_t best = 0;
    for (uint64_t n = 1; content != 0 && n < image->next_num; n++) {
        const struct doc *d = &image->docs[n];
        if (!d->is_current || d->content != content || n == but) continue;
        if (best == 0 || d->name < image->docs[best].name) best = n;
    }
    return best;
}

void disk_offer(struct sim *s, const struct offer *o, struct core_event *event)
{
    const struct image *image = &s->working;
    uint64_t same = 0, current = 0, heir = 0, holder = least(image, o->content, 0);
    for (uint64_t n = 1; n < image->next_num; n++) {
        const struct doc *d = &image->docs[n];
        if (d->name != o->name) continue;
        if (d->content == o->content) same = n;
        if (d->is_current) current = n;
    }
    if (current && least(image, image->docs[current].content, 0) == current)
        heir = least(image, image->docs[current].content, current);
    event->offer.bytes = o->content ? o->bytes : 0;
    event->offer.reason = o->reason;
    event->offer.same = disk_found(s, same);
    event->offer.current = disk_found(s, current);
    event->offer.heir = disk_found(s, heir);
    event->offer.holder = disk_found(s, holder);
    event->offer.before_holder = holder && o->name < image->docs[holder].name;
}

/* Looks at a bounded number of documents, as a store over a large ledger would. */
size_t disk_window(struct sim *s, uint64_t from, uint32_t max, struct core_waiting *out,
                   uint64_t *next)
{
    size_t count = 0;
    uint64_t n = from, end = from + random_between(&s->random, 1, 64);
    for (; n < s->working.next_num && n < end && count < max; n++) {
        const struct doc *d = &s->working.docs[n];
        if (d->state == STATE_WAITING && d->retry.num == 0)
            out[count++] = (struct core_waiting){n, d->bytes};
    }
    *next = n;
    return count;
}

size_t disk_retries(struct sim *s, uint64_t after, uint32_t max, struct core_retry *out,
                    uint64_t *next)
{
    size_t count = 0;
    for (uint64_t n = after + 1; n < s->working.next_num; n++) {
        if (s->working.docs[n].retry.num == 0) continue;
        if (count == max) {
            *next = out[count - 1].num;
            return count;
        }
        out[count++] = s->working.docs[n].retry;
    }
    *next = 0;
    return count;
}

static void make_current(struct image *image, uint64_t num)
{
    for (uint64_t n = 1; n < image->next_num; n++)
        if (image->docs[n].name == image->docs[num].name) image->docs[n].is_current = n == num;
}

static void put_document(struct sim *s, const struct core_effect *e)
{
    const struct offer *o = &s->broker.packet->offers[s->broker.offer];
    struct image *image = &s->working;
    image->docs[image->next_num++] = (struct doc){.name = o->name,
                                                  .content = o->content,
                                                  .bytes = o->content ? o->bytes : 0,
                                                  .state = e->put.state,
                                                  .reason = e->put.reason};
    make_current(image, e->put.num);
}

static void set_state(struct sim *s, const struct core_effect *e)
{
    struct doc *d = &s->working.docs[e->set.num];
    d->state = e->set.state;
    d->reason = e->set.reason;
    d->lease = 0;
    if (d->state == STATE_WAITING) d->tries = d->deaths = d->timeouts = d->spared = 0;
    d->by_hand = d->state == STATE_SKIPPED && d->reason == REASON_OPERATOR;
}

static void put_lease(struct sim *s, const struct core_effect *e)
{
    struct image *image = &s->working;
    struct core_job *jobs = arena_alloc(&s->arena, e->task.count * sizeof *jobs);
    memcpy(jobs, e->task.jobs, e->task.count * sizeof *jobs);
    law(s, image->record_count < RECORDS, "the run is too long: no more lease records");
    image->records[image->record_count++] = (struct record){e->task.lease, jobs, e->task.count};
    image->next_lease = e->task.lease + 1;
}

static void delete_lease(struct sim *s, const struct core_effect *e)
{
    struct image *image = &s->working;
    for (size_t i = 0; i < image->record_count; i++)
        if (image->records[i].lease == e->lease) {
            image->records[i] = image->records[--image->record_count];
            return;
        }
}

static void put_retry(struct sim *s, const struct core_effect *e)
{
    struct doc *d = &s->working.docs[e->retry.num];
    d->retry = e->retry;
    d->lease = 0;
}

static void delete_retry(struct sim *s, const struct core_effect *e)
{
    s->working.docs[e->num].retry = (struct core_retry){0};
}

static void revive(struct sim *s, const struct core_effect *e)
{
    make_current(&s->working, e->num);
}

static void pin(struct sim *s, const struct core_effect *e)
{
    s->working.extractor = e->text.len ? (uint32_t)(e->text.at[1] - '0') : 0;
}

void disk_apply(struct sim *s, const struct core_effect *e)
{
    static void (*const writes[])(struct sim *, const struct core_effect *) = {
        [CORE_PUT_DOCUMENT] = put_document,
        [CORE_SET_STATE] = set_state,
        [CORE_REVIVE] = revive,
        [CORE_PUT_LEASE] = put_lease,
        [CORE_DELETE_LEASE] = delete_lease,
        [CORE_PUT_RETRY] = put_retry,
        [CORE_DELETE_RETRY] = delete_retry,
        [CORE_PIN] = pin,
    };
    if (e->kind < sizeof writes / sizeof *writes) writes[e->kind](s, e);
}
