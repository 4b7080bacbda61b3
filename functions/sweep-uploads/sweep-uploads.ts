import * as z from 'zod';
import { LABELS, OBSERVATIONS } from '../../shared/deployment/names.ts';
import type { ObjectCreated } from '../../shared/events/catalogue.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import { type SweepFailure, SweepIncomplete } from '../../shared/kernel/sweep-incomplete.ts';
import { whenUsed } from '../../shared/kernel/when-used.ts';
import { incompleteRecord, toldOf } from '../../shared/registry/incomplete-upload.ts';
import type { Inventory, ModelRegistry } from '../../shared/registry/ports.ts';
import { modelKey, versionKey } from '../../shared/registry/schema.ts';
import { type Intake, takeIn } from '../../shared/registry/take-in.ts';
import { foldersOf, type UploadFolder } from '../../shared/registry/upload-folders.ts';
import { placeOf } from '../../shared/registry/upload-key.ts';
import type { Emit } from '../../shared/runtime/metrics.ts';
import type { FoundFile, ListedFile } from '../../shared/storage/ports.ts';

/** The schedule's event: the sweep is one as of its time. */
export const SweepInput = whenUsed(() => z.object({ time: z.iso.datetime() }));
export type SweepInput = z.infer<typeof SweepInput>;
export const SweepResult = whenUsed(() =>
  z.object({
    /** Submissions whose event was lost, and which were started now. */
    started: z.int().nonnegative(),
    /** Places with files for which no manifest came. */
    incomplete: z.int().nonnegative(),
  }),
);
export type SweepResult = z.infer<typeof SweepResult>;

interface Deps extends Intake {
  readonly registry: Pick<ModelRegistry, 'inventory'>;
  /** Starts the watching of a model that runs elsewhere, under a name that follows from its file. */
  readonly startExternal: (name: string, event: ObjectCreated) => Promise<{ readonly kind: 'started' | 'exists' }>;
  readonly bucket: string;
  readonly emit: Emit;
}

/** An upload younger than this has its event on the way, or is not complete. */
const SETTLED = 10 * 60_000;

/**
 * Looks through the intake every quarter of an hour (R-03). Every file older than ten minutes belongs to something that was
 * answered, or to what is only passed through (pushed records, late labels); else its submission is started as if its event
 * had come. Files for which no manifest came within the hour are on record, so that their team hears of them. Nothing is
 * ever deleted, and a second run changes nothing more (R-61).
 */
export const createSweepUploads =
  (deps: Deps) =>
  async ({ time }: SweepInput): Promise<SweepResult> => {
    const { uploads, registry, record, emit } = deps;
    const answer = answersOf(await registry.inventory());
    const folders = await foldersOf(uploads.walk([OBSERVATIONS, LABELS]));
    const now = new Date(time);
    const settled = ({ at }: ListedFile) => now.getTime() - at.getTime() >= SETTLED;
    const failures: SweepFailure[] = [];
    const attempt = async (place: string, what: () => Promise<void>) =>
      what().catch((error: unknown) => void failures.push({ place, error }));
    let started = 0;
    const waiting = new Map<string, UploadFolder[]>();
    for (const folder of folders)
      await attempt(folder.prefix, async () => {
        for (const file of folder.misplaced.filter(settled)) await start(deps, file.key);
        const { commit, newest } = folder;
        // A model that runs elsewhere is what its newest file says: files beside an older one must not bring that back.
        const last = commit && placeOf(commit.key).kind === 'file' ? commit : newest;
        if (last.at <= answer(folder)) return;
        if (commit) {
          if (settled(newest) && (await start(deps, commit.key))) started += 1;
        } else if (folder.misplaced.length === 0 && toldOf(folder, now)) {
          const team = folder.team ?? '';
          waiting.set(team, [...(waiting.get(team) ?? []), folder]);
        }
      });
    for (const [team, places] of waiting) await attempt(team, () => record(incompleteRecord(team, places, now)));
    const incomplete = [...waiting.values()].flat().length;
    emit([
      { name: 'UploadsStartedLate', value: started, unit: 'Count' },
      { name: 'IncompleteUploads', value: incomplete, unit: 'Count' },
    ]);
    if (failures.length > 0) throw new SweepIncomplete('uploads', failures);
    return { started, incomplete };
  };

const NEVER = new Date(0);

/** When a place was last answered: its submission taken in or turned away, or its model watched. */
const answersOf = ({ versions, refused, external }: Inventory): ((folder: UploadFolder) => Date) => {
  const answers = new Map<string, Date>();
  const note = (key: string, at: string) => {
    const instant = new Date(at);
    if (instant > (answers.get(key) ?? NEVER)) answers.set(key, instant);
  };
  for (const version of versions) note(versionKey(version), version.receivedAt);
  for (const submission of refused) note(versionKey(submission), submission.at);
  for (const model of external) note(modelKey(model), model.ended ?? model.since);
  const of = (key: string) => answers.get(key) ?? NEVER;
  return ({ id }) =>
    id ? new Date(Math.max(...[versionKey(id), modelKey(id)].map((key) => of(key).getTime()))) : NEVER;
};

/** Does what the event of a file would have done. Answers whether something was started by it. */
const start = async (deps: Deps, key: string): Promise<boolean> => {
  const found = await deps.uploads.find(key);
  if (!found) return false;
  if (placeOf(key).kind !== 'file') {
    const { kind } = await takeIn(deps, { key, version: found.version ?? '', at: found.at });
    return kind === 'started';
  }
  const name = `external-${sha256(`${key} ${found.version ?? found.etag}`).slice(0, 40)}`;
  return (await deps.startExternal(name, eventOf(found, deps.bucket))).kind === 'started';
};

const eventOf = ({ key, bytes, version, at }: FoundFile, bucket: string): ObjectCreated => ({
  id: 'sweep-uploads',
  time: at.toISOString(),
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name: bucket }, object: { key, size: bytes, ...(version && { 'version-id': version }) } },
});
