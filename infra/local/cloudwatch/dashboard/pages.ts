import { escapeHtml, page } from '../../pages/page.ts';
import type { Reply } from '../../service.ts';
import { duration } from '../alarm-messages.ts';
import type { Alarms } from '../alarms.ts';
import type { StoredDashboard } from '../dashboard-store.ts';
import type { MetricStore } from '../metric-store.ts';
import { alarmSentence } from './alarm-words.ts';
import { alarmsBody } from './alarms-page.ts';
import { dashboardStyle } from './dashboard-style.ts';
import { chooseRange, drawnPeriodMs, offered, type Range, rangeName } from './range.ts';
import { parseDashboard, type Widget } from './widget.ts';
import { renderWidget } from './widget-view.ts';

export interface PageRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
}

export interface PagesDeps {
  readonly store: MetricStore;
  readonly alarms: Pick<Alarms, 'list'>;
  dashboards(): readonly StoredDashboard[];
  now(): number;
  readonly startedAt: number;
  readonly region: string;
}

const root = '/_local/dashboard';

/** The pages of metrics and alarms. `?minutes=60` chooses the time range, `?refresh=5` loads the page again and again. */
export const createPages =
  (deps: PagesDeps) =>
  async ({ method, path, query }: PageRequest): Promise<Reply | undefined> => {
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    const refresh = Number(query.get('refresh'));
    const refreshSeconds = refresh >= 1 && refresh <= 3600 ? Math.floor(refresh) : undefined;
    if (path === '/_local/alarms') {
      const alarms = deps.alarms.list();
      return reply(
        page({
          title: 'Alarms',
          lead: alarmSentence(alarms),
          body: styled(alarmsBody(alarms, deps.now())),
          section: 'CloudWatch',
          refreshSeconds,
        }),
      );
    }
    if (path !== root && !path.startsWith(`${root}/`)) return undefined;

    const boards = deps.dashboards();
    const name = path === root ? boards[0]?.name : decode(path.slice(root.length + 1));
    const board = boards.find((one) => one.name === name);
    if (!board) return path === root ? reply(noDashboard()) : reply(unknownDashboard(name ?? '', boards), 404);
    const now = deps.now();
    const range = chooseRange(query.get('minutes'), deps.store.since() ?? deps.startedAt, now);
    const alarms = deps.alarms.list();
    const widgets = parseDashboard(board.body);
    const view = { store: deps.store, alarms, range };
    const sections = widgets.map(
      (widget) => `<section class="${widget.kind}" style="${place(widget)}">${renderWidget(widget, view)}</section>`,
    );
    const empty = widgets.length === 0 ? '<p class="quiet">This dashboard has no widgets yet.</p>' : '';
    return reply(
      page({
        title: board.name,
        lead: `${alarmSentence(alarms)} The charts show the last ${rangeName(range.minutes)}, a point each ${duration(drawnPeriodMs(3600, range)).replace(/^1 /, '')}; AWS draws coarser periods.`,
        body: styled(
          `${choices(board.name, boards, range, query)}<div class="board">${sections.join('\n')}</div>${empty}`,
        ),
        section: 'CloudWatch',
        refreshSeconds,
      }),
    );
  };

/** The grid of CloudWatch: 24 columns, rows as high as their content. */
const place = ({ x, y, width, height }: Widget): string =>
  `grid-column:${x + 1}/span ${width};grid-row:${y + 1}/span ${height}`;

const choices = (name: string, boards: readonly StoredDashboard[], range: Range, query: URLSearchParams): string => {
  const here = `${root}/${encodeURIComponent(name)}`;
  const minutes = query.get('minutes');
  const refresh = query.get('refresh');
  const address = (wanted: { minutes: string | null; refresh: string | null }): string => {
    const parameters = new URLSearchParams(
      Object.entries(wanted).flatMap(([key, value]) => (value ? [[key, value] as [string, string]] : [])),
    );
    return escapeHtml(parameters.size > 0 ? `${here}?${parameters}` : here);
  };
  const link = (target: string, text: string, current: boolean) =>
    `<a href="${target}"${current ? ' aria-current="true"' : ''}>${escapeHtml(text)}</a>`;
  const ranges = [
    link(address({ minutes: null, refresh }), 'This session', minutes === null),
    ...offered.map((choice) =>
      link(
        address({ minutes: String(choice), refresh }),
        `Last ${rangeName(choice)}`,
        minutes !== null && range.minutes === choice,
      ),
    ),
  ];
  const other = boards
    .filter((board) => board.name !== name)
    .map((board) => link(`${root}/${encodeURIComponent(board.name)}`, board.name, false));
  const live = refresh
    ? link(address({ minutes, refresh: null }), 'Stop refreshing', false)
    : link(address({ minutes, refresh: '5' }), 'Refresh every 5 s', false);
  return `<nav class="ranges" aria-label="Time range and pages">${[...ranges, live, link('/_local/alarms', 'Alarms', false), ...other].join('\n')}</nav>`;
};

const styled = (body: string): string => `<style>${dashboardStyle}</style>${body}`;

const noDashboard = (): string =>
  page({
    title: 'No dashboard yet',
    lead: 'The template that runs here defines none.',
    body: '<p>Add an <code>AWS::CloudWatch::Dashboard</code> to it and it is drawn here, out of the metrics that the functions really emit. <a href="/_local/alarms">Alarms</a> have their own page.</p>',
    section: 'CloudWatch',
  });

const unknownDashboard = (name: string, boards: readonly StoredDashboard[]): string =>
  page({
    title: 'There is no such dashboard',
    lead: `The template has none named ${name}.`,
    body:
      boards.length > 0
        ? `<p>It has ${boards.map((board) => `<a href="${root}/${encodeURIComponent(board.name)}">${escapeHtml(board.name)}</a>`).join(', ')}.</p>`
        : '',
    section: 'CloudWatch',
  });

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const reply = (html: string, status = 200): Reply => ({
  status,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  },
  body: html,
});
