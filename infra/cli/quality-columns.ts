import { eachCsvRecord } from '../../shared/kernel/csv.ts';
import type { Finding } from '../../shared/registry/schema.ts';

/** A CSV file of labels or of answers, by what its columns are. */
export interface QualityColumns {
  readonly ids?: readonly string[];
  /** The labels; or the answers, those of several columns joined by commas. */
  readonly values: readonly string[];
  /** The classes, when each has a column of probabilities. */
  readonly classes?: readonly string[];
  readonly times?: readonly string[];
  readonly beside: ReadonlyMap<string, readonly string[]>;
}

interface Asked {
  readonly classes?: readonly string[];
  readonly sensitive?: readonly string[];
}

const IDS = ['inferenceId', 'eventId', 'id', 'inference_id', 'event_id'];
const TIMES = {
  '--labels': ['labelledAt', 'labelled_at', 'labeled_at', 'label_time'],
  '--scores': ['inferenceTime', 'inference_time', 'answeredAt', 'answered_at', 'timestamp'],
} as const;
const LIKELY = { '--labels': /label|target|truth|outcome/i, '--scores': /score|prob|pred/i } as const;
const CHANCE = /^(?:p|prob|proba|probability|score)_(.+)$/;

/** Finds the columns of a file by their names; what is missing or in doubt goes to the findings. */
export const columnsOf = (
  text: string,
  file: keyof typeof TIMES,
  named: string | undefined,
  { classes, sensitive = [] }: Asked,
  findings: Finding[],
): QualityColumns | undefined => {
  const find = (code: string, message: string, expected: string) => {
    findings.push({ path: file, code, message, expected });
    return undefined;
  };
  const { names, columns } = table(text);
  const rows = columns[0]?.length ?? 0;
  if (rows === 0) return find('empty', 'it has no rows', 'a header and at least one row');
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  if (twice.length > 0) return find('twice', `${twice.join(', ')} is there twice`, 'a name of its own for each column');
  const column = (name: string) => columns[names.indexOf(name)] ?? [];
  const idName = IDS.find((name) => names.includes(name));
  const timeName = TIMES[file].find((name) => names.includes(name));
  const kept = new Set([idName, timeName, ...sensitive]);
  const others = names.filter((name) => !kept.has(name));
  const chances = file === '--scores' ? chanceColumns(others, classes) : undefined;
  const chosen = chances ? undefined : valueColumn(others, named, LIKELY[file]);
  if (!chances && chosen === undefined)
    return find(
      'which-column',
      `which column of ${others.join(', ')} holds the ${file.slice(2)} cannot be told`,
      named === undefined ? 'one column beside the ids, or a manifest that names it' : `a column ${named}`,
    );
  return {
    values: chances
      ? joined(
          chances.map(({ at }) => column(at)),
          rows,
        )
      : column(chosen as string),
    ...(chances && { classes: chances.map(({ name }) => name) }),
    ...(idName && { ids: column(idName) }),
    ...(timeName && { times: column(timeName) }),
    beside: new Map(sensitive.filter((name) => names.includes(name)).map((name) => [name, column(name)])),
  };
};

/** The cells column by column: a million rows as lists of their own would be several times as much. */
const table = (text: string): { names: readonly string[]; columns: readonly string[][] } => {
  const [names, columns]: [string[], string[][]] = [[], []];
  eachCsvRecord(text, (cells) => {
    if (names.length === 0) for (const name of cells) names[columns.push([]) - 1] = name.trim();
    else for (const [i, column] of columns.entries()) column.push(cells[i] ?? '');
  });
  return { names, columns };
};

const joined = (columns: readonly (readonly string[])[], rows: number): string[] =>
  Array.from({ length: rows }, (_, row) => columns.map((column) => column[row]).join(','));

const valueColumn = (others: readonly string[], named: string | undefined, likely: RegExp): string | undefined => {
  if (named !== undefined && others.includes(named)) return named;
  return others.length === 1 ? others[0] : others.find((name) => likely.test(name));
};

/** A column of probabilities for each class: named as the classes are, or with p_ before the name. */
const chanceColumns = (
  others: readonly string[],
  classes: readonly string[] | undefined,
): { readonly name: string; readonly at: string }[] | undefined => {
  if (classes) {
    const at = classes.map((name) => others.find((one) => one === name || CHANCE.exec(one)?.[1] === name));
    return at.every((one) => one !== undefined) ? classes.map((name, i) => ({ name, at: at[i] as string })) : undefined;
  }
  const found = others.flatMap((at) => {
    const name = CHANCE.exec(at)?.[1];
    return name === undefined ? [] : [{ name, at }];
  });
  return found.length >= 2 ? found : undefined;
};
