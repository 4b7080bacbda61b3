/** A dashboard's body, read from its JSON. What a widget cannot show here is said on the page, never left out. */
interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Curve {
  readonly id: string;
  readonly source:
    | { readonly namespace: string; readonly name: string; readonly dimensions: Readonly<Record<string, string>> }
    | { readonly expression: string };
  readonly label?: string;
  readonly stat: string;
  /** Seconds. */
  readonly period: number;
  readonly color?: string;
  readonly right: boolean;
  readonly visible: boolean;
}

export interface Axis {
  readonly min?: number;
  readonly max?: number;
  readonly label?: string;
}

export interface Mark {
  readonly value: number;
  readonly label: string;
  readonly right: boolean;
}

export interface MetricWidget extends Frame {
  readonly kind: 'metric';
  readonly title: string;
  readonly view: 'timeSeries' | 'singleValue';
  readonly curves: readonly Curve[];
  readonly left: Axis;
  readonly right: Axis;
  readonly marks: readonly Mark[];
  readonly moments: readonly { readonly at: number; readonly label: string }[];
  /** Single values of the whole time range instead of the last period. */
  readonly wholeRange: boolean;
  readonly alarms: readonly string[];
}

export type Widget =
  | MetricWidget
  | (Frame & { readonly kind: 'text'; readonly markdown: string })
  | (Frame & { readonly kind: 'alarms'; readonly title: string; readonly arns: readonly string[] })
  | (Frame & { readonly kind: 'log'; readonly title: string; readonly query: string })
  | (Frame & { readonly kind: 'unknown'; readonly title: string; readonly why: string });

type Shape = Readonly<Record<string, unknown>>;

/** The widgets of a dashboard body, from top to bottom. */
export const parseDashboard = (body: string): readonly Widget[] => {
  const { widgets = [] } = JSON.parse(body) as { widgets?: Shape[] };
  return widgets.map(parseWidget).sort((a, b) => a.y - b.y || a.x - b.x);
};

const parseWidget = (shape: Shape): Widget => {
  const properties = (shape.properties ?? {}) as Shape;
  const frame = {
    x: Number(shape.x ?? 0),
    y: Number(shape.y ?? 0),
    width: Number(shape.width ?? 6),
    height: Number(shape.height ?? 6),
  };
  const title = String(properties.title ?? '');
  switch (shape.type) {
    case 'text':
      return { kind: 'text', ...frame, markdown: String(properties.markdown ?? '') };
    case 'alarm':
      return { kind: 'alarms', ...frame, title, arns: strings(properties.alarms) };
    case 'log':
      return { kind: 'log', ...frame, title, query: String(properties.query ?? '') };
    case 'metric':
      return metricWidget(frame, title, properties);
    default:
      return { kind: 'unknown', ...frame, title, why: `a widget of type ${String(shape.type)}` };
  }
};

const metricWidget = (frame: Frame, title: string, properties: Shape): Widget => {
  const view = properties.view ?? 'timeSeries';
  if (view !== 'timeSeries' && view !== 'singleValue')
    return { kind: 'unknown', ...frame, title, why: `the view ${String(view)}` };
  const annotations = (properties.annotations ?? {}) as Shape;
  const axes = (properties.yAxis ?? {}) as { left?: Axis; right?: Axis };
  return {
    kind: 'metric',
    ...frame,
    title,
    view,
    curves: parseCurves(
      (properties.metrics ?? []) as unknown[][],
      String(properties.stat ?? 'Average'),
      Number(properties.period ?? 300),
    ),
    left: axes.left ?? {},
    right: axes.right ?? {},
    marks: shapes(annotations.horizontal).map(({ value, label, yAxis }) => ({
      value: Number(value),
      label: String(label ?? ''),
      right: yAxis === 'right',
    })),
    moments: shapes(annotations.vertical).map(({ value, label }) => ({
      at: Date.parse(String(value)),
      label: String(label ?? ''),
    })),
    wholeRange: properties.setPeriodToTimeRange === true,
    alarms: strings(annotations.alarms),
  };
};

/** `["NS","Name","Dim","x",{...}]`, where "." repeats the row above at its place and "..." everything up to the last ones. */
export const parseCurves = (rows: readonly (readonly unknown[])[], stat: string, period: number): readonly Curve[] => {
  let above: string[] = [];
  return rows.map((row, index) => {
    const options = (typeof row.at(-1) === 'object' ? row.at(-1) : {}) as Shape;
    const common = {
      id: String(options.id ?? `line${index}`),
      label: options.label === undefined ? undefined : String(options.label),
      stat: String(options.stat ?? stat),
      period: Number(options.period ?? period),
      color: options.color === undefined ? undefined : String(options.color),
      right: options.yAxis === 'right',
      visible: options.visible !== false,
    };
    if (typeof options.expression === 'string') return { ...common, source: { expression: options.expression } };
    above = expand(row.filter((part) => typeof part !== 'object').map(String), above);
    const [namespace = '', name = '', ...pairs] = above;
    const dimensions: Record<string, string> = {};
    for (let at = 0; at + 1 < pairs.length; at += 2) dimensions[pairs[at] ?? ''] = pairs[at + 1] ?? '';
    return { ...common, source: { namespace, name, dimensions } };
  });
};

const expand = (row: readonly string[], above: readonly string[]): string[] => {
  if (row[0] === '...') return [...above.slice(0, above.length - (row.length - 1)), ...row.slice(1)];
  return row.map((part, index) => (part === '.' ? (above[index] ?? part) : part));
};

const shapes = (value: unknown): Shape[] => (Array.isArray(value) ? value.flat() : []);
const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
