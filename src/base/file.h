/* file.h — whole files and paths. */
#ifndef SHK_BASE_FILE_H
#define SHK_BASE_FILE_H
#include <stddef.h>
#include "base/arena.h"
#include "base/err.h"

/* Reads a regular file of at most limit bytes (SHK_E_LIMIT beyond) into the arena; a 0 follows the n bytes. SHK_E_NOTFOUND if
 * there is none, SHK_E_IO if it cannot be read or is not a regular file. */
SHK_CHECKED enum shk_err shk_file_read(const char *path, size_t limit, struct shk_arena *arena, struct shk_diag *d, const char **text, size_t *n);

/* The inputs that were opened since the last shk_files_forget: by shk_file_read and by every reader that says so; each once, in the order of
 * their first use. A list of the process: a calculation depends on all that was read for it, whoever read it. Valid until the next opening. */
void shk_file_opened(const char *path);
const char *const *shk_files_opened(size_t *n);
void shk_files_forget(void);

/* "dir/name", or name alone if it is absolute or dir is empty. "a/./b//c/../d" becomes "a/b/d" (as text: links are not followed). NULL: out of memory. */
char *shk_path_join(struct shk_arena *arena, const char *dir, const char *name);
/* The part before the last '/' ("." if there is none, "/" for the root), and the part after it. */
char *shk_path_dir(struct shk_arena *arena, const char *path);
const char *shk_path_base(const char *path);
int shk_file_exists(const char *path);
int shk_dir_exists(const char *path);
/* Makes a folder and those above it, where they are not there. SHK_E_IO says which could not be made. */
SHK_CHECKED enum shk_err shk_make_folders(const char *path, struct shk_diag *d);

/* A new private folder (mode 700) under $TMPDIR or /tmp, its absolute path without links; and its removal with all it holds (links are not followed). NULL: not made. */
char *shk_tempdir_new(struct shk_arena *arena);
void shk_tempdir_remove(const char *path);
#endif
