import * as z from 'zod';
import type { Clock } from '../../shared/kernel/clock.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import { askedFor } from '../../shared/registry/findings.ts';
import { move } from '../../shared/registry/lifecycle.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { moveRecord, service } from '../../shared/registry/record.ts';
import { ModelId, Version } from '../../shared/registry/schema.ts';

export const RecordRetirementInput = whenUsed(() =>
  ModelId.extend({
    version: Version,
    requestedBy: z.string().max(200),
    reason: z.string(),
  }),
);
export const RecordRetirementResult = whenUsed(() =>
  z.object({ kind: z.literal('retired'), versions: z.array(z.string()) }),
);
export type RecordRetirementResult = z.infer<typeof RecordRetirementResult>;

interface Deps {
  readonly registry: ModelRegistry;
  readonly clock: Clock;
}

/** DynamoDB takes 100 statements in a transaction; a move is three (version, record, event key). */
const MOVES_AT_ONCE = 30;

/**
 * Retires the model: the version that was live and those a roll-back could have brought back. Artefacts, evidence and
 * records stay.
 */
export const createRecordRetirement =
  ({ registry, clock }: Deps) =>
  async ({
    requestedBy,
    reason,
    version: _live,
    ...model
  }: z.infer<typeof RecordRetirementInput>): Promise<RecordRetirementResult> => {
    const at = clock();
    const change = { reason: { code: 'retired', text: askedFor(reason, requestedBy) } };
    const moves = (await registry.versionsOf(model))
      .map((version) => move(version, 'retired', at, change))
      .filter((moved) => moved.kind === 'moved');
    for (let i = 0; i < moves.length; i += MOVES_AT_ONCE) {
      const batch = moves.slice(i, i + MOVES_AT_ONCE);
      await registry.commit(
        batch.map(({ next }) => ({ kind: 'save', version: next })),
        batch.map(({ next, from }) => moveRecord(next, from, at, service('retire'), { requestedBy })),
      );
    }
    return { kind: 'retired', versions: moves.map(({ next }) => next.version) };
  };
