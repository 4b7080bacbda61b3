import { ACCOUNT, NotImplementedLocally, REGION } from '../service.ts';

export const functionArn = (name: string): string => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;

/** The name in a function's name or ARN, with or without `$LATEST`. @throws NotImplementedLocally for another version */
export const functionNameOf = (nameOrArn: string): string => {
  const [name = '', qualifier] = nameOrArn.replace(/^(?:arn:aws:lambda:[^:]*:)?\d{12}:function:/, '').split(':');
  if (qualifier !== undefined && qualifier !== '$LATEST')
    throw new NotImplementedLocally(`the version or alias ${qualifier} of the function ${name}`);
  return name;
};
