import { damaged, type UnreadableParquet, unsupported } from './errors.ts';
import type { ThriftReader } from './thrift.ts';

/** How values are stored (parquet.thrift, Type). */
type Physical = 'boolean' | 'int32' | 'int64' | 'int96' | 'float' | 'double' | 'bytes' | 'fixed';

/** What values stand for. Moments are counted in so many units a second; `utc` says whether they are instants. */
type Meaning =
  | { readonly kind: 'number' }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'text' }
  | { readonly kind: 'date' }
  | { readonly kind: 'moment'; readonly perSecond: bigint; readonly utc: boolean }
  | { readonly kind: 'decimal'; readonly scale: number };

/** A column that can be read: flat, of a type that a table of features may hold. */
export interface FlatColumn {
  readonly name: string;
  /** Its place among the stored columns, and so in every row group. */
  readonly place: number;
  readonly physical: Physical;
  readonly meaning: Meaning;
  readonly optional: boolean;
  /** Bytes of each value of a `fixed` column. */
  readonly width: number;
}

export interface Column {
  readonly name: string;
  readonly flat?: FlatColumn;
  /** Why it cannot be read, when it cannot. */
  readonly problem?: UnreadableParquet;
}

/** An element of the schema as it is stored: groups and columns in depth-first order. */
export interface SchemaElement {
  readonly name: string;
  readonly physical?: number;
  readonly width: number;
  readonly repetition: number;
  readonly children: number;
  readonly converted?: number;
  readonly scale: number;
  readonly logical?: LogicalType;
}

/** LogicalType of parquet.thrift: the number of its field there, and what that field says. */
interface LogicalType {
  readonly id: number;
  /** Of a timestamp: 1 for milliseconds, 2 for microseconds, 3 for nanoseconds. */
  readonly unit: number;
  readonly utc: boolean;
  readonly unsigned: boolean;
  readonly scale: number;
}

const PHYSICAL: readonly Physical[] = ['boolean', 'int32', 'int64', 'int96', 'float', 'double', 'bytes', 'fixed'];
const [OPTIONAL, REPEATED] = [1, 2];

/** Reads one SchemaElement of parquet.thrift. */
export const readElement = (reader: ThriftReader): SchemaElement => {
  let element: SchemaElement = { name: '', width: 0, repetition: 0, children: 0, scale: 0 };
  const set = (part: Partial<SchemaElement>) => {
    element = { ...element, ...part };
  };
  reader.struct({
    1: (type) => set({ physical: reader.whole(type) }),
    2: (type) => set({ width: reader.whole(type) }),
    3: (type) => set({ repetition: reader.whole(type) }),
    4: (type) => set({ name: reader.text(type) }),
    5: (type) => set({ children: reader.whole(type) }),
    6: (type) => set({ converted: reader.whole(type) }),
    7: (type) => set({ scale: reader.whole(type) }),
    10: () => set({ logical: readLogical(reader) }),
  });
  return element;
};

// A union: the one field that is there says which type it is.
const readLogical = (reader: ThriftReader): LogicalType => {
  let logical: LogicalType = { id: 0, unit: 1, utc: false, unsigned: false, scale: 0 };
  const choice =
    (part: 'id' | 'unit', value: number, fields: Parameters<ThriftReader['struct']>[0] = {}) =>
    () => {
      logical = { ...logical, [part]: value };
      reader.struct(fields);
    };
  const plain = [1, 2, 3, 4, 6, 7, 11, 12, 13, 14, 15, 16, 17, 18].map((id) => [id, choice('id', id)]);
  reader.struct({
    ...Object.fromEntries(plain),
    5: choice('id', 5, {
      1: (type) => {
        logical = { ...logical, scale: reader.whole(type) };
      },
    }),
    8: choice('id', 8, {
      1: (type) => {
        logical = { ...logical, utc: reader.flag(type) };
      },
      2: () => reader.struct(Object.fromEntries([1, 2, 3].map((unit) => [unit, choice('unit', unit)]))),
    }),
    10: choice('id', 10, {
      2: (type) => {
        logical = { ...logical, unsigned: !reader.flag(type) };
      },
    }),
  });
  return logical;
};

/** The columns of a table: those of the root, in their order; one that holds others is told as unreadable. */
export const columnsOf = (elements: readonly SchemaElement[]): { columns: Column[]; stored: number } => {
  const [root, ...rest] = elements;
  if (!root) throw damaged('the file has no schema');
  const columns: Column[] = [];
  let [at, stored] = [0, 0];
  // Passes over an element and all below it; a loop, so that no depth is too deep.
  const passOver = (): number => {
    const from = at;
    for (let open = 1; open > 0; open--) {
      const element = rest[at++];
      if (!element || element.children < 0) throw damaged('the schema ends too early');
      open += element.children;
      if (element.children === 0) stored++;
    }
    return at - from;
  };
  for (let i = 0; i < root.children; i++) {
    const element = rest[at];
    const place = stored;
    const size = passOver();
    if (element) columns.push(columnOf(element, place, size > 1));
  }
  if (at !== rest.length) throw damaged('the schema has parts that belong to no column');
  return { columns, stored };
};

const columnOf = (element: SchemaElement, place: number, nested: boolean): Column => {
  const { name, width, repetition } = element;
  const physical = PHYSICAL[element.physical ?? -1];
  if (nested || repetition === REPEATED || !physical)
    return {
      name,
      problem: unsupported(`column ${name} is nested`, 'one value a row: a list or a struct is no feature'),
    };
  const meaning = meaningOf(element, physical);
  if (!meaning)
    return {
      name,
      problem: unsupported(
        `the type of column ${name} is not read`,
        'numbers, booleans, text, dates, timestamps or decimals',
      ),
    };
  if (physical === 'fixed' && (width < 1 || width > 32))
    return { name, problem: damaged(`values of column ${name} would have ${width} bytes`) };
  return { name, flat: { name, place, physical, meaning, optional: repetition === OPTIONAL, width } };
};

/** By the logical type, else by the older converted type, else by how it is stored (LogicalTypes.md). */
const meaningOf = ({ logical, converted, scale }: SchemaElement, physical: Physical): Meaning | undefined => {
  const whole = physical === 'int32' || physical === 'int64';
  if (logical?.id === 5 || converted === 5) {
    const possible = whole || physical === 'fixed' || physical === 'bytes';
    const places = scale || (logical?.scale ?? 0);
    return possible && places >= 0 && places <= 100 ? { kind: 'decimal', scale: places } : undefined;
  }
  if (logical?.id === 6 || converted === 6) return physical === 'int32' ? { kind: 'date' } : undefined;
  if (logical?.id === 8 || converted === 9 || converted === 10) {
    if (physical !== 'int64') return undefined;
    if (logical?.id === 8) return { kind: 'moment', perSecond: 1000n ** BigInt(logical.unit), utc: logical.utc };
    return { kind: 'moment', perSecond: converted === 9 ? 1000n : 1_000_000n, utc: true };
  }
  if (physical === 'int96') return { kind: 'moment', perSecond: 1_000_000_000n, utc: false };
  if (physical === 'bytes') {
    const text = [1, 4, 12].includes(logical?.id ?? 0) || [0, 4, 19].includes(converted ?? -1);
    return text ? { kind: 'text' } : undefined;
  }
  if (physical === 'boolean') return { kind: 'boolean' };
  if (physical === 'fixed' || logical?.id === 7 || converted === 7 || converted === 8) return undefined;
  const unsigned =
    logical?.id === 10 ? logical.unsigned : converted !== undefined && converted >= 11 && converted <= 14;
  return whole && unsigned ? { kind: 'unsigned' } : { kind: 'number' };
};
