/* Source-model logic trees from any bytes, beside two small models: all paths where they are few, and sampled ones. */
#include "file.h"
#include "job/lt_tree.h"
#include "numbers.h"

static const char model[] = "<nrml xmlns=\"http://openquake.org/xmlns/nrml/0.5\"><sourceModel><sourceGroup tectonicRegion=\"Active Shallow Crust\">"
    "<pointSource id=\"%s\" name=\"\"/></sourceGroup></sourceModel></nrml>";

static void write_models(void)
{
    static int done;
    char text[400];
    if (done++) return;
    for (int i = 0; i < 2; i++) {
        const int n = snprintf(text, sizeof text, model, i ? "2" : "1");
        fuzz_file(i ? "b.xml" : "a.xml", text, (size_t)n);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    write_models();
    const char *path = fuzz_file("tree.xml", data, n);
    struct shk_log quiet = { .level = SHK_LOG_WARN + 1 };
    for (size_t samples = 0; samples < 8; samples += 7) {
        struct shk_arena *a = shk_arena_new((size_t)64 << 20);
        struct shk_lt_params p = { .source_model_logic_tree = path, .job_file = "fuzz.ini", .samples = samples, .random_seed = 42, .max_paths = 1000, .log = &quiet };
        struct shk_diag d = { 0 };
        struct shk_smlt *t;
        struct shk_smlt_path *all;
        size_t npaths;
        enum shk_err e = a ? shk_smlt_read(&p, a, &d, &t) : SHK_E_NOMEM;
        if (!e && (samples || t->npaths <= p.max_paths)) e = shk_smlt_paths(t, &p, 2, a, &d, &npaths, &all);
        if (e && !*d.text && e != SHK_E_NOMEM) abort();             /* an error says why */
        shk_arena_free(a);
    }
    return 0;
}
