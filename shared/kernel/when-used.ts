/**
 * A schema that is made when it is first used. A function loads the schemas of everything it imports, and most of them
 * say nothing of the event at hand; to make them all took longer than to load the AWS SDK.
 *
 * What it gives stands for the schema in every way but one: identity. Two schemas are never compared.
 */
export const whenUsed = <T extends object>(make: () => T): T => {
  let made: T | undefined;
  const schema = (): T => {
    made ??= make();
    return made;
  };
  return new Proxy({} as T, {
    get: (_, key) => Reflect.get(schema(), key) as unknown,
    has: (_, key) => Reflect.has(schema(), key),
  });
};
