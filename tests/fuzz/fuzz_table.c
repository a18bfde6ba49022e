// libs: gsim
/* Tables of ground motion in HDF5, and motion interpolated in what was read. */
#include "gsim/gsim.h"
#include "h5_recipe.h"

static const double mag[] = { 5, 6 }, T[] = { 0.1, 1 }, dist[] = { 1, 1, 10, 10, 100, 100 };
static const double motion[] = { .1, .2, .3, .4, .5, .6, .7, .8, .9, 1, 1.1, 1.2 };
static const struct h5_base base[] = {
    { "/Mw", 1, { 2 }, mag }, { "/IMLs/T", 1, { 2 }, T }, { "/Distances", 3, { 3, 1, 2 }, dist, .attr = "metric", .text = "rjb" },
    { "/IMLs/PGA", 3, { 3, 1, 2 }, motion }, { "/IMLs/PGV", 3, { 3, 1, 2 }, motion }, { "/IMLs/SA", 3, { 3, 2, 2 }, motion },
    { "/Total/PGA", 3, { 3, 1, 2 }, motion }, { "/Total/PGV", 3, { 3, 1, 2 }, motion }, { "/Total/SA", 3, { 3, 2, 2 }, motion },
};

static void evaluate(const struct shk_gsim_model *m)
{
    enum { N = 6 };
    static const double m6[N] = { 0, 4.5, 5, 6.123, 8, 12 }, far[N] = { 0, 1e-6, 10, 33, 1000, 1e9 };
    double mean[N], sig[N], tau[N], phi[N];
    struct shk_ctx x = { .n = N };
#define X(c) x.c = far;
    SHK_CTX_COLUMNS(X)
#undef X
    x.mag = m6;
    static const char *const imts[] = { "PGA", "PGV", "SA(0.05)", "SA(0.1)", "SA(1.0)", "SA(10.0)" };
    for (size_t i = 0; i < sizeof imts / sizeof *imts; i++) {
        struct shk_imt imt;
        struct shk_diag d = { 0 };
        if (shk_imt_parse(imts[i], &imt, &d)) abort();
        if (shk_gsim_supports(m, imt)) shk_gsim_eval(m, imt, &x, (struct shk_motion){ mean, sig, tau, phi });
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    h5_from_recipe("t.hdf5", base, sizeof base / sizeof *base, data, n);
    struct shk_arena *a = shk_arena_new((size_t)64 << 20);
    const struct shk_gsim_model *m;
    struct shk_diag d = { 0 };
    const enum shk_err e = a ? shk_gsim_make("[GMPETable]\ngmpe_table = 't.hdf5'", fuzz_dir, a, &d, &m) : SHK_E_NOMEM;
    if (!e) evaluate(m);
    else if (!*d.text && e != SHK_E_NOMEM) abort();
    shk_arena_free(a);
    return 0;
}
