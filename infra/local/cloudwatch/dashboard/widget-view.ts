import { escapeHtml } from '../../pages/page.ts';
import { NotImplementedLocally, ServiceError } from '../../service.ts';
import { describeAlarm } from '../alarm-messages.ts';
import type { Line } from '../line.ts';
import type { MetricStore } from '../metric-store.ts';
import { type Query, runQueries } from '../query.ts';
import { alarmItem, byUrgency, type ListedAlarm } from './alarm-words.ts';
import { type Plot, renderChart } from './chart.ts';
import { formatValue } from './format.ts';
import { renderMarkdown } from './markdown.ts';
import { drawnPeriodMs, type Range } from './range.ts';
import type { Curve, MetricWidget, Widget } from './widget.ts';

export interface View {
  readonly store: MetricStore;
  readonly alarms: readonly ListedAlarm[];
  readonly range: Range;
}

/** One widget as HTML. What cannot be shown here says so in its place. */
export const renderWidget = (widget: Widget, view: View): string => {
  switch (widget.kind) {
    case 'text':
      return renderMarkdown(widget.markdown);
    case 'alarms':
      return heading(widget.title || 'Alarms') + alarmList(widget.arns, view);
    case 'log':
      return `${heading(widget.title || 'Log query')}<p class="quiet">Log queries run on AWS only: open this dashboard in CloudWatch. The query:</p><pre>${escapeHtml(widget.query)}</pre>`;
    case 'unknown':
      return `${heading(widget.title)}<p class="quiet">The local cloud does not draw ${escapeHtml(widget.why)}. Open this dashboard in CloudWatch to see it.</p>`;
    case 'metric':
      return heading(titleOf(widget, view)) + metricBody(widget, view);
  }
};

const heading = (title: string): string => (title ? `<h2>${escapeHtml(title)}</h2>` : '');

const titleOf = (widget: MetricWidget, { alarms }: View): string =>
  widget.title || (widget.alarms.length > 0 ? (alarms.find(({ arn }) => arn === widget.alarms[0])?.name ?? '') : '');

const alarmList = (arns: readonly string[], { alarms, range }: View): string => {
  const listed = alarms.filter(({ arn }) => arns.includes(arn)).sort(byUrgency);
  if (listed.length === 0) return '<p class="quiet">None of the alarms named here is in the template.</p>';
  return `<ul class="alarms">${listed.map((alarm) => alarmItem(alarm, range.to)).join('')}</ul>`;
};

const metricBody = (widget: MetricWidget, view: View): string => {
  try {
    const watched = watchedBy(widget, view);
    return widget.view === 'singleValue' ? singleValues(widget, view) : timeSeries(watched, view);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const help = error instanceof NotImplementedLocally ? ' Open this dashboard in CloudWatch to see it.' : '';
    return `<p class="watch">Not drawn. ${escapeHtml(error.message)}${help}</p>`;
  }
};

/** An alarm widget shows what its alarm compares, and the threshold as a limit. */
const watchedBy = (widget: MetricWidget, { alarms }: View): MetricWidget => {
  const alarm = alarms.find(({ arn }) => arn === widget.alarms[0]);
  if (alarm?.kind !== 'metric') return widget;
  const curves = alarm.queries.map(
    ({ id, source, shown, label, periodMs }): Curve => ({
      id,
      label,
      source: 'metric' in source ? source.metric : source,
      stat: 'metric' in source ? source.stat : 'Average',
      period: ('metric' in source ? source.periodMs : (periodMs ?? alarm.periodMs)) / 1000,
      right: false,
      visible: shown,
    }),
  );
  const mark = { value: alarm.threshold, label: describeAlarm(alarm), right: false };
  return { ...widget, curves: [...widget.curves, ...curves], marks: [...widget.marks, mark] };
};

const timeSeries = (widget: MetricWidget, { store, range }: View): string => {
  const drawn = (periodMs: number) => drawnPeriodMs(periodMs / 1000, range);
  const grid = { from: range.from, to: range.to, origin: 0 };
  const results = runQueries(queriesOf(widget), store, grid, drawn);
  const plots = widget.curves
    .filter(({ visible }) => visible)
    .flatMap((curve) =>
      (results.get(curve.id) ?? []).map(
        (line): Plot => ({ line, right: curve.right, color: curve.color, counts: isCount(curve) }),
      ),
    );
  if (plots.every(({ line }) => line.points.size === 0)) return nothingYet(widget);
  const height = Math.min(22, Math.max(7, widget.height * 2.2));
  const { title, left, right, marks, moments } = widget;
  return `${renderChart({ title, plots: plots.filter(({ line }) => line.points.size > 0), from: range.from, to: range.to, left, right, marks, moments, height, timeLabels: widget.width < 8 ? 3 : 6 })}`;
};

/** Sums of periods add up to the sum of the range; other statistics do not. */
const isCount = ({ source, stat }: Curve): boolean =>
  'expression' in source ? /^SEARCH\(.*'Sum'/s.test(source.expression) : stat === 'Sum';

const singleValues = (widget: MetricWidget, { store, range }: View): string => {
  const whole = Math.ceil((range.to - range.from) / 1000);
  const grid = { from: range.from, to: range.to, origin: widget.wholeRange ? range.from : 0 };
  const results = runQueries(queriesOf(widget), store, grid, widget.wholeRange ? () => whole * 1000 : undefined);
  const values = widget.curves
    .filter(({ visible }) => visible)
    .flatMap(({ id }) => results.get(id) ?? [])
    .map((line, _, all) => valueOfLine(line, all.length === 1 && widget.title !== ''));
  return values.length === 0 ? nothingYet(widget) : `<dl class="values">${values.join('')}</dl>`;
};

/** The only value under a title needs no second name. */
const valueOfLine = ({ label, points, unit }: Line, alone: boolean): string => {
  const last = [...points.values()].at(-1);
  const shown =
    last === undefined
      ? '<dd class="none">nothing measured yet</dd>'
      : `<dd>${escapeHtml(formatValue(last, unit))}</dd>`;
  return `<div><dt${alone ? ' class="alone"' : ''}>${escapeHtml(label)}</dt>${shown}</div>`;
};

const queriesOf = ({ curves }: MetricWidget): Query[] =>
  curves.map(({ id, label, visible, source, stat, period }) => ({
    id,
    label: label ?? ('name' in source ? nameAmong(curves, source) : undefined),
    shown: visible,
    periodMs: period * 1000,
    source: 'expression' in source ? source : { metric: source, stat, periodMs: period * 1000 },
  }));

/** The metric's name, or its dimensions when several curves have that name. */
const nameAmong = (
  curves: readonly Curve[],
  { name, dimensions }: { name: string; dimensions: Readonly<Record<string, string>> },
): string => {
  const namesakes = curves.filter(({ source }) => 'name' in source && source.name === name).length;
  return namesakes > 1 && Object.keys(dimensions).length > 0 ? Object.values(dimensions).join(' ') : name;
};

const nothingYet = ({ curves }: MetricWidget): string => {
  const names = [
    ...new Set(curves.flatMap(({ source }) => ('name' in source ? [`${source.namespace} ${source.name}`] : []))),
  ];
  const what =
    names.length > 0
      ? ` It waits for ${names
          .slice(0, 3)
          .map((name) => `<code>${escapeHtml(name)}</code>`)
          .join(', ')}${names.length > 3 ? ' and others' : ''}.`
      : '';
  return `<p class="quiet">Nothing measured in this time.${what}</p>`;
};
