import type { Scan } from '../scan.ts';
import type { TensorShape } from '../schema.ts';
import { eachField, holdsBytes, textOf, type WireField } from './messages.ts';
import { judgeTensor, shapeOf } from './tensor.ts';

/** Field numbers of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
const MODEL = { irVersion: 1, producer: 2, graph: 7, opsetImport: 8, training: 20, functions: 25 } as const;
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12, sparseInitializer: 15 } as const;
const NODE = { opType: 4, attribute: 5, domain: 7 } as const;
const FUNCTION = { node: 7, attributeDefault: 11 } as const;
const ATTRIBUTE = { tensor: 5, graph: 6, tensors: 10, graphs: 11, sparseTensor: 22, sparseTensors: 23 } as const;
const SPARSE = { values: 1, indices: 2 } as const;

const STANDARD_DOMAINS = ['', 'ai.onnx', 'ai.onnx.ml'];
const DEEPEST = 32;
const MOST_TENSORS = 10_000;

/**
 * Judges an ONNX model (S-33): what it takes and gives, every operator, every tensor. Refused are operators outside the
 * standard domains, which need foreign code, and tensors whose bytes lie in another file, wherever they hide:
 * initialisers, attributes, subgraphs, sparse tensors, functions, training steps.
 */
export const scanOnnx = async (scan: Scan): Promise<string> => {
  const { source, notebook, member } = scan;
  const refuse = (code: string, message: string, advice: string) => notebook.refuse(code, message, { member, advice });
  const seen = new Map<number, number>();
  let version = 0n;
  await eachField(source, Number.POSITIVE_INFINITY, async (field) => {
    seen.set(field.number, (seen.get(field.number) ?? 0) + 1);
    if (field.number === MODEL.irVersion && field.value !== undefined) version = field.value;
    else if (field.number === MODEL.graph && holdsBytes(field)) await graph(scan, field, 0);
    else if (field.number === MODEL.functions && holdsBytes(field))
      await eachField(source, field.length, async (inner) => {
        if (inner.number === FUNCTION.node && holdsBytes(inner)) await node(scan, inner, 1);
        if (inner.number === FUNCTION.attributeDefault && holdsBytes(inner)) await attribute(scan, inner, 1);
      });
    else if (field.number === MODEL.training)
      refuse('onnx-training', 'the model carries training steps', 'export for inference only');
    else if (field.number > MODEL.functions + 10)
      refuse(
        'onnx-unknown-field',
        `the model has a field ${field.number} that ONNX does not know`,
        'export the model again',
      );
  });
  // A last-one-wins field that occurs twice is read differently by different parsers.
  const graphs = seen.get(MODEL.graph) ?? 0;
  if (graphs !== 1) refuse('onnx-no-graph', `the model has ${graphs} graphs`, 'a model has exactly one');
  if (version < 3n || version > 100n)
    refuse('onnx-old', 'the model has no ONNX version, or one before 3', 'export it with a current exporter');
  return 'onnx';
};

const graph = async (scan: Scan, field: WireField, depth: number): Promise<void> => {
  const { source, notebook, member } = scan;
  notebook.reach('nesting', depth + 1, field.offset);
  if (depth > DEEPEST) {
    notebook.refuse('onnx-too-deep', `graphs are nested deeper than ${DEEPEST}`, {
      member,
      offset: field.offset,
      advice: 'flatten the model',
    });
    return;
  }
  const [fixed, inputs, outputs] = [new Set<string>(), [] as TensorShape[], [] as TensorShape[]];
  await eachField(source, field.length, async (inner) => {
    if (!holdsBytes(inner)) return;
    notebook.spend('elements', 1, inner.offset);
    if (inner.number === GRAPH.node) await node(scan, inner, depth);
    else if (inner.number === GRAPH.initializer) {
      const name = await judgeTensor(scan, inner);
      notebook.spend('symbolBytes', 64 + 2 * name.length, inner.offset);
      fixed.add(name);
    } else if (inner.number === GRAPH.sparseInitializer) await sparse(scan, inner);
    else if (depth === 0 && inner.number === GRAPH.input && inputs.length < MOST_TENSORS)
      inputs.push(await shapeOf(source, inner));
    else if (depth === 0 && inner.number === GRAPH.output && outputs.length < MOST_TENSORS)
      outputs.push(await shapeOf(source, inner));
  });
  if (depth > 0) return;
  notebook.tensors(
    'inputs',
    inputs.filter(({ name }) => !fixed.has(name)),
  );
  notebook.tensors('outputs', outputs);
};

const node = async (scan: Scan, field: WireField, depth: number): Promise<void> => {
  const { source, notebook, member } = scan;
  let [operator, domain] = ['', ''];
  await eachField(source, field.length, async (inner) => {
    if (!holdsBytes(inner)) return;
    if (inner.number === NODE.opType) operator = await textOf(source, inner);
    else if (inner.number === NODE.domain) domain = await textOf(source, inner);
    else if (inner.number === NODE.attribute) await attribute(scan, inner, depth);
  });
  notebook.operator(domain ? `${domain}.${operator}` : operator);
  if (!STANDARD_DOMAINS.includes(domain))
    notebook.refuse(
      'onnx-custom-operator',
      `the operator ${domain.slice(0, 100)}.${operator.slice(0, 100)} is not part of ONNX`,
      {
        member,
        offset: field.offset,
        advice: 'export with standard operators only',
      },
    );
};

const attribute = (scan: Scan, field: WireField, depth: number): Promise<void> =>
  eachField(scan.source, field.length, async (inner) => {
    if (!holdsBytes(inner)) return;
    if (inner.number === ATTRIBUTE.tensor || inner.number === ATTRIBUTE.tensors) await judgeTensor(scan, inner);
    else if (inner.number === ATTRIBUTE.sparseTensor || inner.number === ATTRIBUTE.sparseTensors)
      await sparse(scan, inner);
    else if (inner.number === ATTRIBUTE.graph || inner.number === ATTRIBUTE.graphs) await graph(scan, inner, depth + 1);
  });

const sparse = (scan: Scan, field: WireField): Promise<void> =>
  eachField(scan.source, field.length, async (inner) => {
    if ((inner.number === SPARSE.values || inner.number === SPARSE.indices) && holdsBytes(inner))
      await judgeTensor(scan, inner);
  });
