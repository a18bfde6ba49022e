/* Taherian, Silva, Kalakonas & Vicente (2024), Bull. Seismol. Soc. Am. 114(5), 2613-2638: a neural network for southwest Iberia, inland and
 * offshore. The network is of single precision, and so is its arithmetic here: large terms cancel, and its roundings show. */
#include "gsim/lib_terms.h"
#include "taherian_2024.coeffs.h"

enum { INPUTS = 5, HIDDEN = 6 };
static const float hidden[HIDDEN][INPUTS] = {
    { -0.0162990335f, -1.6419003f, -22.1092834f, -2.11392045f, -0.0160003807f },
    { -3.56264544f, 0.0343736224f, 0.269100517f, 0.464917302f, 0.0161195174f },
    { -0.103367791f, 5.70917797f, -1.14253259f, 0.162716761f, 0.0330061279f },
    { -0.289893091f, 10.3114691f, -0.341136992f, 0.133301482f, 0.0194397867f },
    { -0.360842675f, -0.527362287f, -3.54197168f, 0.0565782301f, -0.00601233914f },
    { -0.103944108f, 6.24972916f, -0.949379981f, -0.0218976345f, -0.0471351519f },
}, hidden_bias[HIDDEN] = { -0.978040636f, 4.27423191f, 0.10107211f, -0.842840672f, 0.502532184f, -2.79975843f };

INLINE float fma1(float a, float b, float c) { return (float)((double)a * b + c); }     /* the product is exact in double */

/* 1 / (1 + exp(-x)) by the rational function that networks are run with; -18 to 18. */
INLINE float logistic(float x0)
{
    const float x = x0 < -18 ? -18 : x0 > 18 ? 18 : x0, z = x * x;
    float p = fma1(z, 4.37031012579801e-11f, 1.15627324459942e-07f);
    p = fma1(p, z, 6.08574864600143e-05f);
    p = fma1(p, z, 8.51377133304701e-03f);
    p = fma1(p, z, 2.48287947061529e-01f);
    float q = fma1(z, 6.10247389755681e-13f, 5.76102136993427e-09f);
    q = fma1(q, z, 6.29106785017040e-06f);
    q = fma1(q, z, 1.70198817374094e-03f);
    q = fma1(q, z, 1.16817656904453e-01f);
    q = fma1(q, z, 9.93151921023180e-01f);
    const float r = p * x / q + 0.5f;
    return r < 0 ? 0 : r > 1 ? 1 : r;
}

/* e^x in single precision by NumPy's rational function, since the reference takes the logarithm of this. */
INLINE float exp1(float x)
{
    const float magic = 12582912.0f, k = (x * 1.44269504088896341f + magic) - magic;
    const float r = fma1(k, -1.42860677e-6f, fma1(k, -6.93145752e-1f, x));
    float p = fma1(5.082762527590693718096e-04f, r, 6.757896990527504603057e-03f);
    p = fma1(p, r, 5.114512081637298353406e-02f);
    p = fma1(p, r, 2.473615434895520810817e-01f);
    p = fma1(p, r, 7.257664613233124478488e-01f);
    p = fma1(p, r, 9.999999999980870924916e-01f);
    const float q = fma1(fma1(2.159509375685829852307e-02f, r, -2.742335390411667452936e-01f), r, 1);
    return (float)((double)(p / q) * of_bits((uint64_t)((int64_t)k + 1023) << 52));
}

/* The two rows between which a measure lies, and the weight of the second. Linear in period, beyond the last row too. PGA is at 0.01 s. */
struct rows { struct taherian_2024 a, b; double w; };
static int rows_of(struct shk_imt t, struct rows *r)
{
    const struct shk_coeffs *c = &taherian_2024_coeffs;
    const double T = t.kind == SHK_PGA ? 0.01 : t.period;
    if (t.kind == SHK_PGV) {
        (void)shk_coeffs_at(c, t, (double *)&r->a);
        r->b = r->a;
        return r->w = 0, 1;
    }
    if ((t.kind != SHK_PGA && t.kind != SHK_SA) || !(T >= 0.01)) return 0;
    int k = 1;                                          /* row 0 is PGV */
    while (k < c->nrow - 2 && T > c->row[k + 1].period) k++;
    memcpy(&r->a, c->row[k].v, sizeof r->a);
    memcpy(&r->b, c->row[k + 1].v, sizeof r->b);
    r->w = (T - c->row[k].period) / (c->row[k + 1].period - c->row[k].period);
    return 1;
}

/* ln of the output of a row in g or cm/s; h: the hidden layer. */
INLINE double output(const struct taherian_2024 *c, const float h[HIDDEN], double unit)
{
    const float w[HIDDEN] = { (float)c->w0, (float)c->w1, (float)c->w2, (float)c->w3, (float)c->w4, (float)c->w5 };
    float s = 0;
    for (int j = 0; j < HIDDEN; j++) s = fma1(h[j], w[j], s);
    s += (float)c->bias;
    return shk_log((double)exp1(s) / unit);
}

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct rows r;
    (void)rows_of(call->imt, &r);
    const float offshore = call->data != NULL;
    const double unit = call->imt.kind == SHK_PGV ? 1 : 981, w = r.w;
    SHK_EACH(i, x->n) {
        const double rake = x->rake[i];
        const float in[INPUTS] = { offshore, (float)(x->mag[i] * 0.18181818181818182 - 0.5454545454545454), (float)(x->rjb[i] * 0.0016666666666666668),
                                   (float)(x->hypo_depth[i] * 0.035807897789936545 - 0.07248234670638956), ((rake >= -120) & (rake <= -60)) ? 1 : 0 };
        float h[HIDDEN];
        for (int j = 0; j < HIDDEN; j++) {
            float s = 0;
            for (int k = 0; k < INPUTS; k++) s = fma1(in[k], hidden[j][k], s);
            h[j] = logistic(s + hidden_bias[j]);
        }
        const double a = output(&r.a, h, unit), b = output(&r.b, h, unit);
        out.mean[i] = a + (b - a) * w;
        out.sig[i] = r.a.sigma + (r.b.sigma - r.a.sigma) * w;
        out.tau[i] = r.a.tau + (r.b.tau - r.a.tau) * w;
        out.phi[i] = r.a.phi + (r.b.phi - r.a.phi) * w;
    }
}

static int supports(const struct shk_gsim_model *m, struct shk_imt t)
{
    struct rows r;
    (void)m;
    return rows_of(t, &r);
}

#define ROW .ref = "10.1785/0120230250", .trt = "Stable Shallow Crust", .component = "MEDIAN_HORIZONTAL", .coeffs = &taherian_2024_coeffs, .kernel = kernel, \
    .supports = supports, .reference_vs30 = 760, .needs = SHK_NEEDS(mag) | SHK_NEEDS(hypo_depth) | SHK_NEEDS(rake) | SHK_NEEDS(rjb)
const struct shk_gsim gsim_taherian_2024[] = {
    { .name = "Taherian2024Inland", ROW },
    { .name = "Taherian2024Offshore", ROW, .data = "offshore" },
    { 0 },
};
