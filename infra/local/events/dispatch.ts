import type { EmitMetric } from '../service.ts';
import type { Courier } from './courier.ts';
import type { Event } from './event.ts';
import type { Rule, Target } from './rule.ts';

export interface DispatchDeps {
  readonly courier: Courier;
  readonly emit?: EmitMetric;
  /** Hears of what could not be delivered; whoever put the event never does. */
  onError?(error: unknown, what: string): void;
}

/** Queues and topics get text as it is; functions and machines get what it means, or a string where it is no JSON. */
const payloadOf = (arn: string, text: string): unknown => {
  if (/^arn:aws:(sqs|sns):/.test(arn)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** Sends one event to every target of a rule. */
export const createDispatch = ({ courier, emit, onError }: DispatchDeps) => {
  const count = ({ name, bus }: Rule, metric: string): void =>
    emit?.({
      namespace: 'AWS/Events',
      name: metric,
      dimensions: { ...(bus === 'default' ? {} : { EventBusName: bus }), RuleName: name },
      value: 1,
      unit: 'Count',
    });

  const send = async (rule: Rule, target: Target, event: Event): Promise<void> => {
    const { arn, roleArn, deadLetterArn, retry } = target;
    const asService = { service: 'events.amazonaws.com', sourceArn: rule.arn };
    const payload = payloadOf(arn, target.transform(event, { rule: rule.name, ruleArn: rule.arn }));
    const handed = await courier.hand({
      arn,
      payload: () => payload,
      options: roleArn === undefined ? asService : { roleArn },
      retry,
      deadLetters: deadLetterArn === undefined ? undefined : { arn: deadLetterArn, body: event, options: asService },
    });
    count(rule, 'Invocations');
    if (handed.outcome === 'delivered') return;
    count(rule, 'FailedInvocations');
    onError?.(handed.error, `the rule ${rule.name} could not deliver event ${event.id} to ${arn}`);
    if (handed.outcome === 'dead letter') count(rule, 'InvocationsSentToDlq');
    if (handed.deadLetterError === undefined) return;
    count(rule, 'InvocationsFailedToBeSentToDlq');
    onError?.(handed.deadLetterError, `event ${event.id} could not be put into the dead letters ${deadLetterArn}`);
  };

  return (rule: Rule, event: Event): void => {
    count(rule, 'TriggeredRules');
    for (const target of rule.targets) void send(rule, target, event);
  };
};
