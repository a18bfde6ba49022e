/* mfd.c — magnitude-frequency distributions as histograms (sources.md 1) and their changes (sources.md 1.8, classical.md 2). */
#include <math.h>
#include <string.h>
#include "source/internal.h"

static const double ln10 = 2.30258509299404568402, char_box = 0.5;

static double p10(double x) { return pow(10, x); }
/* Seismic moment in N m, Hanks & Kanamori (1979). */
static double moment(double mag) { return p10(1.5 * mag + 9.05); }

/* Events a year in [lo, hi] of a cumulative Gutenberg-Richter law. */
static double gr_rate(double a, double b, double lo, double hi) { return p10(a - b * lo) - p10(a - b * hi); }

/* ---- Youngs & Coppersmith (1985), equations 15 to 17; the characteristic part is a box of half a magnitude ---- */
static double yc_a(const struct shk_mfd *m)
{
    return m->b * (m->char_mag - 1.25) + log10(m->char_rate / char_box) - log10(m->b * ln10);
}

/* a and the rate of the characteristic box, whichever of the two rates is given. */
static void yc_resolve(const struct shk_mfd *m, double *a, double *char_rate)
{
    if (!(m->moment_rate > 0)) {
        *a = yc_a(m);
        *char_rate = m->char_rate;
        return;
    }
    const double b = m->b, beta = b * ln10, mu = m->char_mag + char_box / 2;
    const double c1 = exp(-beta * (mu - m->min_mag - 0.5)), c2 = exp(-beta * (mu - m->min_mag - 1.5));
    const double c3 = beta * c2 / (2 * (1 - c1) + beta * c2);
    const double c4 = b * p10(-0.75) / (1.5 - b) + b * exp(beta) * (1 - p10(-0.75)) / 1.5;
    const double n = (1 - c1) * m->moment_rate / ((1 - c3) * c1 * moment(mu) * c4);
    *char_rate = c3 * n;
    *a = log10((n - *char_rate) / (p10(-b * m->min_mag) - p10(-b * (m->char_mag - 0.25))));
}

/* ---- alternative characteristic: two Gutenberg-Richter zones that meet at mc ---- */
struct zones { double mc, a_gr, a_ac; };

static struct zones ac_zones(const struct shk_mfd *m)
{
    const double c = 1.5, mc = m->max_mag - m->delta_m_ac, dg = mc - m->min_mag, da = m->delta_m_ac;
    const double fg = p10(-m->b * dg), fa = p10(-m->b_ac * da), ga = p10(-c * da);
    const double ratio = (1 - m->gamma) / m->gamma
        * (m->b_ac * (fa - ga) * (c - m->b) * (1 - fg)) / (m->b * (c - m->b_ac) * ga * fg * (1 - fa));
    const double na = m->total_rate / (ratio + 1), ng = ratio * na;
    return (struct zones){ mc, log10(ng) - log10(p10(-m->b * m->min_mag) - p10(-m->b * mc)),
                           log10(na) - log10(p10(-m->b_ac * mc) - p10(-m->b_ac * m->max_mag)) };
}

static double ac_rate(const struct shk_mfd *m, struct zones z, double lo, double hi)
{
    if (hi <= z.mc) return gr_rate(z.a_gr, m->b, lo, hi);
    if (lo >= z.mc) return gr_rate(z.a_ac, m->b_ac, lo, hi);
    return gr_rate(z.a_gr, m->b, lo, z.mc) + gr_rate(z.a_ac, m->b_ac, z.mc, hi);
}

/* ---- tapered Gutenberg-Richter: rates of the truncated one scaled bin by bin ---- */
static double taper(double b, double mo, double corner)
{
    const double small = moment(4.0);
    return pow(small / mo, 2. / 3. * b) * exp((small - mo) / corner);
}

static double tapered_scale(const struct shk_mfd *m, double mag)
{
    const double lo = moment(mag - m->bin_width / 2), hi = moment(mag + m->bin_width / 2);
    const double corner = moment(m->corner_mag), large = moment(9.05);
    return (taper(m->b, lo, corner) - taper(m->b, hi, corner)) / (taper(m->b, lo, large) - taper(m->b, hi, large));
}

/* ---- bins ---- */
/* Centre of the first bin and number of bins; the number is a double since nothing has checked it yet. */
static void binning(const struct shk_mfd *m, double *first, double *n)
{
    const double w = m->bin_width;
    double m0, m1;
    if (m->kind == SHK_MFD_YOUNGS_COPPERSMITH) {
        m0 = round_away(m->min_mag / w) * w + w / 2;
        m1 = round_away((m->char_mag + char_box / 2) / w) * w - w / 2;
    } else {
        m0 = round_away(m->min_mag / w) * w;
        m1 = round_away(m->max_mag / w) * w;
        if (m0 != m1) {
            m0 += w / 2;
            m1 -= w / 2;
        }
    }
    *first = m0;
    *n = round_away((m1 - m0) / w) + 1;
}

static int is_listed(const struct shk_mfd *m) { return m->kind == SHK_MFD_INCREMENTAL || m->kind == SHK_MFD_ARBITRARY; }

void shk_mfd_min_max(const struct shk_mfd *m, double *min, double *max)
{
    if (m->kind == SHK_MFD_INCREMENTAL) {
        *min = m->min_mag;
        *max = m->min_mag + m->bin_width * ((double)m->n - 1);
    } else if (m->kind == SHK_MFD_ARBITRARY) {
        *min = INFINITY;
        *max = -INFINITY;
        for (size_t i = 0; i < m->n; i++) {
            *min = fmin(*min, m->mags[i]);
            *max = fmax(*max, m->mags[i]);
        }
    } else {
        double first, n;
        binning(m, &first, &n);
        *min = first;
        *max = first + m->bin_width * (n - 1);
    }
}

enum shk_err shk_mfd_bins(const struct shk_mfd *m, struct shk_arena *a, struct shk_diag *d, size_t *n, struct shk_mag_rate **out)
{
    SHK_TRY(shk_mfd_check(m, d));
    double mag = 0, count = (double)m->n, a_val = m->a, char_rate = 0;
    if (!is_listed(m)) binning(m, &mag, &count);
    if (!(count >= 1 && count <= SHK_MAX_BINS))
        return shk_fail(d, SHK_E_LIMIT, "a magnitude-frequency distribution with %.0f bins; at most %d are possible", count, SHK_MAX_BINS);
    struct shk_mag_rate *bin = SHK_NEW(a, struct shk_mag_rate, (size_t)count);
    if (!bin) return shk_fail(d, SHK_E_NOMEM, "out of memory for %.0f magnitude bins", count);
    struct zones z = { 0 };
    if (m->kind == SHK_MFD_YOUNGS_COPPERSMITH) yc_resolve(m, &a_val, &char_rate);
    if (m->kind == SHK_MFD_ALT_CHARACTERISTIC) z = ac_zones(m);
    const double half = m->bin_width / 2;
    size_t k = 0;
    for (size_t i = 0; i < (size_t)count; i++) {
        double rate = 0;
        switch (m->kind) {
        case SHK_MFD_INCREMENTAL: mag = m->min_mag + (double)i * m->bin_width; rate = m->rates[i]; break;
        case SHK_MFD_ARBITRARY: mag = m->mags[i]; rate = m->rates[i]; break;
        case SHK_MFD_TRUNC_GR: rate = gr_rate(a_val, m->b, mag - half, mag + half); break;
        case SHK_MFD_TAPERED_GR: rate = gr_rate(a_val, m->b, mag - half, mag + half) * tapered_scale(m, mag); break;
        case SHK_MFD_ALT_CHARACTERISTIC: rate = ac_rate(m, z, mag - half, mag + half); break;
        case SHK_MFD_YOUNGS_COPPERSMITH:        /* the centre decides which part a bin belongs to */
            rate = m->min_mag <= mag && mag < m->char_mag - char_box / 2 ? gr_rate(a_val, m->b, mag - half, mag + half)
                                                                         : char_rate / char_box * m->bin_width;
            break;
        }
        if (!isfinite(rate)) return shk_fail(d, SHK_E_INVALID, "the rate of magnitude %g is %g", mag, rate);
        if (rate > 0) bin[k++] = (struct shk_mag_rate){ mag, rate };
        if (!is_listed(m)) mag += m->bin_width;         /* accumulated like the reference: 6.4499999999999948 */
    }
    *n = k;
    *out = bin;
    return SHK_OK;
}

/* ---- constraints ---- */
#define REQUIRE(cond, ...) do { if (!(cond)) return shk_fail(d, SHK_E_INVALID, __VA_ARGS__); } while (0)

static enum shk_err check_list(const struct shk_mfd *m, struct shk_diag *d)
{
    int some = 0;
    REQUIRE(m->n > 0, "at least one bin must be specified");
    if (m->kind == SHK_MFD_INCREMENTAL) {
        REQUIRE(m->bin_width > 0 && isfinite(m->bin_width), "bin width %g must be positive", m->bin_width);
        REQUIRE(m->min_mag >= 0 && isfinite(m->min_mag), "minimum magnitude %g must be non-negative", m->min_mag);
    }
    for (size_t i = 0; i < m->n; i++) {
        REQUIRE(m->rates[i] >= 0 && isfinite(m->rates[i]), "occurrence rate %g must not be negative", m->rates[i]);
        REQUIRE(m->kind == SHK_MFD_INCREMENTAL || isfinite(m->mags[i]), "magnitude %g is not a number", m->mags[i]);
        some |= m->rates[i] > 0;
    }
    REQUIRE(some, "at least one occurrence rate must be positive");
    return SHK_OK;
}

static enum shk_err check_yc(const struct shk_mfd *m, struct shk_diag *d)
{
    REQUIRE(m->min_mag > 0 && isfinite(m->min_mag), "minimum magnitude %g must be positive", m->min_mag);
    REQUIRE(m->b > 0 && isfinite(m->b), "b value %g must be positive", m->b);
    REQUIRE(m->char_mag > 0 && isfinite(m->char_mag), "characteristic magnitude %g must be positive", m->char_mag);
    REQUIRE(m->moment_rate > 0 || m->char_rate > 0, "characteristic rate %g must be positive", m->char_rate);
    REQUIRE(m->bin_width > 0 && m->bin_width <= char_box,
            "bin width %g must be in (0, 0.5], so that the characteristic part has a bin", m->bin_width);
    REQUIRE(m->char_mag - char_box / 2 >= m->min_mag + m->bin_width,
            "the characteristic magnitude %g less 0.25 must be over the minimum magnitude %g by a bin at least", m->char_mag, m->min_mag);
    double a, rate;
    yc_resolve(m, &a, &rate);
    REQUIRE(isfinite(a) && isfinite(rate), "characteristic rate %g and a value %g must be finite", rate, a);
    REQUIRE(fabs(p10(a + log10(m->b * ln10) - m->b * (m->char_mag - 1.25)) - rate / char_box) <= 1e-7,
            "the characteristic rate does not fit the Gutenberg-Richter part at magnitude %g", m->char_mag - 1.25);
    return SHK_OK;
}

enum shk_err shk_mfd_check(const struct shk_mfd *m, struct shk_diag *d)
{
    if (is_listed(m)) return check_list(m, d);
    if (m->kind == SHK_MFD_YOUNGS_COPPERSMITH) return check_yc(m, d);
    REQUIRE(m->bin_width > 0 && isfinite(m->bin_width), "bin width %g must be positive", m->bin_width);
    REQUIRE(m->min_mag >= 0 && isfinite(m->min_mag), "minimum magnitude %g must be non-negative", m->min_mag);
    REQUIRE(m->max_mag >= m->min_mag + m->bin_width && isfinite(m->max_mag),
            "maximum magnitude %g must be higher than minimum magnitude %g by bin width %g at least", m->max_mag, m->min_mag, m->bin_width);
    REQUIRE(m->b > 0 && isfinite(m->b), "b value %g must be positive", m->b);
    if (m->kind == SHK_MFD_ALT_CHARACTERISTIC) {
        REQUIRE(m->b_ac > 0 && isfinite(m->b_ac), "b value %g of the characteristic zone must be positive", m->b_ac);
        REQUIRE(m->b_ac != 1.5, "b value of the characteristic zone cannot be 1.5: its moment diverges");
        REQUIRE(m->gamma > 0 && m->gamma < 1, "gamma %g must be between 0 and 1", m->gamma);
        REQUIRE(m->delta_m_ac > 0 && isfinite(m->delta_m_ac), "width %g of the characteristic zone must be positive", m->delta_m_ac);
        REQUIRE(m->max_mag - m->delta_m_ac > m->min_mag, "the characteristic zone of width %g leaves no room above magnitude %g",
                m->delta_m_ac, m->min_mag);
        REQUIRE(m->total_rate > 0 && isfinite(m->total_rate), "total rate %g must be positive", m->total_rate);
        return SHK_OK;
    }
    if (m->kind == SHK_MFD_TAPERED_GR)
        REQUIRE(m->corner_mag >= m->min_mag + m->bin_width && isfinite(m->corner_mag),
                "corner magnitude %g must be higher than minimum magnitude %g by bin width %g at least", m->corner_mag, m->min_mag, m->bin_width);
    REQUIRE(m->slip_rate > 0 || isfinite(m->a), "a value %g must be a number", m->a);
    return SHK_OK;
}

/* ---- moment balance ---- */
static double gr_moment_rate(double a, double b, double lo, double hi)
{
    const double ai = 9.05 + a + log10(b), bi = 1.5 - b;
    return bi == 0 ? p10(ai) * (hi - lo) : p10(ai) / bi * (p10(bi * hi) - p10(bi * lo));
}

double shk_mfd_moment_rate(const struct shk_mfd *m)
{
    if (m->kind != SHK_MFD_ALT_CHARACTERISTIC) return gr_moment_rate(m->a, m->b, m->min_mag, m->max_mag);
    const struct zones z = ac_zones(m);
    const double ln_g = m->b == 1.5 ? ln10 : 1;         /* here, unlike in the truncated law, the reference integrates over ln */
    return ln_g * gr_moment_rate(z.a_gr, m->b, m->min_mag, z.mc) + gr_moment_rate(z.a_ac, m->b_ac, z.mc, m->max_mag);
}

static void set_a(struct shk_mfd *m, double tmr)
{
    const double bi = 1.5 - m->b;
    const double x = bi == 0 ? tmr / (m->max_mag - m->min_mag) : tmr * bi / (p10(bi * m->max_mag) - p10(bi * m->min_mag));
    m->a = log10(x) - 9.05 - log10(m->b);
}

double shk_mfd_a_from_moment(const struct shk_mfd *m, double moment_rate, double constant)
{
    const double t = exp(-m->b * ln10 * m->max_mag);
    return log10(moment_rate * (1.5 - m->b) * (1 - t) / (m->b * p10(1.5 * m->max_mag + constant) * t));
}

void shk_mfd_divide(struct shk_mfd *m, double n, double *rates)
{
    double a;
    switch (m->kind) {
    case SHK_MFD_TRUNC_GR: case SHK_MFD_TAPERED_GR: m->a -= log10(n); break;
    case SHK_MFD_YOUNGS_COPPERSMITH:
        yc_resolve(m, &a, &m->char_rate);
        m->moment_rate = 0;
        m->char_rate /= n;
        break;
    case SHK_MFD_ALT_CHARACTERISTIC: m->total_rate /= n; break;
    case SHK_MFD_INCREMENTAL: case SHK_MFD_ARBITRARY:
        for (size_t i = 0; i < m->n; i++) rates[i] = m->rates[i] / n;
        m->rates = rates;
        break;
    }
}

/* ---- changes ---- */
static const char *kind_name(enum shk_mfd_kind k)
{
    static const char *const name[] = { [SHK_MFD_INCREMENTAL] = "incrementalMFD", [SHK_MFD_ARBITRARY] = "arbitraryMFD",
        [SHK_MFD_TRUNC_GR] = "truncGutenbergRichterMFD", [SHK_MFD_YOUNGS_COPPERSMITH] = "YoungsCoppersmithMFD",
        [SHK_MFD_TAPERED_GR] = "taperedGutenbergRichterMFD", [SHK_MFD_ALT_CHARACTERISTIC] = "alternativeCharacteristicMFD" };
    return name[k];
}

static enum shk_err change_gr(struct shk_mfd *m, const struct shk_change *c, struct shk_diag *d)
{
    const double tmr = shk_mfd_moment_rate(m);
    switch (c->kind) {
    case SHK_CH_MAX_MAG_REL: m->max_mag += c->v[0]; break;
    case SHK_CH_MAX_MAG_REL_NO_BALANCE: m->max_mag += c->v[0]; return SHK_OK;
    case SHK_CH_MAX_MAG_ABS: m->max_mag = c->v[0]; return SHK_OK;
    case SHK_CH_B_REL: m->b += c->v[0]; break;
    case SHK_CH_B_ABS: m->b = c->v[0]; return SHK_OK;
    case SHK_CH_AB_MAX_MAG_ABS: m->max_mag = c->v[2];   /* fall through */
    case SHK_CH_AB_ABS: m->a = c->v[0]; m->b = c->v[1]; return SHK_OK;
    default: return shk_fail(d, SHK_E_INVALID, "this uncertainty does not apply to a %s", kind_name(m->kind));
    }
    SHK_TRY(shk_mfd_check(m, d));       /* before the balance, which would fail if no magnitude is left */
    set_a(m, tmr);
    return SHK_OK;
}

static enum shk_err change_ac(struct shk_mfd *m, const struct shk_change *c, struct shk_diag *d)
{
    const double tmr = shk_mfd_moment_rate(m);
    switch (c->kind) {
    case SHK_CH_MAX_MAG_ABS: m->max_mag = c->v[0]; return SHK_OK;
    case SHK_CH_B_ABS: m->b = c->v[0]; return SHK_OK;
    case SHK_CH_B_AC_ABS: m->b_ac = c->v[0]; return SHK_OK;
    case SHK_CH_MAX_MAG_DELTA_AC_REL_NO_BALANCE: m->max_mag += c->v[0]; m->delta_m_ac += c->v[1]; return SHK_OK;
    case SHK_CH_B_REL: m->b += c->v[0]; break;
    case SHK_CH_B_AC_REL: m->b_ac += c->v[0]; break;
    case SHK_CH_MAX_MAG_DELTA_AC_REL: m->max_mag += c->v[0]; m->delta_m_ac += c->v[1]; break;
    default: return shk_fail(d, SHK_E_INVALID, "this uncertainty does not apply to a %s", kind_name(m->kind));
    }
    SHK_TRY(shk_mfd_check(m, d));
    m->total_rate *= tmr / shk_mfd_moment_rate(m);      /* the moment rate is proportional to the number of events */
    return SHK_OK;
}

enum shk_err shk_mfd_change(struct shk_mfd *m, const struct shk_change *c, struct shk_diag *d)
{
    if (m->kind == SHK_MFD_TRUNC_GR) SHK_TRY(change_gr(m, c, d));
    else if (m->kind == SHK_MFD_ALT_CHARACTERISTIC) SHK_TRY(change_ac(m, c, d));
    else if (m->kind == SHK_MFD_INCREMENTAL && c->kind == SHK_CH_INCREMENTAL_MFD) *m = c->mfd;
    else return shk_fail(d, SHK_E_INVALID, "this uncertainty does not apply to a %s", kind_name(m->kind));
    return shk_mfd_check(m, d);
}
