/* Boore, Stewart, Seyhan & Atkinson (2014): terms that other models use. Equations of Earthq. Spectra 30(3), 1057-1085. */
#ifndef SHK_GSIM_BOORE_2014_H
#define SHK_GSIM_BOORE_2014_H
#include "boore_2014.coeffs.h"
#include "gsim/lib_terms.h"

/* Style of faulting as a weight on e1 (strike-slip), e2 (normal) and e3 (reverse); the rest is e0 (not specified). */
struct bssa14_style { double ss, ns, rs, unknown; };
INLINE struct bssa14_style bssa14_style(double rake, double known)
{
    const double rs = known * fault_reverse30(rake), ss = known * fault_strike_slip(rake);
    return (struct bssa14_style){ ss, known - rs - ss, rs, 1 - known };
}

/* Source and path, eq. 2 to 4: ln of motion at 760 m/s. c3: anelastic coefficient with its regional correction. */
INLINE double bssa14_rock(const struct boore_2014 *c, double c3, double m, struct bssa14_style f, double rjb)
{
    const double dm = m - c->Mh, r = sqrt(rjb * rjb + c->h * c->h), below = m <= c->Mh;
    return c->e0 * f.unknown + c->e1 * f.ss + c->e2 * f.ns + c->e3 * f.rs
         + (below * (c->e4 + c->e5 * dm) + (1 - below) * c->e6) * dm
         + (c->c1 + c->c2 * (m - 4.5)) * shk_log(r) + c3 * (r - 1);
}

/* Linear and nonlinear site response, eq. 6 to 8; pga: of motion at 760 m/s in g. ln_vc: ln(Vc / 760), at_760: shk_exp(400 f5). */
INLINE double bssa14_f2(const struct boore_2014 *c, double vs30, double at_760) { return c->f4 * (shk_exp(c->f5 * (min2(vs30, 760) - 360)) - at_760); }
INLINE double bssa14_soft(double pga) { return shk_log((pga + 0.1) * 10); }
INLINE double bssa14_site(const struct boore_2014 *c, double vs30, double pga, double ln_vc, double at_760)
{
    return c->c * min2(shk_log(vs30 * (1 / 760.0)), ln_vc) + bssa14_f2(c, vs30, at_760) * bssa14_soft(pga);
}

/* Site response to a model of motion on harder rock of vs_ref > 760 m/s, as used for Australia (Allen 2012, Somerville et al. 2009):
 * its linear part relative to vs_ref, the nonlinear part with PGA brought to 760 m/s. Above 760 m/s the nonlinear part is 0. */
struct bssa14_relative { struct boore_2014 c; double ln_vc, at_760, ref, pga_ref; };
static inline struct bssa14_relative bssa14_relative(struct shk_imt t, double vs_ref)
{
    struct bssa14_relative s;
    struct boore_2014 p;
    (void)shk_coeffs_at(&boore_2014_coeffs, t, (double *)&s.c);
    (void)shk_coeffs_at(&boore_2014_coeffs, SHK_IMT_PGA, (double *)&p);
    s.ln_vc = shk_log(s.c.Vc / 760);
    s.at_760 = shk_exp(s.c.f5 * 400);
    s.ref = s.c.c * shk_log(min2(vs_ref, s.c.Vc) / 760);
    s.pga_ref = p.c * shk_log(min2(vs_ref, p.Vc) / 760);
    return s;
}
INLINE double bssa14_relative_site(const struct bssa14_relative *s, double vs30, double ln_pga)
{
    return bssa14_site(&s->c, vs30, shk_exp(ln_pga - s->pga_ref), s->ln_vc, s->at_760) - s->ref;
}

/* Depth to 1 km/s from vs30, in m: eq. 11 (California), 12 (Japan). */
INLINE double bssa14_z1(int japan, double vs30)
{
    const double v2 = vs30 * vs30;
    const double arg = japan ? (v2 + 412.39 * 412.39) / (1360.0 * 1360 + 412.39 * 412.39)
                             : (v2 * v2 + 570.94 * 570.94 * 570.94 * 570.94) / (1360.0 * 1360 * 1360 * 1360 + 570.94 * 570.94 * 570.94 * 570.94);
    return shk_exp((japan ? -5.23 / 2 : -7.15 / 4) * shk_log(arg));
}

/* Between-event deviation, eq. 14; also phi(M), eq. 17: linear in magnitude between 4.5 and 5.5. */
INLINE double bssa14_ramp(double at45, double at55, double m) { return at45 + (at55 - at45) * clip(m - 4.5, 0, 1); }

enum { BSSA14_REGION, BSSA14_SOF, BSSA14_EPSILON, BSSA14_USGS, BSSA14_CYBERSHAKE };
enum { BSSA14_NO_BASIN, BSSA14_CAL, BSSA14_JPN };
#endif
