import { type Access, ServiceError } from '../service.ts';
import { tableArn, tableNameOf } from './arns.ts';

/** What a PartiQL statement needs to be allowed. @throws ServiceError ValidationException when it cannot be read */
export const statementAccess = (statement: unknown): Access => {
  // Texts in quotes could hold anything, even the word FROM.
  const bare = String(statement ?? '').replace(/'(?:[^']|'')*'/g, "''");
  for (const { pattern, action } of kinds) {
    const found = pattern.exec(bare);
    if (!found) continue;
    const [table = '', index] = (found[1] ?? '').split(/\.(?=(?:[^"]*"[^"]*")*[^"]*$)/).map(unquoted);
    const arn = tableArn(tableNameOf(table));
    return { action: `dynamodb:${action}`, resource: index ? `${arn}/index/${index}` : arn };
  }
  throw new ServiceError('ValidationException', `Statement wasn't well formed, can't be processed: ${statement}`);
};

const name = String.raw`((?:"[^"]+"|[\w.-]+)(?:\s*\.\s*"[^"]+")?)`;
const kinds = [
  { pattern: new RegExp(`^\\s*INSERT\\s+INTO\\s+${name}`, 'i'), action: 'PartiQLInsert' },
  { pattern: new RegExp(`^\\s*UPDATE\\s+${name}`, 'i'), action: 'PartiQLUpdate' },
  { pattern: new RegExp(`^\\s*DELETE\\s+FROM\\s+${name}`, 'i'), action: 'PartiQLDelete' },
  {
    pattern: new RegExp(`^\\s*(?:EXISTS\\s*\\(\\s*)?SELECT\\b[\\s\\S]*?\\bFROM\\s+${name}`, 'i'),
    action: 'PartiQLSelect',
  },
];

const unquoted = (text: string): string => text.trim().replace(/^"(.*)"$/, '$1');
