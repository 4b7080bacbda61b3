import { ServiceError } from '../service.ts';
import type { AlarmState } from './alarm.ts';

/**
 * Whether the rule of a composite alarm holds, such as `ALARM("a") AND NOT (OK(b) OR INSUFFICIENT_DATA("c"))`.
 * `stateOf` is asked by name; alarms are named as they are or by their ARN.
 */
export const ruleHolds = (rule: string, stateOf: (name: string) => AlarmState | undefined): boolean => {
  const tokens = [...rule.matchAll(/\(|\)|"[^"]*"|[^\s()"]+/g)].map(([token]) => token);
  let position = 0;
  const fail = (): never => {
    throw new ServiceError(
      'ValidationError',
      `The alarm rule cannot be read at "${tokens[position - 1] ?? 'its end'}": ${rule}`,
    );
  };
  const close = (): void => {
    if (tokens[position++] !== ')') fail();
  };
  const either = (): boolean => {
    let left = both();
    while (tokens[position] === 'OR') {
      position += 1;
      const right = both();
      left = left || right;
    }
    return left;
  };
  const both = (): boolean => {
    let left = one();
    while (tokens[position] === 'AND') {
      position += 1;
      const right = one();
      left = left && right;
    }
    return left;
  };
  const one = (): boolean => {
    const token = tokens[position++];
    if (token === 'NOT') return !one();
    if (token === 'TRUE') return true;
    if (token === 'FALSE') return false;
    if (token === '(') {
      const inner = either();
      close();
      return inner;
    }
    if ((token !== 'ALARM' && token !== 'OK' && token !== 'INSUFFICIENT_DATA') || tokens[position++] !== '(')
      return fail();
    const name = (tokens[position++] ?? fail())
      .replace(/^"(.*)"$/, '$1')
      .replace(/^arn:[^:]+:cloudwatch:[^:]*:\d*:alarm:/, '');
    close();
    return (stateOf(name) ?? 'INSUFFICIENT_DATA') === token;
  };
  const holds = either();
  return position === tokens.length ? holds : fail();
};
