import { strictDocument } from '../json/strict-document.ts';
import { jsonTokens } from '../json/tokens.ts';
import type { Scan } from '../scan.ts';

/** Modules whose classes Keras makes from a configuration (keras.saving.serialization_lib). */
const MODULES =
  /^(keras|keras\.src|keras\.(src\.)?(layers|models|initializers|regularizers|constraints|optimizers|losses|metrics|activations|quantizers)(\.[a-z_0-9]+)*|tf_keras\.layers|keras\.engine\.[a-z_]+|keras\.optimizers\.schedules)$/;
/** Classes that run code from the configuration or load foreign code (CVE-2024-3660, CVE-2025-1550, -49655). */
const CLASSES = /^(Lambda|TorchModuleWrapper|TFSMLayer|FlaxLayer|JaxLayer|__lambda__|__numpy__function__|PyDataset)$/;
/** What the serializer makes itself, by these names: values, and places in the graph of layers. */
const VALUES = ['__keras_tensor__', '__tensor__', '__numpy__', '__bytes__', '__ellipsis__', '__slice__', '__tuple__'];
/** A class. A function that stands where a class should would be called with the configuration (`load_model`). */
const CLASS_NAME = /^[A-Z]\w*$/;
const FUNCTIONS =
  /^(relu|relu6|leaky_relu|sigmoid|tanh|softmax|log_softmax|softplus|softsign|selu|elu|gelu|silu|swish|mish|linear|hard_sigmoid|hard_silu|hard_swish|exponential|mean_squared_error|mse|mean_absolute_error|mae|categorical_crossentropy|sparse_categorical_crossentropy|binary_crossentropy)$/;
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
];

type Node = { readonly [key: string]: unknown };

/** Judges the configuration of a Keras model: every object that would make something, at any depth (S-35). */
export const judgeConfig = (scan: Scan, text: Buffer): void => {
  const tokens = jsonTokens(strictDocument(scan, {}));
  tokens.feed(text);
  tokens.end();
  const root: unknown = JSON.parse(text.toString('utf8'));
  if (typeof root !== 'object' || root === null || !('class_name' in root))
    scan.notebook.refuse('keras-config', 'the configuration describes no model', { member: scan.member });
  judge(scan, root);
};

const judge = (scan: Scan, node: unknown): void => {
  if (Array.isArray(node)) for (const item of node) judge(scan, item);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  if ('class_name' in node) judgeObject(scan, node as Node);
  for (const [key, value] of Object.entries(node)) {
    if (FILES.includes(key) && typeof value === 'string' && value !== '')
      scan.notebook.refuse('keras-file', `${key} names a file or an address`, {
        member: scan.member,
        advice: 'keep the values inside the model',
      });
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
    if (typeof called !== 'string' || !FUNCTIONS.test(called))
      refuse(scan, `the function ${String(called).slice(0, 100)} is not one of Keras's`);
    if (
      module !== 'builtins' &&
      module !== undefined &&
      module !== null &&
      !(typeof module === 'string' && MODULES.test(module))
    )
      refuse(scan, `functions come from ${String(module).slice(0, 100)}`);
    return;
  }
  if (VALUES.includes(name)) return;
  const ours = typeof module === 'string' ? MODULES.test(module) : module === null || module === undefined;
  if (!ours) refuse(scan, `${name.slice(0, 100)} comes from ${String(module).slice(0, 100)}, which is not Keras`);
  if (!CLASS_NAME.test(name)) refuse(scan, `${name.slice(0, 100)} is no class name`);
  if (typeof registered === 'string' && registered.includes('>') && !registered.startsWith('keras'))
    refuse(scan, `${registered.slice(0, 100)} is registered by foreign code`);
};

const refuse = ({ notebook, member }: Scan, message: string): void =>
  notebook.refuse('keras-code', message, {
    member,
    advice: 'build the model from Keras’s own layers, or export it to ONNX',
  });
