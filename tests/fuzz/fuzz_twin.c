/* HDF5 twins of source models: a multi-fault and a gridded source without ruptures of their own. */
#include "h5_recipe.h"
#include "ruptures.h"

static const double mag[] = { 6, 6.5 }, rake[] = { 90, 0 }, probs[] = { .9, .1, .8, .2 }, hypo[] = { 10, 45, 5, 10, 45, 5 }, slice[] = { 0, 2, 2, 4 };
static const double mesh[] = { 10, 45, 5, 10.1, 45, 5, 10.2, 45, 6, 10, 45.1, 4 };
static const struct h5_base base[] = {
    { "/1/mag", 1, { 2 }, mag }, { "/1/rake", 1, { 2 }, rake }, { "/1/probs_occur", 2, { 2, 2 }, probs }, { "/1/rupture_idxs", .strings = "s1|s1 s2" },
    { "/2/magnitude", 1, { 2 }, mag }, { "/2/rake", 1, { 2 }, rake }, { "/2/probs_occur", 2, { 2, 2 }, probs }, { "/2/hypocenter", 2, { 2, 3 }, hypo },
    { "/2/slice", 2, { 2, 2 }, slice }, { "/2/mesh3d", 2, { 4, 3 }, mesh },
};

static const char model[] = "<nrml xmlns=\"http://openquake.org/xmlns/nrml/0.5\"><sourceModel name=\"m\">"
    "<sourceGroup tectonicRegion=\"Active Shallow Crust\"><multiFaultSource id=\"1\" name=\"f\"><faults></faults></multiFaultSource></sourceGroup>"
    "<sourceGroup tectonicRegion=\"Volcanic\"><nonParametricSeismicSource id=\"2\" name=\"n\"/></sourceGroup></sourceModel></nrml>";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const struct shk_nrml_params p = { .investigation_time = 50, .rupture_mesh_spacing = 2, .complex_fault_mesh_spacing = 4, .width_of_mfd_bin = 0.1,
                                              .area_source_discretization = 10, .floating_x_step = 1 };
    static const char *path;
    if (!path) path = fuzz_file("m.xml", model, sizeof model - 1);
    h5_from_recipe("m.hdf5", base, sizeof base / sizeof *base, data, n);
    struct shk_log quiet = { .level = SHK_LOG_WARN + 1 };
    for (int k = 0; k < 2; k++) {           /* one source at a time, so that a wrong one does not hide the other */
        static const char *const only[2][2] = { { "1", NULL }, { "2", NULL } };
        struct shk_nrml_params one = p;
        one.source_id = only[k];
        struct shk_arena *a = shk_arena_new((size_t)64 << 20), *s = shk_arena_new((size_t)64 << 20);
        struct shk_source_file *f = NULL;
        struct shk_diag d = { 0 };
        const enum shk_err e = a && s ? shk_nrml_read_sources(path, &one, a, s, &quiet, &d, &f) : SHK_E_NOMEM;
        if (e && !*d.text && e != SHK_E_NOMEM) abort();
        if (!e && k) fuzz_use_sources(f);       /* the sections of the other are elsewhere */
        shk_arena_free(a);
        shk_arena_free(s);
    }
    return 0;
}
