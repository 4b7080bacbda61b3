import { strictDocument } from '../json/strict-document.ts';
import { jsonTokens } from '../json/tokens.ts';
import type { Scan } from '../scan.ts';
import { isOwnClass, isOwnFunction, isOwnModule } from './own-classes.ts';

/** Classes that run code from the configuration or load foreign code (CVE-2024-3660, CVE-2025-1550, -49655). */
const CLASSES = /^(Lambda|TorchModuleWrapper|TFSMLayer|FlaxLayer|JaxLayer|__lambda__|__numpy__function__|PyDataset)$/;
/** What the serializer makes itself, by these names: values, and places in the graph of layers. */
const VALUES = ['__keras_tensor__', '__tensor__', '__numpy__', '__bytes__', '__ellipsis__', '__slice__', '__tuple__'];
/** Arguments that Keras would open as files or fetch (CVE-2025-12058). */
const FILES = [
  'vocabulary',
  'file_path',
  'filepath',
  'path',
  'url',
  'weights',
  'sparse_vocabulary',
  'idf_weights',
  'origin',
  'fname',
  'cache_dir',
  'filename',
  'file',
  'files',
  'directory',
  'model_path',
  'asset_path',
  'vocabulary_file',
  'vocab_file',
  'log_dir',
];
/** Text that fetches: no name in a configuration has a scheme before it. */
const ADDRESS = /^\s*[a-z][a-z0-9+.-]*:\/\//i;

type Node = { readonly [key: string]: unknown };

/** Judges the configuration of a Keras model: every object that would make something, at any depth (S-35). */
export const judgeConfig = (scan: Scan, text: Buffer): void => {
  const root = judgeTraining(scan, text);
  if (typeof root !== 'object' || root === null || !('class_name' in root))
    scan.notebook.refuse('keras-config', 'the configuration describes no model', { member: scan.member });
};

/** Judges how a model was trained: the optimiser, losses and metrics that Keras makes when it loads an old file. */
export const judgeTraining = (scan: Scan, text: Buffer): unknown => {
  const tokens = jsonTokens(strictDocument(scan, {}));
  tokens.feed(text);
  tokens.end();
  const root: unknown = JSON.parse(text.toString('utf8'));
  judge(scan, root);
  return root;
};

const judge = (scan: Scan, node: unknown): void => {
  if (Array.isArray(node)) for (const item of node) judge(scan, item);
  if (typeof node === 'string' && ADDRESS.test(node)) refuseFile(scan, 'a text of the configuration is an address');
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  if ('class_name' in node) judgeObject(scan, node as Node);
  for (const [key, value] of Object.entries(node)) {
    if (FILES.includes(key) && typeof value === 'string' && value !== '')
      refuseFile(scan, `${key} names a file or an address`);
    if (key === '__lambda__' || value === '__lambda__') refuse(scan, 'it carries Python code');
    judge(scan, value);
  }
};

const judgeObject = (scan: Scan, { class_name: name, module, registered_name: registered, config }: Node): void => {
  if (typeof name !== 'string') {
    refuse(scan, 'a class has no name');
    return;
  }
  scan.notebook.global({ module: typeof module === 'string' ? module : '', name, role: 'new', count: 1 });
  if (CLASSES.test(name)) {
    refuse(scan, `the class ${name} runs code of the model's own`);
    return;
  }
  if (name === 'function') {
    const called = typeof config === 'string' ? config : (config as Node | undefined)?.name;
    if (typeof called !== 'string' || !isOwnFunction(called))
      refuse(scan, `the function ${String(called).slice(0, 100)} is not one of Keras's`);
    if (module !== undefined && module !== null && !(typeof module === 'string' && isOwnModule(module)))
      refuse(scan, `functions come from ${String(module).slice(0, 100)}`);
    return;
  }
  if (VALUES.includes(name)) return;
  const from = module ?? undefined;
  if (!((from === undefined || typeof from === 'string') && isOwnClass(from, name)))
    refuse(
      scan,
      `${name.slice(0, 100)}${from === undefined ? '' : ` of ${String(from).slice(0, 100)}`} is no class of Keras that is known`,
    );
  if (typeof registered === 'string' && registered.includes('>') && !registered.startsWith('keras'))
    refuse(scan, `${registered.slice(0, 100)} is registered by foreign code`);
};

const refuseFile = ({ notebook, member }: Scan, message: string): void =>
  notebook.refuse('keras-file', message, { member, advice: 'keep the values inside the model' });

const refuse = ({ notebook, member }: Scan, message: string): void =>
  notebook.refuse('keras-code', message, {
    member,
    advice: 'build the model from Keras’s own layers, or export it to ONNX',
  });
