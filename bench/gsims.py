#!/usr/bin/env python3
"""Time every ground-motion model beside the reference's, one core each, on the same contexts.

usage: PYTHON bench/gsims.py [--bench build/bench_gsims] [--contexts 100000] [--same 360] [--out bench/results/DATE-gsims.md] [--models SPEC]
                             [--earlier FILE.tsv [--compare 1000]] [NAME...]

PYTHON is one that has the reference (openquake.engine) installed. Both sides evaluate the same made-up contexts (bench/gsims.c), each with
its own rupture and site, for the same ten measures. The reference gets them as one record array in order of magnitude, and the time is that of
ContextMaker.get_mean_stds as it comes, which evaluates each magnitude by itself; --same says how many contexts have one magnitude (100,000
contexts of magnitudes 5.10 to 7.90 in steps of 0.01 are 360 of each). Times are CPU seconds of one process, the least of several rounds, in which
the two take turns. Mainshock evaluates the ten measures block by block, as its hazard calculator does. Without names: all of them, and the models with
arguments in SPEC (lines as in tests/golden/gsim/*.spec). With --out the results so far are kept in OUT.tsv, and a run that was stopped goes on from
there. --earlier takes the reference's times from the OUT.tsv of another run on this machine, so that only Mainshock is timed again, and compares values
on --compare contexts of ten magnitudes (0: not at all).
"""
import argparse, os, platform, statistics, subprocess, sys, tempfile, time, warnings
for v in ('OMP_NUM_THREADS', 'NUMBA_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'):
    os.environ[v] = '1'
import numpy
warnings.filterwarnings('ignore')
numpy.seterr(all='ignore')
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GEOLOGY = [b'', b'PRECAMBRIAN', b'PALEOZOIC', b'JURASSIC-TRIASSIC', b'CRETACEOUS', b'CENOZOIC', b'PLEISTOCENE', b'HOLOCENE', b'UNKNOWN']


class Ours:
    """The C program as a server"""
    def __init__(self, program, n, same, folder):
        self.n, self.folder = n, folder
        self.p = subprocess.Popen([program, '--serve', folder, '--contexts', str(n), '--same', str(same)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        names = self.p.stdout.readline().split()
        self.columns = dict(zip(names, numpy.fromfile(folder + '/contexts').reshape(len(names), n)))

    def time(self, text):
        """nanoseconds and measures, or None and the reason"""
        self.p.stdin.write(text + '\n')
        self.p.stdin.flush()
        answer = self.p.stdout.readline().split(maxsplit=1)
        assert self.p.stdout.readline() == 'written\n'
        return (None, answer[1].strip()) if answer[0] == '-' else (float(answer[0]), answer[1].split())

    def values(self, nimt):
        return numpy.fromfile(self.folder + '/values').reshape(-1, 4, self.n)[:nimt].transpose(1, 0, 2)    # 4, M, N


def reference(text, imts, columns, n):
    """A function that computes the 4 x M x k values of the first k contexts"""
    from openquake.hazardlib import valid, contexts
    gsim = valid.gsim(text.replace('\\n', '\n'), os.path.join(ROOT, 'tests', 'golden', 'gsim'))
    cmaker = contexts.ContextMaker('*', [gsim], dict(imtls={m: [0.] for m in imts}))
    ctx = cmaker.new_ctx(n)
    for name in ctx.dtype.names:
        if name not in columns:
            continue
        v = columns[name]
        kind = ctx.dtype[name]
        if name == 'geology':
            v = numpy.array(GEOLOGY)[v.astype(int)]
        elif name == 'ec8_p18':
            v = numpy.array([bytes([int(a) // 256, int(a) % 256]) for a in v])
        elif kind.kind == 'S':
            v = numpy.array([b'%c' % a for a in range(256)])[v.astype(int)]
        ctx[name] = v
    ctx['occurrence_rate'] = .01
    return lambda k: cmaker.get_mean_stds([ctx[:k]])[:, 0]


def largest(ours, theirs):
    """Largest difference relative to the value, as in tests/unit/test_gsim_tables.c"""
    with numpy.errstate(all='ignore'):
        e = numpy.abs(ours - theirs) / numpy.maximum(numpy.abs(theirs), .01)
    e[(ours == theirs) | (numpy.isnan(ours) & numpy.isnan(theirs))] = 0
    e[numpy.isnan(e)] = numpy.inf
    return e.max()


def again(server, text, earlier, n, same, k):
    """Ours timed anew beside the earlier time of the reference; values on some k contexts, or NaN"""
    theirs, nimt = earlier
    ns, imts = server.time(text)
    if ns is None or len(imts) != nimt:
        return None, 'it has other measures than in the earlier run'
    for _ in range(2):
        ns = min(ns, server.time(text)[0])
    err = numpy.nan
    if k:
        starts = numpy.linspace(0, (n - 1) // same, 10).astype(int) * same
        pick = numpy.concatenate([numpy.arange(s, min(n, s + max(1, min(same, k // 10)))) for s in numpy.unique(starts)])
        try:
            got = reference(text, imts, {name: v[pick] for name, v in server.columns.items()}, len(pick))(len(pick))
        except Exception as exc:
            return None, 'the reference: %s: %s' % (type(exc).__name__, str(exc).strip().split('\n')[0][:100])
        err = largest(server.values(nimt)[:, :, pick], got)
    return (ns, theirs, nimt, err), None


def measure(server, text, n, same, budget):
    ns, imts = server.time(text)
    if ns is None:
        return None, imts
    try:
        run = reference(text, imts, server.columns, n)
        run(same)                                               # whatever is read or compiled once
        t = time.process_time()
        run(same)
        k = same * int(max(1, min(n / same, budget * 4 / (time.process_time() - t))))     # fewer contexts where the reference is very slow
        best = numpy.inf
        for r in range(3):
            t = time.process_time()
            got = run(k)
            best = min(best, time.process_time() - t)
            if r == 0 and best > budget:
                break
            if r < 2:
                ns = min(ns, server.time(text)[0])
    except Exception as exc:
        return None, 'the reference: %s: %s' % (type(exc).__name__, str(exc).strip().split('\n')[0][:100])
    return (ns, best * 1e9 / (k * len(imts)), len(imts), largest(server.values(len(imts))[:, :, :k], got)), None


def report(rows, left_out, n, same, earlier, compare, out):
    cpu = next((line.split(':')[1].strip() for line in open('/proc/cpuinfo') if 'model name' in line), platform.machine())
    ratio = sorted(r[1][1] / r[1][0] for r in rows)
    slow = sorted(rows, key=lambda r: r[1][1] / r[1][0])
    lines = ['# Ground-motion models, one core', '',
             'Machine: %s, %d cores, %s; Python %s, NumPy %s. CPU time per context and measure, least of several rounds%s;' % (
                 cpu, os.cpu_count(), platform.platform(), platform.python_version(), numpy.__version__, '' if earlier else ' taken in turn'),
             '%d contexts, each with a rupture and site of its own, %d of each magnitude, up to 10 measures (bench/gsims.py).' % (n, same),
             '`values`: largest difference of mean, sig, tau, phi over %s, relative to the value or 0.01.' % ('all of them' if not earlier else '%d contexts of ten magnitudes' % compare)
             if compare else '`values`: not compared in this run.',
             *(['The times of the reference are those of an earlier run on this machine; Mainshock alone was timed again.'] if earlier else []), '',
             '- models: %d' % len(rows), '- median ratio: %.0f' % statistics.median(ratio), '- slowest ratio: %.1f (%s)' % (ratio[0], slow[0][0]),
             '- below 30 times: %d; below 5 times: %d' % (sum(r < 30 for r in ratio), sum(r < 5 for r in ratio)),
             *(['- values that differ by more than 1e-6: %d' % sum(not r[1][3] <= 1e-6 for r in rows)] if compare else []), '',
             '| model | measures | Mainshock ns | reference ns | ratio | values |', '|---|---|---|---|---|---|']
    for name, (ours, theirs, m, err) in slow:
        lines.append('| %s | %d | %.1f | %.0f | %.1f | %.1e |' % (name.replace('|', '\\|'), m, ours, theirs, theirs / ours, err))
    if left_out:
        lines += ['', 'Left out:', ''] + ['- %s: %s' % w for w in left_out]
    text = '\n'.join(lines) + '\n'
    if out:
        with open(out, 'w') as f:
            f.write(text)
    print('\n'.join(line for line in lines[:lines.index('| model | measures | Mainshock ns | reference ns | ratio | values |')] if line.startswith('- ')))


def read_tsv(path):
    kept = {}
    for line in open(path):
        f = line.rstrip('\n').split('\t')
        kept[f[0]] = ((float(f[1]), float(f[2]), int(f[3]), float(f[4])), None) if len(f) == 5 else (None, f[1])
    return kept


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--bench', default=os.path.join(ROOT, 'build', 'bench_gsims'))
    ap.add_argument('--engine', default=os.path.join(ROOT, 'build', 'mainshock'))
    ap.add_argument('--contexts', type=int, default=100000)
    ap.add_argument('--same', type=int, default=360)
    ap.add_argument('--models')
    ap.add_argument('--budget', type=float, default=.5, help='CPU seconds that one run of the reference may take, roughly')
    ap.add_argument('--earlier', help='OUT.tsv of another run')
    ap.add_argument('--compare', type=int, default=1000)
    ap.add_argument('--out')
    ap.add_argument('names', nargs='*')
    a = ap.parse_args()
    names = a.names or [line.split()[0] for line in subprocess.check_output([a.engine, 'gsims'], text=True).splitlines() if line.strip()]
    if a.models and not a.names:
        names += [line.split(' @ ')[0].strip() for line in open(a.models) if line.strip() and line[0] != '#']
    names = list(dict.fromkeys(names))
    rows, left_out, compare = [], [], a.compare if a.earlier else -1
    kept = read_tsv(a.out + '.tsv') if a.out and os.path.exists(a.out + '.tsv') else {}
    earlier = read_tsv(a.earlier) if a.earlier else {}
    with tempfile.TemporaryDirectory() as folder:
        server = Ours(a.bench, a.contexts, a.same, folder)
        for name in names:
            if name not in kept:
                old = earlier.get(name, (None, 'it is not in the earlier run'))
                kept[name] = old if a.earlier and not old[0] else again(server, name, old[0][1:3], a.contexts, a.same, compare) if old[0] \
                    else measure(server, name, a.contexts, a.same, a.budget)
                if a.out:
                    with open(a.out + '.tsv', 'a') as f:
                        f.write('\t'.join([name] + ([str(v) for v in kept[name][0]] if kept[name][0] else [kept[name][1]])) + '\n')
                if kept[name][0]:
                    print('%-60s %8.1f %9.0f %7.1f  %.1e' % ((name[:60],) + kept[name][0][:2] + (kept[name][0][1] / kept[name][0][0], kept[name][0][3])), flush=True)
                else:
                    print(name, kept[name][1], flush=True)
            (rows if kept[name][0] else left_out).append((name, kept[name][0] or kept[name][1]))
    report(rows, left_out, a.contexts, a.same, a.earlier, compare, a.out)


if __name__ == '__main__':
    main()
