import { AppError } from '../kernel/errors.ts';

/** The endpoint did not answer a request with a result. */
export class InferenceFailed extends AppError {
  override readonly name = 'InferenceFailed';
  constructor(endpoint: string, why: string, options?: ErrorOptions) {
    super(`${endpoint} gave no answer: ${why}`, { endpoint, why }, options);
  }
}

/** The bytes that were judged and the bytes about to be served differ. Nothing may be deployed. */
export class BytesChanged extends AppError {
  override readonly name = 'BytesChanged';
  constructor(key: string, expected: string, found: string) {
    super(`${key} should hash to ${expected} but hashes to ${found}`, { key, expected, found });
  }
}

/** What was signed is not what is about to be deployed, or it was not signed. */
export class DecisionNotValid extends AppError {
  override readonly name = 'DecisionNotValid';
  constructor(requestId: string, why: string) {
    super(`the decision on ${requestId} does not hold: ${why}`, { requestId, why });
  }
}
