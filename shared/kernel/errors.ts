/** A promise that could not be kept. `details` are facts for the log, never for a stranger. */
export class AppError extends Error {
  override readonly name: string = 'AppError';
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, details: Readonly<Record<string, unknown>> = {}, options?: ErrorOptions) {
    super(message, options);
    this.details = details;
  }
}

/** Something that crossed an edge does not have the shape that was agreed on. */
export class InvalidInput extends AppError {
  override readonly name = 'InvalidInput';
  constructor(what: string, problems: readonly string[], options?: ErrorOptions) {
    super(`${what} is not as agreed: ${problems.join('; ')}`, { what, problems }, options);
  }
}
