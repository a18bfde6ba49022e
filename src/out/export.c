#include "out/export.h"
#include <string.h>
#include "out/csv_hazard.h"
#include "out/csv_postproc.h"
#include "out/plot.h"

static const struct {
    const char *format;
    enum shk_err (*write)(const struct shk_results *, const char *, struct shk_exported *, struct shk_diag *);
} exporters[] = {
    { "csv", shk_export_hazard_csv },
    { "csv", shk_export_postproc_csv },
    { "png", shk_export_png },
};

enum shk_err shk_export(const struct shk_results *r, const char *format, const char *dir, struct shk_exported *done, struct shk_diag *d)
{
    int known = 0;
    for (size_t i = 0; i < sizeof exporters / sizeof *exporters; i++)
        if (!strcmp(exporters[i].format, format)) {
            SHK_TRY(exporters[i].write(r, dir, done, d));
            known = 1;
        }
    if (known) return SHK_OK;
    return shk_fail(d, SHK_E_INVALID, "exports: unknown format '%s': expected csv or png", format);
}
