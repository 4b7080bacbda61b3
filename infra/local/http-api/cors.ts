import type { Cors } from './definitions.ts';

type Headers = Readonly<Record<string, string>>;

/** Headers that CORS adds to every answer for this origin; none when the origin is not allowed. */
export const corsHeaders = (cors: Cors | undefined, origin: string | undefined): Headers => {
  if (!cors || !origin || !allows(cors.origins, origin)) return {};
  return {
    'access-control-allow-origin': cors.origins.includes('*') && !cors.credentials ? '*' : origin,
    ...(cors.credentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.exposed.length > 0 ? { 'access-control-expose-headers': cors.exposed.join(',') } : {}),
  };
};

/** Headers of the answer to a preflight: API Gateway answers it itself (204), no route is asked. */
export const preflightHeaders = (cors: Cors, origin: string | undefined): Headers => {
  const common = corsHeaders(cors, origin);
  if (Object.keys(common).length === 0) return {};
  return {
    ...common,
    ...(cors.methods.length > 0 ? { 'access-control-allow-methods': cors.methods.join(',') } : {}),
    ...(cors.headers.length > 0 ? { 'access-control-allow-headers': cors.headers.join(',') } : {}),
    ...(cors.maxAge === undefined ? {} : { 'access-control-max-age': String(cors.maxAge) }),
  };
};

const allows = (origins: readonly string[], origin: string): boolean =>
  origins.some(
    (allowed) =>
      allowed === '*' || allowed === origin || (allowed.endsWith('://*') && origin.startsWith(allowed.slice(0, -1))),
  );
