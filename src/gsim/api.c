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

PUBLIC int mainshock_gsim_eval(const struct mainshock_gsim *m, const char *imt, size_t n, size_t columns, const char *const *name, const double *const *column,
                               double *mean, double *sig, double *tau, double *phi, char *error, size_t size)
{
    struct shk_diag d = { 0 };
    struct shk_imt t;
    const double *all[SHK_COL_COUNT] = { NULL };
    if (shk_imt_parse(imt, &t, &d)) return complain(&d, error, size);
    if (!shk_gsim_supports(m->model, t)) return (void)shk_fail(&d, SHK_E_UNSUPPORTED, "%s does not predict %s", m->model->text, imt), complain(&d, error, size);
    for (int c = 0; c < SHK_COL_COUNT; c++) {
        for (size_t k = 0; k < columns; k++)
            if (!strcmp(name[k], column_name[c])) all[c] = column[k];
        if (m->model->needs >> c & 1 && !all[c])
            return (void)shk_fail(&d, SHK_E_INVALID, "%s needs the column %s", m->model->text, column_name[c]), complain(&d, error, size);
    }
    for (size_t i = 0; i < n; i += SHK_CTX_BLOCK) {
        struct shk_ctx x = { .n = n - i < SHK_CTX_BLOCK ? n - i : SHK_CTX_BLOCK };
#define X(c) x.c = all[SHK_COL_##c] ? all[SHK_COL_##c] + i : NULL;
        SHK_CTX_COLUMNS(X)
#undef X
        shk_gsim_eval(m->model, t, &x, (struct shk_motion){ mean + i, sig + i, tau + i, phi + i });
    }
    return 0;
}
