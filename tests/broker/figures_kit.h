/* figures_kit.h: an index of random records beside a model of them: figures with places and dates
 * that they are about, and persons, in several segments, some with nothing in them; figures that
 * are alike by the hundred, and documents that go and come back.
 */
#ifndef TESTS_BROKER_FIGURES_KIT_H
#define TESTS_BROKER_FIGURES_KIT_H

#include "broker/ask.h"
#include "tests/broker/index_kit.h"

enum { FIGURES_RECORDS = 60, FIGURES_UNITS = 4 };

extern const char *const figures_units[FIGURES_UNITS];

/* A record of the model; of figures the place and year that they count for. */
struct model_record {
    uint64_t doc;
    uint32_t article, record;
    int year; /* -220 is 221 BC */
    enum record_kind kind;
    uint64_t amount; /* amount_key(); 0: none */
    int unit;
    const char *code;                   /* of a place: its own */
    const char *name, *role, *employer; /* of a person; NULL: none is told */
    bool alive;
};

struct model {
    struct index_kit kit;
    struct model_record *at; /* those of an article one behind the other */
    size_t count;
    uint64_t *docs;
    size_t doc_count;
};

bool model_is_figure(const struct model_record *r);

/* Its year as facets have it. */
enum { FIGURES_YEAR = 16 };
void figures_year(const struct model_record *r, char out[FIGURES_YEAR]);

/* What is asked of it, and which records that should find. */
struct model_question {
    const char *query;
    int kind; /* -1: any */
    bool (*meets)(const struct model_record *r);
};
extern const struct model_question model_questions[];
extern const size_t model_question_count;

/* A question asked of all segments. */
struct asked_all {
    struct index_view view;
    struct ask_segment *at;
    struct bits *articles, *rows;
    const struct query_node *query;
    const struct model_question *question;
    struct arena arena;
};
void asked_open(struct asked_all *a, struct model *m, struct store_read *r,
                const struct model_question *question);
void asked_close(struct asked_all *a);

/* Makes a model, and holds it against the index in a read transaction, again and again: in several
 * segments, with changes and merges in between; and in one whose lists and keys of a unit fill many
 * chunks. One of them a test. */
void model_in_segments(void (*compare)(struct model *m, struct store_read *r));
void model_in_one_segment(void (*compare)(struct model *m, struct store_read *r));

#endif
