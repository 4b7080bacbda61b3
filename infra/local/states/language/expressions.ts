import { compile, sourceOf } from './jsonata.ts';

/** The parts of `$states` that a field may read. */
export type Readable = 'result' | 'errorOutput';

interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
}

const isNode = (value: unknown): value is Node => value !== null && typeof value === 'object';

const inside = function* (node: Node): Generator<Node> {
  yield node;
  for (const part of Object.values(node)) {
    for (const child of Array.isArray(part) ? part.flat() : [part]) if (isNode(child)) yield* inside(child);
  }
};

const faultsOf = function* (root: Node, readable: readonly Readable[]): Generator<string> {
  for (const node of inside(root)) {
    if (node.type === 'variable' && node.value === 'eval') yield 'uses $eval, which Step Functions forbids; use $parse';
    const [first, second] = node.type === 'path' ? (node.steps ?? []) : [];
    if (first?.type !== 'variable' || first.value !== 'states' || second?.type !== 'name') continue;
    const part = String(second.value);
    if (part === 'input' || part === 'context') continue;
    if (part !== 'result' && part !== 'errorOutput') yield `reads $states.${part}, which does not exist`;
    else if (!readable.includes(part)) yield `reads $states.${part}, which this field cannot see`;
  }
};

/** What is wrong with the expressions of a template, as a person would say it: syntax, `$eval`, and reads of `$states` that cannot be. */
export const expressionFaults = (template: unknown, field: string, readable: readonly Readable[] = []): string[] => {
  if (Array.isArray(template)) {
    return template.flatMap((part, index) => expressionFaults(part, `${field}[${index}]`, readable));
  }
  if (template !== null && typeof template === 'object') {
    return Object.entries(template).flatMap(([key, part]) => expressionFaults(part, `${field}/${key}`, readable));
  }
  if (typeof template !== 'string') return [];
  const source = sourceOf(template);
  if (source === undefined) {
    const nearly = template.trim().startsWith('{%') || template.trim().endsWith('%}');
    return nearly ? [`${field}: an expression starts with {% and ends with %}, with nothing around it`] : [];
  }
  try {
    return [...faultsOf(compile(source).ast() as Node, readable)].map((fault) => `${field}: the expression ${fault}`);
  } catch (problem) {
    return [`${field}: not JSONata: ${(problem as Error).message}`];
  }
};
