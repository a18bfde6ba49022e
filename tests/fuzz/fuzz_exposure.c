/* Places of assets from any bytes as exposure.xml; a CSV file lies beside it. */
#include "file.h"
#include "job/sites_internal.h"
#include "numbers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char csv[] = "id,lon,lat,x\na,10,45,1\nb,10.5,45.5,2\n";
    static const char *path, *beside;
    if (!beside) beside = fuzz_file("a.csv", csv, sizeof csv - 1);
    path = fuzz_file("exposure.xml", data, n);
    struct shk_log quiet = { .level = SHK_LOG_WARN + 1 };
    struct shk_arena *a = shk_arena_new((size_t)64 << 20);
    struct shk_job *job = a ? SHK_NEW(a, struct shk_job, 1) : NULL;
    if (job) {
        struct shk_diag d = { 0 };
        struct shk_input in = { "exposure", 1, NULL, &path };
        struct shk_site_table t;
        job->file = "fuzz.ini";
        job->ninputs = 1;
        job->input = &in;
        const enum shk_err e = shk_exposure_sites(&(struct shk_site_reader){ .job = job, .arena = a, .log = &quiet, .d = &d }, &t);
        if (e && !*d.text) abort();
    }
    shk_arena_free(a);
    return 0;
}
