/** What can stand behind a command's words. */
export interface Options {
  readonly json: boolean;
  readonly detach: boolean;
  readonly 'no-scan'?: boolean;
  readonly reason?: string;
  readonly from?: string;
  readonly to?: string;
  readonly out?: string;
  readonly baseline?: string;
  readonly exact?: boolean;
  readonly html?: string;
  readonly violations?: string;
  readonly manifest?: string;
  readonly 'from-model-monitor'?: string;
  readonly labels?: string;
  readonly scores?: string;
  readonly release?: string;
  readonly task?: string;
  readonly sensitive?: string;
  readonly policy?: string;
  readonly framework?: string;
  readonly threads?: string;
}

export interface Command {
  readonly usage: string;
  readonly summary: string;
  /** Answers the exit code. */
  run(words: readonly string[], options: Options): Promise<number>;
}
