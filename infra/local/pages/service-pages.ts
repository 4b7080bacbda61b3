import type { PageHandler } from '../front-door/pages.ts';
import { send } from '../front-door/replies.ts';
import { type Reply, ServiceError } from '../service.ts';

/** Puts the pages of a service, which answer with a reply or with nothing, behind the front door. */
export const servicePages =
  (
    answer: (request: {
      readonly method: string;
      readonly path: string;
      readonly query: URLSearchParams;
    }) => Promise<Reply | undefined>,
  ): PageHandler =>
  async ({ method = 'GET', url = '/' }, response) => {
    const [path = '/', query = ''] = url.split('?');
    const reply = await answer({ method, path, query: new URLSearchParams(query) });
    if (!reply) throw new ServiceError('NotFound', `The local cloud has no page ${path}.`, 404);
    await send(response, reply);
  };
