// libs: io
/* Archives from any bytes, unpacked into a private folder; nothing may appear outside it. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/file.h"
#include "io/zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const struct shk_zip_limits small = { 100, 1 << 22, 100 };
    struct shk_arena *a = shk_arena_new((size_t)16 << 20);
    char *dir = a ? shk_tempdir_new(a) : NULL, *path = dir ? shk_path_join(a, dir, "x.zip") : NULL;
    FILE *f = path ? fopen(path, "wb") : NULL;
    if (f) {
        fwrite(data, 1, n, f);
        fclose(f);
        const char *const *names;
        size_t k;
        struct shk_diag d = { 0 };
        char *deep = shk_tempdir_new(a);
        if (deep) {
            const enum shk_err e = shk_zip_extract(path, deep, &small, a, &d, &names, &k);
            for (size_t i = 0; !e && i < k; i++)
                if (!shk_file_exists(shk_path_join(a, deep, names[i]))) abort();
            shk_tempdir_remove(deep);
        }
    }
    if (dir) shk_tempdir_remove(dir);
    shk_arena_free(a);
    return 0;
}
