#include "out/export.h"
#include <stdio.h>
#include <string.h>
#include "engine/datastore.h"
#include "out/csv_hazard.h"
#include "out/csv_postproc.h"
#include "out/files.h"
#include "out/geojson.h"
#include "out/npz_hazard.h"
#include "out/parts.h"
#include "out/plot.h"

enum { MOST = 8 };                          /* processes: then the disk is busy */
static const double worth = 50000;          /* numbers: ten milliseconds */

/* Another name than the datastore's, which may lie in the same folder and knows more. */
static enum shk_err export_hdf5(const struct shk_results *r, const char *dir, struct shk_exported *done, struct shk_diag *d)
{
    static const struct shk_operations none;
    char path[1024];
    SHK_TRY(shk_out_path(r, dir, "results", "hdf5", done, path, sizeof path, d));
    return shk_datastore_write(path, r, &none, d);
}

struct csv { const struct shk_results *r; const char *dir; struct shk_exported *done; size_t listed; };

static enum shk_err csv_part(void *user, int part, struct shk_diag *d)
{
    const struct csv *c = user;
    c->done->n = c->listed;
    c->done->part = part;
    return shk_export_hazard_csv(c->r, c->dir, c->done, d);
}

/* One file a statistic and measure: where there are many numbers, several processes write them. */
static enum shk_err export_csv(const struct shk_results *r, const char *dir, struct shk_exported *done, struct shk_diag *d)
{
    struct csv c = { r, dir, done, done->n };
    const double numbers = (double)r->sites->n * (double)(r->nstats + (r->rlzs ? r->nrlzs : 0)) * (double)(r->nimts * r->nlev);
    done->parts = numbers < worth || done->processes < 1 ? 1 : done->processes < MOST ? done->processes : MOST;
    const enum shk_err e = shk_in_parts(done->parts, csv_part, &c, d);
    done->parts = 1;
    return e;
}

static const struct {
    const char *format;
    enum shk_err (*write)(const struct shk_results *, const char *, struct shk_exported *, struct shk_diag *);
} exporters[] = {
    { "csv", export_csv },
    { "csv", shk_export_postproc_csv },
    { "npz", shk_export_npz },
    { "geojson", shk_export_geojson },
    { "hdf5", export_hdf5 },
    { "png", shk_export_png },
};

int shk_export_known(const char *format)
{
    for (size_t i = 0; i < sizeof exporters / sizeof *exporters; i++)
        if (!strcmp(exporters[i].format, format)) return 1;
    return 0;
}

enum shk_err shk_export(const struct shk_results *r, const char *format, const char *dir, struct shk_exported *done, struct shk_diag *d)
{
    int found = 0;
    char known[120] = "";
    for (size_t i = 0; i < sizeof exporters / sizeof *exporters; i++) {
        if (!strcmp(exporters[i].format, format)) {
            SHK_TRY(exporters[i].write(r, dir, done, d));
            found = 1;
        }
        if (i == 0 || strcmp(exporters[i].format, exporters[i - 1].format))         /* rows of a format stand together */
            snprintf(known + strlen(known), sizeof known - strlen(known), "%s%s", i ? ", " : "", exporters[i].format);
    }
    return found ? SHK_OK : shk_fail(d, SHK_E_INVALID, "exports: unknown format '%s': expected one of %s", format, known);
}
