/* How PGA decays with distance: Boore et al. (2014) for an earthquake of magnitude 6.5 on a vertical strike-slip fault, on rock and on soil.
 * A program of its own: all it knows of Mainshock is the public header. */
#include <mainshock/gsim.h>
#include <math.h>
#include <stdio.h>

enum { N = 7 };

int main(void)
{
    char error[256] = "";
    struct mainshock_gsim *model = mainshock_gsim_new("BooreEtAl2014", "", 0, NULL, error, sizeof error);
    if (!model) return fprintf(stderr, "%s\n", error), 1;
    printf("# %s (%s) reads", mainshock_gsim_text(model), mainshock_gsim_reference(model));
    for (size_t i = 0; mainshock_gsim_needs(model, i); i++) printf(" %s", mainshock_gsim_needs(model, i));

    const double rjb[N] = { 1, 5, 10, 20, 50, 100, 200 };
    double mag[N], rake[N], vs30[N], mean[2][N], sig[N], tau[N], phi[N];
    const char *const name[] = { "mag", "rake", "rjb", "vs30" };
    const double *const column[] = { mag, rake, rjb, vs30 };
    for (int soil = 0; soil < 2; soil++) {
        for (int i = 0; i < N; i++) { mag[i] = 6.5; rake[i] = 0; vs30[i] = soil ? 250 : 760; }
        if (mainshock_gsim_eval(model, "PGA", N, 4, name, column, mean[soil], sig, tau, phi, error, sizeof error)) return fprintf(stderr, "%s\n", error), 1;
    }
    printf("\n%8s %10s %10s %8s\n", "rjb, km", "rock, g", "soil, g", "sigma");
    for (int i = 0; i < N; i++) printf("%8g %10.4f %10.4f %8.3f\n", rjb[i], exp(mean[0][i]), exp(mean[1][i]), sig[i]);

    /* What must hold whatever the numbers: motion falls with distance, the deviations add up, and MMI is refused. */
    int bad = mainshock_gsim_eval(model, "MMI", N, 4, name, column, mean[0], sig, tau, phi, error, sizeof error) != -1;     /* not a measure it predicts */
    for (int i = 1; i < N; i++) bad |= !(mean[0][i] < mean[0][i - 1]) || !(mean[1][i] < mean[1][i - 1]);
    const char *const imts[] = { "SA(1.0)", "PGA" };        /* several measures in one call, a row of N results each: the same numbers */
    double many[4][2][N];
    bad |= mainshock_gsim_eval_many(model, 2, imts, N, 4, name, column, many[0][0], many[1][0], many[2][0], many[3][0], error, sizeof error);
    for (int i = 0; i < N; i++) bad |= !(many[0][1][i] == mean[1][i]) || (i && !(many[0][0][i] < many[0][0][i - 1]));
    for (int i = 0; i < N; i++) bad |= fabs(sig[i] * sig[i] - tau[i] * tau[i] - phi[i] * phi[i]) > 1e-12;
    mainshock_gsim_free(model);
    return bad;
}
