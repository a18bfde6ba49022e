/* mainshock: seismic hazard from OpenQuake jobs. */
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include "base/err.h"
#include "base/str.h"
#include "cli/cli.h"

static const struct { const char *name, *usage, *what; int (*run)(int, char **); } commands[] = {
#define X(name, usage, what) { #name, usage, what, shk_cmd_##name },
    SHK_COMMANDS(X)
#undef X
};

static int usage(FILE *f)
{
    fprintf(f, "usage: mainshock COMMAND ...\n\n");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(f, "  mainshock %s\n      %s\n", commands[i].usage, commands[i].what);
    fprintf(f, "\nResults are listed in $MAINSHOCK_DATADIR, else ~/mainshock.\n");
    return f == stdout ? SHK_EXIT_OK : SHK_EXIT_INPUT;
}

static char help[] = "--help";
static int asks_for_help(const char *s) { return !strcmp(s, help) || !strcmp(s, "-h"); }

static int unknown(const char *name)
{
    const char *close = NULL;
    int best = 3;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        const int k = shk_str_distance(name, commands[i].name, best - 1);
        if (k < best) best = k, close = commands[i].name;
    }
    fprintf(stderr, "mainshock: unknown command '%s'%s%s%s mainshock --help lists them\n", name, close ? "; did you mean '" : ";", close ? close : "", close ? "'?" : "");
    return SHK_EXIT_INPUT;
}

int shk_report(const struct shk_diag *d)
{
    fprintf(stderr, "mainshock: %s\n", d->text[0] ? d->text : shk_err_text(d->code));
    switch (d->code) {
    case SHK_OK: return SHK_EXIT_OK;
    case SHK_E_COMPUTE: case SHK_E_NOMEM: return SHK_EXIT_COMPUTE;
    case SHK_E_CANCELLED: return SHK_EXIT_INTERRUPTED;
    default: return SHK_EXIT_INPUT;
    }
}

/* What a task has freed the next one needs: giving pages back and getting them again costs a fault for each. At most so much is kept. */
static void keep_pages(void)
{
    enum { KEPT = 8 << 20 };
    mallopt(M_MMAP_THRESHOLD, KEPT);
    mallopt(M_TRIM_THRESHOLD, KEPT);
}

int main(int argc, char **argv)
{
    keep_pages();
    if (argc < 2) return usage(stderr);
    char *of[] = { argv[0], argv[argc - 1], help };
    if (argc == 3 && !strcmp(argv[1], "help")) argv = of;
    if (asks_for_help(argv[1]) || !strcmp(argv[1], "help")) return usage(stdout);
    if (!strcmp(argv[1], "--version")) return printf("mainshock " MAINSHOCK_VERSION "\n"), SHK_EXIT_OK;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(argv[1], commands[i].name)) continue;
        if (argc == 3 && asks_for_help(argv[2]) && strcmp(argv[1], "run"))      /* which has many options, and tells of them itself */
            return printf("usage: mainshock %s\n\n  %s\n", commands[i].usage, commands[i].what), SHK_EXIT_OK;
        return commands[i].run(argc - 2, argv + 2);
    }
    return unknown(argv[1]);
}
