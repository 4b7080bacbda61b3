import { AppError } from '../kernel/errors.ts';

/** Somebody else saved first: read again and decide again. */
export class VersionConflict extends AppError {
  override readonly name = 'VersionConflict';
  constructor(key: string, expected: number, options?: ErrorOptions) {
    super(`${key} is no longer at revision ${expected}`, { key, expected }, options);
  }
}

export class VersionNotFound extends AppError {
  override readonly name = 'VersionNotFound';
  constructor(key: string) {
    super(`${key} is not in the registry`, { key });
  }
}

/** The lifecycle does not have this move: the caller asked for something out of order. */
export class MoveNotAllowed extends AppError {
  override readonly name = 'MoveNotAllowed';
  constructor(key: string, reason: string) {
    super(`${key}: ${reason}`, { key, reason });
  }
}
