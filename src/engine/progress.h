/* progress.h — how far a long calculation is: one line on a terminal, a line every few seconds elsewhere. */
#ifndef SHK_ENGINE_PROGRESS_H
#define SHK_ENGINE_PROGRESS_H
struct shk_progress;
/* For shk_swarm_options.progress; user is not used. */
void shk_draw_progress(void *user, const struct shk_progress *p);
/* Wipes the line, before other output goes to the terminal. */
void shk_clear_progress(void);
#endif
