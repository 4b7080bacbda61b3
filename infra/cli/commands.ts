import { auditVerify } from './commands/audit-verify.ts';
import { check } from './commands/check.ts';
import { drift } from './commands/drift.ts';
import { init } from './commands/init.ts';
import { local } from './commands/local.ts';
import { models } from './commands/models.ts';
import { policyApply } from './commands/policy-apply.ts';
import { profile } from './commands/profile.ts';
import { quality } from './commands/quality.ts';
import { report } from './commands/report.ts';
import { retire } from './commands/retire.ts';
import { rollback } from './commands/rollback.ts';
import { scan } from './commands/scan.ts';
import { status } from './commands/status.ts';
import { submit } from './commands/submit.ts';

/** What can stand behind a command's words. */
export interface Options {
  readonly json: boolean;
  readonly detach: boolean;
  readonly reason?: string;
  readonly from?: string;
  readonly to?: string;
  readonly out?: string;
  readonly baseline?: string;
  readonly exact?: boolean;
  readonly html?: string;
  readonly violations?: string;
  readonly manifest?: string;
  readonly labels?: string;
  readonly scores?: string;
}

export interface Command {
  readonly usage: string;
  readonly summary: string;
  /** Answers the exit code. */
  run(words: readonly string[], options: Options): Promise<number>;
}

export const commands: Readonly<Record<string, Command>> = {
  init,
  scan,
  submit,
  status,
  models,
  report,
  check,
  rollback,
  retire,
  profile,
  drift,
  quality,
  'audit verify': auditVerify,
  'policy apply': policyApply,
  local,
};
