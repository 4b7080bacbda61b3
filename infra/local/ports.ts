import { createServer } from 'node:net';

/** Ports for everything that needs an origin of its own beside the front door: the next ones, or free ones when `first` is 0. */
export const reservePorts = async (first: number, count: number): Promise<readonly number[]> => {
  if (first > 0) return Array.from({ length: count }, (_, index) => first + index + 1);
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  return Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          const address = server.address();
          server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
        }),
    ),
  );
};

/** Gives each name a port of the list, always the same one. @throws Error when there are more names than ports */
export const portsByName = (ports: readonly number[]): ((name: string) => number) => {
  const given = new Map<string, number>();
  return (name) => {
    const port = given.get(name) ?? ports[given.size];
    if (port === undefined) throw new Error(`The local cloud has no port left for ${name}.`);
    given.set(name, port);
    return port;
  };
};
