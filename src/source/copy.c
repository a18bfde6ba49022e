/* copy.c — copies of sources that modifications may change. */
#include <string.h>
#include "source/internal.h"

/* Everything behind a pointer stays shared: a modification replaces pointers and never writes through them, but for the
 * distributions of multi-point sources, which it changes in place. Names and files are the same for all copies. */
struct shk_source *shk_source_copy(const struct shk_source *s, struct shk_arena *a)
{
    struct shk_source *c = SHK_NEW(a, struct shk_source, 1);
    if (!c) return NULL;
    *c = *s;
    if (s->npoints && s->mfds) {
        c->mfds = SHK_NEW(a, struct shk_mfd, s->npoints);
        if (!c->mfds) return NULL;
        memcpy(c->mfds, s->mfds, s->npoints * sizeof *c->mfds);
    }
    return c;
}
