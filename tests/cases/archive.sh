#!/bin/sh
# A job in a .zip gives the files of the same job in a folder, and what it is unpacked into does not stay.
# usage: archive.sh MAINSHOCK DEMO_DIR PYTHON
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export MAINSHOCK_DATADIR="$work/data" TMPDIR="$work/tmp"
cp -r "$2" "$work/job"
mkdir "$work/tmp"
cd "$work/job"
"$3" -m zipfile -c "$work/job.zip" *
for job in job.ini ../job.zip; do
    out="$work/$(basename $job)-out"
    "$1" run $job -p region_grid_spacing=50 --exports csv --export-dir "$out" --workers 1 2>"$work/log" || { cat "$work/log"; exit 1; }
    (cd "$out" && for f in *.csv; do sed 1d "$f" | sha256sum | sed "s/-/${f%_*.csv}/"; done) > "$work/sums-$(basename $job)"
done
test "$(wc -l < "$work/sums-job.ini")" -ge 20
cmp "$work/sums-job.ini" "$work/sums-job.zip"
test -z "$(ls "$TMPDIR")"
