/** A value of Thrift's compact protocol: its wire type, and what it holds. */
type Thrift =
  | { readonly type: 'whole'; readonly value: number | bigint }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'list'; readonly value: readonly Thrift[] }
  | { readonly type: 'struct'; readonly value: Readonly<Record<number, Thrift>> };

export const whole = (value: number | bigint): Thrift => ({ type: 'whole', value });
const text = (value: string): Thrift => ({ type: 'text', value });
const list = (...value: readonly Thrift[]): Thrift => ({ type: 'list', value });
export const struct = (value: Readonly<Record<number, Thrift>>): Thrift => ({ type: 'struct', value });

const TYPES = { whole: 6, text: 8, list: 9, struct: 12 } as const;

export const varint = (value: number | bigint): number[] => {
  const bytes: number[] = [];
  let left = BigInt(value);
  for (; left >= 128n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return [...bytes, Number(left)];
};

export const encode = (thrift: Thrift): number[] => {
  switch (thrift.type) {
    case 'whole': {
      const value = BigInt(thrift.value);
      return varint(value < 0n ? -2n * value - 1n : 2n * value);
    }
    case 'text':
      return [...varint(Buffer.byteLength(thrift.value)), ...Buffer.from(thrift.value)];
    case 'list': {
      const of = TYPES[thrift.value[0]?.type ?? 'struct'];
      return [0xf0 | of, ...varint(thrift.value.length), ...thrift.value.flatMap(encode)];
    }
    case 'struct':
      return [
        ...Object.entries(thrift.value).flatMap(([id, field]) => [
          TYPES[field.type],
          ...encode(whole(Number(id))),
          ...encode(field),
        ]),
        0,
      ];
  }
};

/** A data page with its header: so many values, this encoding, these bytes. `over` writes other things into the header. */
export const page = (
  values: number,
  encoding: number,
  content: readonly number[],
  over: Readonly<Record<number, Thrift>> = {},
): number[] => [
  ...encode(
    struct({
      1: whole(0),
      2: whole(content.length),
      3: whole(content.length),
      5: struct({ 1: whole(values), 2: whole(encoding), 3: whole(3), 4: whole(3) }),
      ...over,
    }),
  ),
  ...content,
];

/** A page of dictionary values. */
export const dictionaryPage = (
  values: number,
  content: readonly number[],
  over: Readonly<Record<number, Thrift>> = {},
): number[] => page(values, 0, content, { 1: whole(2), 7: struct({ 1: whole(values), 2: whole(0) }), ...over });

interface Stored {
  readonly pages: readonly number[];
  /** Physical type; 5 is a double. */
  readonly type?: number;
  readonly codec?: number;
  readonly optional?: boolean;
  /** ConvertedType of parquet.thrift: 0 is text. */
  readonly converted?: number;
}

/** A Parquet file of one row group and one column `x`, honest or not. */
export const parquetFile = ({ rows, ...column }: Stored & { readonly rows: number }): Buffer =>
  tableFile(rows, { x: column });

/** An honest Parquet file of columns of doubles. */
export const doublesFile = (columns: Readonly<Record<string, readonly number[]>>): Buffer => {
  const stored = Object.entries(columns).map(([name, values]): [string, Stored] => [
    name,
    { pages: page(values.length, 0, [...new Uint8Array(Float64Array.from(values).buffer)]) },
  ]);
  return tableFile(Object.values(columns)[0]?.length ?? 0, Object.fromEntries(stored));
};

/** A Parquet file of one row group and these columns. */
export const tableFile = (rows: number, columns: Readonly<Record<string, Stored>>): Buffer => {
  const elements: Thrift[] = [];
  const chunks: Thrift[] = [];
  const bytes: number[] = [];
  for (const [name, { pages, type = 5, codec = 0, optional, converted }] of Object.entries(columns)) {
    const element: Record<number, Thrift> = { 1: whole(type), 3: whole(optional ? 1 : 0), 4: text(name) };
    if (converted !== undefined) element[6] = whole(converted);
    elements.push(struct(element));
    const about = { 1: whole(type), 3: list(text(name)), 4: whole(codec), 5: whole(rows) };
    const place = { 6: whole(pages.length), 7: whole(pages.length), 9: whole(4 + bytes.length) };
    chunks.push(struct({ 2: whole(4), 3: struct({ ...about, ...place }) }));
    for (const byte of pages) bytes.push(byte);
  }
  return withFooter(bytes, {
    2: list(struct({ 4: text('schema'), 5: whole(elements.length) }), ...elements),
    3: whole(rows),
    4: list(struct({ 1: list(...chunks), 2: whole(bytes.length), 3: whole(rows) })),
  });
};

/** Any bytes between the magic and a footer of these fields. */
export const withFooter = (bytes: readonly number[], fields: Readonly<Record<number, Thrift>>): Buffer =>
  rawFile(bytes, encode(struct({ 1: whole(2), ...fields })));

/** Any bytes between the magic and any footer. */
export const rawFile = (bytes: readonly number[], footer: readonly number[]): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([Buffer.from('PAR1'), Buffer.from(bytes), Buffer.from(footer), length, Buffer.from('PAR1')]);
};
