/* core_effect.c: the answer to an event, a list that is emptied before the next one. */
#include "broker/core_state.h"
#include <stdlib.h>
#include <string.h>

struct core_effect *effect_add(struct core *core, enum core_effect_kind kind)
{
    struct core_effects *out = core->out;
    if (out->count == out->room) {
        out->room = out->room ? out->room * 2 : 64;
        out->at = xrealloc(out->at, out->room * sizeof *out->at);
    }
    struct core_effect *e = &out->at[out->count++];
    memset(e, 0, sizeof *e);
    e->kind = kind;
    return e;
}

struct core_effect *effect_send(struct core *core, enum core_effect_kind kind, uint32_t peer)
{
    struct core_effect *e = effect_add(core, kind);
    e->peer = peer;
    return e;
}

struct view effect_text(struct core *core, struct view text)
{
    return (struct view){arena_copy(&core->out->arena, text.at, text.len), text.len};
}

void core_effects_free(struct core_effects *out)
{
    free(out->at);
    arena_free(&out->arena);
    *out = (struct core_effects){0};
}
