import { ServiceError } from '../service.ts';

/** A failure made on purpose, for tests and demonstrations. */
interface Fault {
  /** Signing name, such as `dynamodb`. */
  readonly service: string;
  /** API operation, such as `ExecuteTransaction`; for REST services the name of the IAM action, such as `PutObject`. */
  readonly operation: string;
  /** Error name that the SDK sees, such as `ThrottlingException`. */
  readonly error: string;
  /** @default 400 */
  readonly status?: number;
  readonly message?: string;
  /** How many calls fail. */
  readonly times: number;
  /** How many calls pass before the first one fails. @default 0 */
  readonly after?: number;
}

export interface Faults {
  add(fault: Fault): void;
  /** Faults that have not used up their `times`. */
  pending(): readonly Fault[];
  clear(): void;
  /** @throws ServiceError when a fault is due for this call */
  strike(service: string, operation: string): void;
}

export const createFaults = (): Faults => {
  let open: { fault: Fault; skip: number; left: number }[] = [];
  return {
    add: (fault) => void open.push({ fault, skip: fault.after ?? 0, left: fault.times }),
    pending: () => open.map(({ fault, skip, left }) => ({ ...fault, after: skip, times: left })),
    clear: () => {
      open = [];
    },
    strike: (service, operation) => {
      const due = open.find(({ fault }) => fault.service === service && fault.operation === operation);
      if (!due) return;
      if (due.skip > 0) {
        due.skip -= 1;
        return;
      }
      due.left -= 1;
      if (due.left <= 0) open = open.filter((one) => one !== due);
      const { error, message, status } = due.fault;
      throw new ServiceError(
        error,
        message ?? `This ${error} was injected into ${service} ${operation}.`,
        status ?? 400,
      );
    },
  };
};
