/** An error inside an execution, with the two texts that Step Functions knows of it: its name and its cause. */
export class StatesError extends Error {
  readonly error: string;
  /** Where a JSONata expression failed, such as `Output` or `Arguments/Payload`. */
  readonly location?: string;

  constructor(error: string, cause = '', location?: string) {
    super(cause);
    this.name = error;
    this.error = error;
    this.location = location;
  }
}

/** Why an execution, a branch or an iteration is called off from outside. Neither Retry nor Catch sees it. */
export class CalledOff extends Error {
  readonly reason: 'stopped' | 'timed out' | 'sibling failed' | 'history full';
  readonly error?: string;

  constructor(reason: CalledOff['reason'], error?: string, cause?: string) {
    super(cause ?? '');
    this.name = 'CalledOff';
    this.reason = reason;
    this.error = error;
  }
}

/** Names of ASL's own errors that can be matched in a JSONata machine. */
export const RESERVED_ERRORS: readonly string[] = [
  'States.ALL',
  'States.DataLimitExceeded',
  'States.ExceedToleratedFailureThreshold',
  'States.HeartbeatTimeout',
  'States.ItemReaderFailed',
  'States.NoChoiceMatched',
  'States.Permissions',
  'States.QueryEvaluationError',
  'States.Runtime',
  'States.TaskFailed',
  'States.Timeout',
];

const TERMINAL = ['States.Runtime', 'States.DataLimitExceeded'];
const TIMEOUTS = ['States.Timeout', 'States.HeartbeatTimeout'];

/**
 * Does a Retry or Catch meant for these names take this error?
 * `States.ALL` takes neither of the terminal errors, `States.TaskFailed` also no timeout, and a missed heartbeat counts as `States.Timeout`.
 */
export const matches = (names: readonly string[], error: string): boolean =>
  names.some((name) => {
    if (name === error) return true;
    if (name === 'States.ALL') return !TERMINAL.includes(error);
    if (name === 'States.TaskFailed') return !TERMINAL.includes(error) && !TIMEOUTS.includes(error);
    return name === 'States.Timeout' && error === 'States.HeartbeatTimeout';
  });

/** Step Functions carries at most 256 KiB of JSON into, out of and between states. */
const PAYLOAD_LIMIT = 262_144;

/** Throws `States.DataLimitExceeded` when a value is too large as JSON (UTF-8 bytes). */
export const refuseLarge = (value: unknown, what: string): void => {
  const json = JSON.stringify(value) ?? '';
  // a UTF-8 text has at most three bytes per UTF-16 unit, so short ones need no counting
  if (json.length * 3 <= PAYLOAD_LIMIT) return;
  if (Buffer.byteLength(json) > PAYLOAD_LIMIT)
    throw new StatesError(
      'States.DataLimitExceeded',
      `The ${what} exceeds the maximum number of bytes allowed (${PAYLOAD_LIMIT}).`,
    );
};
