import { describe, expect, it } from 'vitest';
import { labelledAnswers } from '../../../infra/cli/labelled-answers.ts';

describe('slipway quality', () => {
  it('joins CSV files by the ids that both have', () => {
    expect(labelledAnswers('id,label\na,1\nb,0\nc,1\n', 'score,id\n0.2,b\n0.9,a\n0.5,d\n')).toMatchObject({
      labels: ['0', '1'],
      answers: ['0.2', '0.9'],
      answered: 3,
      unmatched: 1,
    });
  });

  it('pairs files without ids row by row, when they are as long', () => {
    expect(labelledAnswers('label\n1\n0\n', 'score\n0.9\n0.1\n')).toMatchObject({ labels: ['1', '0'], answered: 2 });
    expect(() => labelledAnswers('label\n1\n', 'score\n0.9\n0.1\n')).toThrow('1 labels and 2 scores');
  });

  it('joins ground truth with Data Capture', () => {
    const truth = JSON.stringify({ groundTruthData: { data: '1', encoding: 'CSV' }, eventMetadata: { eventId: 'e' } });
    const captured = JSON.stringify({
      captureData: {
        endpointOutput: { data: '0.9', encoding: 'CSV' },
        endpointInput: { data: '5,car', encoding: 'CSV' },
      },
      eventMetadata: { eventId: 'e' },
    });

    expect(labelledAnswers(truth, captured)).toMatchObject({ labels: ['1'], answers: ['0.9'] });
    expect(() => labelledAnswers(truth, 'score\n1\n')).toThrow('Give two CSV files');
  });

  it('asks which column is meant when it cannot know', () => {
    expect(() => labelledAnswers('a,b\n1,2\n', 'score\n1\n')).toThrow('Which column of a, b holds the labels?');
  });
});
