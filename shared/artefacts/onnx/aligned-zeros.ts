/** Exporters begin tensors at pages, and fill up with zeros before them. */
const PAGE = 4096;
const LONGEST = 65_535;

/** Counts, while bytes pass, the zeros before every page: two bytes of memory for each 4,096 of the file. */
export const alignedZeros = () => {
  let counts = new Uint16Array(64);
  let [passed, run] = [0, 0];
  return {
    pass(bytes: Buffer): void {
      for (let at = 0; at < bytes.length; ) {
        const step = Math.min(bytes.length - at, PAGE - (passed % PAGE));
        let zeros = 0;
        while (zeros < step && bytes[at + step - 1 - zeros] === 0) zeros++;
        run = Math.min(LONGEST, zeros === step ? run + step : zeros);
        at += step;
        passed += step;
        if (passed % PAGE !== 0) continue;
        const page = passed / PAGE;
        if (page >= counts.length) {
          const grown = new Uint16Array(2 * counts.length);
          grown.set(counts);
          counts = grown;
        }
        counts[page] = run;
      }
    },
    /** Zeros directly before a page, up to 65,535; none are known before other places. */
    before: (at: number): number => (at % PAGE === 0 ? (counts[at / PAGE] ?? 0) : 0),
  };
};
