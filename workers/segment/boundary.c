/* boundary.c: see boundary.h. */
#include "workers/segment/boundary.h"
#include "workers/segment/evidence.h"

static const char *const begin_names[] = {
#define X(NAME, name, ...) name,
    EVIDENCE(X)
#undef X
};
static const char *const join_names[] = {
#define X(NAME, name, ...) name,
    JOIN_EVIDENCE(X)
#undef X
};

/* Hundredths by margin; straight lines between, level beyond. */
struct point {
    int32_t margin;
    uint8_t confidence;
};
enum { POINTS = 6 };
static const struct point curves[][POINTS] = {
    [BOUNDARY_ALONE] = {{-40, 75}, {-10, 85}, {10, 95}, {25, 97}, {40, 98}, {120, 99}},
    [BOUNDARY_PAGE] = {{-15, 65}, {5, 77}, {22, 90}, {37, 97}, {60, 98}, {120, 99}},
    [BOUNDARY_LISTED] = {{-30, 75}, {-10, 84}, {10, 91}, {43, 98}, {80, 98}, {120, 99}},
    [BOUNDARY_JOIN] = {{-40, 10}, {-7, 25}, {8, 52}, {38, 55}, {60, 87}, {120, 97}},
};

static uint8_t confidence_of(const struct point *curve, int32_t margin)
{
    if (margin <= curve[0].margin) return curve[0].confidence;
    for (int i = 1; i < POINTS; i++) {
        const struct point *low = &curve[i - 1], *high = &curve[i];
        if (margin >= high->margin) continue;
        int32_t part = (margin - low->margin) * (high->confidence - low->confidence);
        return (uint8_t)(low->confidence + part / (high->margin - low->margin));
    }
    return curve[POINTS - 1].confidence;
}

struct boundary boundary_of(struct arena *a, enum boundary_kind kind, struct decision decision)
{
    const char *const *names = kind == BOUNDARY_JOIN ? join_names : begin_names;
    uint64_t why = kind == BOUNDARY_JOIN ? decision.why : decision.why & evidence_for();
    uint32_t count = (uint32_t)__builtin_popcountll(why), n = 0;
    const char **evidence = arena_alloc(a, (count + 1) * sizeof *evidence);
    for (uint32_t e = 0; n < count; e++)
        if (why >> e & 1) evidence[n++] = names[e];
    return (struct boundary){evidence, count, confidence_of(curves[kind], decision.margin)};
}
