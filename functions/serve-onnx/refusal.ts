/** A request that cannot be answered, and what is wrong with it, for whoever sent it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

/** Rows are counted from 1, as a person reads a file. */
export const inColumn = (row: number, column: string, problem: string): Refusal =>
  new Refusal(`row ${row}, column ${column}: ${problem}`);
