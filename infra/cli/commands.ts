import type { Command } from './command.ts';
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

/** Every command by its words. */
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
