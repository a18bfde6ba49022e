"""A small classical job, made of pieces that a test can replace one at a time, and a run of it that is measured."""
import os, re, resource, signal, subprocess, tempfile, time

NRML = ('<?xml version="1.0" encoding="utf-8"?>\n<nrml xmlns="http://openquake.org/xmlns/nrml/0.5" xmlns:gml="http://www.opengis.net/gml">\n'
        '%s\n</nrml>\n')
JOB = {
    'general': {'description': 'small', 'calculation_mode': 'classical', 'random_seed': '23'},
    'geometry': {'sites': '10.0 45.0'},
    'erf': {'rupture_mesh_spacing': '5', 'width_of_mfd_bin': '0.5', 'area_source_discretization': '20'},
    'site_params': {'reference_vs30_type': 'measured', 'reference_vs30_value': '600', 'reference_depth_to_1pt0km_per_sec': '50',
                    'reference_depth_to_2pt5km_per_sec': '1'},
    'calculation': {'source_model_logic_tree_file': 'smlt.xml', 'gsim_logic_tree_file': 'gslt.xml', 'investigation_time': '50',
                    'intensity_measure_types_and_levels': '{"PGA": [0.1, 0.2, 0.4]}', 'truncation_level': '3', 'maximum_distance': '200'},
}
MFD = '<truncGutenbergRichterMFD aValue="3.5" bValue="0.9" minMag="5.0" maxMag="6.5"/>'
DEPTHS = '<hypoDepthDist><hypoDepth probability="1" depth="10"/></hypoDepthDist>'
PLANES = '<nodalPlaneDist><nodalPlane probability="1" strike="0" dip="90" rake="0"/></nodalPlaneDist>'
SCALING = '<magScaleRel>WC1994</magScaleRel><ruptAspectRatio>1.5</ruptAspectRatio>'


def pos(text, tag='posList'):
    return '<gml:%s>%s</gml:%s>' % (tag, text, tag)


def line(text):
    return '<gml:LineString>%s</gml:LineString>' % pos(text)


def point(where='10 45', depths='<upperSeismoDepth>0</upperSeismoDepth><lowerSeismoDepth>20</lowerSeismoDepth>', scaling=SCALING, mfd=MFD, planes=PLANES,
          hypo=DEPTHS, id='p'):
    return ('<pointSource id="%s" name="p"><pointGeometry><gml:Point>%s</gml:Point>%s</pointGeometry>%s%s%s%s</pointSource>'
            % (id, pos(where, 'pos'), depths, scaling, mfd, planes, hypo))


def area(ring='9.5 44.5 10.5 44.5 10.5 45.5 9.5 45.5', attrs='', mfd=MFD):
    return ('<areaSource id="a" name="a"><areaGeometry %s><gml:Polygon><gml:exterior><gml:LinearRing>%s</gml:LinearRing></gml:exterior></gml:Polygon>'
            '<upperSeismoDepth>0</upperSeismoDepth><lowerSeismoDepth>20</lowerSeismoDepth></areaGeometry>%s%s%s%s</areaSource>'
            % (attrs, pos(ring), SCALING, mfd, PLANES, DEPTHS))


def simple(trace='10 45 10.2 45.2', dip='60', upper='0', lower='12', rake='90', mfd=MFD, attrs='', more=''):
    return ('<simpleFaultSource id="s" name="s"><simpleFaultGeometry %s>%s<dip>%s</dip><upperSeismoDepth>%s</upperSeismoDepth><lowerSeismoDepth>%s</lowerSeismoDepth>'
            '</simpleFaultGeometry>%s%s<rake>%s</rake>%s</simpleFaultSource>' % (attrs, line(trace), dip, upper, lower, SCALING, mfd, rake, more))


def complex(top='10 45 2 10.3 45.1 2', bottom='10 44.8 12 10.3 44.9 12', mfd=MFD):
    return ('<complexFaultSource id="c" name="c"><complexFaultGeometry><faultTopEdge>%s</faultTopEdge><faultBottomEdge>%s</faultBottomEdge></complexFaultGeometry>'
            '%s%s<rake>90</rake></complexFaultSource>' % (line(top), line(bottom), SCALING, mfd))


def kite(first='10 45 2 10 44.9 12', second='10.2 45 2 10.2 44.9 12'):
    return ('<kiteFaultSource id="k" name="k"><kiteSurface><profile>%s</profile><profile>%s</profile></kiteSurface>%s%s<rake>0</rake></kiteFaultSource>'
            % (line(first), line(second), SCALING, MFD))


def model(*sources, trt='Active Shallow Crust', group=''):
    return NRML % ('<sourceModel name="m" investigation_time="50"><sourceGroup name="g" tectonicRegion="%s" %s>\n%s\n</sourceGroup></sourceModel>' % (trt, group, '\n'.join(sources)))


def branch_set(id, kind, branches, more=''):
    return '<logicTreeBranchSet branchSetID="%s" uncertaintyType="%s" %s>\n%s</logicTreeBranchSet>' % (id, kind, more, ''.join(
        '<logicTreeBranch branchID="%s"><uncertaintyModel>%s</uncertaintyModel><uncertaintyWeight>%s</uncertaintyWeight></logicTreeBranch>\n' % b for b in branches))


def tree(*sets):
    return NRML % ('<logicTree logicTreeID="lt">\n%s\n</logicTree>' % '\n'.join(sets))


def smlt(*sets, files='model.xml'):
    return tree(branch_set('m', 'sourceModel', [('m1', files, '1.0')]), *sets)


def gslt(*branches, trt='Active Shallow Crust'):
    return tree(branch_set('g', 'gmpeModel', branches or [('b', 'BooreAtkinson2008', '1.0')], 'applyToTectonicRegionType="%s"' % trt))


def ini(changes):
    """JOB with changes: a value of None takes the line away; a name that is new goes to its own section at the end."""
    left = dict(changes)
    text = ''
    for section, lines in JOB.items():
        text += '[%s]\n' % section
        for name, value in lines.items():
            value = left.pop(name, value)
            if value is not None:
                text += '%s = %s\n' % (name, value)
    return text + '[more]\n' + ''.join('%s = %s\n' % p for p in left.items() if p[1] is not None)


def write(folder, job=None, text=None, files=None):
    """job.ini (JOB with changes, or a text of its own) and its files in a folder; a file of None is left out."""
    all_files = {'model.xml': model(point()), 'smlt.xml': smlt(), 'gslt.xml': gslt(), 'job.ini': ini(job or {}) if text is None else text}
    all_files.update(files or {})
    for name, content in all_files.items():
        if content is None:
            continue
        with open(os.path.join(folder, name), 'wb') as f:
            f.write(content if isinstance(content, bytes) else content.encode())
    return os.path.join(folder, 'job.ini')


# A child made by vfork is charged with the largest size that this process ever had.
subprocess._USE_VFORK = False


class Ran:
    """status, text (standard error), seconds of processor and of the clock, megabytes of the largest process, left (files that stayed)"""


def run(exe, path, folder, patience=60, args=()):
    data, out = os.path.join(folder, 'data'), os.path.join(folder, 'out')
    env = dict(os.environ, MAINSHOCK_DATADIR=data, TMPDIR=folder)
    r, t0 = Ran(), time.time()
    with tempfile.TemporaryFile() as err:
        p = subprocess.Popen([exe, 'run', path, '--exports', 'csv', '--export-dir', out, *args], stdout=subprocess.DEVNULL, stderr=err, env=env, start_new_session=True)
        while True:
            pid, status, usage = os.wait4(p.pid, os.WNOHANG)
            if pid:
                break
            if time.time() - t0 > patience:
                os.killpg(p.pid, signal.SIGKILL)
                pid, status, usage = os.wait4(p.pid, 0)
                break
            time.sleep(0.005)
        p.returncode = 0
        err.seek(0)
        r.text = err.read().decode(errors='replace')
    r.clock = time.time() - t0
    r.status = os.waitstatus_to_exitcode(status)
    r.seconds = usage.ru_utime + usage.ru_stime
    r.megabytes = usage.ru_maxrss / 1024
    r.left = sorted(os.listdir(out)) if os.path.isdir(out) else []
    r.left += sorted(n for n in os.listdir(data) if n.endswith('.hdf5')) if os.path.isdir(data) else []
    return r
