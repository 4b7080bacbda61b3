import { Malformed, type Notebook } from '../notebook.ts';

/** Which bytes of a file belong to something that was read (S-03). */
export interface Claims {
  /** @throws Malformed when more is claimed than the file has: no two parts share bytes, and so no walk is longer. */
  claim(at: number, length: number): void;
  /** First byte that two parts claim, and first that none claims and that is not zero. */
  judged(): { readonly shared?: number; readonly stale?: readonly [at: number, count: number] };
}

/** Memory of a stretch in bytes, as a guess of what the engine takes for it. */
const STRETCH = 64;

export const claimsOn = (file: Buffer, notebook: Notebook): Claims => {
  const stretches: (readonly [from: number, to: number])[] = [];
  let total = 0;
  return {
    claim(at, length) {
      if (length <= 0) return;
      total += length;
      if (total > file.length) throw new Malformed('hdf5-overlap', 'parts of the file share bytes', at);
      notebook.spend('symbolBytes', STRETCH, at);
      stretches.push([at, at + length]);
    },
    judged() {
      let [end, count] = [0, 0];
      let [shared, stale] = [-1, -1];
      const pass = (to: number): void => {
        for (let at = end; at < to; at++)
          if (file[at] !== 0) {
            if (count++ === 0) stale = at;
          }
      };
      for (const [from, to] of stretches.sort((a, b) => a[0] - b[0])) {
        if (from < end && shared < 0) shared = from;
        pass(from);
        end = Math.max(end, to);
      }
      pass(file.length);
      return { ...(shared >= 0 && { shared }), ...(count > 0 && { stale: [stale, count] as const }) };
    },
  };
};
