/* Bahrampouri, Rodriguez-Marek & Green (2021), Earthq. Spectra 37(1), 428-448: Arias intensity, Japan.
 *
 * The volcanic fronts, and which side of them a site is on, are as the reference has them: lines in degrees, with a strip of three
 * degrees on their right. Distances to a front are in degrees too, and what the paper calls the path in front of the arc and the
 * path behind it are exchanged. The reference takes the split of the path of the last context of an array for all of them; here
 * each context has its own. */
#include "bahrampouri_2021.coeffs.h"
#include "bahrampouri_2021_asc.coeffs.h"
#include "gsim/lib_terms.h"

struct point { double x, y; };
struct front { int n, strip_n; struct point line[17], strip[72]; };
static const struct front honshu = {
    .n = 17, .line = {
        { 148.583, 45.417 }, { 146.917, 44.45 }, { 144.717, 43.683 }, { 144.017, 43.6 }, { 142.683, 43.5 },
        { 141.517, 43.4 }, { 140.667, 42.05 }, { 141.117, 41.267 }, { 141.0, 40.45 }, { 140.583, 39.033 },
        { 140.133, 37.733 }, { 138.367, 36.6 }, { 138.733, 35.383 }, { 139.75, 33.133 }, { 140.3, 30.483 },
        { 140.567, 28.317 }, { 141.267, 25.417 } },
    .strip_n = 68, .strip = {
        { 137.9630226, 40.75660888 }, { 137.9315566, 40.81819267 }, { 137.8236755, 41.09317948 },
        { 137.7433607, 41.37744279 }, { 137.691391, 41.66822662 }, { 137.6682701, 41.96271178 },
        { 137.6742224, 42.25804322 }, { 137.7091899, 42.55135765 }, { 137.7728338, 42.83981136 },
        { 137.864537, 43.12060776 }, { 137.9834104, 43.39102448 }, { 138.1283015, 43.64843981 },
        { 138.9783015, 44.99843981 }, { 139.155348, 45.25002694 }, { 139.3572289, 45.48215969 },
        { 139.5818215, 45.69239702 }, { 139.8267638, 45.87852812 }, { 140.0894802, 46.03859571 },
        { 140.367208, 46.17091654 }, { 140.6570268, 46.27409917 }, { 140.9558887, 46.34705855 },
        { 141.2606512, 46.38902748 }, { 142.4266512, 46.48902748 }, { 142.4587417, 46.49160629 },
        { 143.7281162, 46.5867618 }, { 144.0385882, 46.62357492 }, { 145.6588246, 47.18844823 },
        { 147.0770068, 48.01160678 }, { 148.583, 45.417 }, { 146.917, 44.45 }, { 144.717, 43.683 }, { 144.017, 43.6 },
        { 142.683, 43.5 }, { 141.517, 43.4 }, { 140.667, 42.05 }, { 141.117, 41.267 }, { 141.0, 40.45 }, { 140.583, 39.033 },
        { 140.133, 37.733 }, { 138.367, 36.6 }, { 138.733, 35.383 }, { 139.75, 33.133 }, { 140.3, 30.483 },
        { 140.567, 28.317 }, { 141.267, 25.417 }, { 138.3507534, 24.7130784 }, { 137.6507534, 27.6130784 },
        { 137.5895362, 27.94997192 }, { 137.3375913, 29.99383962 }, { 136.8798929, 32.1991141 },
        { 135.9992853, 34.14736095 }, { 135.8601065, 34.51900739 }, { 135.4941065, 35.73600739 },
        { 135.4225343, 36.02543804 }, { 135.3800443, 36.32054361 }, { 135.3670565, 36.61840937 },
        { 135.383699, 36.91609329 }, { 135.4298074, 37.21065518 }, { 135.5049264, 37.49918564 }, { 135.608314, 37.77883488 },
        { 135.7389491, 38.0468408 }, { 135.8955413, 38.30055633 }, { 136.076544, 38.53747552 }, { 136.2801695, 38.75525833 },
        { 136.5044065, 38.95175373 }, { 136.7470404, 39.12502094 }, { 137.6380865, 39.69668303 }, { 137.7249566, 39.94764113 } } };
static const struct front kyushu = {
    .n = 6, .line = {
        { 127.067, 27.25 }, { 128.983, 28.8 }, { 130.217, 30.433 }, { 130.817, 32.767 }, { 131.6, 33.567 }, { 131.85, 34.367 } },
    .strip_n = 23, .strip = {
        { 127.067, 27.25 }, { 128.983, 28.8 }, { 130.217, 30.433 }, { 130.817, 32.767 }, { 131.6, 33.567 },
        { 131.85, 34.367 }, { 134.7134399, 33.47217502 }, { 134.4634399, 32.67217502 }, { 134.3663971, 32.40637638 },
        { 134.2447437, 32.15090294 }, { 134.099562, 31.90802744 }, { 133.9321435, 31.67991058 },
        { 133.7439778, 31.46858173 }, { 133.5226172, 31.24241505 }, { 133.1225303, 29.68607705 },
        { 133.0346087, 29.40291193 }, { 132.9191644, 29.12980878 }, { 132.7773253, 28.86943531 },
        { 132.6104766, 28.62433486 }, { 131.3764766, 26.99133486 }, { 131.1391093, 26.71404874 },
        { 130.8698242, 26.46764185 }, { 128.9538242, 24.91764185 } } };

static double turn(struct point a, struct point b, struct point p) { return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x); }

/* Whether the path from p to q crosses the front: in the inside of both, in a point. */
static int crosses(const struct front *f, struct point p, struct point q)
{
    for (int k = 0; k + 1 < f->n; k++) {
        const struct point a = f->line[k], b = f->line[k + 1];
        const double sp = turn(a, b, p), sq = turn(a, b, q), sa = turn(p, q, a), sb = turn(p, q, b);
        if (sp * sq < 0 && (sa * sb < 0 || (sb == 0 && k + 2 < f->n))) return 1;
    }
    return 0;
}

static double distance(const struct front *f, struct point p)
{
    double best = INFINITY;
    for (int k = 0; k + 1 < f->n; k++) {
        const struct point a = f->line[k], b = f->line[k + 1];
        const double dx = b.x - a.x, dy = b.y - a.y, t = clip(((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy), 0, 1);
        const double ex = p.x - (a.x + t * dx), ey = p.y - (a.y + t * dy);
        best = min2(best, ex * ex + ey * ey);
    }
    return sqrt(best);
}

static int in_strip(const struct front *f, struct point p)
{
    int inside = 0;
    for (int k = 0, j = f->strip_n - 1; k < f->strip_n; j = k++) {
        const struct point a = f->strip[k], b = f->strip[j];
        if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) inside = !inside;
    }
    return inside;
}

/* Terms of the path that depend on the volcanic fronts. */
static double volcanic(const struct bahrampouri_2021 *c, struct point hypo, struct point site, double rrup)
{
    const int m = crosses(&honshu, hypo, site), k = crosses(&kyushu, hypo, site);
    const int in_h = in_strip(&honshu, site), in_k = in_strip(&kyushu, site);
    double first = 0, second = 0;               /* multiply b3b and b3f */
    if (m || (!k && in_h)) {
        const double d = distance(&honshu, site);
        first = in_h ? rrup - d : d;
        second = in_h ? d : rrup - d;
    } else if (k || in_k) {
        const double d = distance(&kyushu, site);
        first = in_k ? d : rrup - d;
        second = in_k ? rrup - d : d;
    }
    return c->b3b * first + c->b3f * second + c->b4m * m + c->b4k * k;
}

struct version { int interface; };

SHK_KERNEL static void motion(const struct bahrampouri_2021 *k, double interface, const struct shk_ctx *x, struct shk_motion out)
{
    const struct bahrampouri_2021 c = *k;
    const double at_1100 = shk_exp(c.c3 * (1100 - 280)), phi = sqrt(c.phi_ss * c.phi_ss + c.phi_s2s * c.phi_s2s);
    SHK_EACH(i, x->n) {
        const double m = x->mag[i], r = x->rrup[i], vs30 = x->vs30[i], d = m - c.b7;
        const double source = c.a1 + c.a2 * m + c.a3 * max2(m - c.a4, 0) + c.a5 * max2(m - c.a6, 0)
                            + c.a7 * shk_log(x->ztor[i] + 1) + c.a8 * interface;                                /* eqs. 7, 9 */
        const double h = m <= c.b7 ? c.b5 + c.b6 * d : m > c.b8 ? c.b13 + c.b14 * (m - c.b8)
                       : c.b9 + c.b10 * d + c.b11 * (d * d) + c.b12 * (d * d * d);                              /* eq. 11 */
        const double path = (c.b1 + c.b2 * interface) * 0.5 * shk_log(r * r + shk_exp(2 * h * SHK_LN10));
        const double linear = source + path + out.mean[i] + c.c1 * shk_log(vs30);                               /* eqs. 6, 12 */
        out.mean[i] = linear + c.c2 * (shk_exp(c.c3 * (min2(vs30, 1100) - 280)) - at_1100)
                             * shk_log((shk_exp(linear) + c.c4) / c.c4);                                        /* eq. 5 */
        out.sig[i] = c.sig;
        out.tau[i] = c.tau;
        out.phi[i] = phi;
    }
}

static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    const struct version *v = call->data;
    struct bahrampouri_2021 c;                  /* both tables have these columns */
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    for (size_t i = 0; i < x->n; i++)
        out.mean[i] = volcanic(&c, (struct point){ x->hypo_lon[i], x->hypo_lat[i] }, (struct point){ x->lon[i], x->lat[i] }, x->rrup[i]);
    motion(&c, v->interface, x, out);
}

#define ROW(in, table) .ref = "Bahrampouri et al. (2021), Earthq. Spectra 37(1), 428-448", .kernel = kernel, .coeffs = &table##_coeffs, \
    .data = &(const struct version){ in }, .component = "GEOMETRIC_MEAN", .needs = SHK_NEEDS(mag) | SHK_NEEDS(ztor) | SHK_NEEDS(hypo_lon) \
    | SHK_NEEDS(hypo_lat) | SHK_NEEDS(rrup) | SHK_NEEDS(lon) | SHK_NEEDS(lat) | SHK_NEEDS(vs30)
const struct shk_gsim gsim_bahrampouri_2021[] = {
    { .name = "BahrampouriEtAl2021Asc", .trt = "Active Shallow Crust", ROW(0, bahrampouri_2021_asc) },
    { .name = "BahrampouriEtAl2021SInter", .trt = "Subduction Interface", ROW(1, bahrampouri_2021) },
    { .name = "BahrampouriEtAl2021SSlab", .trt = "Subduction IntraSlab", ROW(0, bahrampouri_2021) },
    { 0 },
};
