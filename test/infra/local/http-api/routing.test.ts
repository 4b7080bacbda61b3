import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchRoute } from '../../../../infra/local/http-api/routing.ts';

const routes = ['GET /pets/dog/1', 'GET /pets/dog/{id}', 'GET /pets/{proxy+}', 'ANY /{proxy+}', '$default'].map(
  (key) => ({ key }),
);
const keyFor = (method: string, path: string) => matchRoute(routes, method, path)?.route.key;

describe('choosing a route', () => {
  it.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1'],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}'],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}'],
    ['POST', '/test/5', 'ANY /{proxy+}'],
    ['GET', '/', '$default'],
  ])('takes the most specific one for %s %s', (method, path, key) => {
    expect(keyFor(method, path)).toBe(key);
  });

  it('prefers the exact method to ANY', () => {
    expect(matchRoute([{ key: 'ANY /r' }, { key: 'GET /r' }], 'GET', '/r')?.route.key).toBe('GET /r');
  });

  it('gives the path parameters', () => {
    expect(matchRoute([{ key: 'GET /m/{team}/{model}' }], 'GET', '/m/lending/credit risk')?.parameters).toEqual({
      team: 'lending',
      model: 'credit risk',
    });
  });

  it('finds nothing without a route that fits', () => {
    expect(matchRoute([{ key: 'GET /r/{id}' }], 'POST', '/r/1')).toBeUndefined();
    expect(matchRoute([{ key: 'GET /r/{id}' }], 'GET', '/r/')).toBeUndefined();
    expect(matchRoute([{ key: 'GET /r/{id}' }], 'GET', '/r/1/2')).toBeUndefined();
  });

  it('does not depend on the order of the routes', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(routes, { minLength: 5 }),
        fc.constantFrom('/pets/dog/1', '/pets/dog/9', '/pets/x/y', '/'),
        (some, path) => {
          expect(matchRoute(some, 'GET', path)?.route.key).toBe(keyFor('GET', path));
        },
      ),
    );
  });
});
