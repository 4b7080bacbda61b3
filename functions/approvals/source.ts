import { keptUnder, SESSION_COOKIE } from '../../shared/approval/session.ts';
import type { HttpRequest } from '../../shared/runtime/http.ts';

/** Where an attempt came from, as far as records may say it: the network, not the address; the session, not its id. */
export const sourceOf = ({
  sourceIp,
  cookies,
}: HttpRequest): { readonly network: string; readonly session: string } => ({
  network: networkOf(sourceIp),
  session: keptUnder('session', `record ${cookies[SESSION_COOKIE] ?? ''}`).slice(0, 16),
});

const networkOf = (address: string): string =>
  address.includes(':')
    ? `${address.split(':').slice(0, 3).join(':')}::/48`
    : `${address.split('.').slice(0, 3).join('.')}.0/24`;
