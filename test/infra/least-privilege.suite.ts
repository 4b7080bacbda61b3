import { describe, expect, it } from 'vitest';
import { actionsOf, linesOf, rightsByName, rightsByRole, type Statement, summaryOf } from './support/policies.ts';
import { functionNames, synthesized } from './support/synthesized.ts';

const { templates } = synthesized();
const roles = Object.values(templates).flatMap((template) => [...rightsByRole(template)]);
const allowed = roles.flatMap(([role, statements]) =>
  statements.filter(({ Effect }) => Effect === 'Allow').map((statement) => ({ role, ...statement })),
);
const named = rightsByName(templates.pipeline);
const rightsOf = (name: string): readonly Statement[] => {
  const rights = named.get(name);
  if (!rights) throw new Error(`nobody is called ${name}: ${[...named.keys()].join(', ')}`);
  return rights;
};
const thoseWho = (may: (action: string) => boolean): readonly string[] =>
  [...named]
    .filter(([, statements]) => actionsOf(statements).some(may))
    .map(([name]) => name)
    .sort();

/** Actions for which AWS knows no resource, each with why it is needed. */
const withoutResource = new Map([
  ['xray:PutTraceSegments', 'tracing'],
  ['xray:PutTelemetryRecords', 'tracing'],
  ['xray:GetSamplingRules', 'tracing of machines'],
  ['xray:GetSamplingTargets', 'tracing of machines'],
  ['logs:CreateLogDelivery', 'logs of machines'],
  ['logs:GetLogDelivery', 'logs of machines'],
  ['logs:UpdateLogDelivery', 'logs of machines'],
  ['logs:DeleteLogDelivery', 'logs of machines'],
  ['logs:ListLogDeliveries', 'logs of machines'],
  ['logs:PutResourcePolicy', 'logs of machines'],
  ['logs:DescribeResourcePolicies', 'logs of machines'],
  ['logs:DescribeLogGroups', 'logs of machines'],
  ['dynamodb:ListStreams', 'the stream of the audit table'],
  ['ecr:GetAuthorizationToken', 'images of served models'],
  ['cloudwatch:PutMetricData', 'metrics of served models, limited by namespace'],
]);

describe('roles', () => {
  it('name every action they allow', () => {
    const wide = allowed.filter(
      ({ Action = [], NotAction, NotResource }) =>
        NotAction || NotResource || [Action].flat().some((a) => a.includes('*')),
    );

    expect(wide).toEqual([]);
  });

  it('name every resource, except where AWS has none to name', () => {
    const everywhere = allowed
      .filter(({ Resource }) => [Resource].flat().includes('*'))
      .flatMap(({ Action = [] }) => [Action].flat());

    expect([...new Set(everywhere)].filter((action) => !withoutResource.has(action))).toEqual([]);
  });

  it('are held by every function and every machine, one each', () => {
    expect([...named.keys()].filter((name) => !name.startsWith('machine ')).sort()).toEqual(functionNames());
    expect([...named.values()].every((statements) => statements.length > 0)).toBe(true);
  });

  it.each([...named].sort(([a], [b]) => (a < b ? -1 : 1)))('%s may do what was reviewed', (_name, statements) => {
    const own = statements.filter(
      ({ Action = [] }) => ![Action].flat().every((action) => /^(xray|logs):/.test(action)),
    );
    expect(summaryOf(own)).toMatchSnapshot();
  });
});

describe('who may', () => {
  it('wake a waiting release: the decision pages and the sweeper (A-21)', () => {
    expect(thoseWho((action) => action.startsWith('states:SendTask'))).toEqual(['approvals', 'sweep']);
  });

  it('sign a decision: the decision pages (A-28)', () => {
    expect(thoseWho((action) => action === 'kms:Sign')).toEqual(['approvals']);
  });

  it('pass a role on: the machine that brings endpoints up, and those that make schedules', () => {
    expect(thoseWho((action) => action === 'iam:PassRole')).toEqual([
      'machine endpoint',
      'machine release',
      'machine watch-external',
    ]);
  });

  it('make or change endpoints: one machine, no function', () => {
    expect(thoseWho((action) => /^sagemaker:(Create|Update|AddTags)/.test(action))).toEqual(['machine endpoint']);
  });

  it('ask served models: those that evaluate, verify, roll back and check them, and only endpoints that Slipway named', () => {
    const asking = thoseWho((action) => action === 'sagemaker:InvokeEndpoint');
    const lines = asking.flatMap((name) => linesOf(rightsOf(name)).filter((line) => line.includes('InvokeEndpoint')));

    expect(asking).toEqual(['drift-check', 'evaluate', 'record-rollback', 'verify-release']);
    expect(new Set(lines.map((line) => line.replace(/^.*:endpoint/, 'endpoint')))).toEqual(
      new Set(['endpoint/slipway-*']),
    );
  });

  it('read uploads: what takes submissions in; the checks read pushed records and labels, and nothing else there', () => {
    const readers = (below: RegExp) =>
      [...named]
        .filter(([, statements]) =>
          linesOf(statements).some((line) => /^s3:Get.*Intake/.test(line) && below.test(line)),
        )
        .map(([name]) => name)
        .sort();

    expect(readers(/^(?!.*\/(observations|labels)\/\*)/)).toEqual([
      'intake',
      'receive',
      'register-external',
      'sweep-uploads',
    ]);
    expect(readers(/\/observations\/\*/)).toEqual(['count-batch', 'drift-check']);
    expect(readers(/\/labels\/\*/)).toEqual(['drift-check']);
  });

  it('store artefacts: receive only', () => {
    const writers = [...named].filter(([, statements]) =>
      linesOf(statements).some((line) => /^s3:PutObject on.*Artefacts/.test(line)),
    );

    expect(writers.map(([name]) => name)).toEqual(['receive']);
  });
});

describe('the gate', () => {
  it('alone marks what it judged, and only its two roles are named for the policies of buckets', () => {
    expect(thoseWho((action) => /^s3:.*Tagging$/.test(action))).toEqual(['validate']);
    const names = Object.values(templates.pipeline.Resources)
      .filter(({ Type }) => Type === 'AWS::IAM::Role')
      .flatMap(({ Properties }) => Properties?.RoleName ?? []);

    expect(names.sort()).toEqual(['slipway-decision-signer', 'slipway-gate-receive', 'slipway-gate-validate']);
  });

  it('deletes nothing: no role of the pipeline may delete an object', () => {
    expect(thoseWho((action) => action.startsWith('s3:Delete'))).toEqual([]);
  });
});

describe('the audit table', () => {
  it('is only ever inserted into: nobody holds a right that replaces or removes', () => {
    const onAudit = [...named].flatMap(([, statements]) => linesOf(statements)).filter((line) => /Audit/.test(line));
    const rights = new Set(
      onAudit.map((line) => line.split(' on ')[0]).filter((right) => right?.startsWith('dynamodb:')),
    );

    expect([...rights].sort()).toEqual([
      'dynamodb:DescribeStream',
      'dynamodb:GetItem',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:PartiQLInsert',
      'dynamodb:Query',
    ]);
  });
});

describe('the function that reads uploads for malice', () => {
  it('cannot reach SageMaker, start anything or send mail', () => {
    expect(actionsOf(rightsOf('validate')).filter((a) => /^(sagemaker|states|ses|iam|lambda|events):/.test(a))).toEqual(
      [],
    );
  });
});

describe('the decision pages', () => {
  it('cannot deploy', () => {
    expect(
      actionsOf(rightsOf('approvals')).filter((a) => /^(sagemaker|iam|lambda|scheduler):|StartExecution/.test(a)),
    ).toEqual([]);
  });
});
