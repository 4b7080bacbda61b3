import * as z from 'zod';
import { nameOf } from '../../shared/approval/mail.ts';
import { plainStrings } from '../../shared/approval/plain-text.ts';
import { Evidence, type GateResult } from '../../shared/assurance/schema.ts';
import { AuditRecord } from '../../shared/audit/schema.ts';
import { announcedByMail, SOURCE } from '../../shared/events/catalogue.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import { mailOf } from '../../shared/notifications/letter.ts';
import { noticeOf } from '../../shared/notifications/notice.ts';
import type { SendMail } from '../../shared/notifications/ports.ts';
import { sendAll } from '../../shared/notifications/send-all.ts';
import type { Policies } from '../../shared/policy/ports.ts';
import type { Policy } from '../../shared/policy/schema.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { Finding, type ModelVersion, VersionId } from '../../shared/registry/schema.ts';
import { log } from '../../shared/runtime/logger.ts';
import type { Emit } from '../../shared/runtime/metrics.ts';
import type { Documents } from '../../shared/storage/ports.ts';

const NoticeType = whenUsed(() => z.enum(announcedByMail));
export const NotifyInput = whenUsed(() =>
  z.object({
    source: z.literal(SOURCE),
    'detail-type': NoticeType,
    detail: AuditRecord.extend({ type: NoticeType }),
  }),
);
export type NotifyInput = z.infer<typeof NotifyInput>;
export const NotifyResult = whenUsed(() => z.object({ mails: z.int().nonnegative() }));
export type NotifyResult = z.infer<typeof NotifyResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly policies: Policies;
  readonly evidence: Documents;
  readonly sendMail: SendMail;
  readonly siteUrl: string;
  readonly emit: Emit;
}

/**
 * Tells the people of a model what is on record about it. SES has no idempotency and this function has no right to write,
 * so an event that is delivered twice may be mailed twice; no mail asks for anything that is harmful to do twice.
 */
export const createNotify =
  (deps: Deps) =>
  async ({ detail: record }: NotifyInput): Promise<NotifyResult> => {
    const { registry, policies, evidence, siteUrl } = deps;
    const { policy } = await policies.current();
    if (record.type === 'upload.misplaced' || record.type === 'upload.incomplete') {
      const notice = noticeOf({ record, version: undefined, findings: [], failed: [], siteUrl });
      return tell(deps, record, notice, readersOf(policy, record.subject.model, undefined), policy);
    }
    const id = idOf(record);
    const version = await registry.find(id);
    const submission =
      record.type === 'submission.refused' || record.type === 'submission.duplicate'
        ? (await registry.inventory()).refused.find(({ fingerprint }) => fingerprint === record.refs.fingerprint)
        : undefined;
    const why = record.type === 'model.refused' ? await whyRefused(evidence, version) : NOTHING;
    const about = submission ? { submitter: submission.submitter, owner: '' } : version;
    const notice = noticeOf({
      record,
      // The number may be another submission's by now.
      version: submission ? undefined : version,
      findings: plainStrings(submission?.findings ?? why.findings) as readonly Finding[],
      failed: plainStrings(why.failed) as readonly GateResult[],
      siteUrl,
    });
    return tell(deps, record, notice, readersOf(policy, id.team, about), policy);
  };

/** Mails the readers. Where there is none, as of a team that the policy does not know, operations hear of it by an alarm. */
const tell = async (
  { sendMail, emit }: Deps,
  { type, subject, chain, seq, reason }: AuditRecord,
  notice: ReturnType<typeof noticeOf>,
  readers: readonly string[],
  policy: Policy,
): Promise<NotifyResult> => {
  const mails = readers.map((to) => mailOf({ ...notice, to, greeting: `Hello ${nameOf(to, policy)},` }));
  if (mails.length > 0) await sendAll(sendMail, mails, mails.length);
  else {
    log('warn', 'there is nobody to tell', { type, subject, record: `${chain}:${seq}`, reason: reason.text });
    emit([{ name: 'NoticesWithoutReader', value: 1, unit: 'Count' }]);
  }
  return { mails: mails.length };
};

const idOf = ({ subject }: Pick<AuditRecord, 'subject'>): VersionId => {
  const [team, model] = subject.model.split('/');
  return VersionId.parse({ team, model, version: subject.version });
};

/**
 * Submitter and owner, each once. Of a submission whose manifest names nobody (it may be unreadable), the people of the
 * team, for a refusal that nobody hears of would be a silent stop.
 */
const readersOf = (
  policy: Policy,
  team: string,
  about: { readonly submitter: string; readonly owner: string } | undefined,
): readonly string[] => {
  const named = [about?.submitter ?? '', about?.owner ?? ''].filter((address) => z.email().safeParse(address).success);
  if (named.length > 0) return [...new Map(named.map((address) => [address.toLowerCase(), address])).values()];
  const members = Object.hasOwn(policy.teams, team) ? (policy.teams[team]?.members ?? []) : [];
  return policy.people.filter(({ subject }) => members.includes(subject)).map(({ email }) => email);
};

interface Why {
  readonly findings: readonly Finding[];
  readonly failed: readonly GateResult[];
}

const NOTHING: Why = { findings: [], failed: [] };
const Findings = whenUsed(() => z.object({ findings: z.array(Finding) }));

/** The reports of a refused version: what the checks found, and the gates it did not reach. */
const whyRefused = async (evidence: Documents, version: ModelVersion | undefined): Promise<Why> => {
  const { validation, evaluation } = version?.evidence ?? {};
  if (evaluation) {
    const { gates } = Evidence.parse(await evidence.json(evaluation));
    return { findings: [], failed: gates.filter(({ status }) => status === 'fails') };
  }
  return validation ? { ...NOTHING, ...Findings.parse(await evidence.json(validation)) } : NOTHING;
};
