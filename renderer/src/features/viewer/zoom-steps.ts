/** Sizes that the zoom keys stop at; 1 is a picture's pixel for each of the screen's. */
const STEPS = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8] as const;

/** The next size above (`by` 1) or below (`by` -1) a size. */
export function nextStep(size: number, by: 1 | -1): number {
  const found =
    by === 1 ? STEPS.find((step) => step > size * 1.01) : STEPS.findLast((step) => step < size * 0.99);
  return found ?? (by === 1 ? STEPS[STEPS.length - 1] : STEPS[0]) ?? size;
}
