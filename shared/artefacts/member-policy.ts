import type { Notebook } from './notebook.ts';

/** Members that a serving container would run or install (S-23). */
const CODE: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /^code(\/|$)/i, what: 'belongs to a code folder, which the serving container runs' },
  {
    pattern: /\.(py|pyc|pyo|pyd|pyw|pyx|so(\.\d+)*|dll|dylib|sh|bash|js|mjs|jar|whl|egg|exe|bat|cmd|ps1|r|jl|lua)$/i,
    what: 'is code',
  },
  {
    pattern:
      /(^|\/)(requirements[^/]*\.txt|setup\.(py|cfg)|pyproject\.toml|conda\.ya?ml|environment\.ya?ml|Dockerfile|Makefile)$/i,
    what: 'installs packages',
  },
  { pattern: /(^|\/)(sitecustomize|usercustomize|__init__|inference|model_server)[^/]*$/i, what: 'is loaded as code' },
  { pattern: /(^|\/)\.(?!storage_alignment$|format_version$|data\/)/, what: 'is hidden' },
];

/** Says why a member may not come with a model, whatever it contains. */
export const memberPolicy = (notebook: Notebook, name: string, member: string, offset: number): void => {
  const reasons = CODE.filter(({ pattern }) => pattern.test(name)).map(({ what }) => what);
  if (reasons.length > 0)
    notebook.refuse('member-code', `${name} ${reasons.join(', and ')}`, {
      member,
      offset,
      advice: 'send the model alone; code is deployed with the serving image',
    });
};
