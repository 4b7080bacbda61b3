import type { Scan } from '../scan.ts';

const STANDARD_DOMAINS = ['', 'ai.onnx', 'ai.onnx.ml'];

/** Where operators stand: in the graph, or in a function that the model brings along. */
export interface Place {
  /** Operators outside the standard that are used there. */
  readonly uses: Set<string>;
}

export const place = (): Place => ({ uses: new Set() });

/**
 * Operators outside the standard need foreign code, unless the model defines them itself, as functions made of operators:
 * exporters write so. What is defined may stand behind its use, so all is judged at the end.
 */
export interface OwnFunctions {
  used(from: Place, domain: string, operator: string, offset: number): void;
  defined(domain: string, name: string, made: Place): void;
  settle(): void;
}

export const ownFunctions = ({ notebook, member }: Pick<Scan, 'notebook' | 'member'>): OwnFunctions => {
  const firstUse = new Map<string, number>();
  const functions = new Map<string, Place>();
  const refuse = (code: string, message: string, offset: number | undefined) =>
    notebook.refuse(code, message, { member, offset, advice: 'export with standard operators only' });
  return {
    used(from, domain, operator, offset) {
      const name = nameOf(domain, operator);
      if (STANDARD_DOMAINS.includes(domain)) {
        notebook.operator(domain ? name : operator);
        return;
      }
      if (from.uses.has(name)) return;
      notebook.spend('symbolBytes', 64 + 2 * name.length, offset);
      from.uses.add(name);
      if (!firstUse.has(name)) firstUse.set(name, offset);
    },
    defined(domain, name, made) {
      const key = nameOf(domain, name);
      notebook.spend('symbolBytes', 64 + 2 * key.length);
      if (functions.has(key)) refuse('onnx-function-twice', `the function ${key} is defined twice`, undefined);
      functions.set(key, made);
    },
    settle() {
      for (const [name, offset] of firstUse) {
        if (functions.has(name)) continue;
        notebook.operator(name);
        refuse('onnx-custom-operator', `the operator ${name} is not part of ONNX`, offset);
      }
      const endless = inCircle(functions);
      if (endless !== undefined)
        refuse('onnx-endless-function', `the function ${endless} calls itself`, firstUse.get(endless));
    },
  };
};

const nameOf = (domain: string, name: string): string => `${domain.slice(0, 100)}.${name.slice(0, 100)}`;

/** A function that leads back to itself, if there is one: a runtime that puts functions in place would never end. */
const inCircle = (functions: ReadonlyMap<string, Place>): string | undefined => {
  const calledBy = new Map([...functions.keys()].map((name) => [name, 0]));
  for (const { uses } of functions.values())
    for (const used of uses) if (calledBy.has(used)) calledBy.set(used, (calledBy.get(used) ?? 0) + 1);
  // Functions that nobody calls are taken away until none is left, or a circle is.
  const free = [...calledBy].filter(([, callers]) => callers === 0).map(([name]) => name);
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    calledBy.delete(name);
    for (const used of functions.get(name)?.uses ?? []) {
      const callers = calledBy.get(used);
      if (callers === undefined) continue;
      calledBy.set(used, callers - 1);
      if (callers === 1) free.push(used);
    }
  }
  return calledBy.keys().next().value;
};
