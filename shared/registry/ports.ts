import type { AuditDraft, AuditRecord } from '../audit/schema.ts';
import type { ModelHealth, ModelId, ModelVersion, RefusedSubmission, VersionId } from './schema.ts';

/** A change of the registry. Every change is conditional: on absence, or on the revision it was decided on. */
export type Change =
  | { readonly kind: 'register'; readonly version: ModelVersion }
  | { readonly kind: 'save'; readonly version: ModelVersion }
  | { readonly kind: 'refuse-submission'; readonly submission: RefusedSubmission }
  | { readonly kind: 'save-health'; readonly health: ModelHealth };

/** Where model versions are kept. */
export interface ModelRegistry {
  find(id: VersionId): Promise<ModelVersion | undefined>;
  /** All versions of one model, in no order. */
  versionsOf(model: ModelId): Promise<readonly ModelVersion[]>;
  health(model: ModelId): Promise<ModelHealth | undefined>;
  /** Everything: the fleet. Eventually consistent. */
  inventory(): Promise<Inventory>;
  /**
   * Makes the changes and their audit records in one transaction, or none of them. A record whose event id is known
   * already means that the whole commit was made before: nothing is written and the existing records are returned.
   * @throws VersionConflict when somebody else saved first
   */
  commit(changes: readonly Change[], drafts: readonly AuditDraft[]): Promise<readonly AuditRecord[]>;
}

export interface Inventory {
  readonly versions: readonly ModelVersion[];
  readonly health: readonly ModelHealth[];
  readonly refused: readonly RefusedSubmission[];
}
