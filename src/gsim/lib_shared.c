#include "gsim/lib_shared.h"

enum { ROOM = 768 * 1024, ENTRIES = 16, ALIGN = 64 };

struct shk_shared {
    const struct shk_ctx *of;           /* the contexts that the entries are of */
    size_t n, used;
    struct { const struct shk_gsim_model *model; const struct shk_ctx *of; shk_shared_maker *make; const void *at; } entry[ENTRIES];
    unsigned char *room;
};

struct shk_shared *shk_shared_new(struct shk_arena *arena)
{
    struct shk_shared *s = SHK_NEW(arena, struct shk_shared, 1);
    if (s && !(s->room = shk_arena_alloc(arena, 1, ROOM))) s = NULL;
    return s;
}

void shk_shared_begin(struct shk_shared *s, struct shk_ctx *x)
{
    s->of = x;
    s->n = s->used = 0;
    x->shared = s;
}

const void *shk_shared(const struct shk_gsim_call *call, const struct shk_ctx *x, size_t size, shk_shared_maker *make, void *own)
{
    struct shk_shared *s = x->shared;
    const struct shk_gsim_model *m = call->model;
    /* A wrapper that changes contexts or arguments works on copies: these are others than those that are kept, unless the wrapper keeps the copy itself. */
    const int kept = s && (s->of == x || ((uintptr_t)x >= (uintptr_t)s->room && (uintptr_t)x < (uintptr_t)(s->room + s->used)));
    const int plain = kept && call->arg == m->arg && call->data == m->g->data && call->coeffs == m->g->coeffs;
    for (size_t k = 0; plain && k < s->n; k++)
        if (s->entry[k].model == m && s->entry[k].of == x && s->entry[k].make == make) return s->entry[k].at;
    if (!plain || s->n == ENTRIES || size > ROOM - s->used) {
        make(call, x, own);
        return own;
    }
    void *at = s->room + s->used;
    s->entry[s->n].model = m;
    s->entry[s->n].of = x;
    s->entry[s->n].make = make;
    s->entry[s->n++].at = at;
    s->used += (size + ALIGN - 1) / ALIGN * ALIGN;
    make(call, x, at);                  /* may itself ask for something */
    return at;
}
