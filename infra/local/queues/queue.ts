import { createHash, randomUUID } from 'node:crypto';

export interface Message {
  readonly id: string;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly receipt?: string;
  /** From when on it can be received (again). */
  readonly visibleAt: number;
  readonly received: number;
}

export interface QueueSettings {
  readonly name: string;
  /** Seconds. */
  readonly visibilityTimeout: number;
  readonly retention: number;
  readonly delay: number;
}

/** A standard queue. Times are in milliseconds since 1970 and come from outside. */
export interface Queue extends QueueSettings {
  send(body: string, now: number, delaySeconds?: number): Message;
  receive(limit: number, now: number, visibilityTimeout?: number): readonly Message[];
  /** Whether the receipt was the last one given out for its message. */
  remove(receipt: string): boolean;
  purge(): void;
  counts(now: number): { readonly visible: number; readonly inFlight: number; readonly delayed: number };
  all(now: number): readonly Message[];
}

/** `saved` are the messages of an earlier run; `changed` hears of every change, with all messages. */
export const createQueue = (
  settings: QueueSettings,
  saved: readonly Message[] = [],
  changed: (messages: readonly Message[]) => void = () => {},
): Queue => {
  let messages = [...saved];
  const keep = (next: Message[]): void => {
    messages = next;
    changed(messages);
  };
  const expire = (now: number): void => {
    const kept = messages.filter(({ sentAt }) => now - sentAt <= settings.retention * 1000);
    if (kept.length < messages.length) keep(kept);
  };
  return {
    ...settings,
    send: (body, now, delaySeconds = settings.delay) => {
      const message = { id: randomUUID(), body, sentAt: now, visibleAt: now + delaySeconds * 1000, received: 0 };
      keep([...messages, message]);
      return message;
    },
    receive: (limit, now, visibilityTimeout = settings.visibilityTimeout) => {
      expire(now);
      const given = messages
        .filter(({ visibleAt }) => visibleAt <= now)
        .slice(0, limit)
        .map((message) => ({
          ...message,
          receipt: randomUUID(),
          visibleAt: now + visibilityTimeout * 1000,
          received: message.received + 1,
        }));
      const byId = new Map(given.map((message) => [message.id, message]));
      if (given.length > 0) keep(messages.map((message) => byId.get(message.id) ?? message));
      return given;
    },
    remove: (receipt) => {
      const left = messages.filter((message) => message.receipt !== receipt);
      const removed = left.length < messages.length;
      if (removed) keep(left);
      return removed;
    },
    purge: () => keep([]),
    counts: (now) => {
      expire(now);
      const hidden = messages.filter(({ visibleAt }) => visibleAt > now);
      const inFlight = hidden.filter(({ receipt }) => receipt !== undefined).length;
      return { visible: messages.length - hidden.length, inFlight, delayed: hidden.length - inFlight };
    },
    all: (now) => {
      expire(now);
      return messages;
    },
  };
};

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
