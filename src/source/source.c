/* source.c — what all sources share: messages, rates, copies, weights, temporal models. */
#include "source/source.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "source/internal.h"

int shk_is_point_like(enum shk_source_kind k) { return k == SHK_SRC_POINT || k == SHK_SRC_AREA || k == SHK_SRC_MULTI_POINT; }

enum shk_err shk_source_fail(const struct shk_source *s, struct shk_diag *d, enum shk_err code, const char *fmt, ...)
{
    char text[600];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return shk_fail(d, code, "%s:%d: source '%s': %s", s->file ? s->file : "?", s->line, s->id ? s->id : "?", text);
}

enum shk_err shk_source_wrap(const struct shk_source *s, struct shk_diag *d, enum shk_err code)
{
    char head[64];
    if (code == SHK_OK || !d) return code;
    snprintf(head, sizeof head, ":%d: source '", s->line);
    if (strstr(d->text, head)) return code;             /* the message names the source already */
    return shk_wrap_at(d, code, s->file, s->line, "source '%s'", s->id ? s->id : "?");
}

/* ---- rates ---- */
enum shk_err shk_source_resolve_slip(const struct shk_source *s, struct shk_mfd *m, struct shk_arena *scratch, struct shk_diag *d)
{
    double area;
    if (!(m->slip_rate > 0)) return SHK_OK;
    if (m->kind != SHK_MFD_TRUNC_GR) return shk_source_fail(s, d, SHK_E_INVALID, "a slip rate needs a truncated Gutenberg-Richter distribution");
    SHK_TRY(shk_mfd_check(m, d));
    const struct shk_arena_mark mark = shk_arena_mark(scratch);
    const enum shk_err e = shk_source_fault_area(s, scratch, d, &area);
    shk_arena_release(scratch, mark);
    if (e != SHK_OK) return e;
    /* mm a year, GPa, km2 to N m a year; 9.1 is the constant of the reference's moment here */
    m->a = shk_mfd_a_from_moment(m, m->slip_rate * 1e-3 * (m->rigidity * 1e9) * (area * 1e6), 9.1);
    m->slip_rate = 0;
    return shk_mfd_check(m, d);
}

enum shk_err shk_source_bins(const struct shk_source *s, struct shk_arena *a, struct shk_diag *d, size_t *n, struct shk_mag_rate **out)
{
    struct shk_mfd m = s->mfd;
    SHK_TRY(shk_source_resolve_slip(s, &m, a, d));
    SHK_TRY(shk_mfd_bins(&m, a, d, n, out));
    for (size_t i = 0; i < *n; i++) (*out)[i].rate *= s->scaling_rate;
    return SHK_OK;
}

/* P(k) = C(k+tau-1, k) theta^tau (1-theta)^k with tau = 1/alpha, theta = tau / (tau + rate T) (sources.md 14). */
void shk_negbin_pmf(double alpha, double rate, double time, double pmf[SHK_NEGBIN_TERMS])
{
    const double tau = 1 / alpha, theta = tau / (tau + rate * time);
    double p = pow(theta, tau);
    for (int k = 0; k < SHK_NEGBIN_TERMS; k++) {
        pmf[k] = p;
        p *= (k + tau) / (k + 1) * (1 - theta);
    }
}
