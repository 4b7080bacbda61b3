import { CfnArchive, EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { SOURCE } from '../../shared/events/catalogue.ts';
import type { Stage } from '../config.ts';

/** The bus on which everything on record is announced, and the archive from which it can be told again. */
export class LifecycleEvents extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { description: 'Slipway: every lifecycle move and verdict, as recorded' });
    new CfnArchive(this, 'Archive', {
      sourceArn: this.bus.eventBusArn,
      description: 'Slipway: lifecycle events',
      eventPattern: { source: [SOURCE] },
      retentionDays: stage.eventDays,
    });
  }
}
