#include "out/parts.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 64 };

static _Noreturn void child(shk_part_fn *fn, void *user, int i, struct shk_diag *d, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGINT, SIG_IGN);            /* Ctrl-C reaches all of them: the parent decides */
    struct shk_diag own = { 0 };
    if (getppid() == parent) {
        own.code = fn(user, i, &own);
        *d = own;
    }
    _exit(0);
}

enum shk_err shk_in_parts(int n, shk_part_fn *fn, void *user, struct shk_diag *d)
{
    pid_t pid[MOST] = { 0 };
    enum shk_err e = SHK_OK;
    if (n > MOST) return shk_fail(d, SHK_E_LIMIT, "%d parts: at most %d", n, (int)MOST);
    struct shk_diag *told = n > 1 ? mmap(NULL, (size_t)n * sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) : MAP_FAILED;
    const int shared = told != MAP_FAILED;
    if (shared) fflush(NULL);           /* or each process would write what waits */
    const pid_t me = getpid();
    for (int i = 1; i < n && shared; i++) {
        told[i].code = SHK_E_COMPUTE;
        snprintf(told[i].text, sizeof told[i].text, "part %d of %d: its process was killed", i, n);
        if ((pid[i] = fork()) == 0) child(fn, user, i, &told[i], me);
    }
    e = fn(user, 0, d);
    for (int i = 1; i < n; i++) {
        if (pid[i] > 0) {
            while (waitpid(pid[i], NULL, 0) < 0 && errno == EINTR) {}
            if (!e && told[i].code) e = shk_fail(d, told[i].code, "%s", told[i].text);
        } else if (!e) e = fn(user, i, d);
    }
    if (shared) munmap(told, (size_t)n * sizeof *told);
    return e;
}
