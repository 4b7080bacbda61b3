import { GATE } from '../../shared/artefacts/schema.ts';
import { ValidationReport } from '../../shared/artefacts/validation.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';

/** What the gate found about a sound version of credit-risk. */
export const aValidationReport = (
  over: Partial<ValidationReport['scan']> = {},
  findings: ValidationReport['findings'] = [],
): ValidationReport =>
  ValidationReport.parse({
    team: 'lending',
    model: 'credit-risk',
    version: '1.4.0',
    format: 'slipway/validation/v1',
    scan: {
      verdict: findings.length > 0 ? 'refuse' : 'accept',
      rules: GATE,
      policy: { version: 12, sha256: sha256('policy') },
      format: 'pickle in tar.gz',
      sha256: sha256('model'),
      bytes: 12_345,
      expandedBytes: 45_678,
      members: [{ name: 'model.joblib', bytes: 45_056, format: 'pickle' }],
      inputs: [],
      outputs: [],
      operators: [],
      globals: [
        { module: 'sklearn.linear_model._logistic', name: 'LogisticRegression', role: 'new', count: 1 },
        { module: 'numpy.core.multiarray', name: '_reconstruct', role: 'call', count: 4 },
      ],
      limits: [{ name: 'members', used: 1, limit: 10_000 }],
      findings: [],
      ...over,
    },
    rows: { holdout: 600, baseline: 800 },
    findings,
    sentence: 'pickle without anything that runs; 600 holdout and 800 baseline rows',
  });
