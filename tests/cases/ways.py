#!/usr/bin/env python3
"""Runs a small job in several ways (ways.txt: a name and parameters a line) and compares everything exported with what OpenQuake 3.26.2
gave (expected/NAME), but for the pre-header. A name that ends in ! must be refused; the word after it stands for the message.

usage: ways.py MAINSHOCK FOLDER
"""
import csv, glob, os, shlex, subprocess, sys, tempfile

exe, folder = sys.argv[1:3]


def rows(path):
    with open(path) as f:
        return list(csv.reader(line for line in f if not line.startswith('#')))


def same(a, b):
    try:
        return abs(float(a) - float(b)) <= 1e-7 + 1e-4 * abs(float(a))
    except ValueError:
        return a == b


def refused(words, params, work):
    cmd = [exe, 'run', os.path.join(folder, 'job.ini'), '--export-dir', os.path.join(work, 'none')] + [a for p in params for a in ('-p', p)]
    p = subprocess.run(cmd, env=dict(os.environ, MAINSHOCK_DATADIR=os.path.join(work, 'data')), stderr=subprocess.PIPE, text=True)
    return [] if p.returncode == 1 and words in p.stderr else ['exit %d: %s' % (p.returncode, p.stderr[-200:])]


def one(name, params, work):
    """Cells compared, files that differ"""
    out = os.path.join(work, name)
    cmd = [exe, 'run', os.path.join(folder, 'job.ini'), '--exports', 'csv', '--export-dir', out]
    for p in params:
        cmd += ['-p', p]
    subprocess.run(cmd, check=True, env=dict(os.environ, MAINSHOCK_DATADIR=os.path.join(work, 'data')), stderr=subprocess.DEVNULL)
    cells, bad = 0, []
    for path in sorted(glob.glob(os.path.join(folder, 'expected', name, '*.csv'))):
        base = os.path.basename(path)[:-4]
        got = glob.glob(os.path.join(out, glob.escape(base) + '_*.csv'))
        want, have = rows(path), rows(got[0]) if got else []
        if have and sorted(have[0]) == sorted(want[0]):         # columns of site models come in any order
            have = [[r[have[0].index(c)] for c in want[0]] for r in have]
        wrong = [(a, b) for w, h in zip(want, have) for a, b in zip(w, h) if not same(a, b)]
        if wrong or [len(r) for r in want] != [len(r) for r in have]:
            bad.append('%s: %s' % (base, wrong[:1] or 'other rows'))
        cells += sum(map(len, want))
    return cells, bad


failed = total = 0
with tempfile.TemporaryDirectory() as work:
    for line in open(os.path.join(folder, 'ways.txt')):
        if line.startswith('#') or not line.strip():
            continue
        name, *params = shlex.split(line)
        cells, bad = (1, refused(params[0], params[1:], work)) if name.endswith('!') else one(name, params, work)
        print('%-4s %s: %d cells %s' % ('FAIL' if bad or not cells else 'ok', name, cells, '; '.join(bad[:3])))
        failed += bool(bad) or not cells
        total += cells
print('%d cells, %d ways fail' % (total, failed))
sys.exit(failed > 0 or total < 1000)
