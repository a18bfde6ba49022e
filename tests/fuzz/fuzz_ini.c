/* Job files from any bytes: the INI reader, every value as a Python literal, and as the parameter it names. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "io/ini.h"
#include "io/pylit.h"
#include "job/internal.h"
#include "numbers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct shk_arena *a = shk_arena_new((size_t)64 << 20);
    struct shk_job *job = a ? SHK_NEW(a, struct shk_job, 1) : NULL;
    struct shk_diag d = { 0 };
    struct shk_ini ini = { 0 };
    enum shk_err e = job ? shk_ini_parse((const char *)data, n, "fuzz.ini", a, &d, &ini) : SHK_E_NOMEM;
    for (size_t i = 0; !e && i < ini.n; i++) {
        const struct shk_ini_item *x = &ini.item[i];
        struct shk_toml *tree;
        struct shk_diag other = { 0 };
        enum shk_err any = shk_pylit_parse(x->value, strlen(x->value), "fuzz.ini", x->line, a, &other, &tree);
        other = (struct shk_diag){ 0 };
        const int p = shk_param_find(x->key);
        if (p >= 0) any = shk_param_set(job, (enum shk_param)p, &(struct shk_entry){ x->key, x->value, "fuzz.ini", x->line }, a, &other);
        else shk_param_suggest(x->key);
        (void)any;
    }
    shk_arena_free(a);
    return 0;
}
