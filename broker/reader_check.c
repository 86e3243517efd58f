/* reader_check.c: CHECK: a piece of the index held against the texts. */
#include "broker/index_check.h"
#include "broker/reader.h"
#include "broker/reader_page.h"

/* The segment with that number, or the first one above it; NULL behind the last. */
static const struct index_segment *segment_from(const struct index_view *v, uint64_t number)
{
    for (size_t i = 0; i < v->count; i++)
        if (v->at[i].number >= number) return &v->at[i];
    return NULL;
}

/* One window of a segment, of at most so many articles (0: a whole one). A segment that was merged
 * since has its articles in a later one. */
static void check_segment(struct page *p, const struct index_segment *s, uint32_t from,
                          uint32_t most, struct msg_checked *answer, struct index_checked *found)
{
    struct index_segment window = *s; /* which seems to end where the articles asked for do */
    const struct index_segment *behind = segment_from(&p->index, s->number + 1);
    if (most > 0 && s->articles - from > most) window.articles = from + most;
    if (from < s->articles) index_check(&p->index, &window, &from, &p->content, found);
    bool ended = from >= s->articles;
    answer->segment = !ended ? s->number : behind ? behind->number : s->number + 1;
    answer->ordinal = ended ? 0 : from;
}

int page_check(struct page *p, const struct msg *question, struct err *err)
{
    const struct msg_check *q = &question->check;
    struct msg_checked *answer = &p->answer.checked;
    struct index_checked found = {0};
    index_open(&p->index, p->read);
    const struct index_segment *s = q->document ? NULL : segment_from(&p->index, q->segment);
    if (s) {
        bool same = s->number == q->segment || q->segment == 0;
        uint64_t from = same ? q->ordinal : 0;
        if (from > s->articles) from = s->articles;
        check_segment(p, s, (uint32_t)from, (uint32_t)q->most, answer, &found);
        answer->more = 1;
    } else {
        answer->document = index_check_documents(&p->index, q->document, &found);
        answer->segment = q->segment;
        answer->more = answer->document > 0;
    }
    p->answer.number = MSG_CHECKED;
    answer->request = q->request;
    answer->articles = found.articles;
    answer->positions = found.positions;
    answer->wrong = found.wrong;
    answer->first_wrong = found.first_wrong;
    return 0;
}
