import { describe, expect, it } from 'vitest';
import { askGolden, GoldenRequest } from '../../../shared/deployment/golden.ts';
import { type Golden, judgeRelease } from '../../../shared/deployment/judge-release.ts';
import type { EndpointOutcome } from '../../../shared/deployment/schema.ts';
import { memoryInference } from '../../support/memory/inference.ts';

const serving: EndpointOutcome = { status: 'InService', config: 'new', failureReason: '' };
const right: Golden = { kind: 'answered', expected: [0.25, 0.5], answered: [0.25, 0.5] };
const answered = (...numbers: number[]): Golden => ({ ...right, answered: numbers }) as Golden;

describe('judging a release', () => {
  it('verifies an endpoint that serves what was asked for and answers as on staging', () => {
    expect(judgeRelease(serving, 'new', right)).toEqual({ kind: 'verified' });
  });

  it('forgives the last bits of a float, and no more', () => {
    expect(judgeRelease(serving, 'new', answered(0.25004, 0.5)).kind).toBe('verified');
    expect(judgeRelease(serving, 'new', answered(0.2503, 0.5)).kind).toBe('failed');
    const large: Golden = { kind: 'answered', expected: [40_000], answered: [40_001] };
    expect(judgeRelease(serving, 'new', large).kind).toBe('verified');
  });

  const table: readonly (readonly [string, EndpointOutcome, Golden | undefined, 'failed' | 'rolled-back', string])[] = [
    [
      'a failed endpoint',
      { ...serving, status: 'Failed', failureReason: 'out of memory' },
      right,
      'failed',
      'Failed: out of memory',
    ],
    ['one that is out of service', { ...serving, status: 'OutOfService' }, right, 'failed', 'OutOfService'],
    [
      'a roll-back that itself failed',
      { ...serving, status: 'UpdateRollbackFailed' },
      right,
      'failed',
      'UpdateRollbackFailed',
    ],
    ['a silent roll-back of SageMaker', { ...serving, config: 'old' }, right, 'rolled-back', 'went back to old'],
    ['one that serves but complains', { ...serving, failureReason: 'alarm' }, right, 'failed', 'alarm'],
    ['one that nobody asked', serving, undefined, 'failed', 'no golden request'],
    ['one that did not answer', serving, { kind: 'silent', why: 'timed out' }, 'failed', 'timed out'],
    ['another answer', serving, answered(0.25, 0.6), 'failed', 'number 2 of 2'],
    ['an answer that is no number', serving, answered(0.25, Number.NaN), 'failed', 'number 2 of 2'],
    ['an answer too few', serving, answered(0.25), 'failed', 'got 1 numbers; on staging it got 2'],
    ['an answer too many', serving, answered(0.25, 0.5, 0.5), 'failed', 'got 3 numbers'],
    ['nothing to compare with', serving, { kind: 'answered', expected: [], answered: [] }, 'failed', 'got 0 numbers'],
  ];

  it.each(table)('does not verify %s', (_name, outcome, golden, kind, reason) => {
    expect(judgeRelease(outcome, 'new', golden)).toEqual({ kind, reason: expect.stringContaining(reason) });
  });
});

describe('asking the golden request', () => {
  const golden = GoldenRequest.parse({ body: '1,2\n', contentType: 'text/csv', expected: [0.25] });

  it('brings what was expected and what was answered, under an id the monitor knows', async () => {
    const inference = memoryInference({ up: () => '0.25\n' });

    expect(await askGolden(inference, 'up', golden, 'slipway-golden')).toEqual({
      kind: 'answered',
      expected: [0.25],
      answered: [0.25],
    });
    expect(inference.asked).toMatchObject([{ endpoint: 'up', body: '1,2\n', inferenceId: 'slipway-golden' }]);
  });

  it('takes silence for a result', async () => {
    expect(await askGolden(memoryInference({}), 'down', golden, 'slipway-golden')).toMatchObject({
      kind: 'silent',
      why: expect.stringContaining('down'),
    });
  });

  it('needs at least one number to expect', () => {
    expect(GoldenRequest.safeParse({ ...golden, expected: [] }).success).toBe(false);
  });
});
