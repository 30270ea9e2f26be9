import { setImmediate } from 'node:timers/promises';

/** Within this time, in ms, the thread is given to others; a frame of the window is 16 ms. */
const SLICE_MS = 6;

/**
 * Runs `work` to its end, in slices between its yields: long work must not hold up what else the thread does. Others
 * have had the thread when it resolves, if there was more than one slice.
 */
export async function inSlices<T>(work: Generator<void, T>): Promise<T> {
  let begun = performance.now();
  let slices = 1;
  for (;;) {
    const step = work.next();
    if (step.done === true) {
      if (slices > 1) await setImmediate();
      return step.value;
    }
    if (performance.now() - begun < SLICE_MS) continue;
    await setImmediate();
    slices += 1;
    begun = performance.now();
  }
}

/** Runs `work` to its end at once. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
