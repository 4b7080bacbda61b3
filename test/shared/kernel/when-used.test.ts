import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { whenUsed } from '../../../shared/kernel/when-used.ts';

const counting = () => {
  let made = 0;
  const Name = whenUsed(() => {
    made += 1;
    return z.object({ name: z.string().min(1), size: z.int().default(1) });
  });
  return { Name, made: () => made };
};

describe('a schema made when it is first used', () => {
  it('is not made before, and only once', () => {
    const { Name, made } = counting();
    const Names = whenUsed(() => z.array(Name));
    expect(made()).toBe(0);
    Names.parse([{ name: 'a' }]);
    Names.parse([{ name: 'b' }]);
    expect(made()).toBe(1);
  });

  it('parses, refuses and tells where, as the schema itself does', () => {
    const { Name } = counting();
    const Pair = z.object({ left: Name, right: Name.optional() });
    expect(Pair.parse({ left: { name: 'a' } })).toEqual({ left: { name: 'a', size: 1 } });
    const { error } = Pair.safeParse({ left: { name: 'a' }, right: { name: '' } });
    expect(error?.issues.map(({ path, code }) => [path, code])).toEqual([[['right', 'name'], 'too_small']]);
  });

  it('can be extended, picked from, put into unions and described', () => {
    const { Name } = counting();
    const Cat = whenUsed(() => Name.extend({ kind: z.literal('cat') }));
    const Dog = whenUsed(() =>
      Name.pick({ name: true })
        .extend({ kind: z.literal('dog') })
        .strict(),
    );
    const Pet = z.discriminatedUnion('kind', [Cat, Dog]);
    expect(Pet.parse({ kind: 'cat', name: 'a' })).toEqual({ kind: 'cat', name: 'a', size: 1 });
    expect(Pet.safeParse({ kind: 'dog', name: 'a', size: 2 }).success).toBe(false);
    expect(Pet.safeParse({ kind: 'cow' }).success).toBe(false);
    expect(Name.describe('Who.').description).toBe('Who.');
    expect(Cat.shape.name.safeParse('').success).toBe(false);
  });

  it('passes for a schema of its kind', () => {
    const { Name } = counting();
    expect(Name).toBeInstanceOf(z.ZodObject);
  });
});
