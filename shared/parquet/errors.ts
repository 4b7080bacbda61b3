import { AppError } from '../kernel/errors.ts';

/** A Parquet file, or a column of one, that cannot be read: damaged, hostile, or written in a way that is not supported. */
export class UnreadableParquet extends AppError {
  override readonly name = 'UnreadableParquet';
  readonly code: string;
  /** What would be right. */
  readonly expected?: string;

  constructor(code: string, message: string, expected?: string, options?: ErrorOptions) {
    super(message, { code }, options);
    this.code = code;
    this.expected = expected;
  }
}

/** The bytes contradict themselves or end too early. */
export const damaged = (message: string): UnreadableParquet =>
  new UnreadableParquet('parquet-damaged', message, 'the file as its writer left it');

/** A bound that keeps a hostile file from filling memory or time. */
export const beyond = (what: string, found: number, most: number, expected?: string): UnreadableParquet =>
  new UnreadableParquet('parquet-limit', `${what}: ${found}, at most ${most} are read`, expected);

/** Sound, but written in a way that is not read. */
export const unsupported = (message: string, expected: string): UnreadableParquet =>
  new UnreadableParquet('parquet-unsupported', message, expected);
