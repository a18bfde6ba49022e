#include "engine/delta_rates.h"
#include <stdlib.h>
#include <string.h>
#include "io/csv.h"

enum { MAX_FILE = 1 << 30 };

static size_t rupture_count(const struct shk_prepared *p)
{
    if (!p->is_points) return p->count;
    const struct shk_point_set *s = &p->points;
    return (s->mag_start ? s->mag_start[s->n] : s->n * s->nmags) * s->nplanes * s->ndepths;
}

static int in_model(const struct shk_model *m, const char *id)
{
    for (size_t g = 0; g < m->ngroups; g++)
        for (size_t s = 0; s < m->group[g].nsources; s++)
            if (!strcmp(m->group[g].source[s]->id, id)) return 1;
    return 0;
}

/* One row: to the sources with this id. seen: a byte for each delta, so that a rupture given twice is an error. */
static enum shk_err add_row(struct shk_run *run, struct shk_hazard_work *w, const struct shk_csv *c, const char *id, double rup, double delta,
                            unsigned char **seen)
{
    int found = 0;
    if (rup < 0 || rup != (double)(size_t)rup)
        return shk_fail(run->diag, SHK_E_INVALID, "%s:%d: rup_id = %g: expected the number of a rupture, counted from 0", c->name, c->line, rup);
    for (size_t i = 0; i < w->nprepared; i++) {
        struct shk_prepared *p = &w->prepared[i];
        if (strcmp(p->src->id, id)) continue;
        found = 1;
        if (!p->delta) {
            p->ndelta = rupture_count(p);
            p->delta = SHK_NEW(run->arena, double, p->ndelta);
            seen[i] = SHK_NEW(run->arena, unsigned char, p->ndelta);
            if (!p->delta || !seen[i]) return shk_fail(run->diag, SHK_E_NOMEM, "%s: out of memory", c->name);
        }
        if (rup >= (double)p->ndelta)
            return shk_fail(run->diag, SHK_E_INVALID, "%s:%d: rup_id = %.0f, but source %s has %zu ruptures", c->name, c->line, rup, id, p->ndelta);
        if (seen[i][(size_t)rup]++) return shk_fail(run->diag, SHK_E_INVALID, "%s:%d: rup_id = %.0f of source %s is there twice", c->name, c->line, rup, id);
        p->delta[(size_t)rup] = delta;
    }
    if (!found && !in_model(run->model, id))      /* else it is too far from the sites */
        return shk_fail(run->diag, SHK_E_INVALID, "%s:%d: source_id = %s: there is no such source", c->name, c->line, id);
    return SHK_OK;
}

enum shk_err shk_delta_rates_read(struct shk_run *run, struct shk_hazard_work *w)
{
    const char *path = shk_job_path(run->job, "delta_rates");
    if (!path) return SHK_OK;
    if (run->job->ps_grid_spacing > 0)          /* merged sources have no ruptures of their own to add to */
        return shk_fail(run->diag, SHK_E_UNSUPPORTED, "%s: delta_rates_file together with ps_grid_spacing is not supported", run->job->file);
    struct shk_csv c;
    SHK_TRY(shk_csv_open(path, MAX_FILE, 1, run->arena, run->diag, &c));
    const long id = shk_csv_col(&c, "source_id"), rup = shk_csv_col(&c, "rup_id"), delta = shk_csv_col(&c, "delta");
    if (id < 0 || rup < 0 || delta < 0)
        return shk_fail(run->diag, SHK_E_INVALID, "%s: expected the columns source_id, rup_id and delta", c.name);
    unsigned char **seen = SHK_NEW(run->arena, unsigned char *, w->nprepared);
    if (!seen) return shk_fail(run->diag, SHK_E_NOMEM, "%s: out of memory", c.name);
    for (;;) {
        int more = 0;
        double r, v;
        SHK_TRY(shk_csv_next(&c, &more));
        if (!more) return SHK_OK;
        SHK_TRY(shk_csv_number(&c, (size_t)rup, &r));
        SHK_TRY(shk_csv_number(&c, (size_t)delta, &v));
        SHK_TRY(add_row(run, w, &c, c.cell[id], r, v, seen));
    }
}
