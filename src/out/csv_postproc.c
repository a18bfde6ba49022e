#include "out/csv_postproc.h"
#include "out/csv_file.h"

enum shk_err shk_export_postproc_csv(const struct shk_results *r, const char *dir, struct shk_exported *done, struct shk_diag *d)
{
    for (size_t k = 0; k < r->npost; k++) {
        const struct shk_table *t = &r->post[k];
        struct shk_out_file c;
        SHK_TRY(shk_out_begin(&c, r, dir, t->name, (int)t->ncols, t->note, done, d));
        if (!c.f) continue;
        shk_out_printf(&c, "%s", t->header);
        shk_out_end_line(&c);
        for (size_t i = 0; i < t->ncells; i++) {
            shk_out_text(&c, t->cell[i]);
            if ((i + 1) % t->ncols == 0) shk_out_end_line(&c);
        }
        SHK_TRY(shk_out_end(&c));
    }
    return SHK_OK;
}
