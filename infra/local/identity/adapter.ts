interface Entry {
  payload: Record<string, unknown>;
  readonly expiresAt: number;
}

/** Keeps the sessions, codes and tokens of one provider in memory: a restart signs everybody out, which a rehearsal may do. */
export const createMemoryAdapter = () => {
  const entries = new Map<string, Entry>();

  const live = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (entry && entry.expiresAt <= Date.now()) entries.delete(key);
    return entry && entry.expiresAt > Date.now() ? entry : undefined;
  };

  const sweep = (): void => {
    if (entries.size > 1000) for (const key of [...entries.keys()]) live(key);
  };

  return (model: string) => {
    const where = (property: string, value: string) =>
      [...entries.keys()].find((key) => key.startsWith(`${model}:`) && live(key)?.payload[property] === value);
    const find = async (id: string) => live(`${model}:${id}`)?.payload;
    return {
      find,
      findByUid: async (uid: string) => live(where('uid', uid) ?? '')?.payload,
      findByUserCode: async (code: string) => live(where('userCode', code) ?? '')?.payload,
      upsert: async (id: string, payload: Record<string, unknown>, expiresIn?: number) => {
        sweep();
        entries.set(`${model}:${id}`, {
          payload,
          expiresAt: expiresIn ? Date.now() + expiresIn * 1000 : Number.POSITIVE_INFINITY,
        });
      },
      consume: async (id: string) => {
        const entry = live(`${model}:${id}`);
        if (entry) entry.payload = { ...entry.payload, consumed: Math.floor(Date.now() / 1000) };
      },
      destroy: async (id: string) => {
        entries.delete(`${model}:${id}`);
      },
      revokeByGrantId: async (grantId: string) => {
        for (const [key, { payload }] of entries) if (payload.grantId === grantId) entries.delete(key);
      },
    };
  };
};
