#include "engine/progress.h"
#include <math.h>
#include <stdio.h>
#include <unistd.h>
#include "engine/monitor.h"
#include "swarm/swarm.h"

static void duration(double s, char out[24])
{
    if (s < 0 || !isfinite(s)) snprintf(out, 24, "--:--");
    else if (s < 3600) snprintf(out, 24, "%d:%02d", (int)s / 60, (int)s % 60);
    else snprintf(out, 24, "%dh%02dm", (int)s / 3600, (int)s / 60 % 60);
}

static int drawn;
static double last_line;        /* display state of the process's one terminal, not of a calculation */

void shk_draw_progress(void *user, const struct shk_progress *p)
{
    (void)user;
    char left[24], spent[24];
    const int terminal = isatty(STDERR_FILENO);
    if (!terminal && shk_seconds() - last_line < 5) return;
    if (terminal && p->elapsed < 0.3) return;
    last_line = shk_seconds();
    duration(p->left, left);
    duration(p->elapsed, spent);
    fprintf(stderr, "%s%3.0f%%  %s elapsed, %s left, %d of %d workers busy, %.0f MB%s", terminal ? "\r\033[K" : "", 100 * p->fraction, spent, left,
            p->busy, p->workers, (double)p->rss / 1e6, terminal ? "" : "\n");
    fflush(stderr);
    drawn = terminal;
}

void shk_clear_progress(void)
{
    if (drawn) fprintf(stderr, "\r\033[K");
    drawn = 0;
}
