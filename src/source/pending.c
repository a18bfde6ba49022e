/* pending.c — stands in for the surfaces that the geo layer does not build yet; goes away with them. */
#include "geo/surface.h"

#define WEAK __attribute__((weak))
WEAK enum shk_err shk_multi_make(const struct shk_surface *elements, size_t n, struct shk_arena *a, struct shk_diag *d, const struct shk_multi **out)
{
    (void)elements, (void)n, (void)a, (void)out;
    return shk_fail(d, SHK_E_UNSUPPORTED, "surfaces of several parts are not supported yet");
}
