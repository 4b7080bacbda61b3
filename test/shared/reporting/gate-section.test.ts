import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../shared/kernel/canonical.ts';
import { gateSection } from '../../../shared/reporting/gate-section.ts';
import { aValidationReport } from '../../support/validation.ts';

const sectionOf = (...report: Parameters<typeof aValidationReport>): string =>
  gateSection(aValidationReport(...report), sha256('report')).markup;

describe('what the gate saw, for those who decide', () => {
  it('is said in words: what the file is, each name and what for, each file, each limit, and by which rules', () => {
    const section = sectionOf();

    expect(section).toContain(
      'The model file is pickle in tar.gz with 1 file in it: 12,345 bytes, 45,678 unpacked. Every byte was read and nothing was run. It uses 2 names of Python.',
    );
    expect(section).toContain('sklearn.linear_model._logistic.LogisticRegression');
    expect(section).toContain('called while it loads');
    expect(section).toContain('model.joblib');
    expect(section).toContain('entries of archives');
    expect(section).toContain('policy version 12');
    expect(section).toContain(sha256('report'));
    expect(section).not.toContain('Let through by review only');
  });

  it('begins with what came through by review only, who answers for it and why (S-23)', () => {
    const answered = { reason: 'Read line by line', owner: 'rosa@example.com' };
    const section = sectionOf({
      code: { digest: sha256('tree'), files: 2, bytes: 90, approved: true, ...answered },
      reviewed: [{ module: 'our.models', name: 'Score', role: 'new', ...answered }],
    });

    expect(section).toContain(`the folder code/ with 2 files, tree digest <code>${sha256('tree')}</code>`);
    expect(section).toContain('our.models.Score, which is allowed by review. rosa@example.com answers for it');
  });

  it('does not call code approved that is not', () => {
    expect(sectionOf({ code: { digest: sha256('tree'), files: 2, bytes: 90, approved: false } })).not.toContain(
      'by review only',
    );
  });

  it('escapes whatever the names of an artefact hold, and shows a hundred of thousands', () => {
    const section = sectionOf({
      members: Array.from({ length: 3000 }, (_, i) => ({ name: `<img src=x onerror=alert(${i})>`, bytes: 1 })),
    });

    expect(section).not.toContain('<img');
    expect(section).toContain('and 2,900 more in the report');
    expect(section.length).toBeLessThan(60_000);
  });
});
