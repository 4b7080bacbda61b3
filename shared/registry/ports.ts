import type { AuditDraft, AuditRecord } from '../audit/schema.ts';
import type { ExternalModel } from './external-model.ts';
import type { CheckLease, ModelHealth, ModelId, ModelVersion, RefusedSubmission, VersionId } from './schema.ts';

/** A change of the registry. Every change is conditional: on absence, or on the revision it was decided on. */
export type Change =
  | { readonly kind: 'register'; readonly version: ModelVersion }
  | { readonly kind: 'save'; readonly version: ModelVersion }
  | { readonly kind: 'refuse-submission'; readonly submission: RefusedSubmission }
  | { readonly kind: 'save-health'; readonly health: ModelHealth }
  | { readonly kind: 'save-external'; readonly external: ExternalModel }
  | { readonly kind: 'end-check'; readonly lease: CheckLease };

/** Where model versions are kept. */
export interface ModelRegistry {
  find(id: VersionId): Promise<ModelVersion | undefined>;
  /** All versions of one model, in no order. */
  versionsOf(model: ModelId): Promise<readonly ModelVersion[]>;
  health(model: ModelId): Promise<ModelHealth | undefined>;
  /** The model of that name that runs elsewhere and is watched here. */
  external(model: ModelId): Promise<ExternalModel | undefined>;
  checkLease(model: ModelId): Promise<CheckLease | undefined>;
  /**
   * Takes or renews the right to check a model, on the revision it was read at. It changes no state, so it is not recorded.
   * @throws VersionConflict when somebody else took it first
   */
  takeCheckLease(lease: CheckLease): Promise<void>;
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
  readonly external: readonly ExternalModel[];
  readonly refused: readonly RefusedSubmission[];
}
