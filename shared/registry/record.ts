import { chainOf, eventIdOf } from '../audit/chain.ts';
import type { Actor, AuditDraft, RecordType } from '../audit/schema.ts';
import { MoveNotAllowed } from './errors.ts';
import { type MoveChange, move } from './lifecycle.ts';
import type { ModelRegistry } from './ports.ts';
import { type ModelVersion, type State, versionKey } from './schema.ts';

/** A function or machine of Slipway as the actor of a record. */
export const service = (id: string): Actor => ({ kind: 'service', id, assurance: 'iam-role' });

/**
 * The audit record of a lifecycle move. Its event id follows from what moved, so a retry finds it instead of repeating it.
 * `note` says in a sentence what was found; a version's own reason goes before it.
 */
export const moveRecord = (
  next: ModelVersion,
  from: string,
  at: Date,
  actor: Actor,
  refs: Readonly<Record<string, string>> = {},
  note = '',
): AuditDraft => ({
  chain: chainOf(next),
  eventId: eventIdOf(versionKey(next), next.state, String(next.revision)),
  type: `model.${next.state}` as RecordType,
  at: at.toISOString(),
  actor,
  subject: { model: `${next.team}/${next.model}`, version: next.version, digest: next.files.model.sha256 },
  from,
  to: next.state,
  reason: next.reason ?? { code: '', text: note },
  evidence: present({ policy: next.policy.sha256, manifest: next.manifest.sha256, ...next.evidence }),
  refs: present({ ...refs, ...next.serving }),
});

/**
 * Moves a version and records it. A version that is there already is a repeated step and returned as it stands.
 * @throws MoveNotAllowed when the lifecycle has no such move, VersionConflict when somebody else moved it first
 */
export const moveOnRecord = async (
  registry: ModelRegistry,
  current: ModelVersion,
  to: State,
  at: Date,
  actor: Actor,
  change: MoveChange = {},
  refs: Readonly<Record<string, string>> = {},
  note = '',
): Promise<ModelVersion> => {
  const result = move(current, to, at, change);
  if (result.kind === 'refused') throw new MoveNotAllowed(versionKey(current), result.reason);
  if (result.kind === 'moved') {
    await registry.commit(
      [{ kind: 'save', version: result.next }],
      [moveRecord(result.next, result.from, at, actor, refs, note)],
    );
  }
  return result.next;
};

const present = (values: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));
