/* lib_terms.h — small terms that several families of models share. Only for files of this folder. */
#ifndef SHK_GSIM_LIB_TERMS_H
#define SHK_GSIM_LIB_TERMS_H
#include "gsim/gsim.h"
#include "gsim/units.h"
#include "math/vmath.h"

/* Terms of models must be inlined for their loops to vectorize: with three clones of each kernel the compiler may not. */
#define INLINE static inline __attribute__((always_inline))

/* NaN as the first argument stays. */
INLINE double min2(double a, double b) { return b < a ? b : a; }
INLINE double max2(double a, double b) { return b > a ? b : a; }
INLINE double clip(double x, double lo, double hi) { return x < lo ? lo : x > hi ? hi : x; }

INLINE double cosh1(double x) { const double e = shk_exp(x); return 0.5 * (e + 1 / e); }
/* tanh with an absolute error of 1e-16: enough for a taper between 0 and 1, and half the cost of shk_tanh. */
INLINE double tanh1(double x) { return 1 - 2 / (shk_exp(2 * x) + 1); }
/* To the nearest integer, halves to even, as rint; |x| below 2^51. A call of rint keeps loops from vectorizing. */
INLINE double rounded(double x) { return (x + 0x1.8p52) - 0x1.8p52; }
INLINE double radians(double deg) { return deg * 0.017453292519943295; }
/* cos of an angle up to 180 degrees, such as a dip: Taylor series, error below 1e-15. */
INLINE double cos_dip(double deg)
{
    const double x = radians(deg), z = x * x;
    double p = -1.0 / 403291461126605635584000000.0;
    p = p * z + 1.0 / 620448401733239439360000.0;
    p = p * z - 1.0 / 1124000727777607680000.0;
    p = p * z + 1.0 / 2432902008176640000.0;
    p = p * z - 1.0 / 6402373705728000.0;
    p = p * z + 1.0 / 20922789888000.0;
    p = p * z - 1.0 / 87178291200.0;
    p = p * z + 1.0 / 479001600.0;
    p = p * z - 1.0 / 3628800.0;
    p = p * z + 1.0 / 40320.0;
    p = p * z - 1.0 / 720.0;
    p = p * z + 1.0 / 24.0;
    p = p * z - 1.0 / 2.0;
    p = p * z + 1.0;
    return p;
}
INLINE double powi(double x, int n) { double p = 1; for (int i = 0; i < n; i++) p *= x; return p; }

static inline void fill(double *a, size_t n, double v)
{
    for (size_t i = 0; i < n; i++) a[i] = v;
}

/* Factor on basin terms in the 2023 national model of the USA: z1pt0 in m. */
INLINE double usgs_z1_scaling(double z1pt0, double period)
{
    return period <= 0.5 ? 0 : clip((z1pt0 - 300) / 200, 0, 1) * (period == 0.75 ? 0.585 : 1);
}

/* Moment magnitude from Mblg. */
INLINE double mw_johnston_96(double m) { return 1.14 + 0.24 * m + 0.0933 * m * m; }              /* Johnston (1996), Geophys. J. Int. 124 */
INLINE double mw_atkinson_boore_87(double m) { return 2.715 - 0.277 * m + 0.127 * m * m; }       /* Atkinson & Boore (1987) */
enum { MAG_NA, MAG_MBLG87, MAG_MBLG96, MAG_MW };
INLINE double mw_from(int kind, double m)
{
    return kind == MAG_MBLG87 ? mw_atkinson_boore_87(m) : kind == MAG_MBLG96 ? mw_johnston_96(m) : m;
}

/* The largest ln-median of the 2008 national model of the USA in the stable continent: 1.5 g, and 3 g at short periods. */
INLINE double nshmp_ceiling(struct shk_imt t)
{
    return t.period == 0 ? 0.405 : t.period > 0.02 && t.period < 0.55 ? 1.099 : INFINITY;
}

/* Style of faulting with 30 degrees about the horizontal (Boore & Atkinson 2008, Boore et al. 2014). */
INLINE int fault_strike_slip(double rake) { return (fabs(rake) <= 30) | (180 - fabs(rake) <= 30); }
INLINE int fault_reverse30(double rake) { return (rake > 30) & (rake < 150); }
INLINE int fault_normal30(double rake) { return (rake > -150) & (rake < -30); }

/* Epistemic standard deviation of the median by magnitude and distance, as the 2014 national model of the USA counts
 * events, with the counts of New Zealand's data: 0.4 sqrt(2 / n). */
INLINE double epistemic_sigma(double mag, double rrup)
{
    const double s2 = 0.4, s4 = 0.28284271247461906, s7 = 0.21380899352993954, s11 = 0.17056057308448835, s13 = 0.15689290811054724,
                 s38 = 0.09176629354822471, s94 = 0.058345996599157825;
    const double a = rrup <= 10 ? s11 : rrup < 30 ? s38 : s94;
    const double b = rrup <= 10 ? s2 : rrup < 30 ? s7 : s13;
    const double c = rrup < 30 ? s2 : s4;
    return mag >= 5 && mag < 6 ? a : mag >= 6 && mag < 7 ? b : c;
}

/* SHARE's factor on a median for style of faulting (Bommer et al. 2003), as ln; frss, fnss: reverse and normal to strike-slip. */
struct share_style { double other, reverse, normal; };
static inline struct share_style share_style(double frss)
{
    const double p_reverse = 0.81, p_normal = 0.01, lr = shk_log(frss), ln = shk_log(0.95), base = -p_reverse * lr - p_normal * ln;
    return (struct share_style){ base, base + lr, base + ln };
}
INLINE double share_style_of(struct share_style s, double rake)
{
    return ((rake > 30) & (rake <= 150)) ? s.reverse : ((rake > -120) & (rake <= -60)) ? s.normal : s.other;
}

static inline int have_all(const struct shk_coeffs *const *t, struct shk_imt imt)   /* t ended by NULL */
{
    for (; *t; t++)
        if (!shk_coeffs_have(*t, imt)) return 0;
    return 1;
}

/* Arguments that many models share. */
#define ARG_BCHYDRO (const struct shk_gsim_arg[]){ { .name = "single_stat_sigma", .value = 0 }, { .name = "sigma_mu_epsilon", .value = 0 }, { 0 } }
#endif
