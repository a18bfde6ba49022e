/* Kanno, Narita, Morikawa, Fujiwara & Fukushima (2006), Bull. Seismol. Soc. Am. 96(3), 879-897: Japan, shallow and deep. */
#include "kanno_2006_deep.coeffs.h"
#include "kanno_2006_shallow.coeffs.h"
#include "kanno_2006_site.coeffs.h"
#include "gsim/lib_shared.h"
#include "gsim/lib_terms.h"

/* The same for all measures: 10^(M / 2) and log10 of vs30. */
enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct common { double size[ROOM], lv[ROOM]; };

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    double *restrict size = s->size, *restrict lv = s->lv;
    (void)call;
    SHK_EACH(i, x->n) {
        size[i] = shk_exp(0.5 * SHK_LN10 * x->mag[i]);
        lv[i] = shk_log10(x->vs30[i]);
    }
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    struct kanno_2006_shallow c;                /* both tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    SHK_COEFFS(kanno_2006_site, s, call->imt);
    const double unit = call->imt.kind == SHK_PGV ? 0 : SHK_LN_CMS2_PER_G;
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i];
        const double lg = c.c + c.a * m + c.b * r - shk_log10(r + c.d * com->size[i])                   /* eqs. 5, 6 */
                        + s.p * com->lv[i] + s.q;                                                           /* eq. 8 */
        out.mean[i] = lg * SHK_LN10 - unit;
        out.sig[i] = c.epsilon * SHK_LN10;
        out.tau[i] = 0;
        out.phi[i] = 0;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(m->g->coeffs, t) && shk_coeffs_have(&kanno_2006_site_coeffs, t);
}

#define ROW(table) .ref = "10.1785/0120050138", .component = "PEAK_SRSS_HORIZONTAL", .total_only = 1, .reference_vs30 = 800, .coeffs = &table##_coeffs, \
    .kernel = kernel, .supports = supports, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rrup) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_kanno_2006[] = {
    { .name = "Kanno2006Shallow", ROW(kanno_2006_shallow), .trt = "Subduction Interface" },
    { .name = "Kanno2006Deep", ROW(kanno_2006_deep), .trt = "Subduction IntraSlab" },
    { 0 },
};
