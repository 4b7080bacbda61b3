import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../../infra/local/events/pattern.ts';

const event = {
  source: 'aws.s3',
  detail: {
    object: { key: 'Teams/Demand/manifest.yaml', size: 20 },
    labels: ['red', 'green'],
    address: '10.0.3.7',
    none: null,
    empty: [],
    parts: [
      { name: 'a', size: 1 },
      { name: 'b', size: 2 },
    ],
  },
};
const detail = (pattern: unknown) => ({ detail: pattern });
const key = (rule: unknown) => detail({ object: { key: [rule] } });
const size = (...comparison: unknown[]) => detail({ object: { size: [{ numeric: comparison }] } });

describe('an event pattern', () => {
  it.each([
    ['a plain value', { source: ['aws.s3', 'other'] }],
    ['null', detail({ none: [null] })],
    ['one of an array', detail({ labels: ['green'] })],
    ['prefix', key({ prefix: 'Teams/' })],
    ['prefix whatever the case', key({ prefix: { 'equals-ignore-case': 'TEAMS/' } })],
    ['suffix', key({ suffix: '/manifest.yaml' })],
    ['suffix whatever the case', key({ suffix: { 'equals-ignore-case': 'MANIFEST.yaml' } })],
    ['equals-ignore-case', { source: [{ 'equals-ignore-case': 'AWS.S3' }] }],
    ['wildcard', key({ wildcard: 'Teams/*/manifest.*' })],
    ['anything-but a value', key({ 'anything-but': 'other' })],
    ['anything-but a list', key({ 'anything-but': ['other', 3] })],
    ['anything-but a prefix', key({ 'anything-but': { prefix: 'teams' } })],
    ['anything-but suffixes', key({ 'anything-but': { suffix: ['.json', '.toml'] } })],
    ['exists', detail({ object: { key: [{ exists: true }] } })],
    ['exists not', detail({ object: { version: [{ exists: false }] } })],
    ['exists not, below what is not there', detail({ other: { version: [{ exists: false }] } })],
    ['exists not, for an empty array', detail({ empty: [{ exists: false }] })],
    ['numeric, one bound', size('>', 19)],
    ['numeric, two bounds', size('>=', 20, '<', 21)],
    ['numeric equality', size('=', 20)],
    ['cidr', detail({ address: [{ cidr: '10.0.0.0/16' }] })],
    ['one of several operators', detail({ object: { size: [{ numeric: ['<', 0] }, 20] } })],
    ['$or', { $or: [{ source: ['other'] }, size('=', 20)] }],
    ['one object of a list', detail({ parts: { name: ['b'], size: [2] } })],
    ['its JSON text', JSON.stringify(key({ prefix: 'Teams/' }))],
  ])('fits by %s', (_, pattern) => expect(compilePattern(pattern)(event)).toBe(true));

  it.each([
    ['another value', { source: ['aws.s4'] }],
    ['a number as text', detail({ object: { size: ['20'] } })],
    ['another case', key({ prefix: 'teams/' })],
    ['a wildcard that stops early', key({ wildcard: 'Teams/*/manifest' })],
    ['a wildcard whose dot is a dot', { source: [{ wildcard: 'aws?s3' }] }],
    ['anything-but that very value', key({ 'anything-but': ['Teams/Demand/manifest.yaml'] })],
    ['anything-but where nothing is', detail({ other: [{ 'anything-but': 'a' }] })],
    ['exists for an object', detail({ object: [{ exists: true }] })],
    ['exists not, where something is', { source: [{ exists: false }] }],
    ['numeric at its open bound', size('>', 20)],
    ['another network', detail({ address: [{ cidr: '10.1.0.0/16' }] })],
    ['no side of $or', { $or: [{ source: ['other'] }, size('=', 21)] }],
    ['fields of two objects of a list', detail({ parts: { name: ['a'], size: [2] } })],
    ['what every object inherits', { constructor: [{ exists: true }] }],
  ])('does not fit by %s', (_, pattern) => expect(compilePattern(pattern)(event)).toBe(false));

  it.each([
    ['an unknown operator, by name', { source: [{ sounds: 'like' }] }, /sounds/],
    ['an operator that every object inherits', { source: [{ constructor: 1 }] }, /constructor/],
    ['an unknown operator within anything-but', { source: [{ 'anything-but': { numeric: ['=', 1] } }] }, /numeric/],
    ['an unknown comparison', size('~', 1), /~/],
    ['a value without its list', { source: 'aws.s3' }, /"?source"? must be an object or an array/],
    ['an empty list', { source: [] }, /Empty arrays/],
    ['an empty pattern', {}, /not an object/],
    ['a single alternative', { $or: [{ source: ['a'] }] }, /\$or/],
    ['consecutive wildcards', { source: [{ wildcard: 'a**' }] }, /wildcard/],
    ['two operators in one', { source: [{ prefix: 'a', suffix: 'b' }] }, /one key/],
    ['what is no JSON', '{', /JSON/],
  ])('refuses %s', (_, pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(message);
    expect(() => compilePattern(pattern)).toThrow(expect.objectContaining({ code: 'InvalidEventPatternException' }));
  });

  it('anything-but is the contrary of a value, for every text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (wanted, found) => {
        const fits = (rule: unknown) => compilePattern({ a: [rule] })({ a: found });
        expect(fits({ 'anything-but': wanted })).toBe(!fits(wanted));
      }),
    );
  });

  it('a wildcard without stars is the plain value, whatever its signs', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const wildcard = text.replace(/[\\*]/g, '\\$&');
        expect(compilePattern({ a: [{ wildcard }] })({ a: text })).toBe(true);
        expect(compilePattern({ a: [{ wildcard }] })({ a: `${text}!` })).toBe(false);
      }),
    );
  });
});
