import { Malformed } from '../notebook.ts';
import type { Scan } from '../scan.ts';
import type { DocumentSink } from './tokens.ts';

/** Keys that JavaScript readers would take for the object's own machinery (S-36). */
const DANGEROUS = ['__proto__', 'constructor', 'prototype'];

/** A place in a document: keys from the root; `[]` for any item of an array. */
export type Path = readonly string[];

export interface Watcher {
  /** Every key, with the place it makes. */
  key?(path: Path, offset: number): void;
  /** Every text, number (as written), boolean or null, with its place. */
  value?(
    path: Path,
    value: string | boolean | null | undefined,
    kind: 'text' | 'number' | 'constant',
    offset: number,
  ): void;
  open?(path: Path, kind: 'object' | 'array', offset: number): void;
}

/**
 * Holds a document against what every reader must agree on: no key twice in one object, no nesting without end, no key
 * of JavaScript's own. @throws Malformed
 */
export const strictDocument = (
  { notebook, member }: Pick<Scan, 'notebook' | 'member'>,
  watcher: Watcher,
): DocumentSink => {
  const path: string[] = [];
  const keys: (Set<string> | undefined)[] = [];
  let elements = 0;
  let keyBytes = 0;
  const open: number[] = [];
  const count = (offset: number): void => {
    if (++elements % 1024 === 0) notebook.spend('elements', 1024, offset);
  };
  const ended = (): void => {
    // Behind a value its key is done with; an array's place stays until it closes.
    if (keys.length > 0 && keys.at(-1) !== undefined) path.pop();
  };
  return {
    open(kind, offset) {
      watcher.open?.(path, kind, offset);
      count(offset);
      notebook.reach('jsonDepth', keys.length + 1, offset);
      keys.push(kind === 'object' ? new Set() : undefined);
      open.push(keyBytes);
      if (kind === 'array') path.push('[]');
    },
    close() {
      // The keys of a closed object are forgotten.
      keyBytes = open.pop() ?? 0;
      if (keys.pop() === undefined) path.pop();
      ended();
    },
    key(name, offset) {
      const seen = keys.at(-1);
      if (seen?.has(name))
        throw new Malformed(
          'json-duplicate-key',
          `the key ${JSON.stringify(name.slice(0, 100))} occurs twice in one object`,
          offset,
        );
      seen?.add(name);
      keyBytes += 64 + 2 * name.length;
      notebook.reach('symbolBytes', keyBytes, offset);
      if (DANGEROUS.includes(name))
        notebook.refuse('json-dangerous-key', `the key ${name} would change how JavaScript readers see the document`, {
          member,
          offset,
        });
      path.push(name);
      watcher.key?.(path, offset);
    },
    text(value, offset) {
      count(offset);
      watcher.value?.(path, value, 'text', offset);
      ended();
    },
    number(written, offset) {
      count(offset);
      watcher.value?.(path, written, 'number', offset);
      ended();
    },
    constant(value, offset) {
      count(offset);
      watcher.value?.(path, value, 'constant', offset);
      ended();
    },
  };
};
