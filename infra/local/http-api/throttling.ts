import type { Throttle } from './definitions.ts';

/** A token bucket per key: `burst` requests at once, `rate` a second over time. `now` is in milliseconds. */
export const createThrottle = () => {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (key: string, { rate, burst }: Throttle, now: number): boolean => {
    const bucket = buckets.get(key) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * rate);
    bucket.at = now;
    buckets.set(key, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  };
};
