import { createHash } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import { type ByteSource, byteSource } from './byte-source.ts';
import { type ApprovedTree, codeTree, inCodeFolder, unapproved } from './code-tree.ts';
import { scanCompressed } from './compressed.ts';
import { detect, type Kind, LOOK } from './detect.ts';
import { extensionAgrees } from './extension.ts';
import { formatFindings, type ModelFormat } from './formats.ts';
import { scanGguf } from './gguf.ts';
import { scanHdf5 } from './hdf5/scan-hdf5.ts';
import { scanJson } from './json/scan-json.ts';
import { scanUbjson } from './json/scan-ubjson.ts';
import { scanLightgbm } from './lightgbm.ts';
import { Malformed, type Notebook, notebook as newNotebook } from './notebook.ts';
import { scanNpy } from './npy.ts';
import { externalValues, holdsValues, VALUES_FORMAT } from './onnx/external-values.ts';
import { scanOnnx } from './onnx/scan-onnx.ts';
import { type ReviewedName, reviewedUses } from './pickle/allowed-names.ts';
import { scanPickle } from './pickle/scan-pickle.ts';
import { scanPmml } from './pmml/scan-pmml.ts';
import { scanSafetensors } from './safetensors.ts';
import type { Scan, Scanner } from './scan.ts';
import { defaultLimits, GATE, type ScanLimits, type ScanReport } from './schema.ts';
import { scanTar } from './tar/scan-tar.ts';
import { scanZip } from './zip/scan-zip.ts';

/** What the house adds to the rules of the gate. */
export interface ScanRules {
  readonly limits?: Partial<ScanLimits>;
  /** Names that pickles may use beyond those of the known libraries. */
  readonly reviewed?: readonly ReviewedName[];
  /** Formats that the house takes, as reports name them. @default all that the gate can judge */
  readonly formats?: readonly ModelFormat[];
  /** Code folders that may come with a model. @default none */
  readonly code?: readonly ApprovedTree[];
  /** Day (ISO, UTC) by which approvals with an end count. @default none has ended */
  readonly on?: string;
  /** Stands in the report: the rules that all this comes from. */
  readonly policy?: ScanReport['policy'];
  /** Tells how long a scan takes, which is limited where there is one. @default no clock, so that the verdict depends on bytes alone */
  readonly clock?: Clock;
}

const scanners: Readonly<Record<Kind, Scanner>> = {
  gzip: scanCompressed,
  zlib: scanCompressed,
  tar: scanTar,
  zip: scanZip,
  npy: scanNpy,
  safetensors: scanSafetensors,
  gguf: scanGguf,
  hdf5: scanHdf5,
  onnx: scanOnnx,
  pickle: scanPickle,
  json: scanJson,
  ubjson: scanUbjson,
  lightgbm: scanLightgbm,
  xml: scanPmml,
};

/**
 * Judges an artefact in one pass over its bytes: digest, structure and content together, in memory that does not grow
 * with the file. Nothing in it is run, loaded, unpacked to disk or followed. The verdict is a function of the bytes, the
 * file's extension and the rules; whatever is not understood is refused. Faults of the stream itself are thrown.
 */
export const scanArtefact = async (
  stream: AsyncIterable<Uint8Array>,
  name?: string,
  rules: ScanRules = {},
): Promise<ScanReport> => {
  const limits = { ...defaultLimits, ...rules.limits };
  const notebook = newNotebook(limits, rules.clock);
  const hash = createHash('sha256');
  const iterator = stream[Symbol.asyncIterator]();
  let bytes = 0;
  const next = async (): Promise<Uint8Array | undefined> => {
    const { value, done } = await iterator.next();
    if (done) return undefined;
    hash.update(value);
    bytes += value.length;
    return value;
  };
  const source = byteSource(
    (async function* () {
      for (let piece = await next(); piece; piece = await next()) {
        notebook.onTime();
        yield piece;
      }
    })(),
  );
  const base = { limits, notebook, reviewed: rules.reviewed ?? [], code: codeTree(), values: externalValues() };
  const format = await judge(source, undefined, 0, base, name);
  // However the reading ended, the digest is of the whole file.
  while (await next());
  base.values.settle(notebook);
  if (bytes > limits.inputBytes)
    notebook.refuse('limit-input-bytes', `it has ${bytes} bytes, more than the ${limits.inputBytes} that are taken`);
  for (const finding of formatFindings(format, notebook.members, rules.formats)) notebook.refuse(...finding);
  const code = base.code.judged(rules.code ?? [], rules.on ?? '');
  if (code && !code.approved) notebook.refuse(...unapproved(code));
  const seen = notebook.seen(code?.approved ? 'code approved' : undefined);
  const [packed, ...others] = new Set(
    seen.members
      .filter(({ name: member }) => !member.includes('!') && !inCodeFolder(member))
      .map((member) => member.format)
      .filter((found) => found !== VALUES_FORMAT),
  );
  return {
    verdict: seen.findings.length > 0 ? 'refuse' : 'accept',
    rules: GATE,
    ...(rules.policy && { policy: rules.policy }),
    format: /^(tar|zip)/.test(format) && packed && others.length === 0 ? `${packed} in ${format}` : format,
    sha256: hash.digest('hex'),
    bytes,
    expandedBytes: seen.limits.find((limit) => limit.name === 'expandedBytes')?.used ?? bytes,
    ...seen,
    reviewed: reviewedUses(seen.globals, rules.reviewed ?? []),
    ...(code && { code }),
  };
};

type Base = Pick<Scan, 'limits' | 'notebook' | 'reviewed' | 'code' | 'values'>;

/** Judges one file to its last byte: type by content, the scanner of that type, nothing left over. */
const judge = async (
  source: ByteSource,
  member: string | undefined,
  level: number,
  base: Base,
  name?: string,
): Promise<string> => {
  const { notebook } = base;
  let format = 'unknown';
  try {
    if (level === 0) await source.fill(1);
    const whole = (await source.fill(LOOK)) < LOOK;
    const detected = detect(source.window().subarray(0, LOOK), whole);
    const program = 'refused' in detected && /^a (program|script)/.test(detected.refused);
    if (member !== undefined && name !== undefined && holdsValues(name) && !program) {
      format = VALUES_FORMAT;
      await base.values.member(source, member);
    } else if ('refused' in detected) {
      format = detected.refused.replace(/^(an?|the) /, '');
      const code =
        source.window().length === 0
          ? 'empty'
          : format === 'format that is not known'
            ? 'unknown-format'
            : 'unsupported-format';
      if (code === 'unknown-format') format = 'unknown';
      notebook.refuse(code, `this is ${detected.refused}`, { member, offset: 0, advice: detected.advice });
    } else {
      format = detected.kind;
      if (['gzip', 'zlib', 'tar', 'zip'].includes(format)) notebook.reach('archiveLevels', level, 0);
      const inside: Scan['inside'] = (inner, path, depth, named = 'named') =>
        judge(inner, path, depth, base, named === 'named' ? path : undefined);
      format = await scanners[detected.kind]({ ...base, source, member, level, inside });
      const at = source.offset();
      if ((await source.fill(1)) > 0)
        notebook.refuse('trailing-bytes', 'there are bytes behind the end of the model', {
          member,
          offset: at,
          advice: 'upload the model alone',
        });
    }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    notebook.refuse(error.code, error.message, { member, offset: error.offset, advice: error.advice });
  }
  await drain(source, notebook, member);
  const disagreement = name === undefined ? undefined : extensionAgrees(name, format);
  if (disagreement)
    notebook.refuse('type-mismatch', disagreement, { member, advice: 'give the file the extension of its format' });
  return format;
};

/** Reads to the end, so that the digest is of the whole file, whatever was wrong before. */
const drain = async (source: ByteSource, notebook: Notebook, member: string | undefined): Promise<void> => {
  try {
    for await (const _ of source.rest());
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    notebook.refuse(error.code, error.message, { member, offset: error.offset });
  }
};
