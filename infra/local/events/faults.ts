/** Failures made on purpose, for tests and demonstrations. They last until they are cleared. */
export interface EventFaults {
  /** Every event of this detail-type reaches its targets twice, with one and the same id. */
  deliverTwice(detailType: string): void;
  /** Every event of this detail-type reaches its targets this much later. */
  delay(detailType: string, milliseconds: number): void;
  clear(): void;
}

export const createEventFaults = () => {
  const twice = new Set<string>();
  const delays = new Map<string, number>();
  const faults: EventFaults = {
    deliverTwice: (detailType) => void twice.add(detailType),
    delay: (detailType, milliseconds) => void delays.set(detailType, milliseconds),
    clear: () => {
      twice.clear();
      delays.clear();
    },
  };
  return {
    faults,
    copies: (detailType: string): number => (twice.has(detailType) ? 2 : 1),
    delayOf: (detailType: string): number => delays.get(detailType) ?? 0,
  };
};
