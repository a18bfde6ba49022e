/* bench/gsims: nanoseconds for each (context, measure) of every ground-motion model on one core, over made-up contexts.
 *
 * usage: bench_gsims [--contexts N] [--same M] [--apart] [NAME...]   prints a line a model: name, nanoseconds, measures
 *        bench_gsims --serve FOLDER [--contexts N]  for bench/gsims.py: writes the contexts to FOLDER/contexts, then for each line
 *                                                   read (a model's text, \n for a new line) writes its values to FOLDER/values and prints the line above
 *
 * Every context has its own rupture, site and distances (the hardest case for models that share work among the sites of a
 * rupture); they come in order of magnitude, M (360) of each. A model is timed on its first ten measures of a fixed list, block by block as in the
 * hazard calculator: it may keep what the measures have in common, but for --apart. The time is CPU time, the least of several rounds over all contexts. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "gsim/gsim.h"

static size_t same_mag = 360;
static struct shk_shared *shared;           /* NULL: each measure by itself */
enum { MEASURES = 10, ROUNDS = 5, LINE = 4096 };
static const char *const measures[] = { "PGA", "PGV", "SA(0.05)", "SA(0.1)", "SA(0.2)", "SA(0.3)", "SA(0.5)", "SA(1.0)", "SA(2.0)", "SA(3.0)",
    "SA(0.15)", "SA(0.4)", "SA(0.75)", "SA(1.5)", "SA(4.0)", "SA(0.8)", "SA(0.25)", "MMI", "IA", "CAV", "PGD", "RSD595", "RSD575", "RSD2080", "RSD",
    "AvgSA", "AvgSA(0.5)", "AvgSA(1.0)", "EAS(1.0)", "EAS(2.0)", "EAS(5.0)", "FAS(1.0)", "FAS(2.0)", "FAS(5.0)", "DRVT(1.0)", "DRVT(2.0)", "SDi(0.5,2)", "SDi(1.0,2)",
    "FIV3(0.5)", "FIV3(1.0)", "Sa_avg2(0.5)", "Sa_avg2(1.0)", "Sa_avg3(0.5)", "Sa_avg3(1.0)", "LSD", "CII", "JMA", "VMI" };

static double *col[SHK_COL_COUNT];
static const char *const col_name[] = {
#define X(c) #c,
    SHK_CTX_COLUMNS(X)
#undef X
};

/* The i-th of n numbers that fill [lo, hi] evenly in any stretch, another sequence for each column. */
static double spread(size_t column, size_t i, double lo, double hi)
{
    const double a = sqrt(2.0 + 3.0 * (double)column), v = (double)(i + 1) * (a - floor(a));
    return lo + (hi - lo) * (v - floor(v));
}

static double one_of(size_t column, size_t i, const double *choice, double n) { return choice[(size_t)spread(column, i, 0, n)]; }
#define ONE_OF(column, i, ...) one_of(column, i, (const double[]){ __VA_ARGS__ }, sizeof((const double[]){ __VA_ARGS__ }) / sizeof(double))

static double value(size_t c, size_t i, size_t n)
{
    const double rjb = exp(spread(SHK_COL_rjb, i, log(0.5), log(300.0))), ztor = spread(SHK_COL_ztor, i, 0, 30);
    const double rrup = sqrt(rjb * rjb + ztor * ztor) + 0.05;
    switch (c) {
    case SHK_COL_mag: return 5.1 + round(280.0 * (double)(i / same_mag) / (double)((n - 1) / same_mag + 1)) / 100;
    case SHK_COL_rake: return ONE_OF(c, i, -90, -45, 0, 45, 90, 180);
    case SHK_COL_dip: return spread(c, i, 30, 90);
    case SHK_COL_strike: case SHK_COL_azimuth: case SHK_COL_azimuthcp: return spread(c, i, 0, 360);
    case SHK_COL_ztor: return ztor;
    case SHK_COL_zbot: return ztor + 12;
    case SHK_COL_width: return spread(c, i, 5, 30);
    case SHK_COL_hypo_depth: return ztor + spread(c, i, 1, 12);
    case SHK_COL_hypo_lon: case SHK_COL_hypo_lat: case SHK_COL_lon: case SHK_COL_lat: case SHK_COL_clon: case SHK_COL_clat: return spread(c, i, -1, 1);
    case SHK_COL_rrup: return rrup;
    case SHK_COL_rjb: return rjb;
    case SHK_COL_rx: return rjb * spread(c, i, -1, 1);
    case SHK_COL_ry0: return rjb * spread(c, i, 0, 1);
    case SHK_COL_rhypo: return rrup * 1.1 + 2;
    case SHK_COL_repi: return rjb + 3;
    case SHK_COL_rvolc: return spread(c, i, 0, 100);
    case SHK_COL_rcdpp: return spread(c, i, -1, 1);
    case SHK_COL_vs30: return exp(spread(c, i, log(150.0), log(2000.0)));
    case SHK_COL_vs30measured: case SHK_COL_bas: case SHK_COL_backarc: case SHK_COL_in_cshm: return ONE_OF(c, i, 0, 1);
    case SHK_COL_z1pt0: case SHK_COL_z1pt4: return spread(c, i, 5, 800);
    case SHK_COL_z2pt5: return spread(c, i, 0.1, 6);
    case SHK_COL_xvf: return spread(c, i, -200, 200);
    case SHK_COL_siteclass: case SHK_COL_ec8: return ONE_OF(c, i, 'A', 'B', 'C', 'D');
    case SHK_COL_ec8_p18: return 'B' * 256.0 + '1';
    case SHK_COL_region: return ONE_OF(c, i, 0, 1, 2, 3, 4, 5);
    case SHK_COL_soiltype: return ONE_OF(c, i, 1, 2, 3);
    case SHK_COL_geology: return ONE_OF(c, i, 1, 2, 3, 4, 5, 6, 7, 8);
    case SHK_COL_f0: case SHK_COL_THV: return spread(c, i, 0.1, 3);
    case SHK_COL_slope: return spread(c, i, 0.001, 0.3);
    case SHK_COL_kappa0: return spread(c, i, 0.005, 0.06);
    case SHK_COL_PHV: return spread(c, i, 1, 6);
    case SHK_COL_h800: return spread(c, i, 5, 200);
    case SHK_COL_D50_15: return spread(c, i, 0.1, 1);
    case SHK_COL_T_15: case SHK_COL_F_15: case SHK_COL_freeface_ratio: return spread(c, i, 1, 15);
    case SHK_COL_z_sed: return spread(c, i, 0, 13);
    default: return spread(c, i, 0.1, 0.5);         /* amplification factors and deviations */
    }
}

static double cpu(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct shk_ctx block(size_t start, size_t n, uint64_t needs)        /* as in a job, only the columns that the model needs */
{
    struct shk_ctx x = { .n = n };
#define X(c) x.c = needs & SHK_NEEDS(c) ? col[SHK_COL_##c] + start : NULL;
    SHK_CTX_COLUMNS(X)
#undef X
    return x;
}

/* Evaluates all contexts; keeps the values of measure k at out + k * 4 n, or where NULL throws them away. */
static void evaluate(const struct shk_gsim_model *m, const struct shk_imt *imt, size_t nimt, size_t n, double *out)
{
    static double scratch[4][SHK_CTX_BLOCK];
    for (size_t s = 0; s < n; s += SHK_CTX_BLOCK) {
        struct shk_ctx x = block(s, n - s < SHK_CTX_BLOCK ? n - s : SHK_CTX_BLOCK, m->needs);
        if (shared) shk_shared_begin(shared, &x);
        for (size_t k = 0; k < nimt; k++) {
            double *o[4];
            for (size_t j = 0; j < 4; j++) o[j] = out ? out + (4 * k + j) * n + s : scratch[j];
            shk_gsim_eval(m, imt[k], &x, (struct shk_motion){ o[0], o[1], o[2], o[3] });
        }
    }
}

static void bench(const char *text, size_t n, double *out)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_diag d = { 0 };
    const struct shk_gsim_model *m;
    struct shk_imt imt[MEASURES];
    char names[LINE] = "";
    size_t nimt = 0;
    if (shk_gsim_make(text, ".", a, &d, &m)) {
        d.text[strcspn(d.text, "\n")] = 0;
        printf("- %s\n", d.text);
    } else if (m->g->cond) printf("- predicts from another model\n");
    else {
        for (size_t i = 0; i < sizeof measures / sizeof *measures && nimt < MEASURES; i++)
            if (!shk_imt_parse(measures[i], &imt[nimt], &d) && shk_gsim_supports(m, imt[nimt])) {
                strcat(strcat(names, " "), measures[i]);
                nimt++;
            }
        if (!nimt || shk_gsim_for_job(a, &d, m, nimt, imt, &m)) printf("- no measure of the list\n");
        else {
            double best = HUGE_VAL;
            evaluate(m, imt, nimt, n, out);
            for (int r = 0; r < ROUNDS; r++) {
                const double t = cpu();
                evaluate(m, imt, nimt, n, NULL);
                best = fmin(best, cpu() - t);
            }
            printf("%.2f%s\n", best * 1e9 / (double)(n * nimt), names);
        }
    }
    fflush(stdout);
    shk_arena_free(a);
}

static void write_to(const char *folder, const char *name, const double *v, size_t n)
{
    char path[LINE];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "ab");
    if (!f || fwrite(v, sizeof *v, n, f) != n || fclose(f)) { perror(path); exit(1); }
}

static void serve(const char *folder, size_t n)
{
    static char line[LINE], text[LINE], path[LINE];
    double *out = calloc(MEASURES * 4 * n, sizeof *out);
    for (size_t c = 0; c < SHK_COL_COUNT; c++) write_to(folder, "contexts", col[c], n);
    for (size_t c = 0; c < SHK_COL_COUNT; c++) printf("%s%c", col_name[c], c + 1 < SHK_COL_COUNT ? ' ' : '\n');
    fflush(stdout);
    while (out && fgets(line, sizeof line, stdin)) {
        char *t = text;
        line[strcspn(line, "\n")] = 0;
        for (const char *p = line; *p; p++)
            if (p[0] == '\\' && p[1] == 'n') { *t++ = '\n'; p++; } else *t++ = *p;
        *t = 0;
        snprintf(path, sizeof path, "%s/values", folder);
        remove(path);
        bench(text, n, out);
        write_to(folder, "values", out, MEASURES * 4 * n);
        printf("written\n");
        fflush(stdout);
    }
    free(out);
}

int main(int argc, char **argv)
{
    size_t n = 100000, names = 0;
    const char *folder = NULL;
    struct shk_arena *arena = shk_arena_new(0);
    if (!(shared = shk_shared_new(arena))) return 1;
    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], "--contexts") && i + 1 < argc) n = (size_t)atoi(argv[++i]);
        else if (!strcmp(argv[i], "--same") && i + 1 < argc) same_mag = (size_t)atoi(argv[++i]);
        else if (!strcmp(argv[i], "--apart")) shared = NULL;
        else if (!strcmp(argv[i], "--serve") && i + 1 < argc) folder = argv[++i];
        else names++;
    for (size_t c = 0; c < SHK_COL_COUNT; c++) {
        if (!(col[c] = malloc((n + 1) * sizeof *col[c]))) return 1;
        for (size_t i = 0; i < n; i++) col[c][i] = value(c, i, n);
    }
    if (folder) serve(folder, n);
    else if (!names)
        for (size_t i = 0; i < shk_gsim_count(); i++) {
            printf("%s ", shk_gsim_at(i)->name);
            bench(shk_gsim_at(i)->name, n, NULL);
        }
    else
        for (int i = 1; i < argc; i++)
            if (!strcmp(argv[i], "--contexts") || !strcmp(argv[i], "--same")) i++;
            else if (strcmp(argv[i], "--apart")) { printf("%s ", argv[i]); bench(argv[i], n, NULL); }
    for (size_t c = 0; c < SHK_COL_COUNT; c++) free(col[c]);
    shk_arena_free(arena);
    return 0;
}
