import { useSyncExternalStore } from 'react';

/** Something that is told every so often, by one timer however many listen; none runs while nobody does. */
function ticker(intervalMs: number) {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  return (listener: () => void) => {
    listeners.add(listener);
    timer ??= setInterval(() => {
      for (const each of listeners) each();
    }, intervalMs);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  };
}

const everyHalfMinute = ticker(30_000);
const everySecond = ticker(1_000);

/** A text that depends on the time; the component is drawn again only when the text differs. */
export function useTimedText(write: (now: number) => string, pace: 'slow' | 'second' = 'slow'): string {
  return useSyncExternalStore(pace === 'slow' ? everyHalfMinute : everySecond, () => write(Date.now()));
}
