import type { GateResult } from '../assurance/schema.ts';
import type { AuditRecord } from '../audit/schema.ts';
import { instantInWords } from '../kernel/instants.ts';
import type { Finding, ModelVersion } from '../registry/schema.ts';
import { findingPoints } from './finding-points.ts';
import type { Letter } from './letter.ts';
import type { NoticeType } from './notice-types.ts';

/** What a notice is about. */
export interface NoticeContent {
  readonly record: Pick<AuditRecord, 'subject' | 'reason' | 'at' | 'seq' | 'hash'> & { readonly type: NoticeType };
  /** Missing for a submission that never became a version. */
  readonly version: ModelVersion | undefined;
  /** What was wrong, each with where and what would be right. */
  readonly findings: readonly Finding[];
  /** Gates that a version did not pass. */
  readonly failed: readonly GateResult[];
  readonly siteUrl: string;
}

/** A notice in plain words, without its reader: what happened, why, whose move it is. */
export const noticeOf = (content: NoticeContent): Omit<Letter, 'to' | 'greeting'> => {
  const { record, siteUrl } = content;
  const { model, version } = record.subject;
  const name = `${model.split('/')[1] ?? model} ${version}`;
  const { subject, paragraphs } = words[record.type](name, record.reason.text, content);
  return {
    subject,
    paragraphs: paragraphs.filter((paragraph) => paragraph !== ''),
    points: [...findingPoints(content.findings), ...content.failed.map(({ sentence }) => sentence)],
    ...linkOf(content, siteUrl),
    facts: [
      ['Happened', instantInWords(new Date(record.at))],
      ['On record as', `no. ${record.seq}, ${record.hash.slice(0, 12)}`],
    ],
  };
};

/** The page that tells more: of a version everything that was found, of anything else its model's. */
const linkOf = ({ record, version }: NoticeContent, siteUrl: string): Pick<Letter, 'link'> => {
  const { model } = record.subject;
  if (record.type === 'upload.misplaced' || record.type === 'upload.incomplete') return {};
  const about = version && record.type === 'model.refused' ? `${model}/${version.version}` : model;
  const label =
    about === model ? `All about ${model}, after signing in:` : 'Everything the gate saw in it, after signing in:';
  return { link: { label, url: new URL(`/models/${about}`, siteUrl).href } };
};

type Words = (
  name: string,
  reason: string,
  content: NoticeContent,
) => { readonly subject: string; readonly paragraphs: readonly string[] };

const words: Record<NoticeType, Words> = {
  'upload.misplaced': (_name, reason) => ({
    subject: 'An upload is not where a submission lies',
    paragraphs: [
      'Something was uploaded that looks like a manifest, but not at the place of one, so nothing was done with it:',
      reason,
      'Upload the whole submission, the manifest last, under TEAM/MODEL/VERSION/.',
    ],
  }),
  'upload.incomplete': (_name, reason) => ({
    subject: 'An upload waits for its manifest',
    paragraphs: [
      'Files were uploaded and no manifest came for them, so nothing was done with them:',
      reason,
      'If they are a submission, upload its manifest.yaml (or manifest.json) under TEAM/MODEL/VERSION/: its arrival starts the release. If they are not, remove them; nothing here is ever deleted for you.',
    ],
  }),
  'submission.duplicate': (name, reason, { version, findings }) => ({
    subject: `${name} was sent again, and nothing was done`,
    paragraphs: [
      `${name} was sent again with the very bytes that were sent before. ${reason}`,
      findings.length > 0
        ? 'This is what was found then, and is still to change:'
        : version?.state === 'refused'
          ? 'Under another policy the same bytes are judged again; otherwise send a new version.'
          : 'To release something else, send it in under a new version number.',
    ],
  }),
  'submission.refused': (name, reason, { findings }) => ({
    subject: `${name} was not taken in: ${things(findings.length)} to change`,
    paragraphs: [
      `${name} was not taken in. Nothing of it was kept, so the same version number can be used again.`,
      findings.length === 0 ? reason : 'This is everything that was found, so that one more try is enough:',
    ],
  }),
  'model.refused': (name, reason, { findings, failed }) => ({
    subject: `${name} did not pass`,
    paragraphs: [
      `${name} did not pass its checks and will not be released. A new version may be sent in at any time.`,
      findings.length + failed.length === 0 ? reason : 'What to change:',
    ],
  }),
  'model.declined': (name, reason) => ({
    subject: `${name} was declined`,
    paragraphs: [`${name} was declined and will not be released. The reason given:`, reason],
  }),
  'model.expired': (name, reason) => ({
    subject: `${name} was not decided in time`,
    paragraphs: [
      `The time to decide on ${name} is over, so it was not released. ${reason}`,
      'To ask again, send it in under a new version number. The approvers were reminded before; it may help to speak to them.',
    ],
  }),
  'model.live': (name) => ({
    subject: `${name} is live`,
    paragraphs: [`${name} is live. Its endpoint answered a test request, and drift checks are scheduled.`],
  }),
  'model.deploy-failed': (name, reason) => ({
    subject: `${name} could not be deployed`,
    paragraphs: [
      `${name} was approved but could not be deployed. What was live before still is.`,
      reason,
      'Operations have been told; there is nothing for you to do until they answer.',
    ],
  }),
  'model.rolled-back': (name, reason) => ({
    subject: `${name} was rolled back`,
    paragraphs: [
      `${name} no longer serves. The version that was live before it serves again, if there was one.`,
      reason,
    ],
  }),
  'model.retired': (name, reason) => ({
    subject: `${name} was retired`,
    paragraphs: [`${name} was retired. Its files, its evidence and its record are kept.`, reason],
  }),
  'model.failed': (name, reason) => ({
    subject: `The release of ${name} stopped`,
    paragraphs: [`The release of ${name} stopped before its end. ${reason}`],
  }),
  'model.withdrawn': (name, reason) => ({
    subject: `${name} was withdrawn`,
    paragraphs: [`${name} was withdrawn and will not be released.`, reason],
  }),
  'rollback.not-verified': (name, reason) => ({
    subject: `${name}: a roll-back could not be verified, please look now`,
    paragraphs: [
      `${name} was to be replaced by the version before it, but nobody can say for certain which of the two answers now. ${reason}`,
      'Operations have been told. Please look at what the model answers, and try the roll-back again.',
    ],
  }),
  'monitor.reaction': (name, reason, { record }) => ({
    subject: `${name}: what it sees has changed`,
    paragraphs: [
      `The requests that ${name} answers, or its answers, no longer look as they did when it was approved. ${reason}`,
      reactions[record.reason.code] ?? '',
    ],
  }),
  'external.registered': (name, reason, { record }) => {
    const ended = record.reason.code === 'ended';
    return {
      subject: ended ? `${name} is not watched any more` : `${name} is being watched`,
      paragraphs: [
        reason,
        ended
          ? ''
          : 'Push its requests and answers to its prefix of the intake bucket, by the hour; the README says how.',
      ],
    };
  },
  'monitor.quality': (name, reason) => ({
    subject: `${name}: its answers have become worse`,
    paragraphs: [
      `By the labels that have come, ${name} is certainly worse than when it was approved. ${reason}`,
      'The model keeps serving. Please look at the report and decide whether it should be trained again.',
    ],
  }),
  'monitor.importance': (name, reason) => ({
    subject: `${name}: its answers are right for other reasons`,
    paragraphs: [
      `By the labels that have come, ${name} no longer leans on what it leant on when it was approved. ${reason}`,
      'The model keeps serving. Please look at the report: a column that stopped helping is often filled otherwise than before; if the world has changed, the model should be trained again.',
    ],
  }),
  'monitor.missed': (name, reason) => ({
    subject: `${name} is not being checked`,
    paragraphs: [
      reason,
      'The model keeps serving, but nobody would see that its answers go wrong. Operations have been told; the next check looks at what was missed, up to a day of hourly windows.',
    ],
  }),
};

const reactions: Readonly<Record<string, string>> = {
  alert: 'The model keeps serving. Please look at the report and decide whether it should be trained again.',
  retrain:
    'The model keeps serving. Training again was asked for; the new version goes through the same checks and approval.',
  rollback: 'As its tier demands, the version before it is being brought back.',
};

const things = (count: number): string => (count === 1 ? 'one thing' : count === 0 ? 'something' : `${count} things`);
