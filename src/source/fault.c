/* fault.c — meshes of fault sources. */
#include "source/internal.h"

enum shk_err shk_source_fault_area(const struct shk_source *s, struct shk_arena *scratch, struct shk_diag *d, double *area)
{
    (void)scratch;
    *area = 0;
    return shk_source_fail(s, d, SHK_E_UNSUPPORTED, "slip rates are not supported yet");
}
