import { readCapture } from './capture.ts';
import type { CaptureShape } from './capture-shape.ts';
import type { Cell } from './cells.ts';
import { idOfLine, isIn, type Part, WHOLE } from './id-parts.ts';
import { readLabel } from './labels.ts';
import type { RowSample } from './row-sample.ts';
import type { Malformed } from './schema.ts';

/** Answers and what turned out to be true, row by row, and how complete that is. */
export interface LabelledAnswers {
  readonly labels: readonly Cell[];
  readonly answers: readonly Cell[];
  /** Rows answered in the window, whether their label has come or not. */
  readonly answered: number;
  /** Labels that belong to no answer of the window, or to one with another number of rows. */
  readonly unmatched: number;
  readonly malformed: Malformed;
  /** Values of the features asked for beside them, row by row. */
  readonly groups: ReadonlyMap<string, readonly Cell[]>;
  /** Seconds from each answer to its label, where both times are known. */
  readonly delays: readonly number[];
}

interface Wanted {
  /** Features whose values are wanted too, such as sensitive attributes; they must be among those of the shape. */
  readonly beside?: readonly string[];
  /** Takes labelled rows whole. */
  readonly sample?: RowSample;
}

export interface LabelJoin {
  /** Goes on with another part of the ids: its labels first, then its answers. What was joined before stays. */
  begin(part: Part): void;
  /** `at` is when the label came, where that is known. */
  addLabel(line: string, at?: string): void;
  addAnswer(line: string): void;
  /** How many there are so far. */
  pairs(): number;
  joined(): LabelledAnswers;
}

interface Truth {
  readonly values: readonly Cell[];
  readonly at?: string | undefined;
  used: boolean;
}

const MOST_SAMPLES = 5;

/**
 * Joins captured answers with late labels on the inference id, else on the event id, line by line: what is held are the
 * labels and ids of one part at a time, and the pairs. The last label of an id counts: labels may be corrected. An answer
 * that was captured twice counts once.
 */
export const labelJoin = (shape: CaptureShape, { beside = [], sample }: Wanted = {}): LabelJoin => {
  const wanted = beside.map((name) => ({ name, column: shape.features.indexOf(name), values: [] as Cell[] }));
  const [labels, answers]: [Cell[], Cell[]] = [[], []];
  const delays: number[] = [];
  const malformed = { count: 0, samples: [] as Malformed['samples'] };
  let [part, truths, seen] = [WHOLE, new Map<string, Truth>(), new Set<string>()];
  let [answered, unmatched] = [0, 0];

  const complain = (reason: string, eventId?: string) => {
    malformed.count++;
    if (malformed.samples.length < MOST_SAMPLES) malformed.samples.push({ reason, ...(eventId && { eventId }) });
  };
  /** Whether a line is for this part; nothing where its id cannot be told before it is read. */
  const isHere = (line: string): boolean | undefined => {
    if (part.of === 1 || line.trim() === '') return line.trim() !== '';
    const id = idOfLine(line);
    return id === undefined ? undefined : isIn(id, part);
  };
  /** A line without any id is for the first part. */
  const turnsOut = (id: string | undefined): boolean => (id === undefined ? part.index === 0 : isIn(id, part));
  const unused = (): number => {
    let count = 0;
    for (const { used } of truths.values()) count += used ? 0 : 1;
    return count;
  };

  return {
    begin(next) {
      unmatched += unused();
      [part, truths, seen] = [next, new Map(), new Set()];
    },
    addLabel(line, at) {
      const here = isHere(line);
      if (here === false) return;
      const reading = readLabel(line);
      if (!here && !turnsOut(reading.kind === 'label' ? reading.label.id : reading.eventId)) return;
      if (reading.kind === 'malformed') complain(reading.reason, reading.eventId);
      else truths.set(reading.label.id, { values: reading.label.values, at, used: false });
    },
    addAnswer(line) {
      const here = isHere(line);
      if (here === false) return;
      const reading = readCapture(line, shape);
      const id = (reading.kind === 'rows' && reading.inferenceId) || reading.eventId;
      if (!here && !turnsOut(id)) return;
      if (reading.kind === 'malformed') {
        complain(reading.reason, reading.eventId);
        return;
      }
      const { rows, eventId, inferenceTime } = reading;
      if (eventId !== undefined && seen.has(eventId)) return;
      if (eventId !== undefined) seen.add(eventId);
      answered += rows.length;
      const truth = id === undefined ? undefined : truths.get(id);
      if (id === undefined || truth?.values.length !== rows.length) return;
      truth.used = true;
      const delay = (Date.parse(truth.at ?? '') - Date.parse(inferenceTime ?? '')) / 1000;
      rows.forEach(({ inputs, output: answer }, i) => {
        const label = truth.values[i];
        labels.push(label);
        answers.push(answer);
        for (const { column, values } of wanted) values.push(inputs?.[column]);
        if (inputs) sample?.offer(id, i, () => ({ inputs, label, answer }));
        if (delay >= 0) delays.push(delay);
      });
    },
    pairs: () => labels.length,
    joined: () => ({
      labels,
      answers,
      answered,
      unmatched: unmatched + unused(),
      malformed,
      groups: new Map(wanted.map(({ name, values }) => [name, values])),
      delays,
    }),
  };
};

/** The same of lines in memory. */
export const joinLabels = (
  captured: Iterable<string>,
  labelled: Iterable<string>,
  shape: CaptureShape,
  beside: readonly string[] = [],
): LabelledAnswers => {
  const join = labelJoin(shape, { beside });
  for (const line of labelled) join.addLabel(line);
  for (const line of captured) join.addAnswer(line);
  return join.joined();
};
