/* Stewart, Boore, Seyhan & Atkinson (2016), Earthq. Spectra 32(2), 1005-1031: vertical motion, in the form of Boore et al. (2014);
 * and the ratio of vertical to horizontal motion with that model, in stewart_2016_vh.c. */
#include "stewart_2016.coeffs.h"
#include "gsim/boore_2014.h"

enum { REGION, SOF };
enum { CAL, CHN, JPN };

static struct boore_2014 form(const struct stewart_2016 *s)
{
    return (struct boore_2014){ .e0 = s->e0, .e1 = s->e1, .e2 = s->e2, .e3 = s->e3, .e4 = s->e4, .e5 = s->e5, .e6 = s->e6, .Mh = s->Mh,
                                .c1 = s->c1, .c2 = s->c2, .c3 = s->c3, .h = s->h, .c = s->c, .Vc = s->Vc, .f4 = s->f4, .f5 = s->f5 };
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    SHK_COEFFS(stewart_2016, s, call->imt);
    SHK_COEFFS(stewart_2016, sp, SHK_IMT_PGA);
    const struct boore_2014 c = form(&s), p = form(&sp);
    const double known = call->arg[SOF] != 0, region = call->arg[REGION];
    const double c3 = s.c3 + (region == CHN ? s.Dc3CH : region == JPN ? s.Dc3JP : 0), p3 = sp.c3 + (region == CHN ? sp.Dc3CH : region == JPN ? sp.Dc3JP : 0);
    const double ln_vc = shk_log(c.Vc / 760), at_760 = shk_exp(c.f5 * 400);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rjb[i];
        const struct bssa14_style f = bssa14_style(x->rake[i], known);
        const double pga = shk_exp(bssa14_rock(&p, p3, m, f, r));
        const double tau = bssa14_ramp(s.tau1, s.tau2, m), phi = bssa14_ramp(s.phi1, s.phi2, m);
        out.mean[i] = bssa14_rock(&c, c3, m, f, r) + bssa14_site(&c, x->vs30[i], pga, ln_vc, at_760);
        out.sig[i] = sqrt(tau * tau + phi * phi);
        out.tau[i] = tau;
        out.phi[i] = phi;
    }
}

static const struct shk_gsim_arg args[] = { { "region", CAL, (const char *const[]){ "CAL", "CHN", "JPN", NULL }, 0 }, { "sof", 1, NULL, 0 }, { 0 } };
#define ROW .ref = "10.1193/072114EQS116M", .trt = "Active Shallow Crust", .component = "VERTICAL", .args = args, .coeffs = &stewart_2016_coeffs, \
    .kernel = kernel, .needs = SHK_NEEDS(mag) | SHK_NEEDS(rake) | SHK_NEEDS(rjb) | SHK_NEEDS(vs30)
#define ALIAS(...) ROW, .alias = 1, .alias_of = "StewartEtAl2016", .presets = (const struct shk_gsim_preset[]){ __VA_ARGS__, { 0 } }
const struct shk_gsim gsim_stewart_2016[] = {
    { .name = "StewartEtAl2016", ROW },
    { .name = "StewartEtAl2016RegCHN", ALIAS({ "region", CHN }) },
    { .name = "StewartEtAl2016RegJPN", ALIAS({ "region", JPN }) },
    { .name = "StewartEtAl2016NoSOF", ALIAS({ "sof", 0 }) },
    { .name = "StewartEtAl2016CHNNoSOF", ALIAS({ "region", CHN }, { "sof", 0 }) },
    { .name = "StewartEtAl2016JPNNoSOF", ALIAS({ "region", JPN }, { "sof", 0 }) },
    { 0 },
};
