import { describe, expect, it } from 'vitest';
import { joinLabels } from '../../../shared/monitoring/label-join.ts';
import { readLabel } from '../../../shared/monitoring/labels.ts';

const answer = (scores: readonly number[], eventId: string, inferenceId?: string) =>
  JSON.stringify({
    captureData: {
      endpointInput: { data: scores.map(() => '5,car').join('\n'), encoding: 'CSV', observedContentType: 'text/csv' },
      endpointOutput: { data: scores.join('\n'), encoding: 'CSV', observedContentType: 'text/csv' },
    },
    eventMetadata: { eventId, ...(inferenceId && { inferenceId }), inferenceTime: '2026-03-02T08:03:35Z' },
    eventVersion: '0',
  });
const truth = (data: unknown, eventId: string, encoding = 'CSV') =>
  JSON.stringify({ groundTruthData: { data, encoding }, eventMetadata: { eventId }, eventVersion: '0' });
const shape = { features: ['amount', 'purpose'] };

describe('late labels', () => {
  it.each([
    ['CSV', '1', ['1']],
    ['CSV', '1\n0\n', ['1', '0']],
    ['JSON', '[1,0]', [1, 0]],
    ['JSON', 0.5, [0.5]],
    ['BASE64', Buffer.from('1\n0').toString('base64'), ['1', '0']],
  ])('are read from %s', (encoding, data, values) => {
    expect(readLabel(truth(data, 'e-1', encoding))).toEqual({ kind: 'label', label: { id: 'e-1', values } });
  });

  it.each(['', 'x', '{}', truth('', 'e'), truth('{"a":1}', 'e', 'JSON'), truth('1', '')])(
    'are called malformed when they cannot be read: %s',
    (line) => expect(readLabel(line).kind).toBe('malformed'),
  );

  it('meet their answers by inference id, else by event id', () => {
    const { labels, answers, answered, unmatched } = joinLabels(
      [answer([0.9], 'e-1', 'i-1'), answer([0.2], 'e-2'), answer([0.4], 'e-3', 'i-3')],
      [truth('1', 'i-1'), truth('0', 'e-2'), truth('1', 'e-3'), truth('1', 'never asked')],
      shape,
    );

    expect({ labels, answers }).toEqual({ labels: ['1', '0'], answers: ['0.9', '0.2'] });
    expect({ answered, unmatched }).toEqual({ answered: 3, unmatched: 2 });
  });

  it('meet several rows of one request in their order, and none when the numbers differ', () => {
    const joined = joinLabels(
      [answer([0.9, 0.1], 'e-1'), answer([0.5, 0.6], 'e-2')],
      [truth('1\n0', 'e-1'), truth('1', 'e-2')],
      shape,
    );

    expect(joined).toMatchObject({ labels: ['1', '0'], answers: ['0.9', '0.1'], answered: 4, unmatched: 1 });
  });

  it('may be corrected: the last one counts, and an answer captured twice counts once', () => {
    const captured = [answer([0.9], 'e-1'), answer([0.9], 'e-1')];
    const { labels, answered } = joinLabels(captured, [truth('0', 'e-1'), truth('1', 'e-1')], shape);

    expect({ labels, answered }).toEqual({ labels: ['1'], answered: 1 });
  });

  it('are joined though some lines are broken, which are counted', () => {
    const { labels, malformed } = joinLabels(['{', answer([0.9], 'e-1')], ['x', truth('1', 'e-1')], shape);

    expect(labels).toEqual(['1']);
    expect(malformed.count).toBe(2);
  });
});
