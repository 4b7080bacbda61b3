import { AppError } from '../kernel/errors.ts';

/** No policy is in force, so nothing can be judged. Apply one with `slipway policy apply FILE`. */
export class PolicyMissing extends AppError {
  override readonly name = 'PolicyMissing';
  constructor(what: string, options?: ErrorOptions) {
    super(`there is no policy: ${what}`, { what }, options);
  }
}
