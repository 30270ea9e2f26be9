import { expect, it } from 'vitest';
import { Pace } from '../../electron/threads/pace.ts';

it('lets through so many in a turn of the event loop, in the order asked for', async () => {
  const pace = new Pace(3);
  const through: number[] = [];
  for (let index = 0; index < 8; index += 1) void pace.turn().then(() => through.push(index));
  const seen: number[] = [];
  while (through.length < 8) {
    await new Promise(setImmediate);
    seen.push(through.length);
  }
  expect(through).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  for (const [turn, count] of seen.entries()) expect(count - (seen[turn - 1] ?? 0)).toBeLessThanOrEqual(6);
  expect(Math.max(...seen.map((count, turn) => count - (seen[turn - 1] ?? 3)))).toBeLessThanOrEqual(3);
});

it('begins anew with each turn', async () => {
  const pace = new Pace(1);
  await pace.turn();
  await new Promise(setImmediate);
  let isThrough = false;
  void pace.turn().then(() => {
    isThrough = true;
  });
  await Promise.resolve();
  await Promise.resolve();
  expect(isThrough).toBe(true);
});
