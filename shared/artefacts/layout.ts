import type { Manifest } from '../registry/manifest.ts';
import { inCodeFolder } from './code-tree.ts';
import { VALUES_FORMAT } from './onnx/external-values.ts';
import type { ScanFinding, ScanReport } from './schema.ts';

type Framework = Manifest['framework'];

const PICKLES = ['pickle', 'pickle in gzip', 'pickle in zlib'];

/** Formats that hold the model of a framework. None: there is no scanner that could vouch for one. */
const FORMATS: Readonly<Record<Framework, readonly string[]>> = {
  onnx: ['onnx'],
  sklearn: PICKLES,
  xgboost: ['xgboost json', 'xgboost ubjson', ...PICKLES],
  lightgbm: ['lightgbm', ...PICKLES],
  pytorch: ['torch zip', 'safetensors'],
  keras: ['keras', 'hdf5'],
  tensorflow: ['keras', 'hdf5'],
  pmml: ['pmml'],
  r: [],
  sas: [],
  custom: [],
};

/** Documents that may lie beside a model; ONNX needs none. */
const BESIDE: readonly string[] = ['json'];

/**
 * What a serving container needs of the archive: gzip-compressed tar, one model of the declared framework at its root
 * (SageMaker unpacks it there), a code folder only where its digest is approved, and nothing else.
 */
export const layoutFindings = (framework: Framework, report: ScanReport): readonly ScanFinding[] => {
  const formats = FORMATS[framework];
  if (formats.length === 0)
    return [
      {
        code: 'framework-unsupported',
        message: `models of the framework ${framework} cannot be judged`,
        advice: 'export the model to ONNX',
      },
    ];
  if (!/(^| in )tar\.gz$/.test(report.format))
    return report.verdict === 'refuse'
      ? []
      : [{ code: 'not-tar-gz', message: `this is ${report.format}, not a gzip-compressed tar`, advice: ADVICE }];
  // What lies in an archive of the archive was judged with it.
  // Of a code folder the gate says by itself whether it may come along.
  const own = report.members.filter(({ name }) => !name.includes('!') && !inCodeFolder(name));
  const models = own.filter(({ name, format = '' }) => formats.includes(format) && AT_ROOT.test(name));
  const strangers = own.filter(
    (member) => !models.includes(member) && (framework === 'onnx' || !BESIDE.includes(member.format ?? '')),
  );
  const findings = strangers.map(({ name, format }) => ({
    code: 'unexpected-member',
    member: name.slice(0, 512),
    ...(format === VALUES_FORMAT
      ? {
          message: `${name} holds values beside the graph; the serving image reads a model from one file`,
          advice: 'save the model with all values inside: onnx.save_model(onnx.load("model.onnx"), "one-file.onnx")',
        }
      : {
          message: `${name} does not belong to a model of ${framework}`,
          advice: 'pack the model alone, at the root of the archive',
        }),
  }));
  if (models.length === 1 || report.findings.length > 0) return findings;
  return [
    ...findings,
    {
      code: `${framework}-missing`,
      message: `the archive has ${models.length} models of ${framework} at its root`,
      advice: ADVICE,
    },
  ];
};

/** A name that looks the same to every reader, and to people. */
const AT_ROOT = /^[\w. -]+\.\w+$/;

const ADVICE = 'pack exactly one model at the root: tar -czf model.tar.gz MODEL';
