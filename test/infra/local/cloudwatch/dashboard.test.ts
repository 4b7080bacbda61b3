import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createCloudWatch } from '../../../../infra/local/cloudwatch/cloudwatch.ts';
import { formatValue } from '../../../../infra/local/cloudwatch/dashboard/format.ts';
import { renderMarkdown } from '../../../../infra/local/cloudwatch/dashboard/markdown.ts';
import { createScale } from '../../../../infra/local/cloudwatch/dashboard/scale.ts';
import { parseCurves } from '../../../../infra/local/cloudwatch/dashboard/widget.ts';

const noon = Date.UTC(2026, 0, 5, 12);
const alarmArn = 'arn:aws:cloudwatch:eu-central-1:000000000000:alarm:failures';
let cloudWatch: ReturnType<typeof createCloudWatch>;
let now = noon;
afterEach(() => cloudWatch.stop());

const withWidgets = (...widgets: unknown[]) => {
  now = noon;
  cloudWatch = createCloudWatch({ now: () => now });
  const create = (type: string, name: string, properties: Record<string, unknown>) =>
    cloudWatch.resources[type]?.create({ logicalId: name, type, name, properties });
  create('AWS::CloudWatch::Alarm', 'failures', {
    MetricName: 'Failures',
    Namespace: 'Shop',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  });
  if (widgets.length > 0)
    create('AWS::CloudWatch::Dashboard', 'the fleet', { DashboardBody: JSON.stringify({ widgets }) });
};
const get = async (path: string) => {
  const url = new URL(path, 'http://local');
  const reply = await cloudWatch.pages({ method: 'GET', path: url.pathname, query: url.searchParams });
  return { status: reply?.status, html: String(reply?.body) };
};
const metric = (properties: Record<string, unknown>) => ({
  type: 'metric',
  x: 0,
  y: 0,
  width: 12,
  height: 6,
  properties,
});
const emit = (name: string, value: number, unit = 'Count') =>
  cloudWatch.emit({ namespace: 'Shop', name, dimensions: {}, value, unit });

describe('the dashboard page', () => {
  it('draws a time series with its numbers in words, its unit, its limit, and no script', async () => {
    withWidgets(
      metric({
        title: 'Waiting <time>',
        metrics: [['Shop', 'Wait', { stat: 'Maximum', label: 'wait & see' }]],
        annotations: { horizontal: [{ value: 1500, label: 'too slow' }] },
      }),
    );
    emit('Wait', 400, 'Milliseconds');
    now += 10_000;
    emit('Wait', 1200, 'Milliseconds');
    now += 10_000;
    const { html, status } = await get('/_local/dashboard');

    expect(status).toBe(200);
    expect(html).toContain(
      'aria-label="Waiting &#60;time&#62;. wait &#38; see: last 1.2 s, from 400 ms to 1.2 s. limit too slow 1500"',
    );
    expect(html).toContain('<b>1.2 s</b>');
    expect(html).toContain('a point each 10 seconds; AWS draws coarser periods.');
    expect(html).not.toMatch(/<script|<time>/);
  });

  it('shows the last value of the real period as a single value', async () => {
    withWidgets(
      metric({
        view: 'singleValue',
        stat: 'Sum',
        period: 300,
        metrics: [
          ['Shop', 'Orders'],
          ['.', 'Nothing'],
        ],
      }),
    );
    emit('Orders', 1200);
    now += 20_000;
    emit('Orders', 34);
    now += 1;
    const { html } = await get('/_local/dashboard');

    expect(html).toContain('<dt>Orders</dt><dd>1,234</dd>');
    expect(html).toContain('nothing measured yet');
  });

  it('opens with the alarms, and lists those of an alarm widget with their state', async () => {
    withWidgets({ type: 'alarm', properties: { alarms: [alarmArn] } });
    expect((await get('/_local/dashboard')).html).toContain('The one alarm is quiet.');
    emit('Failures', 1);
    now += 1;
    cloudWatch.alarms.evaluate();
    const { html } = await get('/_local/dashboard');

    expect(html).toContain('One alarm needs a look: failures.');
    expect(html).toContain('<span class="tag bad">alarm</span>failures');
  });

  it('says in its place what it cannot draw', async () => {
    withWidgets(
      { type: 'log', properties: { title: 'Refusals', query: "SOURCE 'x' | filter a < 3" } },
      metric({ view: 'gauge', title: 'Gauge' }),
      { type: 'explorer' },
      metric({ title: 'Math', metrics: [[{ expression: 'ANOMALY_DETECTION_BAND(m1)', id: 'e1' }]] }),
      metric({ title: 'Quiet', metrics: [['Shop', 'Never']] }),
    );
    const { html } = await get('/_local/dashboard');

    expect(html).toContain('filter a &#60; 3');
    expect(html).toContain('does not draw the view gauge');
    expect(html).toContain('does not draw a widget of type explorer');
    expect(html).toContain('does not implement the metric math function ANOMALY_DETECTION_BAND');
    expect(html).toContain('Nothing measured in this time. It waits for <code>Shop Never</code>.');
  });

  it('refreshes only when asked, and takes the time range from the address', async () => {
    withWidgets(metric({ metrics: [] }));

    expect((await get('/_local/dashboard')).html).not.toContain('http-equiv');
    const { html } = await get('/_local/dashboard/the%20fleet?refresh=5&minutes=60');
    expect(html).toContain('<meta http-equiv="refresh" content="5">');
    expect(html).toContain('The charts show the last hour, a point each minute;');
  });

  it('helps when there is no dashboard, or not that one, and leaves other paths to others', async () => {
    withWidgets();
    expect((await get('/_local/dashboard')).html).toContain('No dashboard yet');
    expect(await get('/_local/dashboard/other')).toMatchObject({ status: 404 });
    expect(
      await cloudWatch.pages({ method: 'GET', path: '/_local/mail', query: new URLSearchParams() }),
    ).toBeUndefined();
    expect(
      await cloudWatch.pages({ method: 'POST', path: '/_local/dashboard', query: new URLSearchParams() }),
    ).toBeUndefined();
  });

  it('lists the alarms with what they watch', async () => {
    withWidgets();
    expect((await get('/_local/alarms')).html).toContain('Sum of Failures ≥ 1 in 1 of 1 periods of 1 minute');
  });
});

describe('metric rows of a widget', () => {
  it('repeat the row above by dots', () => {
    withWidgets();
    const rows = [
      ['Shop', 'Orders', 'Team', 'x', 'Model', 'a', { stat: 'Sum', yAxis: 'right' }],
      ['...', 'b'],
      ['.', 'Errors', '.', 'y', '.', '.'],
      [{ expression: 'm1 * 2', id: 'e1', visible: false }],
    ];

    expect(parseCurves(rows, 'Average', 300)).toMatchObject([
      { source: { name: 'Orders', dimensions: { Team: 'x', Model: 'a' } }, stat: 'Sum', right: true },
      { source: { name: 'Orders', dimensions: { Team: 'x', Model: 'b' } }, stat: 'Average', right: false },
      { source: { name: 'Errors', dimensions: { Team: 'y', Model: 'b' } } },
      { id: 'e1', source: { expression: 'm1 * 2' }, visible: false },
    ]);
  });
});

describe('text widgets', () => {
  it('know headings, lists, emphasis, code and safe links', () => {
    withWidgets();
    expect(renderMarkdown('# A\nb **c** `<d>`\n- [e](https://x.example/)\n- *f*')).toBe(
      '<h2>A</h2>\n<p>b <b>c</b> <code>&#60;d&#62;</code></p>\n<ul><li><a href="https://x.example/">e</a></li><li><em>f</em></li></ul>',
    );
  });

  it('never let through a tag, or a link that runs', () => {
    withWidgets();
    const parts = fc.constantFrom(
      '<script>',
      '[x](javascript:alert(1))',
      '"onload="',
      '`',
      '**',
      '*',
      '[a](',
      ')',
      'text',
      '\n',
      '# ',
      '- ',
      '](//evil',
      '<img src=x>',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (pieces) => {
        const html = renderMarkdown(pieces.join(''));
        expect(
          html.replace(/<\/?(?:h[2-4]|p|ul|li|b|em|code)>|<a href="(?:https?:\/\/|\/)[^"<>]*">|<\/a>/g, ''),
        ).not.toMatch(/[<>]/);
      }),
    );
  });
});

describe('axes and numbers', () => {
  it('hold every value between their ends, with round ticks', () => {
    withWidgets();
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (values) => {
          const { min, max, ticks } = createScale(values, {});
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(8);
          const slack = (max - min) * 1e-6;
          for (const value of values) expect(value >= min - slack && value <= max + slack).toBe(true);
        },
      ),
    );
  });

  it.each([
    [41.26, 'Milliseconds', '41.3 ms'],
    [1_840_000, 'Microseconds', '1.84 s'],
    [0, 'Milliseconds', '0'],
    [12_345.6, 'Count', '12,346'],
    [0.81234, 'None', '0.812'],
    [3_400_000, 'Bytes', '3.4 MB'],
    [-4.1, 'Percent', '\u22124.1 %'],
  ])('read %d %s as %s', (value, unit, text) => {
    withWidgets();
    expect(formatValue(value, unit)).toBe(text);
  });
});
