/** Failures made on purpose, for tests and demonstrations. Each strikes the endpoint's next creation or update, once. */
export interface EndpointFaults {
  /** The new fleet does not pass its health check: a creation fails, an update goes back and says why. */
  failNext(endpointName: string): void;
  /** The next update goes back to the old configuration, InService and without a word. */
  rollBackSilently(endpointName: string): void;
}

export type Fault = 'failing' | 'silent';

export const createEndpointFaults = () => {
  const due = new Map<string, Fault>();
  const faults: EndpointFaults = {
    failNext: (endpoint) => void due.set(endpoint.toLowerCase(), 'failing'),
    rollBackSilently: (endpoint) => void due.set(endpoint.toLowerCase(), 'silent'),
  };
  return {
    faults,
    /** Takes the fault that is due for a creation or an update; one that only an update can have stays. */
    strike: (endpoint: string, happening: 'creation' | 'update'): Fault | undefined => {
      const fault = due.get(endpoint.toLowerCase());
      if (!fault || (fault === 'silent' && happening === 'creation')) return undefined;
      due.delete(endpoint.toLowerCase());
      return fault;
    },
  };
};
