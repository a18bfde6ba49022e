/* Atkinson & Boore (2006), Bull. Seismol. Soc. Am. 96(6), 2181-2205: eastern North America, stochastic finite fault, with
 * its stress adjustment as a function of magnitude (2011, Bull. Seismol. Soc. Am. 101(3), 1121-1135). */
#include "gsim/boore_atkinson_2008.h"
#include "gsim/lib_shared.h"
#include "atkinson_boore_2006_bc.coeffs.h"
#include "atkinson_boore_2006_rock.coeffs.h"
#include "atkinson_boore_2006_stress.coeffs.h"

static const struct variant { int by_magnitude; double nearest; } plain = { 0, 1 }, modified_2011 = { 1, 1 }, sgs = { 0, 5 };
enum { ARG_MAG_EQ, ARG_SCALE };

struct path { double r, f0, f1, f2; };
INLINE struct path path_of(double r, double lr)
{
    const double lg70 = 1.8450980400142569, lg140 = 2.1461280356782380;
    return (struct path){ r, max2(1 - lr, 0), min2(lr, lg70), max2(lr - lg140, 0) };
}

/* Eq. 5 with the stress term of eq. 6: log10 of cm/s^2 or cm/s. All tables have the columns of the B/C one. */
INLINE double median(const struct atkinson_boore_2006_bc *c, double m, struct path p)
{
    return c->c1 + c->c2 * m + c->c3 * m * m + (c->c4 + c->c5 * m) * p.f1 + (c->c6 + c->c7 * m) * p.f2
         + (c->c8 + c->c9 * m) * p.f0 + c->c10 * p.r;
}

/* log2 of the stress / 140 bar. */
INLINE double stress_factor(double scale, double by_magnitude, double m)
{
    const double lg140 = 2.1461280356782380, per_octave = 1 / 0.30102999566398120;
    return scale + by_magnitude * (min2(3.45 - 0.2 * m, 2.45) - lg140) * per_octave;
}

/* Eq. 6; slope: of its rise with magnitude. */
INLINE double stress_term(const struct atkinson_boore_2006_stress *st, double slope, double factor, double m)
{
    return factor * min2(0.05 + slope * max2(m - st->M1, 0), st->delta + 0.05);
}

/* What does not depend on the measure: log10 of the distance, PGA on rock, ln(vs30 / 760), whether there is a site on hard rock. */
struct common { int hard; double lr[SHK_CTX_BLOCK], lg_pga[SHK_CTX_BLOCK], lv[SHK_CTX_BLOCK]; };
SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    const struct variant *v = call->data;
    const int mag_eq = (int)call->arg[ARG_MAG_EQ];
    struct common *s = shared;
    double *restrict lr = s->lr, *restrict lg_pga = s->lg_pga, *restrict lv = s->lv;
    struct atkinson_boore_2006_bc pga;
    (void)shk_coeffs_at(&atkinson_boore_2006_bc_coeffs, SHK_IMT_PGA, (double *)&pga);
    SHK_EACH(i, x->n) {
        const double r = max2(x->rrup[i], v->nearest);
        lr[i] = shk_log10(r);
        lg_pga[i] = median(&pga, mw_from(mag_eq, x->mag[i]), path_of(r, lr[i]));
        lv[i] = ba08_ln_v(x->vs30[i]);
    }
    s->hard = 0;
    for (size_t i = 0; i < x->n; i++) s->hard |= x->vs30[i] >= 2000;
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, s, call, x, common_of);
    const struct variant *v = call->data;
    struct atkinson_boore_2006_bc hard, bc;
    (void)shk_coeffs_at(&atkinson_boore_2006_rock_coeffs, call->imt, (double *)&hard);
    (void)shk_coeffs_at(&atkinson_boore_2006_bc_coeffs, call->imt, (double *)&bc);
    SHK_COEFFS(atkinson_boore_2006_soil, soil, call->imt);
    SHK_COEFFS(atkinson_boore_2006_stress, st, call->imt);
    const int mag_eq = (int)call->arg[ARG_MAG_EQ];
    const double scale = mag_eq == MAG_NA ? 0 : call->arg[ARG_SCALE], by_magnitude = mag_eq == MAG_NA && v->by_magnitude;
    const double ceiling = mag_eq == MAG_NA ? INFINITY : nshmp_ceiling(call->imt);
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G, slope = st.delta / (st.Mh - st.M1);
    SHK_EACH(i, x->n) {
        const double m = mw_from(mag_eq, x->mag[i]), r = max2(x->rrup[i], v->nearest), vs30 = x->vs30[i];
        const struct path p = path_of(r, s->lr[i]);
        const double stress = stress_term(&st, slope, stress_factor(scale, by_magnitude, m), m);
        const double ln_pga = (s->lg_pga[i] + stress) * SHK_LN10 - SHK_LN_CMS2_PER_G;
        const double soft = median(&bc, m, p), site = ba08_site_lv(&soil, vs30, s->lv[i], ln_pga);
        out.mean[i] = min2(soft * SHK_LN10 + site + stress * SHK_LN10 - unit, ceiling);
        out.sig[i] = 0.30 * SHK_LN10;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
    if (!s->hard) return;
    SHK_EACH(i, x->n) {
        const double m = mw_from(mag_eq, x->mag[i]), r = max2(x->rrup[i], v->nearest);
        const double stress = stress_term(&st, slope, stress_factor(scale, by_magnitude, m), m);
        const double ln = median(&hard, m, path_of(r, s->lr[i])) * SHK_LN10;
        out.mean[i] = x->vs30[i] >= 2000 ? min2(ln + stress * SHK_LN10 - unit, ceiling) : out.mean[i];
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    (void)m;
    return have_all((const struct shk_coeffs *const[]){ &atkinson_boore_2006_rock_coeffs, &atkinson_boore_2006_bc_coeffs,
                        &atkinson_boore_2006_stress_coeffs, &atkinson_boore_2006_soil_coeffs, NULL }, t);
}

static const struct shk_gsim_arg args[] = {
    { .name = "mag_eq", .value = MAG_NA, .choices = (const char *const[]){ "NA", "Mblg87", "Mblg96", "Mw", NULL } }, { .name = "scale_fac", .value = 0 }, { 0 } };

#define ROW .ref = "10.1785/0120050245", .trt = "Stable Shallow Crust", .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30), \
    .coeffs = &atkinson_boore_2006_bc_coeffs, .args = args, .kernel = kernel, .supports = supports, .component = "GEOMETRIC_MEAN", .total_only = 1
#define ALIAS(eq, scale) ROW, .data = &plain, .alias = 1, .presets = (const struct shk_gsim_preset[]){ { "mag_eq", eq }, { "scale_fac", scale }, { 0 } }
const struct shk_gsim gsim_atkinson_boore_2006[] = {
    { .name = "AtkinsonBoore2006", ROW, .data = &plain },
    { .name = "AtkinsonBoore2006Modified2011", ROW, .data = &modified_2011 },
    { .name = "AtkinsonBoore2006SGS", ROW, .data = &sgs },
    { .name = "AtkinsonBoore2006MblgAB1987bar140NSHMP2008", ALIAS(MAG_MBLG87, 0) },
    { .name = "AtkinsonBoore2006MblgJ1996bar140NSHMP2008", ALIAS(MAG_MBLG96, 0) },
    { .name = "AtkinsonBoore2006Mwbar140NSHMP2008", ALIAS(MAG_MW, 0) },
    { .name = "AtkinsonBoore2006MblgAB1987bar200NSHMP2008", ALIAS(MAG_MBLG87, 0.5146) },
    { .name = "AtkinsonBoore2006MblgJ1996bar200NSHMP2008", ALIAS(MAG_MBLG96, 0.5146) },
    { .name = "AtkinsonBoore2006Mwbar200NSHMP2008", ALIAS(MAG_MW, 0.5146) },
    { 0 },
};
