const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Ends the local cloud properly, and then this process, when it is told to end or when an error was not caught. Whatever is
 * left when even that fails falls to the watchdog.
 */
export const stopOnSignals = (cloud: { stop(): Promise<void> }): void => {
  const end = (code: number): void => {
    cloud.stop().then(
      () => process.exit(code),
      (error: unknown) => {
        console.error(error);
        process.exit(code);
      },
    );
  };
  for (const [signal, code] of Object.entries(codes)) process.once(signal, () => end(code));
  process.once('uncaughtException', (error) => {
    console.error(error);
    end(1);
  });
};
