import { Malformed } from '../notebook.ts';
import type { Scan } from '../scan.ts';
import { objectKeys } from './object-keys.ts';
import type { DocumentSink, Written } from './tokens.ts';

/** Keys that JavaScript readers would take for the object's own machinery (S-36). */
const DANGEROUS = ['__proto__', 'constructor', 'prototype'];

/** A place in a document: keys from the root; `[]` for any item of an array. */
export type Path = readonly string[];

export interface Watcher {
  /** Every key, with the place it makes. */
  key?(path: Path, offset: number): void;
  /** Every text, with its place; to make what is written costs more than to pass it. */
  text?(path: Path, written: Written, offset: number): void;
  /** Every number, with its place. Not to listen to numbers makes reading faster. */
  number?(path: Path, written: Written, offset: number): void;
  constant?(path: Path, offset: number): void;
  open?(path: Path, kind: 'object' | 'array', offset: number): void;
}

/** Elements counted before they are held against their limit. */
const BATCH = 1024;

/**
 * Holds a document against what every reader must agree on: no key twice in one object, no nesting without end, no key
 * of JavaScript's own. @throws Malformed
 */
export const strictDocument = (
  { notebook, member }: Pick<Scan, 'notebook' | 'member'>,
  watcher: Watcher,
): DocumentSink => {
  const path: string[] = [];
  const objects: boolean[] = [];
  const keys = objectKeys();
  let elements = 0;
  let inObject = false;
  let [deepest, mostKeyBytes] = [0, 0];

  const count = (offset: number): void => {
    if ((++elements & (BATCH - 1)) === 0) notebook.spend('elements', BATCH, offset);
  };
  // Behind a value its key is done with; an array's place stays until it closes.
  const done = (): void => {
    if (inObject) path.pop();
  };
  return {
    open(kind, offset) {
      watcher.open?.(path, kind, offset);
      count(offset);
      objects.push(kind === 'object');
      inObject = kind === 'object';
      if (objects.length > deepest) {
        deepest = objects.length;
        notebook.reach('jsonDepth', deepest, offset);
      }
      if (inObject) keys.open();
      else path.push('[]');
    },
    close() {
      if (objects.pop()) keys.close();
      else path.pop();
      inObject = objects[objects.length - 1] ?? false;
      done();
      if (objects.length === 0) notebook.spend('elements', elements % BATCH);
    },
    key(name, offset) {
      if (!keys.add(name))
        throw new Malformed(
          'json-duplicate-key',
          `the key ${JSON.stringify(name.slice(0, 100))} occurs twice in one object`,
          offset,
        );
      if (keys.bytes() > mostKeyBytes) {
        mostKeyBytes = keys.bytes();
        notebook.reach('symbolBytes', mostKeyBytes, offset);
      }
      if (DANGEROUS.includes(name))
        notebook.refuse('json-dangerous-key', `the key ${name} would change how JavaScript readers see the document`, {
          member,
          offset,
        });
      path.push(name);
      watcher.key?.(path, offset);
    },
    text(written, offset) {
      count(offset);
      watcher.text?.(path, written, offset);
      done();
    },
    number(written, offset) {
      count(offset);
      watcher.number?.(path, written, offset);
      done();
    },
    numbers: watcher.number
      ? undefined
      : (many, offset) => {
          const batches = Math.floor((elements + many) / BATCH) - Math.floor(elements / BATCH);
          elements += many;
          if (batches > 0) notebook.spend('elements', BATCH * batches, offset);
        },
    constant(_, offset) {
      count(offset);
      watcher.constant?.(path, offset);
      done();
    },
  };
};
