import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createEvents, type EventsDeps } from '../../../../infra/local/events/create-events.ts';
import type { Resource } from '../../../../infra/local/service.ts';
import { manualClock } from '../scheduler/manual-clock.ts';

export const FUNCTION = 'arn:aws:lambda:eu-central-1:000000000000:function:f';
export const QUEUE = 'arn:aws:sqs:eu-central-1:000000000000:dead';

export interface Delivery {
  readonly arn: string;
  readonly payload: unknown;
  readonly options: Parameters<EventsDeps['deliver']>[2];
}

/** EventBridge with a clock that a test moves, and everything that was delivered, emitted or went wrong. */
export const setUp = (deliver: (delivery: Delivery) => void = () => {}) => {
  const clock = manualClock();
  const folder = mkdtempSync(path.join(tmpdir(), 'events-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const delivered: Delivery[] = [];
  const problems: string[] = [];
  const metrics: string[] = [];
  const policies: [string, unknown][] = [];
  const events = createEvents({
    clock,
    folder,
    deliver: async (arn, payload, options) => {
      deliver({ arn, payload, options });
      delivered.push({ arn, payload, options });
    },
    emit: ({ name, dimensions }) => void metrics.push(`${name} ${Object.values(dimensions).join('/')}`),
    onError: (_, what) => void problems.push(what),
    setResourcePolicy: (arn, document) => void policies.push([arn, document]),
  });
  const make = async (type: string, name: string, properties: Resource['properties']): Promise<void> => {
    const kind = events.resources[type];
    const stranger = Object.keys(properties).find((property) => !kind?.properties.includes(property));
    if (!kind || stranger) throw new Error(`${type}: ${stranger}`);
    await kind.create({ logicalId: name, type, name, properties });
  };
  const rule = (properties: Resource['properties'], target: Record<string, unknown> = {}, name = 'rule') =>
    make('AWS::Events::Rule', name, { Targets: [{ Arn: FUNCTION, Id: 'Target0', ...target }], ...properties });
  return { events, clock, folder, delivered, problems, metrics, policies, make, rule };
};
