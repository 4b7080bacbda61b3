/** A JSONata machine from its states; the first one starts. */
export const machine = (states: Record<string, object>, more: object = {}): object => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
  ...more,
});

/** A Task on `lambda:invoke`, or on its callback form. */
export const lambda = (more: object = {}, suffix = ''): object => ({
  Type: 'Task',
  Resource: `arn:aws:states:::lambda:invoke${suffix}`,
  Arguments: { FunctionName: 'score', Payload: '{% $states.input %}' },
  ...more,
});

/** An error with a name, as a function throws it. */
export const named = (name: string, message = name): Error => Object.assign(new Error(message), { name });
