/* Source models from any bytes, and ruptures of their sources: no crash, no leak, no memory beyond the arenas' limits. */
#include <stddef.h>
#include <stdint.h>
#include "ruptures.h"
#include "numbers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const struct shk_nrml_params p = { .investigation_time = 50, .rupture_mesh_spacing = 2, .complex_fault_mesh_spacing = 4, .width_of_mfd_bin = 0.1,
                                              .area_source_discretization = 10, .floating_x_step = 1 };
    struct shk_arena *a = shk_arena_new((size_t)64 << 20), *s = shk_arena_new((size_t)64 << 20);
    struct shk_source_file *f = NULL;
    struct shk_diag d = { 0 };
    struct shk_log quiet = { .level = SHK_LOG_WARN + 1 };
    enum shk_err e = a && s ? shk_nrml_read_sources_memory(data, n, "fuzz.xml", &p, a, s, &quiet, &d, &f) : SHK_E_NOMEM;
    if (!e) e = shk_nrml_link_sections(&f, 1, a, &d);
    if (!e) fuzz_use_sources(f);
    shk_arena_free(a);
    shk_arena_free(s);
    return 0;
}
