/* The public functions of mainshock/gsim.h. */
#include <mainshock/gsim.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "gsim/gsim.h"

#define PUBLIC __attribute__((visibility("default")))

struct mainshock_gsim { struct shk_arena *arena; const struct shk_gsim_model *model; };

static const char *const column_name[] = {
#define X(c) #c,
    SHK_CTX_COLUMNS(X)
#undef X
};

static int complain(const struct shk_diag *d, char *error, size_t size)
{
    if (error && size) snprintf(error, size, "%s", d->text);
    return -1;
}

PUBLIC size_t mainshock_gsim_count(void) { return shk_gsim_count(); }

PUBLIC const char *mainshock_gsim_name(size_t i)
{
    const struct shk_gsim *g = shk_gsim_at(i);
    return g ? g->name : NULL;
}

static enum shk_err make(const char *text, const char *folder, size_t n, const char *const *imts, struct mainshock_gsim *m, struct shk_diag *d)
{
    const struct shk_gsim_model *own;
    SHK_TRY(shk_gsim_make(text, folder ? folder : "", m->arena, d, &own));
    struct shk_imt *imt = SHK_NEW(m->arena, struct shk_imt, n + 1);
    if (!imt) return shk_fail(d, SHK_E_NOMEM, "ground-motion models: out of memory");
    for (size_t i = 0; i < n; i++) {
        SHK_TRY(shk_imt_parse(imts[i], &imt[i], d));
        if (!shk_gsim_supports(own, imt[i])) return shk_fail(d, SHK_E_UNSUPPORTED, "%s does not predict %s", own->text, imts[i]);
    }
    m->model = own;
    return n ? shk_gsim_for_job(m->arena, d, own, n, imt, &m->model) : SHK_OK;
}

PUBLIC struct mainshock_gsim *mainshock_gsim_new(const char *text, const char *folder, size_t n, const char *const *imts, char *error, size_t size)
{
    struct shk_diag d = { 0 };
    struct mainshock_gsim *m = calloc(1, sizeof *m);
    enum shk_err e = m && (m->arena = shk_arena_new(0)) ? SHK_OK : shk_fail(&d, SHK_E_NOMEM, "ground-motion models: out of memory");
    if (!e) e = make(text, folder, n, imts, m, &d);
    if (!e) return m;
    complain(&d, error, size);
    mainshock_gsim_free(m);
    return NULL;
}

PUBLIC void mainshock_gsim_free(struct mainshock_gsim *m)
{
    if (!m) return;
    shk_arena_free(m->arena);
    free(m);
}

PUBLIC const char *mainshock_gsim_text(const struct mainshock_gsim *m) { return m->model->text; }
PUBLIC const char *mainshock_gsim_reference(const struct mainshock_gsim *m) { return m->model->g->ref ? m->model->g->ref : ""; }
PUBLIC const char *mainshock_gsim_component(const struct mainshock_gsim *m) { return m->model->component ? m->model->component : ""; }
PUBLIC const char *mainshock_gsim_region(const struct mainshock_gsim *m) { return m->model->trt ? m->model->trt : ""; }

PUBLIC const char *mainshock_gsim_needs(const struct mainshock_gsim *m, size_t i)
{
    for (int c = 0; c < SHK_COL_COUNT; c++)
        if (m->model->needs >> c & 1 && !i--) return column_name[c];
    return NULL;
}

PUBLIC double mainshock_gsim_code(const char *column, const char *text)
{
    if (!strcmp(column, "geology")) return shk_geology(text);
    if (!*text) return NAN;
    if (!strcmp(column, "siteclass") || !strcmp(column, "ec8")) return (unsigned char)text[0];
    return !strcmp(column, "ec8_p18") ? (unsigned char)text[0] * 256.0 + (unsigned char)text[1] : NAN;
}

PUBLIC int mainshock_gsim_supports(const struct mainshock_gsim *m, const char *imt)
{
    struct shk_diag d = { 0 };
    struct shk_imt t;
    return !shk_imt_parse(imt, &t, &d) && shk_gsim_supports(m->model, t);
}

/* The measures, and the columns that the model needs. */
static enum shk_err understand(const struct shk_gsim_model *m, size_t nimt, const char *const *imts, size_t columns, const char *const *name,
                               const double *const *column, struct shk_imt *imt, const double **all, struct shk_diag *d)
{
    for (size_t k = 0; k < nimt; k++) {
        SHK_TRY(shk_imt_parse(imts[k], &imt[k], d));
        if (!shk_gsim_supports(m, imt[k])) return shk_fail(d, SHK_E_UNSUPPORTED, "%s does not predict %s", m->text, imts[k]);
    }
    for (int c = 0; c < SHK_COL_COUNT; c++) {
        for (size_t k = 0; k < columns; k++)
            if (!strcmp(name[k], column_name[c])) all[c] = column[k];
        if (m->needs >> c & 1 && !all[c]) return shk_fail(d, SHK_E_INVALID, "%s needs the column %s", m->text, column_name[c]);
    }
    return SHK_OK;
}

/* All measures block by block; shared: NULL, or to keep what the measures have in common. */
static void eval_blocks(const struct shk_gsim_model *m, size_t nimt, const struct shk_imt *imt, size_t n, const double *const *all, struct shk_shared *shared,
                        struct shk_motion at)
{
    for (size_t i = 0; i < n; i += SHK_CTX_BLOCK) {
        struct shk_ctx x = { .n = n - i < SHK_CTX_BLOCK ? n - i : SHK_CTX_BLOCK };
#define X(c) x.c = all[SHK_COL_##c] ? all[SHK_COL_##c] + i : NULL;
        SHK_CTX_COLUMNS(X)
#undef X
        if (shared) shk_shared_begin(shared, &x);
        for (size_t k = 0; k < nimt; k++) {
            const size_t row = k * n + i;
            shk_gsim_eval(m, imt[k], &x, (struct shk_motion){ at.mean + row, at.sig + row, at.tau + row, at.phi + row });
        }
    }
}

PUBLIC int mainshock_gsim_eval(const struct mainshock_gsim *m, const char *imt, size_t n, size_t columns, const char *const *name, const double *const *column,
                               double *mean, double *sig, double *tau, double *phi, char *error, size_t size)
{
    struct shk_diag d = { 0 };
    struct shk_imt t;
    const double *all[SHK_COL_COUNT] = { NULL };
    if (understand(m->model, 1, &imt, columns, name, column, &t, all, &d)) return complain(&d, error, size);
    eval_blocks(m->model, 1, &t, n, all, NULL, (struct shk_motion){ mean, sig, tau, phi });
    return 0;
}

PUBLIC int mainshock_gsim_eval_many(const struct mainshock_gsim *m, size_t nimt, const char *const *imts, size_t n, size_t columns, const char *const *name,
                                    const double *const *column, double *mean, double *sig, double *tau, double *phi, char *error, size_t size)
{
    struct shk_diag d = { 0 };
    const double *all[SHK_COL_COUNT] = { NULL };
    struct shk_arena *a = shk_arena_new(0);
    struct shk_imt *imt = a ? SHK_NEW(a, struct shk_imt, nimt + 1) : NULL;
    struct shk_shared *shared = imt && nimt > 1 ? shk_shared_new(a) : NULL;        /* no memory for it: slower, with the same values */
    const enum shk_err e = imt ? understand(m->model, nimt, imts, columns, name, column, imt, all, &d)
                               : shk_fail(&d, SHK_E_NOMEM, "ground-motion models: out of memory");
    if (!e) eval_blocks(m->model, nimt, imt, n, all, shared, (struct shk_motion){ mean, sig, tau, phi });
    shk_arena_free(a);
    return e ? complain(&d, error, size) : 0;
}
