/* lib_shared.h — what the predictions of a model have in common whatever the measure: motion on rock that a nonlinear site term
 * needs, logarithms of distances, runs of ruptures and sites. Computed at the first measure of a block of contexts and kept for the
 * others, if the caller keeps such things (shk_ctx.shared); else for each measure anew. The values are the same.
 * A wrapper that gives its base other contexts lets the base share too by keeping the struct shk_ctx and its columns this way. */
#ifndef SHK_GSIM_LIB_SHARED_H
#define SHK_GSIM_LIB_SHARED_H
#include "gsim/gsim.h"

/* Fills what is shared. Must not depend on call->imt. */
typedef void shk_shared_maker(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared);

/* What make gives for these contexts: kept from another measure, or made now, in own (of that size) if it cannot be kept. */
const void *shk_shared(const struct shk_gsim_call *call, const struct shk_ctx *x, size_t size, shk_shared_maker *make, void *own);

/* In a kernel: SHK_SHARED(struct common, s, call, x, common_of) declares const struct common *s. */
#define SHK_SHARED(type, name, call, x, make)                      \
    type name##_own __attribute__((aligned(64)));                  \
    const type *const name = shk_shared(call, x, sizeof(type), make, &name##_own)

/* Contexts of a wrapper's base at sites of one vs30, to be kept. */
struct shk_rock { struct shk_ctx x; double vs30[SHK_CTX_BLOCK]; };
static inline void shk_rock_fill(struct shk_rock *r, const struct shk_ctx *x, double vs30)
{
    r->x = *x;
    r->x.vs30 = r->vs30;
    for (size_t i = 0; i < x->n; i++) r->vs30[i] = vs30;
}
#endif
