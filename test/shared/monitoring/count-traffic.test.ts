import { describe, expect, it } from 'vitest';
import { countTraffic } from '../../../shared/monitoring/count-traffic.ts';
import { isTraffic } from '../../../shared/monitoring/line-time.ts';
import { loanProfile } from '../../support/monitoring.ts';

const profile = loanProfile(300);
const window = {
  from: new Date('2026-03-02T08:00:00Z'),
  to: new Date('2026-03-02T09:00:00Z'),
  ownRequests: new Set(['slipway-golden']),
};
const line = (time: string, inferenceId?: string) =>
  JSON.stringify({
    captureData: {
      endpointInput: { observedContentType: 'text/csv', mode: 'INPUT', data: '9000,car', encoding: 'CSV' },
      endpointOutput: { observedContentType: 'text/csv', mode: 'OUTPUT', data: '0.4', encoding: 'CSV' },
    },
    eventMetadata: { eventId: 'e', ...(inferenceId && { inferenceId }), inferenceTime: time },
    eventVersion: '0',
  });
const lines = [
  line('2026-03-02T08:10:00Z', 'mine'),
  line('2026-03-02T08:00:00Z', 'mine'),
  line('2026-03-02T09:00:00Z', 'mine'),
  line('2026-03-02T07:59:59Z', 'mine'),
  line('2026-03-02T08:30:00Z', 'slipway-golden'),
  line('2026-03-02T08:30:00Z', 'slipway-golden-but-not-ours'),
  line('2026-03-02T08:30:00Z'),
  line('not a time', 'mine'),
  line('', 'mine'),
];

describe('counting the traffic of a window', () => {
  it('leaves out what is not of the window and what Slipway asked itself, from bytes as from lines', async () => {
    const kept = lines.filter((one) => isTraffic(one, window));

    const fromBytes = await countTraffic(profile, [Buffer.from(`${lines.join('\n')}\n`)], window);
    const fromLines = await countTraffic(profile, lines, window);

    expect(fromBytes.rows).toBe(kept.length);
    expect(fromBytes).toEqual(fromLines);
    expect(fromBytes).toEqual(await countTraffic(profile, kept));
  });

  it('counts a last line that has no end', async () => {
    expect((await countTraffic(profile, [Buffer.from(lines.slice(0, 2).join('\n'))])).rows).toBe(2);
  });

  it('counts a record with more rows than a block holds', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `${i},car`);
    const many =
      lines[0]?.replace('9000,car', rows.join('\\n')).replace('0.4', rows.map(() => '0.4').join('\\n')) ?? '';
    const counts = await countTraffic(profile, [Buffer.from([lines[0], many, many].join('\n'))]);

    expect(counts).toMatchObject({ rows: 6001, records: 3 });
    expect(counts).toEqual(await countTraffic(profile, [lines[0] ?? '', many, many]));
  });
});
