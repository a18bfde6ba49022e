/* near.h — absolute tolerance for tests of geometry. */
#ifndef NEAR_H
#define NEAR_H
#include "check.h"

#define NEAR(got, want, tol) check_near((got), (want), (tol), #got, __FILE__, __LINE__)
#define E10 6e-11       /* ten printed decimals */
static inline void check_near(double got, double want, double tol, const char *what, const char *file, int line)
{
    if (!check_that(fabs(got - want) <= tol, what, file, line) && check_failed <= 20)
        printf("    got %.12f, want %.12f, off by %.2e\n", got, want, got - want);
}
#endif
