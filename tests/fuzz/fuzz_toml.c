// libs: io
/* TOML from any bytes. */
#include <stddef.h>
#include <stdint.h>
#include "io/toml.h"
#include "numbers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct shk_arena *a = shk_arena_new((size_t)64 << 20);
    struct shk_diag d = { 0 };
    struct shk_toml *root;
    const enum shk_err e = a ? shk_toml_parse((const char *)data, n, "fuzz.toml", a, &d, &root) : SHK_E_NOMEM;
    if (!e) (void)shk_toml_get(root, "a");
    shk_arena_free(a);
    return 0;
}
