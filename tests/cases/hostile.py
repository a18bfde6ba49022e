#!/usr/bin/env python3
"""Inputs made to break a program: each must end with an error that names the file, within two seconds and 200 MB, and leave nothing.

usage: hostile.py MAINSHOCK [--slow FACTOR] [NAME...]      FACTOR: for builds with sanitizers, time and memory are multiplied by it

The two seconds are of the processor, of all processes together, so that a busy machine does not fail the test."""
import os, sys, tempfile, zipfile, zlib
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import small_job as j

CASES = []


def case(name, words, **kw):
    """words: what the error must say; the rest goes to small_job.write, but `zip` and `prepare` (called with the folder), and `lazy`,
    which makes the rest when it is needed: the memory of this process would count as that of the program."""
    CASES.append((name, words, kw))


# ---- XML ----
laughs = '<!DOCTYPE nrml [<!ENTITY a0 "ha">' + ''.join('<!ENTITY a%d "%s">' % (i, ('&a%d;' % (i - 1)) * 10) for i in range(1, 12)) + ']>'
bomb = j.model(j.point()).replace('<nrml', laughs + '<nrml').replace('name="p"', 'name="&a11;"')
case('entities that expand to hundreds of gigabytes', ['model.xml'], files={'model.xml': bomb})
case('entities in the logic tree', ['smlt.xml'], files={'smlt.xml': j.smlt().replace('<nrml', laughs + '<nrml').replace('model.xml', '&a11;')})
case('an external entity', ['gslt.xml'], files={'gslt.xml': j.gslt().replace('<nrml', '<!DOCTYPE nrml [<!ENTITY x SYSTEM "file:///etc/passwd">]><nrml').replace('BooreAtkinson2008', '&x;')})
deep = '<a>' * 300000
case('deep nesting in a source', ['model.xml'], lazy=lambda: dict(files={'model.xml': j.model('<pointSource id="p" name="p">' + deep)}))
case('deep nesting in a logic tree', ['smlt.xml'], lazy=lambda: dict(files={'smlt.xml': j.NRML % ('<logicTree logicTreeID="lt">' + deep)}))
case('an attribute of 100 MB', ['model.xml'], lazy=lambda: dict(files={'model.xml': j.model(j.point().replace('name="p"', 'name="%s"' % ('x' * 100000000)))}))
case('a million attributes', ['model.xml'], lazy=lambda: dict(files={'model.xml': j.model('<pointSource id="p" ' + ' '.join('a%d=""' % i for i in range(1000000)) + '/>')}))

# ---- TOML and INI ----
case('deep nesting in a value', ['job.ini'], job={'intensity_measure_types_and_levels': '{"PGA": ' + '[' * 100000})
case('deep nesting in a model', ['gslt.xml'], files={'gslt.xml': j.gslt(('b', '[AvgPoeGMPE]\nx = ' + '[' * 100000, '1'))})
case('logscale of a billion levels', ['job.ini', '1000000000'], job={'intensity_measure_types_and_levels': '{"PGA": logscale(0.005, 2.5, 1000000000)}'})
for bad in ('nan', 'inf', '1e400', '-1e300'):
    case('investigation_time = ' + bad, ['job.ini', bad], job={'investigation_time': bad})
    case('rupture_mesh_spacing = ' + bad, ['job.ini', bad], job={'rupture_mesh_spacing': bad})
    case('maximum_distance = ' + bad, ['job.ini', bad], job={'maximum_distance': bad})
    case('sites ' + bad, ['job.ini', bad], job={'sites': bad + ' 45'})
    case('width_of_mfd_bin = ' + bad, ['job.ini', bad], job={'width_of_mfd_bin': bad})
    case('a magnitude of ' + bad, ['model.xml', bad], files={'model.xml': j.model(j.point(mfd=j.MFD.replace('6.5', bad)))})
    if bad != '-1e300':     # no ruptures, but a number
        case('an a value of ' + bad, ['model.xml', bad], files={'model.xml': j.model(j.point(mfd=j.MFD.replace('3.5', bad)))})
    case('a coordinate of ' + bad, ['model.xml', bad.replace('e3', 'e+3')], files={'model.xml': j.model(j.point(where='10 ' + bad))})
    case('a site in CSV at ' + bad, ['sites.csv', bad.replace('e3', 'e+3')], job={'sites': None, 'site_model_file': 'sites.csv'}, files={'sites.csv': 'lon,lat,vs30\n10,45,600\n10,%s,600\n' % bad})
    case('vs30 in CSV of ' + bad, ['sites.csv', bad.replace('e3', 'e+3')], job={'sites': None, 'site_model_file': 'sites.csv'}, files={'sites.csv': 'lon,lat,vs30,z1pt0,z2pt5\n10,45,%s,50,1\n' % bad})
case('number_of_logic_tree_samples = 10^18', ['job.ini', '1000000000000000000'], job={'number_of_logic_tree_samples': '1000000000000000000'})
case('ten million samples', ['job.ini'], job={'number_of_logic_tree_samples': '2000000000'})

# ---- too many of something ----
case('a region of ten billion sites', ['job.ini', 'region'], job={'sites': None, 'region': '0 0, 90 0, 90 60, 0 60', 'region_grid_spacing': '0.05'})
case('a thin region of ten billion sites', ['job.ini', 'region'], job={'sites': None, 'region': '0 0, 0.001 0, 0.001 60, 0 60', 'region_grid_spacing': '1e-6'})
case('a region around the pole', ['job.ini', 'region'], job={'sites': None, 'region': '-179 80, 0 80, 179 80, 179 89.999, 0 89.99, -179 89.999', 'region_grid_spacing': '0.003'})
case('an area source of ten billion points', ['model.xml', "source 'a'"], files={'model.xml': j.model(j.area(ring='0 0 60 0 60 60 0 60', attrs='discretization="0.05"'))})
case('an area source that covers the Earth finely', ['model.xml', "source 'a'"], job={'area_source_discretization': '0.01'}, files={'model.xml': j.model(j.area(ring='-170 -80 0 -80 170 -80 170 80 0 80 -170 80'))})
case('a simple fault with a mesh of billions', ['model.xml', "source 's'"], job={'rupture_mesh_spacing': '0.0001'}, files={'model.xml': j.model(j.simple())})
case('a simple fault around the Earth', ['model.xml', "source 's'"], job={'rupture_mesh_spacing': '0.001'}, files={'model.xml': j.model(j.simple(trace='-179 0 -90 0 0 0 90 0 179 0'))})
case('a complex fault with a mesh of billions', ['model.xml', "source 'c'"], job={'rupture_mesh_spacing': '0.0001', 'complex_fault_mesh_spacing': '0.0001'}, files={'model.xml': j.model(j.complex())})
case('a kite fault with a mesh of billions', ['model.xml', "source 'k'"], job={'rupture_mesh_spacing': '0.0001'}, files={'model.xml': j.model(j.kite())})
case('a characteristic fault with a mesh of billions', ['model.xml', "source 'h'"], job={'rupture_mesh_spacing': '0.0001'}, files={'model.xml': j.model(
    '<characteristicFaultSource id="h" name="h"><surface><simpleFaultGeometry>%s<dip>60</dip><upperSeismoDepth>0</upperSeismoDepth><lowerSeismoDepth>12</lowerSeismoDepth>'
    '</simpleFaultGeometry></surface>%s<rake>0</rake></characteristicFaultSource>' % (j.line('10 45 10.2 45.2'), j.MFD))})
case('a mesh spacing of the smallest number', ['model.xml', "source 's'"], job={'rupture_mesh_spacing': '5e-324'}, files={'model.xml': j.model(j.simple())})
case('billions of magnitude bins', ['model.xml'], job={'width_of_mfd_bin': '1e-9'})
case('billions of magnitude bins in a model', ['model.xml'], files={'model.xml': j.model(j.point(mfd='<YoungsCoppersmithMFD minMag="5" bValue="1" binWidth="1e-10" characteristicMag="6.5" characteristicRate="0.01"/>'))})
case('points without end in a multi-point source', ['model.xml'], files={'model.xml': j.model(
    '<multiPointSource id="p" name="p"><multiPointGeometry>%s<upperSeismoDepth>0</upperSeismoDepth><lowerSeismoDepth>20</lowerSeismoDepth></multiPointGeometry>%s'
    '<multiMFD kind="truncGutenbergRichterMFD" size="4000000000"><min_mag>5</min_mag><max_mag>6</max_mag><a_val>3</a_val><b_val>1</b_val></multiMFD>%s%s</multiPointSource>'
    % (j.pos('10 45 10.1 45.1'), j.SCALING, j.PLANES, j.DEPTHS))})
many = ''.join(j.branch_set('s%d' % i, 'maxMagGRRelative', [('u%d' % i, '0.1', '0.5'), ('v%d' % i, '0.2', '0.5')]) for i in range(40))
case('a source-model tree of 2^40 paths', ['job.ini', 'paths'], files={'smlt.xml': j.smlt(many)})
models = ('AkkarBommer2010 BooreAtkinson2008 SadighEtAl1997 ChiouYoungs2008 CampbellBozorgnia2008 AbrahamsonSilva2008 ZhaoEtAl2006Asc BindiEtAl2011 '
          'CauzziFaccioli2008 FaccioliEtAl2010').split()
wide = ''.join(j.branch_set('g%d' % i, 'gmpeModel', [('b%d_%d' % (i, k), models[k], '0.1') for k in range(10)], 'applyToTectonicRegionType="T%d"' % i) for i in range(10))
groups = j.NRML % ('<sourceModel name="m">' + ''.join('<sourceGroup name="g" tectonicRegion="T%d">%s</sourceGroup>' % (i, j.point(id='p%d' % i)) for i in range(10)) + '</sourceModel>')
case('a ground-motion tree of 10^10 paths', ['job.ini', 'paths'], files={'gslt.xml': j.tree(wide), 'model.xml': groups})

# ---- CSV ----
case('a CSV field of 100 MB', ['sites.csv'], lazy=lambda: dict(job={'sites': None, 'site_model_file': 'sites.csv'}, files={'sites.csv': 'lon,lat,vs30\n10,45,"' + '6' * 100000000 + '"\n'}))
case('a CSV field that is never closed', ['sites.csv'], lazy=lambda: dict(job={'sites': None, 'site_model_file': 'sites.csv'}, files={'sites.csv': 'lon,lat,vs30\n10,45,"' + '6,\n' * 20000000}))
case('a CSV header of a million columns', ['sites.csv'], lazy=lambda: dict(job={'sites': None, 'site_model_file': 'sites.csv'}, files={'sites.csv': ','.join('c%d' % i for i in range(1000000)) + '\n1\n'}))
case('zero bytes in CSV', ['sites.csv'], job={'sites': None, 'site_model_file': 'sites.csv'}, files={'sites.csv': b'lon,lat,vs30\n10,45,6\0\0\0\n'})


# ---- ZIP ----
def zipped(name, words, make):
    case(name, words, zip=make)


def truncated(path, files):
    with zipfile.ZipFile(path, 'w') as z:
        for name, text in files.items():
            z.writestr(name, text)
    with open(path, 'r+b') as f:
        f.truncate(os.path.getsize(path) // 2)


def slip(name):
    def make(path, files):
        with zipfile.ZipFile(path, 'w') as z:
            for n, text in files.items():
                z.writestr(n, text)
            z.writestr(name, 'x')
    return make


def link(path, files):
    with zipfile.ZipFile(path, 'w') as z:
        for n, text in files.items():
            z.writestr(n, text)
        i = zipfile.ZipInfo('inside')
        i.create_system, i.external_attr = 3, 0o120777 << 16
        z.writestr(i, '/etc')
        z.writestr('inside/passwd_of_mine', 'x')


def zeros(path, files):
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
        for n, text in files.items():
            z.writestr(n, text)
        with z.open('zeros.xml', 'w', force_zip64=True) as f:
            block = bytes(1 << 20)
            for _ in range(3000):
                f.write(block)


def overlapping(path, files):
    """Many members that share the same compressed megabytes: the sizes of all together are enormous."""
    def deflate(data):
        c = zlib.compressobj(9, zlib.DEFLATED, -15)
        return c.compress(data) + c.flush()
    import struct
    raw = bytes(50 << 20)
    body, crc = deflate(raw), zlib.crc32(raw)
    local = struct.pack('<IHHHHHIIIHH', 0x04034b50, 20, 0, 8, 0, 33, crc, len(body), len(raw), 1, 0) + b'a' + body
    n, central = 20000, b''
    for i in range(n):
        name = b'm%d' % i
        central += struct.pack('<IHHHHHHIIIHHHHHII', 0x02014b50, 20, 20, 0, 8, 0, 33, crc, len(body), len(raw), len(name), 0, 0, 0, 0, 0, 0) + name
    with open(path, 'wb') as f:
        f.write(local + central + struct.pack('<IHHHHIIH', 0x06054b50, 0, 0, n, n, len(central), len(local), 0))


zipped('a truncated archive', ['job.zip'], truncated)
zipped('a member that climbs out', ['job.zip', '..'], slip('../../climbed'))
zipped('a member that climbs out later', ['job.zip', '..'], slip('a/../../climbed'))
zipped('an absolute member', ['job.zip', '/'], slip('/tmp/hostile_absolute'))
zipped('a member that is a link', ['job.zip', 'inside'], link)
zipped('an archive of 3 GB of zeros', ['job.zip'], zeros)
zipped('an archive whose members overlap', ['job.zip'], overlapping)
zipped('a backslash member', ['job.zip'], slip('..\\..\\climbed'))

# ---- HDF5 ----
TABLE = j.gslt(('b', '[GMPETable]\ngmpe_table = "t.hdf5"', '1.0'))


def hdf5(name):
    """A small HDF5 file that declares a dataset of 2^31 by 2^31 numbers, none of them written (superblock 0, one group, one dataset)."""
    def prepare(folder):
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), name), 'rb') as f, open(os.path.join(folder, 't.hdf5'), 'wb') as g:
            g.write(f.read())
    return prepare


case('an HDF5 file that is none', ['t.hdf5'], files={'gslt.xml': TABLE, 't.hdf5': 'HDF' * 1000})
case('an HDF5 table with 2^62 numbers', ['t.hdf5'], files={'gslt.xml': TABLE}, prepare=hdf5('hostile_huge.hdf5'))
case('an HDF5 table with numbers that were never written', ['t.hdf5'], files={'gslt.xml': TABLE}, prepare=hdf5('hostile_unwritten.hdf5'))

# ---- files that are no files ----
case('the source model is a folder', ['model.xml'], files={'model.xml': None}, prepare=lambda d: os.mkdir(os.path.join(d, 'model.xml')))
case('the source model is endless', ['model.xml'], files={'model.xml': None}, prepare=lambda d: os.symlink('/dev/zero', os.path.join(d, 'model.xml')))
case('the logic tree is a pipe', ['smlt.xml'], files={'smlt.xml': None}, prepare=lambda d: os.mkfifo(os.path.join(d, 'smlt.xml')))
case('sites come from an endless file', ['sites.csv'], job={'sites': None, 'site_model_file': 'sites.csv'}, prepare=lambda d: os.symlink('/dev/zero', os.path.join(d, 'sites.csv')))


def main():
    args = sys.argv[1:]
    exe = os.path.abspath(args.pop(0))
    slow = float(args.pop(0)) if args[:1] == ['--slow'] and args.pop(0) else 1
    bad = n = 0
    worst = [0, 0]
    for name, words, kw in CASES:
        if args and not any(a in name for a in args):
            continue
        n += 1
        kw = kw['lazy']() if 'lazy' in kw else kw
        make_zip, prepare = kw.pop('zip', None), kw.pop('prepare', None)
        with tempfile.TemporaryDirectory() as outer:
            folder = os.path.join(outer, 'a', 'b')
            os.makedirs(folder)
            path = j.write(folder, **kw)
            kw = None
            if prepare:
                prepare(folder)
            if make_zip:
                files = {f: open(os.path.join(folder, f)).read() for f in os.listdir(folder)}
                path = os.path.join(folder, 'job.zip')
                make_zip(path, files)
            r = j.run(exe, path, folder, patience=60 * slow)
            lines = [x for x in r.text.splitlines() if 'rror' in x or 'mainshock' in x] or r.text.splitlines()[-1:]
            wrong = []
            if r.status != 1:
                wrong.append('exit status %d' % r.status)
            if r.seconds > 2 * slow:
                wrong.append('%.1f s' % r.seconds)
            if r.megabytes > 200 * slow:
                wrong.append('%.0f MB' % r.megabytes)
            if r.left:
                wrong.append('left %s' % ' '.join(r.left))
            if os.path.exists(os.path.join(outer, 'climbed')) or os.path.exists('/tmp/hostile_absolute'):
                wrong.append('wrote outside')
            if len(r.text) > 20000:
                wrong.append('%d bytes of messages' % len(r.text))
            wrong += ['does not say %s' % w for w in words if w not in r.text]
            worst = [max(worst[0], r.seconds), max(worst[1], r.megabytes)]
            if wrong:
                bad += 1
                print('%s: %s\n    %s' % (name, ', '.join(wrong), '\n    '.join(x[:300] for x in lines[-3:])), flush=True)
    print('%d hostile inputs, %d not refused as they should be; at most %.2f s, %.0f MB' % (n, bad, *worst))
    sys.exit(bad > 0 or n == 0)


main()
