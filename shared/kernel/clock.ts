/** Gives the present instant. Core code takes the instant itself; only use cases hold a clock. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** Whole seconds since 1970, the form in which instants are compared and stored. */
export const epochSeconds = (instant: Date): number => Math.floor(instant.getTime() / 1000);
