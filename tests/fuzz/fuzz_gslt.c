/* Ground-motion logic trees from any bytes, their models bound to whatever arguments they are given. */
#include "file.h"
#include "job/lt_tree.h"
#include "numbers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const trts[] = { "Active Shallow Crust", "Stable Shallow Crust" };
    struct shk_log quiet = { .level = SHK_LOG_WARN + 1 };
    struct shk_arena *a = shk_arena_new((size_t)64 << 20);
    const struct shk_lt_params p = { .gsim_logic_tree = fuzz_file("tree.xml", data, n), .job_file = "fuzz.ini", .max_paths = 1000, .log = &quiet };
    struct shk_diag d = { 0 };
    struct shk_gslt *t;
    const enum shk_err e = a ? shk_gslt_read(&p, 2, trts, a, &d, &t) : SHK_E_NOMEM;
    if (e && !*d.text && e != SHK_E_NOMEM) abort();
    shk_arena_free(a);
    return 0;
}
