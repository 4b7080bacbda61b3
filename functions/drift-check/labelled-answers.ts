import { counted, whole } from '../../shared/kernel/figures.ts';
import { bytesOf } from '../../shared/monitoring/batches.ts';
import { type JoinBounds, partsFor } from '../../shared/monitoring/id-parts.ts';
import { type LabelJoin, type LabelledAnswers, labelJoin } from '../../shared/monitoring/label-join.ts';
import { isTraffic } from '../../shared/monitoring/line-time.ts';
import type { TrafficFile, TrafficFiles } from '../../shared/monitoring/ports.ts';
import type { RowSample } from '../../shared/monitoring/row-sample.ts';
import { readLines } from '../../shared/monitoring/text-lines.ts';
import type { WatchedModel } from '../../shared/monitoring/watched-model.ts';
import { modelKey } from '../../shared/registry/schema.ts';

export interface Joining {
  readonly traffic: TrafficFiles;
  readonly labels: TrafficFiles;
  readonly bounds: JoinBounds;
}

/** The files of a window, and of the labels that may belong to it. */
export interface WindowFiles {
  readonly from: Date;
  readonly to: Date;
  readonly captured: readonly TrafficFile[];
  readonly labelled: readonly TrafficFile[];
}

/** `share` says which part of the requests was joined, and what to do to see all of them; absent when all were. */
export type Joined =
  | { readonly kind: 'joined'; readonly answers: LabelledAnswers; readonly share?: string }
  | { readonly kind: 'too-much'; readonly why: string };

/** Pairs that are held at most, before another part is begun. */
const MOST_PAIRS = 4_000_000;
const GIB = 2 ** 30;

/**
 * Joins the answers of a window with their labels, in parts that memory holds: each part reads all files and takes the
 * requests whose ids fall into it. Windows for which that would take too long are joined as far as it goes, by whole parts,
 * which are a fair sample: what part a request falls into depends on its id alone.
 */
export const joinWindow = async (
  { traffic, labels, bounds }: Joining,
  watched: WatchedModel,
  files: WindowFiles,
  sensitive: readonly string[],
  sample?: RowSample,
): Promise<Joined> => {
  const { task, signature } = watched.manifest;
  const bytes = bytesOf([...files.captured, ...files.labelled]);
  const parts = partsFor(bytes, bounds);
  if (!parts)
    return {
      kind: 'too-much',
      why: `records and labels of this window come to ${gibibytes(bytes)}, and one check reads at most ${gibibytes(bounds.read)} for it. ${insteadOf(watched)}`,
    };
  const features = signature.inputs.map(({ name }) => name);
  const classes = task === 'multiclass-classification' ? signature.classes : undefined;
  const shape = { features, output: signature.output.name, ...(classes && { classes }) };
  const join = labelJoin(shape, { beside: sensitive, ...(sample && { sample }) });
  const window = { from: files.from, to: files.to, ownRequests: watched.ownRequests };
  let read = 0;
  while (read < parts.read && join.pairs() < MOST_PAIRS) {
    join.begin({ index: read, of: parts.of });
    await addLabels(join, labels, files.labelled);
    await readLines(traffic.read(files.captured), (line) => {
      if (isTraffic(line, window)) join.addAnswer(line);
    });
    read++;
  }
  return {
    kind: 'joined',
    answers: join.joined(),
    ...(read < parts.of && { share: shareOf(watched, read, parts.of) }),
  };
};

/** Labels with the hour they were collected, which the place of their file tells. */
const addLabels = async (
  join: Pick<LabelJoin, 'addLabel'>,
  labels: TrafficFiles,
  files: readonly TrafficFile[],
): Promise<void> => {
  for (const [hour, its] of byHour(files)) {
    const at = hour === '' ? undefined : `${hour.replace(/\//g, '-').replace(/-(\d\d)$/, 'T$1')}:00:00Z`;
    await readLines(labels.read(its), (line) => join.addLabel(line, at));
  }
};

/** Neighbours of one hour, in the order of their keys: the last label of an id counts. */
const byHour = (files: readonly TrafficFile[]): readonly (readonly [hour: string, files: readonly TrafficFile[]])[] => {
  const hours: [string, TrafficFile[]][] = [];
  for (const file of files) {
    const hour = /\/(\d{4}\/\d\d\/\d\d\/\d\d)\/[^/]*$/.exec(file.key)?.[1] ?? '';
    const last = hours.at(-1);
    if (last?.[0] === hour) last[1].push(file);
    else hours.push([hour, [file]]);
  }
  return hours;
};

const shareOf = (watched: WatchedModel, read: number, of: number): string =>
  `Measured on ${counted(read, 'part')} of ${whole(of)} equal parts of the requests, told apart by their ids: this window holds more than one check joins. ${insteadOf(watched)}`;

const insteadOf = (watched: WatchedModel): string =>
  `To measure all of it, check shorter stretches (slipway check ${modelKey(watched)} --from T --to T), or give the files to slipway quality on a machine that has the memory.`;

const gibibytes = (bytes: number): string =>
  bytes >= GIB ? `${(bytes / GIB).toFixed(1)} GiB` : `${whole(Math.max(1, bytes / 2 ** 20))} MiB`;
