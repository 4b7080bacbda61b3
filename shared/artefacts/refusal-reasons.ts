/**
 * Kinds of reasons for which submissions are refused. A metric has one value of its dimension for each, and each costs
 * money, so the hundred and more codes of findings are counted under these.
 */
const KINDS = [
  ['runs-code', /^(pickle-|joblib-|torch-|keras-code|keras-config|torchscript|member-code|code-tree)/],
  [
    'reaches-outside',
    /^(onnx-external-data|hdf5-(external|link)|pmml-include|zip-link|tar-member-type|tar-mode|member-name)/,
  ],
  ['over-a-limit', /^(limit-|expansion-bomb|too-large|serving-memory|onnx-too-deep)/],
  [
    'wrong-format',
    /^(unknown-format|unsupported-format|type-mismatch|empty$|not-tar-gz|compressed-twice|hdf5-unsupported)/,
  ],
  ['against-policy', /^(format|framework|image)-(not-accepted|unsupported)|^unknown-(team|tier)$|^drift-/],
  ['wrong-data', /^(column-|cell-|no-rows|open-quote|not-json|parquet-|label-|row-|value-)/],
  ['against-manifest', /^(input-|no-output|unexpected-member|serving-|[a-z]+-missing$)/],
  ['wrong-files', /^(unexpected-file|empty-file|hash-mismatch|version-is-immutable)/],
  ['wrong-manifest', /^(invalid|missing|unknown-field|not-yaml|wrong-place|custom)$/],
  [
    'malformed',
    /^(tar-|zip-|gzip-|hdf5-|npy-|npz-|onnx-|gguf-|pmml-|xml-|json-|ubjson-|protobuf-|safetensors-|lightgbm-|xgboost-|keras-|compressed-|truncated|trailing-bytes|unclaimed-bytes|empty-archive)/,
  ],
] as const;

/** Every value that the dimension can have. */
export const REFUSAL_REASONS = [...KINDS.map(([kind]) => kind), 'other'] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** The kinds of reasons among findings, each once. */
export const refusalReasons = (findings: readonly { readonly code: string }[]): readonly RefusalReason[] => [
  ...new Set(findings.map(({ code }) => kindOf(code))),
];

const kindOf = (code: string): RefusalReason => {
  // Before the kind of what a manifest misses: a file is no part of it.
  if (code === 'file-missing') return 'wrong-files';
  return KINDS.find(([, pattern]) => pattern.test(code))?.[0] ?? 'other';
};
