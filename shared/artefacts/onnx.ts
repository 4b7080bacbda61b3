import { clip } from '../registry/findings.ts';
import { fields, integer, messages, NotProtobuf, string } from './protobuf.ts';
import type { ScanFinding, TensorShape } from './schema.ts';

/** Field numbers of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
const MODEL = { irVersion: 1, graph: 7, trainingInfo: 20, functions: 25 } as const;
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12, sparseInitializer: 15 } as const;
const NODE = { opType: 4, attribute: 5, domain: 7 } as const;
const FUNCTION = { node: 7, attributeProto: 11 } as const;
const ATTRIBUTE = { tensor: 5, graph: 6, tensors: 10, graphs: 11, sparseTensor: 22, sparseTensors: 23 } as const;
const TENSOR = { externalData: 13, dataLocation: 14 } as const;
const SPARSE = { values: 1, indices: 2 } as const;

const STANDARD_DOMAINS = ['', 'ai.onnx', 'ai.onnx.ml'];
const DEEPEST = 32;
/** Enough to see what is wrong; a hostile graph could have millions. */
const MOST_FINDINGS = 50;

export interface OnnxReading {
  readonly inputs: readonly TensorShape[];
  readonly outputs: readonly TensorShape[];
  readonly operators: readonly string[];
  readonly findings: readonly ScanFinding[];
}

/**
 * Reads an ONNX model without running it: what it takes and gives, and every operator. Refused are operators outside the
 * standard domains (they need foreign code) and tensors whose bytes lie in another file (a path the loader would follow),
 * wherever they hide: initialisers, attributes, subgraphs, sparse tensors, functions.
 */
export const readOnnx = (bytes: Buffer, member: string): OnnxReading => {
  const findings: ScanFinding[] = [];
  const operators = new Set<string>();
  const refuse = (code: string, message: string, advice: string) => {
    const known = findings.some((finding) => finding.message === message);
    if (!known && findings.length < MOST_FINDINGS) findings.push({ code, message, member, advice });
  };

  const tensor = (message: Buffer): void => {
    if (integer(message, TENSOR.dataLocation) === 1 || messages(message, TENSOR.externalData).length > 0) {
      refuse(
        'onnx-external-data',
        'a tensor keeps its values in another file',
        'save the model with all values inside',
      );
    }
  };
  const sparse = (message: Buffer): void => {
    for (const one of [...messages(message, SPARSE.values), ...messages(message, SPARSE.indices)]) tensor(one);
  };
  const node = (message: Buffer, depth: number): void => {
    const domain = clip(string(message, NODE.domain), 128);
    const operator = clip(string(message, NODE.opType), 128);
    operators.add(domain ? `${domain}.${operator}` : operator);
    if (!STANDARD_DOMAINS.includes(domain))
      refuse(
        'onnx-custom-operator',
        `the operator ${domain}.${operator} is not part of ONNX`,
        'export with standard operators only',
      );
    for (const one of messages(message, NODE.attribute)) attribute(one, depth);
  };
  const attribute = (message: Buffer, depth: number): void => {
    [...messages(message, ATTRIBUTE.tensor), ...messages(message, ATTRIBUTE.tensors)].forEach(tensor);
    [...messages(message, ATTRIBUTE.sparseTensor), ...messages(message, ATTRIBUTE.sparseTensors)].forEach(sparse);
    for (const inner of [...messages(message, ATTRIBUTE.graph), ...messages(message, ATTRIBUTE.graphs)])
      graph(inner, depth + 1);
  };
  const graph = (message: Buffer, depth: number): void => {
    if (depth > DEEPEST) {
      refuse('onnx-too-deep', `graphs are nested deeper than ${DEEPEST}`, 'flatten the model');
      return;
    }
    messages(message, GRAPH.initializer).forEach(tensor);
    messages(message, GRAPH.sparseInitializer).forEach(sparse);
    for (const one of messages(message, GRAPH.node)) node(one, depth);
  };

  try {
    const main = messages(bytes, MODEL.graph);
    // A last-one-wins field that occurs twice is read differently by different parsers.
    if (main.length !== 1) refuse('onnx-no-graph', `the model has ${main.length} graphs`, 'a model has exactly one');
    if (integer(bytes, MODEL.irVersion) < 3)
      refuse('onnx-old', 'the model has no ONNX version, or one before 3', 'export it with a current exporter');
    if (messages(bytes, MODEL.trainingInfo).length > 0)
      refuse('onnx-training', 'the model carries training steps', 'export for inference only');
    for (const one of main) graph(one, 0);
    for (const one of messages(bytes, MODEL.functions)) {
      for (const inner of messages(one, FUNCTION.node)) node(inner, 1);
      for (const fallback of messages(one, FUNCTION.attributeProto)) attribute(fallback, 1);
    }
    const [only = Buffer.alloc(0)] = main;
    const fixed = new Set(messages(only, GRAPH.initializer).map((one) => string(one, 8)));
    const inputs = messages(only, GRAPH.input)
      .map(shapeOf)
      .filter(({ name }) => !fixed.has(name));
    return { inputs, outputs: messages(only, GRAPH.output).map(shapeOf), operators: [...operators].sort(), findings };
  } catch (error) {
    if (!(error instanceof NotProtobuf)) throw error;
    findings.push({
      code: 'onnx-unreadable',
      message: `this is no ONNX model: ${error.message}`,
      member,
      advice: 'export the model to ONNX again',
    });
    return { inputs: [], outputs: [], operators: [...operators].sort(), findings };
  }
};

const ELEMENT_TYPES: Readonly<Record<number, string>> = {
  1: 'float',
  2: 'uint8',
  3: 'int8',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'double',
};

/** ValueInfoProto: name 1, type 2 -> TypeProto.tensor_type 1 -> elem_type 1, shape 2 -> dim 1 -> dim_value 1 | dim_param 2. */
const shapeOf = (value: Buffer): TensorShape => {
  const tensor = messages(messages(value, 2)[0] ?? Buffer.alloc(0), 1)[0];
  if (!tensor) return { name: string(value, 1), type: 'not a tensor', dimensions: [] };
  const dimensions = messages(messages(tensor, 2)[0] ?? Buffer.alloc(0), 1).map((dimension) => {
    const known = [...fields(dimension)].find(({ number }) => number === 1);
    return known && typeof known.value === 'bigint' ? String(known.value) : string(dimension, 2) || '?';
  });
  const type = integer(tensor, 1);
  return { name: string(value, 1), type: ELEMENT_TYPES[type] ?? `type ${type}`, dimensions };
};
