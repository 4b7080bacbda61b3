import type { Sessions } from '../../shared/approval/ports.ts';
import { currentSession } from '../../shared/approval/session.ts';
import { notFoundPage } from '../../shared/approval/state-pages.ts';
import { chainOf } from '../../shared/audit/chain.ts';
import type { AuditTrail } from '../../shared/audit/ports.ts';
import { AuditRecord } from '../../shared/audit/schema.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { ModelId, modelKey } from '../../shared/registry/schema.ts';
import { fleetPage } from '../../shared/reporting/fleet-page.ts';
import { fleetReport } from '../../shared/reporting/fleet-report.ts';
import { modelPage } from '../../shared/reporting/model-page.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/runtime/http.ts';
import type { Documents } from '../../shared/storage/ports.ts';

interface Deps {
  readonly sessions: Sessions;
  readonly registry: ModelRegistry;
  readonly trail: AuditTrail;
  readonly evidence: Documents;
  readonly clock: Clock;
}

/** Report pages that may be served: written by Slipway itself, under names it made itself. */
const REPORT = /^reports\/(?:drift\/[a-z0-9-]+\/[a-z0-9-]+\/[0-9a-z.-]+\/[0-9TZ-]+|fleet\/[0-9TZ-]+)\.html$/;

/** The registry for people who signed in: the fleet, one model, and the reports. Reads only. */
export const createRegistryPages =
  (deps: Deps) =>
  async ({ method, path, params, cookies }: HttpRequest): Promise<HttpAnswer> => {
    if (method !== 'GET' && method !== 'HEAD')
      return { status: 405, headers: { allow: 'GET, HEAD' }, body: notFoundPage() };
    const session = await currentSession(deps.sessions, cookies, deps.clock());
    if (!session) return { status: 303, headers: { location: `/sign-in?next=${encodeURIComponent(path)}` } };
    const corner = `signed in as ${session.name}`;
    if (path === '/')
      return { status: 200, body: fleetPage(fleetReport(await deps.registry.inventory(), deps.clock()), corner) };
    if (path.startsWith('/reports/')) return report(deps, path.slice(1));
    const model = ModelId.safeParse(params);
    return model.success ? aboutModel(deps, model.data, corner) : { status: 404, body: notFoundPage() };
  };

const aboutModel = async ({ registry, trail }: Deps, model: ModelId, corner: string): Promise<HttpAnswer> => {
  const [versions, health, inventory, stored] = await Promise.all([
    registry.versionsOf(model),
    registry.health(model),
    registry.inventory(),
    trail.chain(chainOf(model)),
  ]);
  const refused = inventory.refused.filter((one) => modelKey(one) === modelKey(model));
  if (versions.length + refused.length === 0) return { status: 404, body: notFoundPage() };
  const records = stored.map((record) => AuditRecord.parse(record));
  return {
    status: 200,
    body: modelPage({ name: modelKey(model), versions, refused, records, corner, ...(health && { health }) }),
  };
};

const report = async ({ evidence }: Deps, key: string): Promise<HttpAnswer> => {
  const body = REPORT.test(key) ? await evidence.text(key) : undefined;
  return body === undefined ? { status: 404, body: notFoundPage() } : { status: 200, body };
};
