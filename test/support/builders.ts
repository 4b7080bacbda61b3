import type { AuditDraft } from '../../shared/audit/schema.ts';
import { sha256 } from '../../shared/kernel/canonical.ts';
import { ExternalModel } from '../../shared/registry/external-model.ts';
import { Manifest } from '../../shared/registry/manifest.ts';
import { moveRecord, service } from '../../shared/registry/record.ts';
import { ModelHealth, type ModelVersion, RefusedSubmission } from '../../shared/registry/schema.ts';
import { aVersion, NOW } from './approval.ts';

/** A sound manifest of lending/credit-risk 1.4.0 with two inputs. */
export const aManifest = (over: Partial<Manifest> = {}): Manifest =>
  Manifest.parse({
    apiVersion: 'slipway/v1',
    model: 'credit-risk',
    version: '1.4.0',
    team: 'lending',
    owner: 'ada@example.com',
    submitter: 'grace@example.com',
    purpose: 'Probability that a loan defaults within a year',
    risk: 'medium',
    task: 'binary-classification',
    framework: 'onnx',
    files: {
      model: { path: 'model.tar.gz', sha256: sha256('model') },
      holdout: { path: 'holdout.csv', sha256: sha256('holdout') },
      baseline: { path: 'baseline.csv', sha256: sha256('baseline') },
    },
    signature: {
      inputs: [
        { name: 'income', type: 'number', min: 0 },
        { name: 'debt', type: 'number', min: 0 },
      ],
      output: { name: 'probability', type: 'probability' },
      label: 'defaulted',
    },
    serving: { image: 'onnx', mode: 'realtime', instanceType: 'ml.m5.large', minInstances: 2, contentType: 'text/csv' },
    ...over,
  });

/** A version that was just received: nothing found about it yet, nobody asked. */
export const aModelVersion = (over: Partial<ModelVersion> = {}): ModelVersion =>
  aVersion({ state: 'received', revision: 0, evidence: {}, approval: undefined, ...over });

/** The SageMaker resources of a version that serves or served. */
export const aServing = (version = '1.4.0') => ({
  endpoint: 'slipway-lending-credit-risk',
  config: `credit-risk-${version}`,
  model: `credit-risk-${version}`,
});

/** The record of a version's arrival in its present state. */
export const aDraft = (version: ModelVersion, from = '', over: Partial<AuditDraft> = {}): AuditDraft => ({
  ...moveRecord(version, from, NOW, service('builder')),
  ...over,
});

export const aHealth = (over: Partial<ModelHealth> = {}): ModelHealth =>
  ModelHealth.parse({
    team: 'lending',
    model: 'credit-risk',
    version: '1.4.0',
    checkedAt: NOW.toISOString(),
    verdict: 'stable',
    sentence: 'Traffic looks as it did when the version was released.',
    rows: 1200,
    report: 'reports/drift/lending/credit-risk/1.4.0/2026-11-23T09-00-00Z.html',
    recent: [{ at: NOW.toISOString(), verdict: 'stable', calm: true }],
    alarm: false,
    revision: 0,
    ...over,
  });

export const aRefusedSubmission = (over: Partial<RefusedSubmission> = {}): RefusedSubmission =>
  RefusedSubmission.parse({
    team: 'lending',
    model: 'credit-risk',
    version: '1.5.0',
    fingerprint: sha256('submission'),
    submitter: 'grace@example.com',
    at: NOW.toISOString(),
    findings: [
      { path: 'risk', code: 'invalid', message: '"huge" is not accepted', expected: 'one of: low, medium, high' },
    ],
    ...over,
  });

export const anExternalModel = (over: Partial<ExternalModel> = {}): ExternalModel =>
  ExternalModel.parse({
    team: 'benefits',
    model: 'triage',
    version: '2.1.0',
    owner: 'ada@example.com',
    submitter: 'grace@example.com',
    purpose: 'Which letters are answered first',
    risk: 'medium',
    task: 'multiclass-classification',
    runsAt: 'the data centre in Basel',
    since: NOW.toISOString(),
    manifest: sha256('manifest'),
    profile: sha256('profile'),
    policy: { version: 12, sha256: sha256('policy') },
    revision: 0,
    ...over,
  });
