// libs: gsim
/* Tables of ground motion in HDF5 from any bytes, and motion interpolated in what was read. */
#include "file.h"
#include "gsim/gsim.h"

static void evaluate(const struct shk_gsim_model *m)
{
    enum { N = 6 };
    static const double mag[N] = { 0, 4.5, 5, 6.123, 8, 12 }, dist[N] = { 0, 1e-6, 10, 33, 1000, 1e9 };
    double mean[N], sig[N], tau[N], phi[N];
    struct shk_ctx x = { .n = N };
#define X(c) x.c = dist;
    SHK_CTX_COLUMNS(X)
#undef X
    x.mag = mag;
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
    fuzz_file("t.hdf5", data, n);
    struct shk_arena *a = shk_arena_new((size_t)64 << 20);
    const struct shk_gsim_model *m;
    struct shk_diag d = { 0 };
    const enum shk_err e = a ? shk_gsim_make("[GMPETable]\ngmpe_table = 't.hdf5'", fuzz_dir, a, &d, &m) : SHK_E_NOMEM;
    if (!e) evaluate(m);
    else if (!*d.text && e != SHK_E_NOMEM) abort();
    shk_arena_free(a);
    return 0;
}
