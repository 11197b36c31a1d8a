export interface StopSignals {
  /** The first signal: running stages are waited for. */
  readonly stop: AbortSignal;
  /** The second one: they are ended. */
  readonly interrupt: AbortSignal;
  forget(): void;
}

const NAMES = ['SIGINT', 'SIGTERM'] as const;

/** Ctrl-C once drains, twice interrupts; any further one is left to the system. */
export function stopSignals(onFirst: () => void = () => undefined): StopSignals {
  const stop = new AbortController();
  const interrupt = new AbortController();
  const take = () => {
    if (stop.signal.aborted) {
      interrupt.abort();
      forget();
    } else {
      stop.abort();
      onFirst();
    }
  };
  const forget = () => {
    for (const name of NAMES) process.off(name, take);
  };
  for (const name of NAMES) process.on(name, take);
  return { stop: stop.signal, interrupt: interrupt.signal, forget };
}
