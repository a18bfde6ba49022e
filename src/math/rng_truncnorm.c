/* Truncated normal draws as scipy.stats.truncnorm(-t, t).rvs makes them, by inversion (spec random.md 5), on the Cephes
 * approximations of the normal distribution (Moshier 1989, ndtr.c and ndtri.c; coefficients in spec random.md 9). */
#include <math.h>
#include "math/rng.h"

#define POLY(x, c) poly(x, c, sizeof c / sizeof *c)
static double poly(double x, const double *c, int n)           /* highest power first */
{
    double y = c[0];
    for (int i = 1; i < n; i++) y = y * x + c[i];
    return y;
}

static double erf_cephes(double x);

static double erfc_cephes(double a)
{
    static const double p[] = { 2.46196981473530512524E-10, 5.64189564831068821977E-1, 7.46321056442269912687E0, 4.86371970985681366614E1,
        1.96520832956077098242E2, 5.26445194995477358631E2, 9.34528527171957607540E2, 1.02755188689515710272E3, 5.57535335369399327526E2 };
    static const double q[] = { 1, 1.32281951154744992508E1, 8.67072140885989742329E1, 3.54937778887819891062E2, 9.75708501743205489753E2,
        1.82390916687909736289E3, 2.24633760818710981792E3, 1.65666309194161350182E3, 5.57535340817727675546E2 };
    static const double r[] = { 5.64189583547755073984E-1, 1.27536670759978104416E0, 5.01905042251180477414E0, 6.16021097993053585195E0,
        7.40974269950448939160E0, 2.97886665372100240670E0 };
    static const double s[] = { 1, 2.26052863220117276590E0, 9.39603524938001434673E0, 1.20489539808096656605E1, 1.70814450747565897222E1,
        9.60896809063285878198E0, 3.36907645100081516050E0 };
    const double x = fabs(a);
    if (x < 1) return 1 - erf_cephes(a);
    const double z = -a * a;
    if (z < -7.09782712893383996843E2) return a < 0 ? 2 : 0;
    const double e = exp(z), y = x < 8 ? e * POLY(x, p) / POLY(x, q) : e * POLY(x, r) / POLY(x, s);
    return a < 0 ? 2 - y : y;
}

static double erf_cephes(double x)
{
    static const double t[] = { 9.60497373987051638749E0, 9.00260197203842689217E1, 2.23200534594684319226E3, 7.00332514112805075473E3,
        5.55923013010394962768E4 };
    static const double u[] = { 1, 3.35617141647503099647E1, 5.21357949780152679795E2, 4.59432382970980127987E3, 2.26290000613890934246E4,
        4.92673942608635921086E4 };
    if (fabs(x) > 1) return 1 - erfc_cephes(x);
    const double z = x * x;
    return x * POLY(z, t) / POLY(z, u);
}

double shk_cephes_ndtr(double x)
{
    const double s = x * 0.70710678118654752440, a = fabs(s);
    if (a < 1) return 0.5 + 0.5 * erf_cephes(s);
    const double y = 0.5 * erfc_cephes(a);
    return s > 0 ? 1 - y : y;
}

static const double p1[] = { 4.05544892305962419923E0, 3.15251094599893866154E1, 5.71628192246421288162E1, 4.40805073893200834700E1,
    1.46849561928858024014E1, 2.18663306850790267539E0, -1.40256079171354495875E-1, -3.50424626827848203418E-2, -8.57456785154685413611E-4 };
static const double q1[] = { 1, 1.57799883256466749731E1, 4.53907635128879210584E1, 4.13172038254672030440E1, 1.50425385692907503408E1,
    2.50464946208309415979E0, -1.42182922854787788574E-1, -3.80806407691578277194E-2, -9.33259480895457427372E-4 };
static const double p2[] = { 3.23774891776946035970E0, 6.91522889068984211695E0, 3.93881025292474443415E0, 1.33303460815807542389E0,
    2.01485389549179081538E-1, 1.23716634817820021358E-2, 3.01581553508235416007E-4, 2.65806974686737550832E-6, 6.23974539184983293730E-9 };
static const double q2[] = { 1, 6.02427039364742014255E0, 3.67983563856160859403E0, 1.37702099489081330271E0, 2.16236993594496635890E-1,
    1.34204006088543189037E-2, 3.28014464682127739104E-4, 2.89247864745380683936E-6, 6.79019408009981274425E-9 };

/* x0 - x1 of the tail expansion, from s = sqrt(-2 log p). */
static double tail(double s)
{
    const double x0 = s - log(s) / s, z = 1 / s;
    return x0 - (s < 8 ? z * POLY(z, p1) / POLY(z, q1) : z * POLY(z, p2) / POLY(z, q2));
}

double shk_cephes_ndtri(double p)
{
    static const double p0[] = { -5.99633501014107895267E1, 9.80010754185999661536E1, -5.66762857469070293439E1, 1.39312609387279679503E1,
        -1.23916583867381258016E0 };
    static const double q0[] = { 1, 1.95448858338141759834E0, 4.67627912898881538453E0, 8.63602421390890590575E1, -2.25462687854119370527E2,
        2.00260212380060660359E2, -8.20372256168333339912E1, 1.59056225126211695515E1, -1.18331621121330003142E0 };
    static const double e2 = 0.13533528323661269189;
    if (p <= 0) return -INFINITY;
    if (p >= 1) return INFINITY;
    int upper = 0;
    if (p > 1 - e2) {
        p = 1 - p;
        upper = 1;
    }
    if (p > e2) {
        const double d = p - 0.5, d2 = d * d;
        return (d + d * (d2 * POLY(d2, p0) / POLY(d2, q0))) * 2.50662827463100050242E0;
    }
    const double x = tail(sqrt(-2 * log(p)));
    return upper ? x : -x;
}

static double ndtri_exp(double y)                   /* ndtri(exp(y)) */
{
    if (y < -2) return -tail(sqrt(-2 * y));
    if (y > -0.145413457868859056815) return -shk_cephes_ndtri(-expm1(y));      /* log(1 - exp(-2)) */
    return shk_cephes_ndtri(exp(y));
}

/* exp(x^2) erfc(x), x >= 0: a continued fraction where erfc is small. */
static double erfcx(double x)
{
    if (x < 3) return (double)(expl((long double)x * (long double)x) * erfcl((long double)x));
    long double f = x;
    for (int k = 200; k >= 1; k--) f = (long double)x + 0.5L * (long double)k / f;
    return (double)(0.564189583547756286948079451560772586L / f);
}

static double log_ndtr(double x)
{
    const double t = x * 0.70710678118654752440;
    return x < -1 ? log(erfcx(-t) / 2) - t * t : log1p(-erfc(t) / 2);
}

struct shk_truncnorm_rvs shk_truncnorm_rvs_make(double level)
{
    static const struct { double level; struct shk_truncnorm_rvs t; } known[] = {       /* spec random.md 5: bits of SciPy 1.16 */
        { 1, { -0x1.d74d31cc8afc0p+0, -0x1.86e055d7059e7p-2 } }, { 1.5, { -0x1.5a5c62d92a9d3p+1, -0x1.25bc1d672056cp-3 } },
        { 2, { -0x1.e43f625df3b24p+1, -0x1.7d7bfd8ad78c5p-5 } }, { 2.5, { -0x1.4539b9b22bf33p+2, -0x1.99813b4c17bdap-7 } },
        { 3, { -0x1.a6e4fc8593c03p+2, -0x1.6258a1a31dac8p-9 } }, { 3.5, { -0x1.0bb6ce97f137ap+3, -0x1.e7f8d929e269ap-12 } },
        { 4, { -0x1.4b85f38d7c05cp+3, -0x1.09afa0cbdba8ep-14 } }, { 5, { -0x1.e21477830f2bep+3, -0x1.33ca34e96dda4p-21 } },
        { 6, { -0x1.4bc9ce3d0d982p+4, -0x1.0f30ef050ff60p-29 } }, { 99, { -0x1.32a03a003e237p+12, -0. } } };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) if (known[i].level == level) return known[i].t;
    const double p = shk_cephes_ndtr(-level);
    return (struct shk_truncnorm_rvs){ log_ndtr(-level), log1p(-p - p) };
}

double shk_truncnorm_rvs_at(const struct shk_truncnorm_rvs *t, double u)
{
    const double a = t->log_tail, b = log(u) + t->log_mass;     /* log(exp(a) + exp(b)) */
    const double hi = a > b ? a : b, lo = a > b ? b : a;
    return ndtri_exp(a == b ? log1p(0) + log(2) + a : log1p(exp(lo - hi)) + hi);
}

void shk_rng_truncnorm(struct shk_rng *r, const struct shk_truncnorm_rvs *t, size_t n, float *out)
{
    for (size_t i = 0; i < n; i++) out[i] = (float)shk_truncnorm_rvs_at(t, shk_rng_double(r));
}
