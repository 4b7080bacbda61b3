import { AppError } from '../kernel/errors.ts';

/** A live version has no baseline profile, so nothing can be compared. */
export class BaselineMissing extends AppError {
  override readonly name = 'BaselineMissing';
  constructor(key: string, options?: ErrorOptions) {
    super(`there is no baseline profile ${key}`, { key }, options);
  }
}

/** Counts made against different profiles were to be added or judged. */
export class CountsMismatch extends AppError {
  override readonly name = 'CountsMismatch';
  constructor(what: string) {
    super(`these counts do not belong together: ${what}`, { what });
  }
}
