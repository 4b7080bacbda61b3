import { auditRecordOfImage } from '../../shared/adapters/audit-image.ts';
import { eventBridge } from '../../shared/adapters/clients.ts';
import { eventPublisher } from '../../shared/adapters/eventbridge-publisher.ts';
import { AuditRecord } from '../../shared/audit/schema.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { emit } from '../../shared/runtime/metrics.ts';
import { stream } from '../../shared/runtime/stream.ts';
import { createAnnounce } from './announce.ts';
import { env } from './env.ts';

const { EVENT_BUS } = readEnv(env);

export const handler = stream({
  item: auditRecordOfImage,
  schema: AuditRecord,
  run: createAnnounce({ publish: eventPublisher(eventBridge(), EVENT_BUS), emit }),
});
