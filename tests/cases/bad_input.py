#!/usr/bin/env python3
"""Jobs with one mistake each: the program must say in one line which file, which line and which value, end with status 1 and leave nothing.

usage: bad_input.py MAINSHOCK [--slow FACTOR] [NAME...]"""
import os, sys, tempfile
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import small_job as j

CASES = []


def case(name, file, at, words, **kw):
    """The message must begin with the file; with `at`, the line where that text stands in it. words: what it must say besides."""
    CASES.append((name, file, at, words, kw))


def job(name, words, **changes):
    """Wrong values in job.ini. A job needs its own line for what is said of a parameter."""
    key, value = next(iter(changes.items()))
    case(name, 'job.ini', key if value is not None else None, words, job=changes)


def source(name, words, text, at, **kw):
    case(name, 'model.xml', at, words, files={'model.xml': j.model(text, **kw)})


# ---- values of parameters ----
job('a mode that does not exist', ['clasical', 'classical'], calculation_mode='clasical')
job('a number that is none', ['fifty'], investigation_time='fifty')
job('a negative number', ['-1'], investigation_time='-1')
job('a negative spacing', ['-5'], rupture_mesh_spacing='-5')
job('no spacing at all', ['0'], rupture_mesh_spacing='0')
job('a boolean that is none', ['maybe'], mean='maybe')
job('a probability beyond 1', ['1.5'], poes='0.1 1.5')
job('a quantile beyond 1', ['2'], quantiles='0.5 2')
job('a measure that does not exist', ['PGX'], intensity_measure_types_and_levels='{"PGX": [0.1, 0.2]}')
job('a measure with a bad period', ['SA(x)'], intensity_measure_types_and_levels='{"SA(x)": [0.1, 0.2]}')
job('levels that do not increase', ['0.2'], intensity_measure_types_and_levels='{"PGA": [0.1, 0.3, 0.2]}')
job('levels twice', ['0.2'], intensity_measure_types_and_levels='{"PGA": [0.1, 0.2, 0.2]}')
job('negative levels', ['-0.1'], intensity_measure_types_and_levels='{"PGA": [-0.1, 0.2]}')
job('a dictionary without end', ['intensity_measure_types_and_levels'], intensity_measure_types_and_levels='{"PGA": [0.1, 0.2]')
job('no levels', ['PGA'], intensity_measure_types_and_levels='{"PGA": []}')
job('a sampling method that does not exist', ['erly'], sampling_method='erly_weights')
job('a negative number of samples', ['-3'], number_of_logic_tree_samples='-3')
job('a fraction of a sample', ['2.5'], number_of_logic_tree_samples='2.5')
job('a negative truncation', ['-2'], truncation_level='-2')
job('a negative distance', ['-200'], maximum_distance='-200')
job('a dictionary of distances with a text', ['far'], maximum_distance='{"default": "far"}')
job('a vs30 type that does not exist', ['measred'], reference_vs30_type='measred')
job('a negative vs30', ['-600'], reference_vs30_value='-600')
job('vs30 of zero', ['0'], reference_vs30_value='0')
job('a site beyond the pole', ['95'], sites='10 95')
job('a site beyond the date line', ['200'], sites='200 45')
job('a site without latitude', ['10'], sites='10')
job('a site that is a text', ['here'], sites='10 here')
job('a site twice', ['10'], sites='10 45, 10 45')
job('a region of two points', ['found 2'], region='0 0, 1 1', region_grid_spacing='10', sites=None)
job('a region that crosses itself', ['intersects'], region='0 0, 1 1, 1 0, 0 1', region_grid_spacing='10', sites=None)
case('a region without spacing', 'job.ini', None, ['region_grid_spacing'], job={'region': '0 0, 1 0, 1 1', 'sites': None})
case('no sites', 'job.ini', None, ['sites'], job={'sites': None})
case('no source model', 'job.ini', None, ['source_model_logic_tree'], job={'source_model_logic_tree_file': None})
case('no ground-motion models', 'job.ini', None, ['gsim'], job={'gsim_logic_tree_file': None})
case('no mode', 'job.ini', None, ['calculation_mode'], job={'calculation_mode': None})
case('no measures', 'job.ini', None, ['intensity_measure_types'], job={'intensity_measure_types_and_levels': None})
case('no time', 'job.ini', None, ['investigation_time'], job={'investigation_time': None})
case('maps without probabilities', 'job.ini', None, ['poes'], job={'hazard_maps': 'true'})
case('two kinds of sites', 'job.ini', None, ['sites'], job={'region': '0 0, 1 0, 1 1', 'region_grid_spacing': '20'})
case('a model and a tree', 'job.ini', 'gsim = ', ['gsim_logic_tree_file'], job={'gsim': 'BooreAtkinson2008'})

# ---- the file itself ----
case('a line that is none', 'job.ini', 'hello', ['hello'], text=j.ini({}) + 'hello\n')
case('a section without end', 'job.ini', '[broken', ['[broken'], text='[broken\n' + j.ini({}))
case('a parameter twice', 'job.ini', 'description = again', ['description'], text=j.ini({}).replace('[geometry]', 'description = again\n[geometry]'))
case('a file that is missing', 'job.ini', 'source_model_logic_tree_file', ['nothere.xml'], job={'source_model_logic_tree_file': 'nothere.xml'})
case('a tree of models that is missing', 'job.ini', 'gsim_logic_tree_file', ['nothere.xml'], job={'gsim_logic_tree_file': 'nothere.xml'})
case('sites that are missing', 'job.ini', 'site_model_file', ['nothere.csv'], job={'sites': None, 'site_model_file': 'nothere.csv'})

# ---- logic trees ----
case('a model file that is missing', 'smlt.xml', '<uncertaintyModel>', ['nothere.xml'], files={'smlt.xml': j.smlt(files='nothere.xml')})
case('weights of 0.9', 'smlt.xml', 'branchSetID="x"', ['0.9'], files={'smlt.xml': j.smlt(j.branch_set('x', 'maxMagGRRelative', [('a', '0.1', '0.5'), ('b', '0.2', '0.4')]))})
case('a weight that is a text', 'smlt.xml', 'heavy', ['heavy'], files={'smlt.xml': j.smlt(j.branch_set('x', 'maxMagGRRelative', [('a', '0.1', 'heavy')]))})
case('an uncertainty that does not exist', 'smlt.xml', 'maxMagGrRelative', ['maxMagGrRelative'], files={'smlt.xml': j.smlt(j.branch_set('x', 'maxMagGrRelative', [('a', '0.1', '1')]))})
case('an uncertainty that is a text', 'smlt.xml', 'more', ['more'], files={'smlt.xml': j.smlt(j.branch_set('x', 'maxMagGRRelative', [('a', 'more', '1')]))})
case('a branch twice in a set', 'smlt.xml', '>0.2<', ["'a'"], files={'smlt.xml': j.smlt(j.branch_set('x', 'maxMagGRRelative', [('a', '0.1', '0.5'), ('a', '0.2', '0.5')]))})
case('a source that no model has', 'smlt.xml', 'branchSetID="x"', ['nobody'], files={'smlt.xml': j.smlt(j.branch_set('x', 'maxMagGRRelative', [('a', '0.1', '1')], 'applyToSources="nobody"'))})
case('a branch that does not exist', 'smlt.xml', 'branchSetID="x"', ['nowhere'], files={'smlt.xml': j.smlt(j.branch_set('x', 'maxMagGRRelative', [('a', '0.1', '1')], 'applyToBranches="nowhere"'))})
case('a tree without branches', 'smlt.xml', None, [], files={'smlt.xml': j.tree()})
case('a tree cut short', 'smlt.xml', None, [], files={'smlt.xml': j.smlt()[:300]})
case('a model of ground motion that does not exist', 'gslt.xml', 'BoreAtkinson2008', ['BoreAtkinson2008', 'BooreAtkinson2008'], files={'gslt.xml': j.gslt(('b', 'BoreAtkinson2008', '1'))})
case('an argument that does not exist', 'gslt.xml', 'BooreEtAl2014', ['regoin'], files={'gslt.xml': j.gslt(('b', '[BooreEtAl2014]\nregoin = "CAL"', '1'))})
case('an argument of a wrong value', 'gslt.xml', 'BooreEtAl2014', ['MARS'], files={'gslt.xml': j.gslt(('b', '[BooreEtAl2014]\nregion = "MARS"', '1'))})
case('weights of models of 1.1', 'gslt.xml', None, ['1.1'], files={'gslt.xml': j.gslt(('b', 'BooreAtkinson2008', '0.6'), ('c', 'AkkarBommer2010', '0.5'))})
case('a branch of models twice', 'gslt.xml', 'AkkarBommer2010', ["'b'"], files={'gslt.xml': j.gslt(('b', 'BooreAtkinson2008', '0.5'), ('b', 'AkkarBommer2010', '0.5'))})
case('no models for a region', 'gslt.xml', None, ['Active Shallow Crust'], files={'gslt.xml': j.gslt(trt='Volcanic')})
case('a measure that the model lacks', 'job.ini', None, ['MMI', 'BooreAtkinson2008'], job={'intensity_measure_types_and_levels': '{"MMI": [5, 6, 7]}'})
case('a table that is missing', 'gslt.xml', 'GMPETable', ['nothere.hdf5'], files={'gslt.xml': j.gslt(('b', '[GMPETable]\ngmpe_table = "nothere.hdf5"', '1'))})

# ---- source models ----
case('a model without end', 'model.xml', None, [], files={'model.xml': j.model(j.point())[:500]})
case('another root', 'model.xml', None, ['nrml'], files={'model.xml': '<a/>'})
case('another namespace', 'model.xml', None, [], files={'model.xml': j.model(j.point()).replace('nrml/0.5', 'nrml/0.9')})
case('an empty model', 'model.xml', None, [], files={'model.xml': ''})
source('a typology that does not exist', ['pointSrc'], '<pointSrc id="p" name="p"/>', 'pointSrc')
source('a source without id', ['id'], j.point().replace('id="p"', ''), '<pointSource')
case('an id that is not allowed', 'smlt.xml', '<uncertaintyModel>', ['model.xml', 'a b'], files={'model.xml': j.model(j.point(id='a b'))})
source('a point beyond the pole', ['95'], j.point(where='10 95'), '<pointSource')
source('a point without latitude', ['pos'], j.point(where='10'), '<pointSource')
source('a point that is a text', ['here'], j.point(where='10 here'), 'here')
source('depths upside down', ['20'], j.point(depths='<upperSeismoDepth>20</upperSeismoDepth><lowerSeismoDepth>10</lowerSeismoDepth>'), '<pointSource')
source('no depths', ['upperSeismoDepth'], j.point(depths=''), '<pointSource')
source('a hypocentre below the layer', ['30'], j.point(hypo='<hypoDepthDist><hypoDepth probability="1" depth="30"/></hypoDepthDist>'), '<pointSource')
source('probabilities of depths of 0.9', ['0.9'], j.point(hypo='<hypoDepthDist><hypoDepth probability="0.9" depth="10"/></hypoDepthDist>'), '<pointSource')
source('probabilities of planes of 1.2', ['1.2'], j.point(planes='<nodalPlaneDist><nodalPlane probability="0.6" strike="0" dip="90" rake="0"/>'
       '<nodalPlane probability="0.6" strike="9" dip="90" rake="0"/></nodalPlaneDist>'), '<pointSource')
source('a dip of 91', ['91'], j.point(planes=j.PLANES.replace('dip="90"', 'dip="91"')), '<pointSource')
source('a strike of 400', ['400'], j.point(planes=j.PLANES.replace('strike="0"', 'strike="400"')), '<pointSource')
source('a rake of 181', ['181'], j.point(planes=j.PLANES.replace('rake="0"', 'rake="181"')), '<pointSource')
source('a scaling relation that does not exist', ['WC1995'], j.point(scaling=j.SCALING.replace('WC1994', 'WC1995')), 'WC1995')
source('an aspect ratio of 0', ['0'], j.point(scaling=j.SCALING.replace('1.5', '0')), '<pointSource')
source('no distribution of magnitudes', [], j.point(mfd=''), '<pointSource')
source('a distribution that does not exist', ['GutenbergFoo'], j.point(mfd='<GutenbergFooMFD/>'), '<pointSource')
source('magnitudes upside down', ['5'], j.point(mfd=j.MFD.replace('6.5', '4.5')), '<pointSource')
source('a negative b', ['-0.9'], j.point(mfd=j.MFD.replace('0.9', '-0.9')), '<pointSource')
source('no b', ['bValue'], j.point(mfd=j.MFD.replace('bValue="0.9"', '')), '<pointSource')
source('negative rates', ['-0.1'], j.point(mfd='<incrementalMFD minMag="5" binWidth="0.1"><occurRates>0.1 -0.1</occurRates></incrementalMFD>'), '-0.1')
source('no rates', ['occurRates'], j.point(mfd='<incrementalMFD minMag="5" binWidth="0.1"><occurRates></occurRates></incrementalMFD>'), '<pointSource')
source('a width of 0', ['0'], j.point(mfd='<incrementalMFD minMag="5" binWidth="0"><occurRates>0.1</occurRates></incrementalMFD>'), '<pointSource')
source('magnitudes without rates', [], j.point(mfd='<arbitraryMFD><occurRates>0.1 0.2</occurRates><magnitudes>5.0</magnitudes></arbitraryMFD>'), '<pointSource')
source('an area that crosses itself', ['intersects'], j.area(ring='9 44 10 45 10 44 9 45'), '<areaSource')
source('an area of two points', [], j.area(ring='9 44 10 45'), '<areaSource')
source('an odd number of coordinates', [], j.area(ring='9 44 10 45 11'), '<areaSource')
source('a fault of one point', [], j.simple(trace='10 45'), '<simpleFaultSource')
source('a fault that crosses itself', [], j.simple(trace='10 45 11 45 11 45.5 10.5 44.5'), '<simpleFaultSource')
source('a fault without dip', ['0'], j.simple(dip='0'), '<simpleFaultSource')
source('a fault upside down', ['12'], j.simple(upper='12', lower='0'), '<simpleFaultSource')
source('a fault above the mountains', ['-20'], j.simple(upper='-20'), '<simpleFaultSource')
source('a fault of a rake of 270', ['270'], j.simple(rake='270'), '<simpleFaultSource')
source('hypocentres of 0.8', ['0.8'], j.simple(more='<hypoList><hypo alongStrike="0.5" downDip="0.5" weight="0.8"/></hypoList><slipList><slip weight="1">90</slip></slipList>'), '<simpleFaultSource')
source('a complex fault of one edge', [], j.complex().replace('<faultBottomEdge>%s</faultBottomEdge>' % j.line('10 44.8 12 10.3 44.9 12'), ''), '<complexFaultSource')
source('edges in the wrong order', ['Aki'], j.complex(bottom='10 45.3 12 10.3 45.4 12'), '<complexFaultSource')
source('edges that cross', [], j.complex(bottom='10.3 44.9 12 10 44.8 12'), '<complexFaultSource')
source('a kite of one profile', [], j.kite().replace('<profile>%s</profile>' % j.line('10.2 45 2 10.2 44.9 12'), ''), '<kiteFaultSource')
source('a characteristic fault without surface', ['surface'], '<characteristicFaultSource id="h" name="h">%s<rake>0</rake></characteristicFaultSource>' % j.MFD, '<characteristicFaultSource')
PLANE = ('<characteristicFaultSource id="h" name="h"><surface><planarSurface><topLeft lon="10" lat="45" depth="0"/><topRight lon="10.1" lat="45" depth="0"/>'
         '<bottomLeft lon="10" lat="45" depth="10"/><bottomRight lon="%s" lat="45" depth="10"/></planarSurface></surface>%s<rake>0</rake></characteristicFaultSource>')
source('a plane that is none', [], PLANE % ('10.3', j.MFD), '<characteristicFaultSource')
source('a plane with a missing corner', ['topLeft'], (PLANE % ('10.1', j.MFD)).replace('<topLeft lon="10" lat="45" depth="0"/>', ''), '<characteristicFaultSource')
RUPTURE = ('<nonParametricSeismicSource id="n" name="n"><singlePlaneRupture probs_occur="%s"><magnitude>%s</magnitude><rake>0</rake><hypocenter lon="10" lat="45" depth="5"/>'
           '<planarSurface><topLeft lon="10" lat="45" depth="0"/><topRight lon="10.1" lat="45" depth="0"/><bottomLeft lon="10" lat="45" depth="10"/>'
           '<bottomRight lon="10.1" lat="45" depth="10"/></planarSurface></singlePlaneRupture></nonParametricSeismicSource>')
source('probabilities of a rupture of 0.9', ['0.8 0.1'], RUPTURE % ('0.8 0.1', '6'), '<nonParametric')
source('a rupture with a magnitude that is a text', ['big'], RUPTURE % ('0.9 0.1', 'big'), '<nonParametric')
source('a source without ruptures', ['model.hdf5'], '<nonParametricSeismicSource id="n" name="n"/>', '<nonParametric')
source('sections that nobody has', ['s9'], '<multiFaultSource id="f" name="f"><multiPlanesRupture probs_occur="0.9 0.1"><magnitude>6</magnitude><sectionIndexes indexes="s9"/><rake>0</rake>'
       '</multiPlanesRupture></multiFaultSource>', '<multiFault')
case('a region of another name', 'model.xml', '<pointSource', ['Volcanic'], files={'gslt.xml': j.tree(
    *[j.branch_set(t[0], 'gmpeModel', [('b', 'BooreAtkinson2008', '1')], 'applyToTectonicRegionType="%s"' % t) for t in ('Active Shallow Crust', 'Volcanic')]),
    'model.xml': j.model(j.point().replace('name="p"', 'name="p" tectonicRegion="Volcanic"'))})
source('a temporal model that does not exist', ['Weibull'], j.point(), 'Weibull', group='tom="WeibullTOM"')
source('mutually exclusive weights of two', ['2 srcs_weights'], j.point(), '<sourceGroup', group='src_interdep="mutex" srcs_weights="0.5 0.7"')

# ---- sites ----
SITES = {'sites': None, 'site_model_file': 'sites.csv'}
case('a column that is missing', 'sites.csv', None, ['lat'], job=SITES, files={'sites.csv': 'lon,vs30\n10,600\n'})
case('a column that does not exist', 'sites.csv', None, ['vs31'], job=SITES, files={'sites.csv': 'lon,lat,vs31\n10,45,600\n'})
case('a cell too many', 'sites.csv', '10,45,600,1', ['3 columns', '4'], job=SITES, files={'sites.csv': 'lon,lat,vs30\n10,45,600,1\n'})
case('a cell that is a text', 'sites.csv', 'rock', ['rock', 'vs30'], job=SITES, files={'sites.csv': 'lon,lat,vs30\n10,45,rock\n'})
case('a site of the table beyond the pole', 'sites.csv', None, ['95'], job=SITES, files={'sites.csv': 'lon,lat,vs30\n10,95,600\n'})
case('a site of the table twice', 'sites.csv', None, ['10.0', '45.0'], job=SITES, files={'sites.csv': 'lon,lat,vs30\n10,45,600\n10,45,600\n'})
case('no rows', 'sites.csv', None, [], job=SITES, files={'sites.csv': 'lon,lat,vs30\n'})
case('an empty table', 'sites.csv', None, [], job=SITES, files={'sites.csv': ''})
case('a negative vs30 in a table', 'sites.csv', None, ['-5'], job=SITES, files={'sites.csv': 'lon,lat,vs30\n10,45,-5\n'})
EXPO = {'sites': None, 'exposure_file': 'exposure.xml'}


def exposure(assets):
    return j.NRML % ('<exposureModel id="e" category="buildings"><description/><assets>%s</assets></exposureModel>' % assets)


case('no assets', 'exposure.xml', None, ['assets'], job=EXPO, files={'exposure.xml': exposure('')})
case('assets that are missing', 'nothere.csv', None, ['not found'], job=EXPO, files={'exposure.xml': exposure('nothere.csv')})
case('an asset beyond the pole', 'exposure.xml', '<asset', ['95'], job=EXPO, files={'exposure.xml': exposure('<asset id="a" number="1" taxonomy="t"><location lon="10" lat="95"/></asset>')})
case('an asset that is nowhere', 'exposure.xml', '<asset', ['lat'], job=EXPO, files={'exposure.xml': exposure('<asset id="a" number="1" taxonomy="t"><location lon="10"/></asset>')})
case('another model than an exposure', 'exposure.xml', '<site', ['exposureModel'], job=EXPO, files={'exposure.xml': j.NRML % '<siteModel/>'})
case('sites far from all sources', 'job.ini', None, ['sources'], job={'sites': '100 10, 101 10'})


def line_of(text, at):
    text = text.decode() if isinstance(text, bytes) else text
    return text[:text.index(at)].count('\n') + 1


def judge(folder, r, file, at, words):
    """What is wrong with the answer."""
    said = [x for x in r.text.splitlines() if x.startswith('mainshock: ')]
    wrong = [] if r.status == 1 else ['exit status %d' % r.status]
    if len(said) != 1:
        wrong.append('%d lines of errors' % len(said))
    message = said[-1][len('mainshock: '):].replace(folder + '/', '') if said else ''
    begin = file + ':'
    if at:
        with open(os.path.join(folder, file)) as f:
            begin = '%s:%d:' % (file, line_of(f.read(), at))
    if not message.startswith(begin):
        wrong.append('does not begin with ' + begin)
    wrong += ['does not say ' + w for w in words if w not in message[len(begin):]]
    if len(message) > 600:
        wrong.append('%d characters' % len(message))
    if r.left:
        wrong.append('left ' + ' '.join(r.left))
    return wrong, message


def main():
    args = sys.argv[1:]
    exe = os.path.abspath(args.pop(0))
    slow = float(args.pop(0)) if args[:1] == ['--slow'] and args.pop(0) else 1
    bad = n = 0
    for name, file, at, words, kw in CASES:
        if args and not any(a in name for a in args):
            continue
        n += 1
        with tempfile.TemporaryDirectory() as folder:
            r = j.run(exe, j.write(folder, **kw), folder, patience=60 * slow)
            wrong, message = judge(folder, r, file, at, words)
        if wrong:
            bad += 1
            print('%s: %s\n    %s' % (name, ', '.join(wrong), message), flush=True)
    print('%d wrong jobs, %d not answered as they should be' % (n, bad))
    sys.exit(bad > 0 or n == 0)


main()
