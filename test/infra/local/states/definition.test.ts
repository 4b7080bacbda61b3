import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { checkTasks } from '../../../../infra/local/states/integrations/check-tasks.ts';
import { parseDefinition } from '../../../../infra/local/states/language/parse-definition.ts';
import { lambda, machine } from './machines.ts';

const judge: (definition: unknown) => { isValid: boolean } = createRequire(import.meta.url)('asl-validator');
/** The opinion of a judge that we did not write; it changes what it is given. */
const judgedValid = (definition: object): boolean => judge(structuredClone(definition)).isValid;

const end = { Type: 'Succeed' };
const pass = { Type: 'Pass', End: true };
const distributed = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
const inner = (more: object = {}) => ({ StartAt: 'In', States: { In: pass }, ...more });

describe('a definition', () => {
  it.each<[string, object]>([
    [
      'a task with everything',
      machine({ T: lambda({ TimeoutSeconds: 9, Retry: [{ ErrorEquals: ['A'] }], End: true }) }),
    ],
    ['a callback with a heartbeat', machine({ T: lambda({ HeartbeatSeconds: 5, End: true }, '.waitForTaskToken') })],
    ['a timeout by expression', machine({ T: lambda({ TimeoutSeconds: '{% $states.input.t %}', End: true }) })],
    ['a Parallel', machine({ P: { Type: 'Parallel', Branches: [inner()], End: true } })],
    ['an inline Map', machine({ M: { Type: 'Map', Items: '{% [1] %}', ItemProcessor: inner(), End: true } })],
    [
      'a Distributed Map',
      machine({ M: { Type: 'Map', ItemProcessor: inner({ ProcessorConfig: distributed }), Label: 'L', End: true } }),
    ],
    ['a time limit for all', machine({ A: end }, { TimeoutSeconds: 60, Comment: 'says what it is for' })],
  ])('with %s is taken, here and by asl-validator', (_, definition) => {
    expect(() => parseDefinition(definition)).not.toThrow();
    expect(judgedValid(definition)).toBe(true);
  });

  it.each<[string, object, RegExp]>([
    ['no such next state', machine({ A: { Type: 'Pass', Next: 'B' } }), /"A": there is no state "B"/],
    ['no such start', machine({ A: end }, { StartAt: 'B' }), /StartAt: there is no state "B"/],
    ['InputPath', machine({ A: { ...pass, InputPath: '$.a' } }), /States\/A: .*"InputPath"/],
    ['ResultPath', machine({ A: lambda({ ResultPath: '$.a', End: true }) }), /"ResultPath"/],
    ['Parameters', machine({ A: lambda({ Parameters: {}, End: true }) }), /"Parameters"/],
    ['an unknown type', machine({ A: { Type: 'Sleep', End: true } }), /States\/A/],
    ['neither Next nor End', machine({ A: { Type: 'Pass' } }), /either Next or End/],
    ['broken JSONata', machine({ A: { ...pass, Output: '{% $states.input.( %}' } }), /Output: not JSONata/],
    ['a name used twice', machine({ In: { Type: 'Parallel', Branches: [inner()], End: true } }), /"In": .*twice/],
  ])('with %s is refused by name, here and by asl-validator', (_, definition, message) => {
    expect(() => parseDefinition(definition)).toThrow(message);
    expect(judgedValid(definition)).toBe(false);
  });

  it.each<[string, object, RegExp]>([
    ['a state that cannot be reached', machine({ A: end, B: end }), /"B": cannot be reached/],
    ['an unknown field of the machine', machine({ A: end }, { Velocity: 1 }), /"Velocity"/],
    [
      'an unknown field of a retrier',
      machine({ A: lambda({ Retry: [{ ErrorEquals: ['A'], Delay: 1 }], End: true }) }),
      /"Delay"/,
    ],
    [
      'a function ARN as Resource',
      machine({ A: { ...lambda({ End: true }), Resource: 'arn:aws:lambda:f' } }),
      /no integration/,
    ],
    [
      'an optimised integration that is not here',
      machine({ A: { ...lambda({ End: true }), Resource: 'arn:aws:states:::sqs:sendMessage' } }),
      /sqs:sendMessage/,
    ],
    ['.sync on a Lambda', machine({ A: lambda({ End: true }, '.sync:2') }), /no integration/],
    ['$eval', machine({ A: { ...pass, Output: "{% $eval('1') %}" } }), /\$eval/],
    [
      '$states.result where there is none',
      machine({ A: lambda({ Arguments: '{% $states.result %}', End: true }) }),
      /cannot see/,
    ],
    [
      '$states.errorOutput outside Catch',
      machine({ A: { ...pass, Output: '{% $states.errorOutput %}' } }),
      /cannot see/,
    ],
    ['an unknown part of $states', machine({ A: { ...pass, Output: '{% $states.inputs %}' } }), /\$states\.inputs/],
    ['text around an expression', machine({ A: { ...pass, Output: ' {% 1 %}' } }), /nothing around it/],
    [
      'States.ALL in company',
      machine({ A: lambda({ Retry: [{ ErrorEquals: ['States.ALL', 'B'] }], End: true }) }),
      /stand alone/,
    ],
    [
      'an unknown States error',
      machine({ A: lambda({ Retry: [{ ErrorEquals: ['States.Oops'] }], End: true }) }),
      /"States.Oops"/,
    ],
    ['a heartbeat on a plain task', machine({ A: lambda({ HeartbeatSeconds: 5, End: true }) }), /waitForTaskToken/],
    [
      'a heartbeat slower than the timeout',
      machine({ A: lambda({ HeartbeatSeconds: 5, TimeoutSeconds: 5, End: true }, '.waitForTaskToken') }),
      /smaller than TimeoutSeconds/,
    ],
    [
      'Seconds and Timestamp',
      machine({ A: { Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z', End: true } }),
      /either Seconds or Timestamp/,
    ],
    [
      'batches in an inline Map',
      machine({ A: { Type: 'Map', ItemBatcher: { MaxItemsPerBatch: 2 }, ItemProcessor: inner(), End: true } }),
      /only a Distributed Map/,
    ],
    [
      'ResultWriter',
      machine({
        A: { Type: 'Map', ResultWriter: {}, ItemProcessor: inner({ ProcessorConfig: distributed }), End: true },
      }),
      /"ResultWriter"/,
    ],
    ['a variable called states', machine({ A: { ...pass, Assign: { states: 1 } } }), /"states" cannot be the name/],
    [
      'a variable of the flow outside, assigned inside',
      machine({
        S: { Type: 'Pass', Assign: { v: 1 }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'In', States: { In: { ...pass, Assign: { v: 2 } } } }],
          End: true,
        },
      }),
      /"v" belongs to the flow outside/,
    ],
  ])('with %s is refused by name', (_, definition, message) => {
    expect(() => parseDefinition(definition)).toThrow(message);
  });

  it('in JSONPath is not implemented, and says so', () => {
    expect(() => parseDefinition({ StartAt: 'A', States: { A: end } })).toThrow(/JSONPath/);
  });

  it('is refused with all of its faults at once', () => {
    expect(() => parseDefinition(machine({ A: { Type: 'Pass' }, B: end }))).toThrow(/"A".*; .*"B"/);
  });
});

describe('the arguments of a task', () => {
  const task = (Resource: string, Arguments: unknown) =>
    parseDefinition(machine({ T: { Type: 'Task', Resource, Arguments, End: true } }));

  it.each<[string, unknown]>([
    ['aws-sdk:sagemaker:createEndpoint', { EndpointName: 'e', EndpointConfigName: '{% $states.input.c %}' }],
    ['aws-sdk:sfn:startExecution', { StateMachineArn: 'a', Input: '{}' }],
    ['aws-sdk:sesv2:sendEmail', '{% $states.input %}'],
    ['events:putEvents', { Entries: [{ Source: 's', DetailType: 'd', Detail: { any: ['thing'] } }] }],
    ['states:startExecution.sync:2', { StateMachineArn: 'a', Input: { any: 'thing' } }],
    ['aws-sdk:dynamodb:updateItem', { TableName: 't', Key: { pk: { S: 'a' } }, UpdateExpression: 'SET a = :a' }],
  ])('of %s are taken', async (resource, args) => {
    await expect(checkTasks(task(`arn:aws:states:::${resource}`, args))).resolves.toBeUndefined();
  });

  it.each<[string, unknown, RegExp]>([
    ['aws-sdk:sagemaker:createEndpoints', {}, /no action "createEndpoints"/],
    ['aws-sdk:sagemaker:CreateEndpoint', {}, /no action "CreateEndpoint"/],
    ['aws-sdk:athena:startQueryExecution', {}, /aws-sdk:athena/],
    ['aws-sdk:sagemaker:createEndpoint', { EndpointName: 'e' }, /"EndpointConfigName" is missing/],
    ['aws-sdk:sagemaker:describeEndpoint', { endpointName: 'e' }, /"endpointName" does not exist/],
    ['aws-sdk:sfn:startExecution', { stateMachineArn: 'a' }, /"StateMachineArn" is missing/],
    ['aws-sdk:dynamodb:getItem', { TableName: 't', Key: { pk: { Str: 'a' } } }, /Arguments\/Key\/pk: .*"Str"/],
    ['lambda:invoke', { Function: 'f' }, /"Function"/],
    ['events:putEvents', { Entries: [{ Sauce: 's' }] }, /Entries\[0\]: .*"Sauce"/],
  ])('of %s with %j are refused by name', async (resource, args, message) => {
    await expect(checkTasks(task(`arn:aws:states:::${resource}`, args))).rejects.toThrow(message);
  });
});
