import { AppError } from './errors.ts';

/** Something that a sweep could not look after. */
export interface SweepFailure {
  readonly place: string;
  readonly error: unknown;
}

/** Some things could not be looked after; the others were. The next sweep tries again. */
export class SweepIncomplete extends AppError {
  override readonly name = 'SweepIncomplete';
  constructor(what: string, failures: readonly SweepFailure[]) {
    super(
      `${failures.length} ${what} could not be looked after`,
      { failures: failures.map(({ place, error }) => ({ place, error: String(error) })) },
      { cause: failures[0]?.error },
    );
  }
}
