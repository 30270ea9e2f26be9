import { describe, expect, it } from 'vitest';
import { World } from '../../electron/core/world.ts';
import type { Job } from '../../shared/model/job.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { type Change, type ChangeMessage, type Op, wholeChanges } from '../../shared/model/world.ts';
import { snapshotOf } from '../helpers/snapshot-sample.ts';

const SETTINGS: Settings = {
  theme: 'system',
  language: 'system',
  screenshots: true,
  refreshSeconds: 10,
  undoMs: 6000,
  storeFolder: '/nowhere',
};

const put = (value: Snapshot): Op => ({ op: 'put', kind: 'snapshot', value });
const drop = (id: string): Op => ({ op: 'drop', kind: 'snapshot', id: `m/${id}` });

/** A watcher that takes one change at a time, as a face with room for one does. */
function watcher(world: World) {
  const ending = new AbortController();
  const changes = world.watch(ending.signal);
  return {
    next: async (): Promise<ChangeMessage | undefined> => {
      const step = await changes.next();
      return step.done === true ? undefined : step.value;
    },
    stop: () => ending.abort(),
  };
}

/** What a face knows that took in all changes up to `rev`. */
async function caughtUp(
  next: () => Promise<ChangeMessage | undefined>,
  rev: number,
): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, string>();
  let last: number | null = null;
  while (last !== rev) {
    const change = await next();
    if (change === undefined) throw new Error('The stream ended.');
    if (change.t === 'rest') throw new Error('The world is small.');
    if (change.t === 'all') {
      known.clear();
      for (const { id, description } of change.snapshots) known.set(id, description);
    } else {
      expect(change.rev).toBe((last ?? Number.NaN) + 1);
      for (const op of change.ops) {
        if (op.op === 'drop') known.delete(op.id);
        else if (op.kind === 'snapshot') known.set(op.value.id, op.value.description);
      }
    }
    last = change.rev;
  }
  return known;
}

describe('the world', () => {
  it('gives the whole once, then what changed, and nothing that did not', async () => {
    const world = new World(SETTINGS);
    world.apply([put(snapshotOf('a'))]);
    const { next, stop } = watcher(world);
    expect(await next()).toMatchObject({ t: 'all', rev: 1, snapshots: [{ id: 'm/a' }], settings: SETTINGS });
    world.apply([put(snapshotOf('a'))]);
    world.apply([drop('unknown')]);
    world.apply([put(snapshotOf('a')), put(snapshotOf('b'))]);
    expect(await next()).toEqual({ t: 'patch', rev: 2, ops: [put(snapshotOf('b'))] });
    stop();
    expect(await next()).toBeUndefined();
    expect(world.isWatched).toBe(false);
  });

  it('keeps the snapshots of each machine together, and forgets them with the last', () => {
    const world = new World(SETTINGS);
    world.apply([put(snapshotOf('a')), put(snapshotOf('b')), drop('a')]);
    expect([...world.snapshotsOf('m').keys()]).toEqual(['m/b']);
    world.apply([drop('b')]);
    expect(world.snapshotsOf('m').size).toBe(0);
    expect(world.snapshots.size).toBe(0);
  });

  it('sends much in several patches, numbered one after the other', async () => {
    const world = new World(SETTINGS);
    const { next, stop } = watcher(world);
    await next();
    world.apply(Array.from({ length: 1200 }, (_, index) => put(snapshotOf(`s${index}`))));
    const sizes: number[] = [];
    for (let patch = 1; patch <= 5; patch += 1) {
      const change = await next();
      if (change?.t !== 'patch') throw new Error('A patch was expected.');
      expect(change.rev).toBe(patch);
      sizes.push(change.ops.length);
    }
    expect(sizes).toEqual([250, 250, 250, 250, 200]);
    stop();
  });

  it('tells a large whole in pieces, lets others have the thread between them, and then tells what changed meanwhile', async () => {
    const world = new World(SETTINGS);
    world.apply(Array.from({ length: 600 }, (_, index) => put(snapshotOf(`s${index}`))));
    const { next, stop } = watcher(world);
    expect(await next()).toMatchObject({ t: 'all', rev: 3, rest: 2, snapshots: { length: 250 } });
    world.apply([drop('s599'), put(snapshotOf('s0', { description: 'new' }))]);
    let others = 0;
    setImmediate(() => {
      others += 1;
    });
    expect(await next()).toMatchObject({ t: 'rest', snapshots: { length: 250 } });
    expect(others).toBe(1);
    expect(await next()).toMatchObject({ t: 'rest', snapshots: { length: 100 } });
    expect(await next()).toEqual({
      t: 'patch',
      rev: 4,
      ops: [drop('s599'), put(snapshotOf('s0', { description: 'new' }))],
    });
    stop();
  });

  it('is put together again from its pieces, and begun anew where a newer whole comes between', async () => {
    const world = new World(SETTINGS);
    world.apply(Array.from({ length: 600 }, (_, index) => put(snapshotOf(`s${index}`))));
    const ending = new AbortController();
    const messages: ChangeMessage[] = [];
    for await (const message of world.watch(ending.signal)) {
      messages.push(message);
      if (messages.length === 3) ending.abort();
    }
    async function* told(): AsyncGenerator<ChangeMessage, void> {
      yield* messages.slice(0, 2);
      yield* messages;
      yield { t: 'patch', rev: 4, ops: [] };
    }
    const changes: Change[] = [];
    for await (const change of wholeChanges(told())) changes.push(change);
    expect(changes.map(({ t, rev }) => [t, rev])).toEqual([
      ['all', 3],
      ['patch', 4],
    ]);
    expect(changes[0]).toMatchObject({ snapshots: [...world.snapshots.values()] });
  });

  it('lets others have the thread between large patches', async () => {
    const world = new World(SETTINGS);
    const { next, stop } = watcher(world);
    await next();
    world.apply(Array.from({ length: 500 }, (_, index) => put(snapshotOf(`s${index}`))));
    await next();
    let others = 0;
    setImmediate(() => {
      others += 1;
    });
    await next();
    expect(others).toBe(1);
    stop();
  });

  it('gives a reader who fell far behind the whole again, and what he then knows is true', async () => {
    const world = new World(SETTINGS);
    const { next, stop } = watcher(world);
    await next();
    for (let change = 0; change < 2000; change += 1)
      world.apply([put(snapshotOf(`s${change % 7}`, { description: `${change}` }))]);
    world.apply([drop('s0')]);
    const first = await next();
    expect(first?.t).toBe('all');
    const known = await caughtUp(
      ((pending: ChangeMessage | undefined) => async () => {
        const change = pending ?? (await next());
        pending = undefined;
        return change;
      })(first),
      world.rev,
    );
    expect(known).toEqual(new Map([...world.snapshots].map(([id, { description }]) => [id, description])));
    stop();
  });

  it('tells each of many watchers the same', async () => {
    const world = new World(SETTINGS);
    const watchers = Array.from({ length: 5 }, () => watcher(world));
    for (const { next } of watchers) await next();
    world.apply([put(snapshotOf('a')), put(snapshotOf('b'))]);
    world.apply([drop('a')]);
    for (const { next, stop } of watchers) {
      expect(await next()).toMatchObject({ t: 'patch', rev: 1 });
      expect(await next()).toMatchObject({ t: 'patch', rev: 2 });
      stop();
    }
  });

  it('changes settings and jobs like everything else', async () => {
    const world = new World(SETTINGS);
    const { next, stop } = watcher(world);
    await next();
    const settings: Settings = { ...SETTINGS, theme: 'dark' };
    world.apply([{ op: 'put', kind: 'settings', value: SETTINGS }]);
    world.apply([{ op: 'put', kind: 'settings', value: settings }]);
    expect(await next()).toEqual({
      t: 'patch',
      rev: 1,
      ops: [{ op: 'put', kind: 'settings', value: settings }],
    });
    expect(world.settings).toEqual(settings);
    const jobs: ReadonlyMap<string, Job> = world.jobs;
    expect(jobs.size).toBe(0);
    stop();
  });
});
