/** One event as GetExecutionHistory shows it, except that `timestamp` is in milliseconds since 1970. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
  /** Details under the event's own key, such as `taskFailedEventDetails`. */
  readonly [details: string]: unknown;
}

/** Where one flow of an execution stands in the history: branches and iterations each have their own. */
export interface Trail {
  last: number;
}

export interface History {
  readonly events: readonly HistoryEvent[];
  record(trail: Trail, type: string, details?: Readonly<Record<string, unknown>>): number;
}

/** Step Functions ends an execution at this many events. */
const EVENT_LIMIT = 25_000;

const detailsKey = (type: string): string => {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
};

/**
 * A new, empty history. `heard` is told every event; `full` is called once, when only the closing event still fits.
 * After that only `Execution...` events are taken.
 */
export const createHistory = (
  now: () => number,
  heard: (event: HistoryEvent) => void = () => {},
  full: () => void = () => {},
): History => {
  const events: HistoryEvent[] = [];
  return {
    events,
    record: (trail, type, details) => {
      if (events.length >= EVENT_LIMIT - 1 && !type.startsWith('Execution')) return trail.last;
      const event = {
        id: events.length + 1,
        previousEventId: trail.last,
        timestamp: now(),
        type,
        ...(details ? { [detailsKey(type)]: details } : {}),
      };
      events.push(event);
      trail.last = event.id;
      heard(event);
      if (events.length === EVENT_LIMIT - 1) full();
      return event.id;
    },
  };
};

/** A JSON value as history events carry it. */
export const text = (value: unknown): string => JSON.stringify(value);

/** What the history says of a payload it shows: nothing is ever cut short here. */
export const whole = { truncated: false };
