/* mainshock: seismic hazard from OpenQuake jobs. */
#include <stdio.h>
#include <string.h>
#include "base/err.h"
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

int main(int argc, char **argv)
{
    if (argc < 2) return usage(stderr);
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help") || !strcmp(argv[1], "-h")) return usage(stdout);
    if (!strcmp(argv[1], "--version")) return printf("mainshock " MAINSHOCK_VERSION "\n"), SHK_EXIT_OK;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (!strcmp(argv[1], commands[i].name)) return commands[i].run(argc - 2, argv + 2);
    fprintf(stderr, "mainshock: unknown command '%s'\n", argv[1]);
    return usage(stderr);
}
