import { chainOf } from '../../shared/audit/chain.ts';
import type { AuditTrail } from '../../shared/audit/ports.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { ModelId } from '../../shared/registry/schema.ts';
import { fleetReport } from '../../shared/reporting/fleet-report.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/runtime/http.ts';

interface Deps {
  readonly registry: ModelRegistry;
  readonly trail: AuditTrail;
  readonly clock: Clock;
}

/**
 * The registry as JSON for other systems, signed with IAM: /api/models, /api/models/{team}/{model},
 * /api/models/{team}/{model}/versions, /api/audit/{team}/{model}, /api/report. Reads only.
 */
export const createRegistryApi =
  ({ registry, trail, clock }: Deps) =>
  async ({ method, path, params }: HttpRequest): Promise<HttpAnswer> => {
    if (method !== 'GET') return json(405, { error: 'method-not-allowed', message: 'The registry is read with GET.' });
    if (path === '/api/models') return json(200, await registry.inventory());
    if (path === '/api/report') return json(200, fleetReport(await registry.inventory(), clock()));
    const model = ModelId.safeParse(params);
    if (!model.success) return json(404, { error: 'not-found', message: `There is nothing at ${path}.` });
    const versions = await registry.versionsOf(model.data);
    if (versions.length === 0)
      return json(404, {
        error: 'unknown-model',
        message: `${model.data.team}/${model.data.model} is not in the registry.`,
      });
    if (path.startsWith('/api/audit/')) return json(200, { records: await trail.chain(chainOf(model.data)) });
    if (path.endsWith('/versions')) return json(200, { versions });
    return json(200, { ...model.data, versions, health: await registry.health(model.data) });
  };

const json = (status: number, value: unknown): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
