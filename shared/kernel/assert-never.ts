/** Ends an exhaustive switch: a case that the types rule out is a defect, not a default. */
export const assertNever = (value: never): never => {
  throw new TypeError(`Unexpected case: ${JSON.stringify(value)}`);
};
