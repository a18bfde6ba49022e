// libs: io
/* CSV from any bytes, with and without a header. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "io/csv.h"
#include "numbers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    for (int header = 0; header < 2; header++) {
        struct shk_arena *a = shk_arena_new((size_t)16 << 20);
        char *copy = malloc(n + 1);         /* of the exact size, so that a sanitizer sees a step beyond it */
        struct shk_diag d = { 0 };
        struct shk_csv c;
        if (a && copy) {
            memcpy(copy, data, n);
            copy[n] = 0;
            enum shk_err e = shk_csv_begin(copy, n, "fuzz.csv", header, a, &d, &c);
            for (int more = 1; !e && more;) {
                e = shk_csv_next(&c, &more);
                for (size_t k = 0; !e && more && k < c.ncols; k++) {
                    double x;
                    struct shk_diag *keep = c.d;
                    c.d = NULL;
                    if (shk_csv_number(&c, k, &x)) (void)strlen(c.cell[k]);
                    c.d = keep;
                }
            }
        }
        free(copy);
        shk_arena_free(a);
    }
    return 0;
}
