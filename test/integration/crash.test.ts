import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CrashStage } from '../helpers/crash/stage.ts';
import type { OperationKind } from '../helpers/crash/truth.ts';

/**
 * Every step with `npm run crash`, which takes half an hour; without it, this many kills spread evenly over
 * the steps of each operation, so that all tests together stay within minutes.
 */
const everyStep = process.env['SNAPGROVE_CRASH'] === 'every-step';
const KILLS: Readonly<Record<OperationKind, number>> = { take: 70, restore: 80, delete: 40 };
const OPERATIONS: readonly OperationKind[] = ['take', 'restore', 'delete'];
const DEADLINE_MS = everyStep ? 20 * 60_000 : 10 * 60_000;
const SEED = 20100119;

describe('a core that is killed', () => {
  let stage: CrashStage;
  beforeAll(async () => {
    stage = await CrashStage.open(SEED);
  });
  afterAll(async () => await stage[Symbol.asyncDispose]());

  it.each(OPERATIONS)(
    'at every step of %s shows a true tree at the next start',
    async (kind) => {
      const steps = await stage.countSteps(kind);
      const stride = everyStep ? 1 : Math.max(1, steps / KILLS[kind]);
      for (let at = 0; at < steps; at += stride) await stage.cutOff(kind, Math.floor(at));
    },
    DEADLINE_MS,
  );

  it.each(OPERATIONS)(
    'from outside during %s shows a true tree at the next start',
    async (kind) => {
      for (let change = 0; change < 4; change += 1) await stage.cutOffAtChange(kind, change);
    },
    DEADLINE_MS,
  );

  it('was killed two hundred times, and the images are sound', async () => {
    expect(stage.kills).toBeGreaterThanOrEqual(200);
    await expect(stage.checkImages()).resolves.toBeUndefined();
  });
});

describe('a computer that is powered off', () => {
  it.each(OPERATIONS)(
    'during %s shows a true tree at the next start',
    async (kind) => {
      await using stage = await CrashStage.open(SEED);
      const steps = await stage.countSteps(kind);
      const cuts = everyStep ? 40 : 5;
      for (let cut = 0; cut < cuts; cut += 1)
        await stage.cutPower(kind, Math.floor(((cut + 0.5) * steps) / cuts));
    },
    DEADLINE_MS,
  );
});
