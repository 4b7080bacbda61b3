/** Who may sign in at the rehearsal's identity provider. `examples/policy.yaml` says what each of them may do. */
export const people = [
  { subject: 'rosa', name: 'Rosa Klein', email: 'rosa@example.com', groups: ['model-risk'], title: 'model risk' },
  { subject: 'tom', name: 'Tom Berg', email: 'tom@example.com', groups: ['business'], title: 'business owner' },
  {
    subject: 'grace',
    name: 'Grace Lind',
    email: 'grace@example.com',
    groups: [],
    title: 'data scientist, submitted the model',
  },
  { subject: 'ada', name: 'Ada Obi', email: 'ada@example.com', groups: [], title: 'answers for the model, same team' },
] as const;
