import type { Where } from './notebook.ts';
import type { ScanReport } from './schema.ts';

/** Every format that the gate can vouch for, as reports name it. A policy may take fewer. */
export const MODEL_FORMATS = [
  'onnx',
  'pickle',
  'torch zip',
  'safetensors',
  'keras',
  'hdf5',
  'pmml',
  'xgboost json',
  'xgboost ubjson',
  'lightgbm',
  'npy',
  'npz',
  'gguf',
  'json',
] as const;
export type ModelFormat = (typeof MODEL_FORMATS)[number];

/** Wrappings whose content is judged as if it lay there by itself. */
const WRAPPING = /^(tar|tar\.gz|zip|gzip|zlib)$/;

/** What is held against content of a format that the house does not take, wherever it lies. */
export const formatFindings = (
  format: string,
  members: readonly ScanReport['members'][number][],
  taken: readonly ModelFormat[] | undefined,
): readonly (readonly [code: string, message: string, where: Where])[] => {
  if (!taken) return [];
  const refused = (found: string): boolean =>
    MODEL_FORMATS.some((one) => one === found) && !taken.some((one) => one === found);
  const told = (found: string, member?: string) =>
    [
      'format-not-accepted',
      `${found} is not among the formats that the policy takes`,
      { member, advice: `send the model as ${taken.join(' or ')}` },
    ] as const;
  const bare = format.replace(/ in (gzip|zlib)$/, '');
  if (!WRAPPING.test(bare)) return refused(bare) ? [told(bare)] : [];
  const formats = new Map(
    members.map((member) => [member.name, (member.format ?? '').replace(/ in (gzip|zlib)$/, '')]),
  );
  return [...formats].flatMap(([name, found]) => {
    // Parts of a model, such as the pickle in a torch archive, go with the model.
    const around = name.split('!').slice(0, -1);
    const wrapped = around.every((_, i) => WRAPPING.test(formats.get(around.slice(0, i + 1).join('!')) ?? ''));
    return wrapped && refused(found) ? [told(found, name)] : [];
  });
};
