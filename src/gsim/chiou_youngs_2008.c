/* Chiou & Youngs (2008), Earthq. Spectra 24(1), 173-215: active shallow crust. Aftershocks are not modelled. */
#include "gsim/chiou_youngs_2008.h"
#include "chiou_youngs_2008.coeffs.h"
#include "chiou_youngs_2008_bchydro.coeffs.h"
#include "gsim/lib_runs.h"
#include "gsim/lib_shared.h"

const struct shk_coeffs *const shk_cy08_coeffs = &chiou_youngs_2008_coeffs;

/* Depth to 1 km/s in m; where it is not known (-999), from vs30. */
SHK_KERNEL static const double *basin_depth(const struct shk_ctx *x, double *restrict z1)
{
    int missing = 0;
    for (size_t i = 0; i < x->n; i++) missing |= x->z1pt0[i] == -999;
    if (!missing) return x->z1pt0;
    SHK_EACH(i, x->n) {
        const double ref = cy08_z1(x->vs30[i]);
        z1[i] = x->z1pt0[i] == -999 ? ref : x->z1pt0[i];
    }
    return z1;
}

struct source { double size[SHK_CTX_BLOCK], near[SHK_CTX_BLOCK], gamma[SHK_CTX_BLOCK]; };
SHK_KERNEL __attribute__((noinline)) static void source_of(const struct chiou_youngs_2008 *c, const struct shk_runs *mags, double attenuation, struct source *restrict s)
{
    const double *const mag = mags->col[0];
    SHK_EACH(i, mags->n) {
        const double m = mag[i];
        s->size[i] = c->c1 + c->c2 * (m - 6) + (c->c2 - c->c3) / c->cn * shk_log(1 + shk_exp(c->cn * (c->cm - m)));
        s->near[i] = c->c5 * cosh1(c->c6 * max2(m - c->chm, 0));
        s->gamma[i] = (c->cg1 + c->cg2 / cosh1(max2(m - c->cg3, 0))) * attenuation;
    }
}

/* The same for all measures: runs of magnitudes, terms of the dip, the distance and the site. */
enum { ROOM = SHK_CTX_BLOCK + 8 };        /* arrays 4 KiB apart would share the lines of a cache */
struct common { struct shk_runs mags; double cos2[ROOM], ln_far[ROOM], above[ROOM], lv[ROOM], z1_buffer[ROOM], shallow[ROOM]; const double *z1; };

SHK_KERNEL static void common_of(const struct shk_gsim_call *call, const struct shk_ctx *x, void *shared)
{
    struct common *s = shared;
    double *restrict cos2 = s->cos2, *restrict ln_far = s->ln_far, *restrict above = s->above, *restrict lv = s->lv, *restrict shallow = s->shallow;
    (void)call;
    const double *z1 = s->z1 = basin_depth(x, s->z1_buffer);
    shk_runs_find(&s->mags, x->n, (const double *const[]){ x->mag }, 1);
    SHK_EACH(i, x->n) {
        const double d = x->rrup[i], ztor = x->ztor[i], cd = cos_dip(x->dip[i]);
        cos2[i] = cd * cd;
        ln_far[i] = 0.5 * shk_log(d * d + 50.0 * 50.0);            /* crb is 50 km for all measures */
        above[i] = (x->rx[i] >= 0) * (1 - sqrt(x->rjb[i] * x->rjb[i] + ztor * ztor) / (d + 0.001));
        lv[i] = shk_log(x->vs30[i] * (1 / 1130.0));
        shallow[i] = 1 / cosh1(0.15 * max2(z1[i] - 15, 0));
    }
}

SHK_KERNEL void shk_cy08_motion(const struct chiou_youngs_2008 *row, struct shk_cy08_change v, const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_SHARED(struct common, com, call, x, common_of);
    const struct chiou_youngs_2008 c = *row;
    const double *const z1 = com->z1;
    struct source s;
    source_of(&c, &com->mags, v.attenuation, &s);
    shk_runs_spread(&com->mags, x->n, s.size, 3);
    const double per_c9a = 1 / c.c9a, at_1130 = shk_exp(c.phi3 * (1130 - 360)), ln_v1 = shk_log(v.v1 / 1130);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], d = x->rrup[i], vs30 = x->vs30[i], hanging = c.c9 * tanh1(x->rx[i] * com->cos2[i] * per_c9a) * com->above[i];
        const double rake = x->rake[i], reverse = (rake >= 30) & (rake <= 150), normal = (rake >= -120) & (rake <= -60);
        const double base = s.size[i] + c.c1a * reverse + c.c1b * normal + c.c7 * (min2(x->ztor[i], v.max_ztor) - 4);          /* eq. 13a */
        const double ln_ref = base + c.c4 * shk_log(d + s.near[i]) + (c.c4a - c.c4) * com->ln_far[i]
                            + s.gamma[i] * d + hanging;
        const double y = shk_exp(ln_ref), b = c.phi2 * (shk_exp(c.phi3 * (min2(vs30, 1130) - 360)) - at_1130);
        const double basin = c.phi5 * (1 - 1 / cosh1(c.phi6 * max2(z1[i] - c.phi7, 0))) + c.phi8 * com->shallow[i];
        out.mean[i] = ln_ref + c.phi1 * min2(com->lv[i], ln_v1) + b * shk_log((y + c.phi4) / c.phi4) + basin;  /* eq. 13b */
        const double dm = clip(m, 5, 7) - 5, nl = 1 + b * y / (y + c.phi4);
        const double tau = (c.tau1 + (c.tau2 - c.tau1) / 2 * dm) * nl;                                     /* eq. 19 to 21 */
        const double phi = (c.sig1 + 0.5 * (c.sig2 - c.sig1) * dm) * sqrt((x->vs30measured[i] != 0 ? 0.7 : c.sig3) + nl * nl);
        out.sig[i] = sqrt(tau * tau + phi * phi);
        out.tau[i] = fabs(tau);
        out.phi[i] = phi;
    }
}

void shk_cy08_kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(chiou_youngs_2008, c, call->imt);
    shk_cy08_motion(&c, (struct shk_cy08_change){ INFINITY, 1, 1130 }, call, x, out);
}

static void bchydro(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(chiou_youngs_2008_bchydro, b, call->imt);
    const double scale = call->arg[0] != 0 ? b.s2sss : 1, shift = call->arg[1] * b.fe;
    shk_cy08_kernel(call, x, out);
    SHK_EACH(i, x->n) {
        out.mean[i] += shift;
        out.sig[i] *= scale;
    }
}

static int supports_bchydro(const struct shk_gsim_model *m, struct shk_imt t)
{
    (void)m;
    return shk_coeffs_have(&chiou_youngs_2008_coeffs, t) && shk_coeffs_have(&chiou_youngs_2008_bchydro_coeffs, t);
}

#define ROW .ref = "10.1193/1.2894832", .trt = "Active Shallow Crust", .coeffs = &chiou_youngs_2008_coeffs, .component = "GMRotI50", \
    .needs = SHK_NEEDS(dip) | SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(ztor) | SHK_NEEDS(vs30) | SHK_NEEDS(vs30measured) \
           | SHK_NEEDS(z1pt0) | SHK_NEEDS(rjb) | SHK_NEEDS(rrup) | SHK_NEEDS(rx)
const struct shk_gsim gsim_chiou_youngs_2008[] = {
    { .name = "ChiouYoungs2008", ROW, .kernel = shk_cy08_kernel },
    { .name = "ChiouYoungs2008BCHydro", ROW, .kernel = bchydro, .supports = supports_bchydro, .args = ARG_BCHYDRO },
    { 0 },
};
