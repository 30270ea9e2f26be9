import { describe, expect, it } from 'vitest';
import { LookTurns } from '../../electron/hypervisor/qemu/look-turns.ts';

/** Work that says when it begins, and ends when it is told to. */
function works(turns: LookTurns) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const taken: Promise<string>[] = [];
  return {
    begun,
    take(name: string, isUrgent: boolean): void {
      const ended = Promise.withResolvers<void>();
      ends.set(name, ended.resolve);
      const work = async (): Promise<string> => {
        begun.push(name);
        await ended.promise;
        return name;
      };
      taken.push(turns.take(isUrgent, work));
    },
    async end(name: string): Promise<void> {
      ends.get(name)?.();
      await Promise.race(taken);
      await new Promise(setImmediate);
    },
    async all(): Promise<readonly string[]> {
      for (const end of ends.values()) end();
      return await Promise.all(taken);
    },
  };
}

describe('turns to look into images', () => {
  it('go to two machines at a time while nobody waits', async () => {
    const looks = works(new LookTurns());
    for (const name of ['a', 'b', 'c', 'd']) looks.take(name, false);
    await new Promise(setImmediate);
    expect(looks.begun).toEqual(['a', 'b']);
    await looks.end('a');
    expect(looks.begun).toEqual(['a', 'b', 'c']);
    expect(await looks.all()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('go at once to a machine that somebody waits for, before all others', async () => {
    const looks = works(new LookTurns());
    for (const name of ['a', 'b', 'c']) looks.take(name, false);
    for (const name of ['x', 'y', 'z']) looks.take(name, true);
    await new Promise(setImmediate);
    expect(looks.begun).toEqual(['a', 'b', 'x', 'y']);
    await looks.end('a');
    expect(looks.begun).toEqual(['a', 'b', 'x', 'y', 'z']);
    await looks.end('b');
    expect(looks.begun).not.toContain('c');
    await looks.end('x');
    await looks.end('y');
    expect(looks.begun).toContain('c');
    await looks.all();
  });

  it('go on after a look that failed', async () => {
    const turns = new LookTurns();
    for (let look = 0; look < 6; look += 1) {
      await expect(turns.take(false, () => Promise.reject(new Error('torn')))).rejects.toThrow('torn');
    }
    expect(await turns.take(false, async () => 'whole')).toBe('whole');
  });
});
