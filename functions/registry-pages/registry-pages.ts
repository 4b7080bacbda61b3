import { plainStrings } from '../../shared/approval/plain-text.ts';
import type { Sessions } from '../../shared/approval/ports.ts';
import { currentSession } from '../../shared/approval/session.ts';
import { methodNotAllowedPage, notFoundPage } from '../../shared/approval/state-pages.ts';
import { ValidationReport } from '../../shared/artefacts/validation.ts';
import { chainOf } from '../../shared/audit/chain.ts';
import type { AuditTrail } from '../../shared/audit/ports.ts';
import { AuditRecord } from '../../shared/audit/schema.ts';
import { type Tamper, verifyAudit } from '../../shared/audit/verify.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import { knownNames } from '../../shared/policy/names.ts';
import type { Policies } from '../../shared/policy/ports.ts';
import type { ModelRegistry } from '../../shared/registry/ports.ts';
import { ModelId, modelKey, VersionId } from '../../shared/registry/schema.ts';
import { fleetPage } from '../../shared/reporting/fleet-page.ts';
import { fleetReport } from '../../shared/reporting/fleet-report.ts';
import { modelPage } from '../../shared/reporting/model-page.ts';
import { versionPage } from '../../shared/reporting/version-page.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/runtime/http.ts';
import type { Documents } from '../../shared/storage/ports.ts';

interface Deps {
  readonly sessions: Sessions;
  readonly registry: ModelRegistry;
  readonly trail: AuditTrail;
  readonly evidence: Documents;
  readonly policies: Policies;
  readonly clock: Clock;
}

/** Reports that may be served, pages and the figures of a check: written by Slipway itself, under names it made itself. */
const REPORT =
  /^reports\/(?:drift\/[a-z0-9-]+\/[a-z0-9-]+\/[0-9a-z.-]+\/[0-9TZ-]+\.(?:html|json)|fleet\/[0-9TZ-]+\.html)$/;

/** Addresses that pages are at. Everything else that reaches the site ends here too, and is told that there is nothing. */
const PAGE = /^\/$|^\/models\/|^\/reports\//;

/** The registry for people who signed in: the fleet, one model, and the reports. Reads only. */
export const createRegistryPages =
  (deps: Deps) =>
  async ({ method, path, params, cookies }: HttpRequest): Promise<HttpAnswer> => {
    if (!PAGE.test(path)) return path.startsWith('/api/') ? nothingForPrograms(path) : nothing;
    if (method !== 'GET' && method !== 'HEAD')
      return { status: 405, headers: { allow: 'GET, HEAD' }, body: methodNotAllowedPage() };
    const session = await currentSession(deps.sessions, cookies, deps.clock());
    if (!session) return { status: 303, headers: { location: `/sign-in?next=${encodeURIComponent(path)}` } };
    const corner = `signed in as ${session.name}`;
    if (path === '/') {
      const [inventory, nameOf] = await Promise.all([deps.registry.inventory(), knownNames(deps.policies)]);
      return { status: 200, body: fleetPage(fleetReport(inventory, deps.clock(), nameOf), corner) };
    }
    if (path.startsWith('/reports/')) return report(deps, path.slice(1));
    const version = VersionId.safeParse(params);
    if (version.success) return aboutVersion(deps, version.data, corner);
    const model = ModelId.safeParse(params.version === undefined ? params : undefined);
    return model.success ? aboutModel(deps, model.data, corner) : nothing;
  };

const JSON_TYPE = { 'content-type': 'application/json' };

const nothing: HttpAnswer = { status: 404, body: notFoundPage() };

const nothingForPrograms = (path: string): HttpAnswer => ({
  status: 404,
  headers: JSON_TYPE,
  body: JSON.stringify({ error: 'not-found', message: `There is nothing at ${path}.` }),
});

const aboutModel = async ({ registry, trail, policies }: Deps, model: ModelId, corner: string): Promise<HttpAnswer> => {
  const chain = chainOf(model);
  const [versions, health, inventory, stored, nameOf] = await Promise.all([
    registry.versionsOf(model),
    registry.health(model),
    registry.inventory(),
    trail.chain(chain),
    knownNames(policies),
  ]);
  const refused = inventory.refused.filter((one) => modelKey(one) === modelKey(model));
  const external = inventory.external.find((one) => modelKey(one) === modelKey(model));
  if (versions.length + refused.length === 0 && !external) return nothing;
  const records = stored.map((record) => AuditRecord.safeParse(record)).flatMap(({ data }) => data ?? []);
  const findings = verifyAudit([{ name: chain, records: stored }], []).filter(({ kind }) => !ELSEWHERE.has(kind));
  const shown = { name: modelKey(model), versions, refused, records, findings, nameOf, corner };
  return { status: 200, body: modelPage({ ...shown, ...(health && { health }), ...(external && { external }) }) };
};

const aboutVersion = async (
  { registry, evidence, policies }: Deps,
  id: VersionId,
  corner: string,
): Promise<HttpAnswer> => {
  const [version, nameOf] = await Promise.all([registry.find(id), knownNames(policies)]);
  if (!version) return nothing;
  const { validation } = version.evidence;
  const gate = validation && ValidationReport.parse(plainStrings(await evidence.json(validation)));
  return { status: 200, body: versionPage({ version, nameOf, corner, ...(gate && { gate }) }) };
};

/** Findings that compare the record with something else: the registry was read a moment before, and may differ honestly. */
const ELSEWHERE: ReadonlySet<Tamper['kind']> = new Set(['registry-differs', 'not-recorded', 'empty']);

const report = async ({ evidence }: Deps, key: string): Promise<HttpAnswer> => {
  const body = REPORT.test(key) ? await evidence.text(key) : undefined;
  if (body === undefined) return nothing;
  return key.endsWith('.json') ? { status: 200, headers: JSON_TYPE, body } : { status: 200, body };
};
