import { randomBytes } from 'node:crypto';

/** Makes ids of so many random bytes, base64url. Use cases get the maker as an argument. */
export const randomId =
  (bytes: number): (() => string) =>
  () =>
    randomBytes(bytes).toString('base64url');
