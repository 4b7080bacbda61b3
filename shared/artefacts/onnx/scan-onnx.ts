import type { Scan } from '../scan.ts';
import type { TensorShape } from '../schema.ts';
import { eachField, textOf, type Wire, type WireField, wireOf } from './messages.ts';
import { type OwnFunctions, ownFunctions, type Place, place } from './own-functions.ts';
import { passPlain, plain } from './plain-messages.ts';
import { judgeTensor, shapeOf } from './tensor.ts';

/** Field numbers of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
const MODEL = { irVersion: 1, producer: 2, graph: 7, opsetImport: 8, training: 20, functions: 25 } as const;
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12, sparseInitializer: 15 } as const;
const NODE = { opType: 4, attribute: 5, domain: 7 } as const;
const FUNCTION = { name: 1, node: 7, domain: 10, attributeDefault: 11 } as const;
const ATTRIBUTE = { tensor: 5, graph: 6, tensors: 10, graphs: 11, sparseTensor: 22, sparseTensors: 23 } as const;
const SPARSE = { values: 1, indices: 2 } as const;

const DEEPEST = 32;
const MOST_TENSORS = 10_000;

/** A scan with the place where its messages are read, and the place in the model that they belong to. */
type OnnxScan = Scan & { readonly wire: Wire; readonly functions: OwnFunctions; readonly within: Place };

/**
 * Judges an ONNX model (S-33): what it takes and gives, every operator, every tensor. Refused are operators outside the
 * standard domains that the model does not define itself, which need foreign code, and tensors whose bytes lie in another file, wherever they hide:
 * initialisers, attributes, subgraphs, sparse tensors, functions, training steps.
 */
export const scanOnnx = async (artefact: Scan): Promise<string> => {
  const { notebook, member } = artefact;
  const functions = ownFunctions(artefact);
  const scan = { ...artefact, wire: wireOf(artefact.source), functions, within: place() };
  const refuse = (code: string, message: string, advice: string) => notebook.refuse(code, message, { member, advice });
  let [version, graphs] = [0, 0];
  const known = (field: number): void => {
    if (field === MODEL.graph) graphs++;
    else if (field === MODEL.training)
      refuse('onnx-training', 'the model carries training steps', 'export for inference only');
    else if (field > MODEL.functions + 10)
      refuse('onnx-unknown-field', `the model has a field ${field} that ONNX does not know`, 'export the model again');
  };
  await eachField(scan.wire, Number.POSITIVE_INFINITY, {
    number(field, value) {
      known(field);
      if (field === MODEL.irVersion) version = value;
    },
    bytes(field) {
      known(field.number);
      if (field.number === MODEL.graph) return graph(scan, field, 0);
      if (field.number === MODEL.functions) return onnxFunction(scan, field);
      return passPlain(scan.wire, field, plain.model[field.number]);
    },
  });
  functions.settle();
  // A last-one-wins field that occurs twice is read differently by different parsers.
  if (graphs !== 1) refuse('onnx-no-graph', `the model has ${graphs} graphs`, 'a model has exactly one');
  if (!(version >= 3 && version <= 100))
    refuse('onnx-old', 'the model has no ONNX version, or one before 3', 'export it with a current exporter');
  return 'onnx';
};

const onnxFunction = async (artefact: OnnxScan, field: WireField): Promise<void> => {
  const scan = { ...artefact, within: place() };
  let [name, domain] = ['', ''];
  await eachField(scan.wire, field.length, {
    bytes(inner) {
      if (inner.number === FUNCTION.node) return node(scan, inner, 1);
      if (inner.number === FUNCTION.name)
        return textOf(scan.wire, inner).then((text) => {
          name = text;
        });
      if (inner.number === FUNCTION.domain)
        return textOf(scan.wire, inner).then((text) => {
          domain = text;
        });
      return inner.number === FUNCTION.attributeDefault
        ? attribute(scan, inner, 1)
        : passPlain(scan.wire, inner, plain.function[inner.number]);
    },
  });
  scan.functions.defined(domain, name, scan.within);
};

const graph = async (scan: OnnxScan, field: WireField, depth: number): Promise<void> => {
  const { wire, notebook, member } = scan;
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
  const initializer = async (inner: WireField): Promise<void> => {
    const name = await judgeTensor(scan, inner);
    notebook.spend('symbolBytes', 64 + 2 * name.length, inner.offset);
    fixed.add(name);
  };
  const shape = async (inner: WireField, into: TensorShape[]): Promise<void> => {
    if (depth === 0 && into.length < MOST_TENSORS) into.push(await shapeOf(wire, inner));
    else await passPlain(wire, inner, plain.graph[inner.number]);
  };
  await eachField(wire, field.length, {
    bytes(inner) {
      notebook.spend('elements', 1, inner.offset);
      if (inner.number === GRAPH.node) return node(scan, inner, depth);
      if (inner.number === GRAPH.initializer) return initializer(inner);
      if (inner.number === GRAPH.sparseInitializer) return sparse(scan, inner);
      if (inner.number === GRAPH.input) return shape(inner, inputs);
      if (inner.number === GRAPH.output) return shape(inner, outputs);
      return passPlain(wire, inner, plain.graph[inner.number]);
    },
  });
  if (depth > 0) return;
  notebook.tensors(
    'inputs',
    inputs.filter(({ name }) => !fixed.has(name)),
  );
  notebook.tensors('outputs', outputs);
};

const node = async (scan: OnnxScan, field: WireField, depth: number): Promise<void> => {
  const { wire, functions, within } = scan;
  let [operator, domain] = ['', ''];
  await eachField(wire, field.length, {
    bytes(inner) {
      if (inner.number === NODE.attribute) return attribute(scan, inner, depth);
      if (inner.number === NODE.opType)
        return textOf(wire, inner).then((text) => {
          operator = text;
        });
      if (inner.number === NODE.domain)
        return textOf(wire, inner).then((text) => {
          domain = text;
        });
      return passPlain(wire, inner, plain.node[inner.number]);
    },
  });
  functions.used(within, domain, operator, field.offset);
};

const attribute = (scan: OnnxScan, field: WireField, depth: number): Promise<void> =>
  eachField(scan.wire, field.length, {
    bytes(inner) {
      if (inner.number === ATTRIBUTE.tensor || inner.number === ATTRIBUTE.tensors) return judgeTensor(scan, inner);
      if (inner.number === ATTRIBUTE.sparseTensor || inner.number === ATTRIBUTE.sparseTensors)
        return sparse(scan, inner);
      return inner.number === ATTRIBUTE.graph || inner.number === ATTRIBUTE.graphs
        ? graph(scan, inner, depth + 1)
        : passPlain(scan.wire, inner, plain.attribute[inner.number]);
    },
  });

const sparse = (scan: OnnxScan, field: WireField): Promise<void> =>
  eachField(scan.wire, field.length, {
    bytes: (inner) =>
      inner.number === SPARSE.values || inner.number === SPARSE.indices ? judgeTensor(scan, inner) : undefined,
  });
