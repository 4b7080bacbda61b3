import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { PipelineFunction } from '../../infra/constructs/pipeline-function.ts';
import { Workflow } from '../../infra/constructs/workflow.ts';
import { announcedByMail } from '../../shared/events/catalogue.ts';
import { machineFile, machineNames, type State } from './support/machine-files.ts';
import { appOver, root, synthesized, temporaryFolder } from './support/synthesized.ts';

const { pipeline } = synthesized().templates;
const ofType = (type: string): readonly Record<string, unknown>[] =>
  Object.values(pipeline.Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties as Record<string, unknown>);
const tasks = machineNames().flatMap((machine) =>
  Object.entries(machineFile(machine).States)
    .filter(([, { Type }]) => Type === 'Task')
    .map(([name, state]) => [`${machine}: ${name}`, state] as const),
);

describe('every task of a machine', () => {
  it.each(tasks)(
    '%s has a time limit, tries again with jitter and at most six times, and catches the rest (R-13)',
    (_name, task) => {
      expect(task.TimeoutSeconds).toBeDefined();
      expect(task.Retry?.length).toBeGreaterThan(0);
      for (const { MaxAttempts, JitterStrategy } of task.Retry ?? []) {
        expect(MaxAttempts).toBeLessThanOrEqual(6);
        expect(JitterStrategy).toBe('FULL');
      }
      expect(task.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
    },
  );
});

describe('a function behind a task', () => {
  const secondsOf = new Map(
    ofType('AWS::Lambda::Function').map(({ Description, Timeout }) => [
      String(Description).replace('Slipway: ', ''),
      Number(Timeout),
    ]),
  );
  const invoking = tasks.flatMap(([name, task]) => {
    const invoked = /\$\{(\w+)Arn\}/.exec(JSON.stringify(task.Arguments ?? ''))?.[1];
    return invoked && task.Resource?.includes('lambda:invoke') && typeof task.TimeoutSeconds === 'number'
      ? [[name, folderOf(invoked), task.TimeoutSeconds] as const]
      : [];
  });

  it.each(invoking)('%s: %s gives up before its state does (R-14)', (_name, folder, stateSeconds) => {
    expect(secondsOf.get(folder)).toBeLessThan(stateSeconds);
  });
});

describe('machines', () => {
  it('log errors without what is inside, because inputs hold task tokens, and are traced', () => {
    const machines = ofType('AWS::StepFunctions::StateMachine');

    expect(machines).toHaveLength(machineNames().length);
    for (const machine of machines)
      expect(machine).toMatchObject({
        LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
        TracingConfiguration: { Enabled: true },
      });
  });
});

describe('rules', () => {
  const rules = ofType('AWS::Events::Rule');
  const rule = (description: string) => rules.find(({ Description }) => String(Description).includes(description));

  it('hear of every manifest, in whatever letters and wherever it lies (R-07), and of nothing else that is uploaded', () => {
    expect(rule('manifest')?.EventPattern).toMatchObject({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        object: {
          key: ['manifest.yaml', 'manifest.yml', 'manifest.json'].map((name) => ({
            suffix: { 'equals-ignore-case': name },
          })),
        },
      },
    });
  });

  it('send a notice for exactly what the catalogue says people must hear of', () => {
    expect(rule('hear of')?.EventPattern).toEqual({ source: ['slipway'], 'detail-type': [...announcedByMail] });
  });

  it('sweep every five minutes, look for unchecked models and unanswered uploads every quarter of an hour, and report every morning', () => {
    expect(rules.flatMap(({ ScheduleExpression }) => ScheduleExpression ?? []).sort()).toEqual([
      'cron(0 5 * * ? *)',
      'rate(15 minutes)',
      'rate(15 minutes)',
      'rate(5 minutes)',
    ]);
  });

  it('keep what cannot be delivered, except what comes again by itself', () => {
    const without = rules.filter(({ Targets }) => !(Targets as { DeadLetterConfig?: object }[])[0]?.DeadLetterConfig);

    expect(without.map(({ ScheduleExpression }) => ScheduleExpression).sort()).toEqual([
      'rate(15 minutes)',
      'rate(15 minutes)',
      'rate(5 minutes)',
    ]);
  });
});

describe('the announcer', () => {
  it('takes records in order, parts bad batches, and keeps what it cannot announce (R-22)', () => {
    expect(ofType('AWS::Lambda::EventSourceMapping')).toEqual([
      expect.objectContaining({
        StartingPosition: 'TRIM_HORIZON',
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        MaximumRetryAttempts: 10,
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
      }),
    ]);
  });
});

describe('addresses', () => {
  const routes = ofType('AWS::ApiGatewayV2::Route').map(({ RouteKey, AuthorizationType }) => [
    RouteKey,
    AuthorizationType,
  ]);

  it('for programs ask for a signature, those for people do not', () => {
    expect(routes.filter(([key]) => String(key).includes(' /api/')).map(([, type]) => type)).toEqual(
      Array(5).fill('AWS_IAM'),
    );
    expect(routes.filter(([key]) => !String(key).includes(' /api/')).map(([key]) => key)).toEqual(
      expect.arrayContaining(['ANY /r/{id}', 'GET /', 'GET /sign-in', 'GET /signed-in', 'POST /sign-out', '$default']),
    );
  });

  it('are limited in rate and logged without queries, where sign-in codes are', () => {
    const [stage] = ofType('AWS::ApiGatewayV2::Stage');

    expect(stage).toMatchObject({ DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 } });
    expect(JSON.stringify(stage?.AccessLogSettings)).not.toMatch(/query|cookie|authorization/i);
  });
});

describe('a workflow', () => {
  const stackWith = (definition?: object) => {
    const folder = temporaryFolder('asl');
    if (definition) writeFileSync(path.join(folder, 'trial.asl.json'), JSON.stringify(definition));
    return new Stack(appOver({ 'slipway:state-machines': folder }), 'Trial');
  };
  const trial = { definition: 'trial', impact: 'none', logDays: 30 };
  const calling = (state: Partial<State>) => ({
    QueryLanguage: 'JSONata',
    TimeoutSeconds: 60,
    StartAt: 'A',
    States: { A: { Type: 'Task', ...state } },
  });

  it('refuses a file that is not there, has no time limit or is not JSONata', () => {
    expect(() => new Workflow(stackWith(), 'W', trial)).toThrow(/no state machine file/);
    expect(() => new Workflow(stackWith({ QueryLanguage: 'JSONata' }), 'W', trial)).toThrow(/TimeoutSeconds/);
    expect(() => new Workflow(stackWith({ TimeoutSeconds: 1 }), 'W', trial)).toThrow(/JSONata/);
  });

  it('refuses placeholders that nobody fills, and functions that the file does not use', () => {
    const stack = stackWith(
      calling({ Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: '${GoneArn}' } }),
    );

    expect(() => new Workflow(stack, 'W', trial)).toThrow('uses GoneArn');
    const other = new Workflow(stackWith(calling({ Resource: 'arn:aws:states:::lambda:invoke' })), 'Other', trial);
    expect(() => new Workflow(stackWith(calling({})), 'W', { ...trial, machines: { Child: other } })).toThrow(
      'does not use ChildMachineArn',
    );
  });

  it('refuses a service call for which no resource is given', () => {
    const stack = stackWith(calling({ Resource: 'arn:aws:states:::aws-sdk:sagemaker:deleteModel' }));

    expect(() => new Workflow(stack, 'W', trial)).toThrow('calls sagemaker:DeleteModel');
  });
});

describe('a function', () => {
  it('cannot be declared without its bundle', () => {
    const stack = new Stack(appOver(), 'Trial');

    expect(
      () => new PipelineFunction(stack, 'F', { name: 'unheard-of', environment: {}, impact: 'none', logDays: 30 }),
    ).toThrow('Run npm run build first');
  });

  it('runs on Node 24 and arm64, traced, with the variables of its env.ts', () => {
    for (const properties of ofType('AWS::Lambda::Function')) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
      });
      const name = String(properties.Description).replace('Slipway: ', '');
      const schema = readFileSync(path.join(root, 'functions', name, 'env.ts'), 'utf8');
      const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: object };
      expect(Object.keys(Variables).sort()).toEqual(
        [...schema.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, key]) => key).sort(),
      );
    }
  });
});

function folderOf(placeholder: string): string {
  return placeholder.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
