#include "out/geojson.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "out/files.h"

/* A string of JSON (RFC 8259, 7). */
static void quoted(FILE *f, const char *s)
{
    fputc('"', f);
    for (; *s; s++) {
        if (*s == '"' || *s == '\\') fprintf(f, "\\%c", *s);
        else if ((unsigned char)*s < 32) fprintf(f, "\\u%04x", (unsigned)*s);
        else fputc(*s, f);
    }
    fputc('"', f);
}

static void feature(FILE *f, const struct shk_results *r, size_t i, size_t s, size_t p)
{
    const struct shk_sites *k = r->sites;
    fprintf(f, "%s{\"type\": \"Feature\", \"geometry\": {\"type\": \"Point\", \"coordinates\": [%.5f, %.5f]}, \"properties\": {", i ? ",\n" : "", k->lon[i], k->lat[i]);
    if (k->custom_site_id) {
        fputs("\"custom_site_id\": ", f);
        quoted(f, k->custom_site_id[i]);
    }
    for (size_t m = 0; m < r->nimts; m++) {
        const double v = (double)r->map_stats[((i * r->nstats + s) * r->nimts + m) * r->npoes + p];
        if (m || k->custom_site_id) fputs(", ", f);
        quoted(f, r->imt_name[m]);
        if (isfinite(v)) fprintf(f, ": %.7g", v);
        else fputs(": null", f);
    }
    fputs("}}", f);
}

static enum shk_err one_map(const struct shk_results *r, size_t s, size_t p, const char *dir, struct shk_exported *done, struct shk_diag *d)
{
    char name[120], path[1200], temp[1210];
    snprintf(name, sizeof name, "hazard_map-%s-%.6g", r->stat_name[s], r->poe[p]);
    SHK_TRY(shk_out_path(r, dir, name, "geojson", done, path, sizeof path, d));
    snprintf(temp, sizeof temp, "%s.part", path);
    FILE *f = fopen(temp, "w");
    if (!f) return shk_fail(d, SHK_E_IO, "cannot write %s: %s", path, strerror(errno));
    /* members beyond those of the format are allowed (RFC 7946, 6.1) and ignored by readers that do not know them */
    fprintf(f, "{\"type\": \"FeatureCollection\", \"statistic\": ");
    quoted(f, r->stat_name[s]);
    fprintf(f, ", \"poe\": %.9g, \"investigation_time\": %.9g, \"features\": [\n", r->poe[p], r->investigation_time);
    for (size_t i = 0; i < r->sites->n; i++) feature(f, r, i, s, p);
    fputs("\n]}\n", f);
    int bad = ferror(f);
    bad |= fclose(f) != 0;
    if (!bad && rename(temp, path) == 0) return SHK_OK;
    unlink(temp);
    return shk_fail(d, SHK_E_IO, "cannot write %s: %s", path, strerror(errno));
}

enum shk_err shk_export_geojson(const struct shk_results *r, const char *dir, struct shk_exported *done, struct shk_diag *d)
{
    for (size_t s = 0; r->map_stats && s < r->nstats; s++)
        for (size_t p = 0; p < r->npoes; p++) SHK_TRY(one_map(r, s, p, dir, done, d));
    return SHK_OK;
}
