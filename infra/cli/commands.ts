import type { Command } from './command.ts';

/** Every command by its words. Each is loaded when it is asked for: what counts a file needs no client of AWS. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import('./commands/init.ts')).init,
  scan: async () => (await import('./commands/scan.ts')).scan,
  submit: async () => (await import('./commands/submit.ts')).submit,
  status: async () => (await import('./commands/status.ts')).status,
  models: async () => (await import('./commands/models.ts')).models,
  report: async () => (await import('./commands/report.ts')).report,
  check: async () => (await import('./commands/check.ts')).check,
  rollback: async () => (await import('./commands/rollback.ts')).rollback,
  retire: async () => (await import('./commands/retire.ts')).retire,
  profile: async () => (await import('./commands/profile.ts')).profile,
  drift: async () => (await import('./commands/drift.ts')).drift,
  quality: async () => (await import('./commands/quality.ts')).quality,
  importance: async () => (await import('./commands/importance.ts')).importance,
  'audit verify': async () => (await import('./commands/audit-verify.ts')).auditVerify,
  'policy apply': async () => (await import('./commands/policy-apply.ts')).policyApply,
  local: async () => (await import('./commands/local.ts')).local,
};

/** All of them, for the help that lists them. */
export const everyCommand = (): Promise<readonly (readonly [string, Command])[]> =>
  Promise.all(Object.entries(commands).map(async ([name, load]) => [name, await load()] as const));
