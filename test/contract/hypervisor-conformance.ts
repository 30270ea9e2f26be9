import { open, stat } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Hypervisor,
  HypervisorError,
  type OperationContext,
  type SnapshotFacts,
  type TakeOptions,
} from '../../electron/hypervisor/hypervisor.ts';
import { parseDomainSnapshot } from '../../shared/domainsnapshot.ts';
import { isAllowed } from '../../shared/model/finding.ts';
import type { JudgedSnapshots } from '../helpers/libvirt-hypervisor.ts';

/** A hypervisor with one running machine that has a display and no snapshots. */
export interface HypervisorStage extends AsyncDisposable {
  readonly hypervisor: Hypervisor;
  readonly uuid: string;
  readonly name: string;
  /** The machine's snapshots as a program beside us lists them. */
  readonly judge: () => Promise<JudgedSnapshots>;
}

/** Checks a hypervisor against what `Hypervisor` promises. */
export function testHypervisor(what: string, setUp: () => Promise<HypervisorStage>): void {
  describe(`${what} as a hypervisor`, () => {
    let stage: HypervisorStage;
    let hypervisor: Hypervisor;
    let uuid: string;
    const steps: string[] = [];
    const context: OperationContext = { onProgress: () => undefined, onStep: ({ text }) => steps.push(text) };

    beforeEach(async () => {
      steps.length = 0;
      stage = await setUp();
      ({ hypervisor, uuid } = stage);
    });
    afterEach(async () => {
      await stage[Symbol.asyncDispose]();
    });

    const options = (name: string, changes: Partial<TakeOptions> = {}): TakeOptions => ({
      name,
      description: '',
      memory: true,
      drives: null,
      quiesce: false,
      external: null,
      ...changes,
    });
    const take = async (name: string): Promise<SnapshotFacts> =>
      (await hypervisor.takeSnapshot(uuid, options(name), context)).snapshot;
    const lookUp = async (name: string): Promise<SnapshotFacts> => {
      const found = await hypervisor.lookupSnapshot(uuid, name);
      if (found === null) throw new Error(`there is no snapshot ${name}`);
      return found;
    };
    /** Compares our list with that of the program beside us. */
    const agree = async (): Promise<void> => {
      await hypervisor.refresh(uuid);
      const { parents, current } = await stage.judge();
      const listed = await hypervisor.listSnapshots(uuid);
      expect(new Map(listed.map((each) => [each.name, each.parentName]))).toEqual(parents);
      expect((await hypervisor.listSnapshotNames(uuid)).toSorted()).toEqual([...parents.keys()].toSorted());
      if (current !== undefined) {
        const ours = listed.filter((each) => each.current === true).map((each) => each.name);
        expect(ours).toEqual(current === null ? [] : [current]);
      }
    };
    const state = () => hypervisor.domain(uuid)?.state;
    /** Resolves when the machine is in the state, however it comes there. */
    const reach = async (wanted: string): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = () => {
        if (state() === wanted) resolve();
      };
      const stop = hypervisor.onChange(look);
      look();
      await promise;
      stop();
    };

    it('lists the machine, and says what can be done with it and why not', () => {
      expect(hypervisor.connection()).toMatchObject({
        id: hypervisor.connectionId,
        link: { status: 'connected', readOnly: null },
      });
      const domain = hypervisor.domain(uuid);
      expect(domain).toMatchObject({ uuid, name: stage.name, state: 'running' });
      expect(hypervisor.domains()).toContainEqual(domain);
      const { capabilities } = domain ?? {};
      for (const each of Object.values(capabilities ?? {})) {
        if (!each.available) expect(each.reason).toMatch(/^[A-Z\p{L}].+\.$/u);
      }
      expect(capabilities).toMatchObject({
        take: { available: true },
        restore: { available: true },
        delete: { available: true },
        screenshot: { available: true },
        pause: { available: true },
        resume: { available: false },
        start: { available: false },
      });
      expect(hypervisor.domain('00000000-0000-4000-8000-000000000000')).toBeNull();
    });

    it('knows nothing of machines that are not there', async () => {
      const nobody = '00000000-0000-4000-8000-000000000000';
      for (const call of [
        hypervisor.listSnapshots(nobody),
        hypervisor.takeSnapshot(nobody, options('a'), context),
        hypervisor.power(nobody, 'pause', context),
      ]) {
        await expect(call).rejects.toMatchObject({ name: 'HypervisorError', code: 'not-found' });
      }
    });

    it('takes snapshots, each of which grows from the one before', async () => {
      expect(await hypervisor.listSnapshots(uuid)).toEqual([]);
      await agree();
      const before = Date.now();
      const first = await take('clean-install');
      expect(first).toMatchObject({ name: 'clean-install', memory: true, kind: 'internal', findings: [] });
      expect(first.createdAt).toBeGreaterThan(before - 3000);
      expect(first.createdAt).toBeLessThan(Date.now() + 1000);
      expect(first.identities.length).toBeGreaterThan(0);
      const isPlain = hypervisor.domain(uuid)?.names === 'plain';
      const second = await take(isPlain ? 'nginx-configured' : 'nginx “configured” & more 日本');
      if (hypervisor.keepsTree) {
        expect(first).toMatchObject({ parentName: null, current: true });
        expect(second).toMatchObject({ parentName: first.name, current: true });
        expect((await lookUp(first.name)).current).toBe(false);
      }
      await agree();
      expect(state()).toBe('running');
      expect(await hypervisor.lookupSnapshot(uuid, 'nothing')).toBeNull();
    });

    it('says before a take what speaks against it, and takes nothing then', async () => {
      await take('known');
      for (const name of ['known', '', 'a\nb', 'x'.repeat(300)]) {
        const findings = await hypervisor.check(uuid, { kind: 'take', options: options(name) });
        expect(isAllowed(findings)).toBe(false);
        const taking = hypervisor.takeSnapshot(uuid, options(name), context);
        await expect(taking).rejects.toBeInstanceOf(HypervisorError);
      }
      const fine = await hypervisor.check(uuid, { kind: 'take', options: options('fine') });
      expect(fine.filter((each) => each.severity === 'blocks')).toEqual([]);
      await agree();
      expect((await hypervisor.listSnapshots(uuid)).map((each) => each.name)).toEqual(['known']);
    });

    it('goes back to a snapshot, into the state that is wanted', async () => {
      const first = await take('first');
      await take('second');
      const checked = await hypervisor.check(uuid, {
        kind: 'restore',
        snapshot: first,
        remembered: null,
        state: 'as-snapshot',
      });
      expect(isAllowed(checked)).toBe(true);
      const restore = (wanted: 'as-snapshot' | 'running' | 'paused') =>
        hypervisor.restoreSnapshot(uuid, first, { state: wanted, remembered: null, force: false }, context);
      await restore('paused');
      expect(state()).toBe('paused');
      if (hypervisor.keepsTree) expect((await lookUp('first')).current).toBe(true);
      await restore('running');
      expect(state()).toBe('running');
      if (hypervisor.keepsTree) expect((await take('third')).parentName).toBe('first');
      await agree();
    });

    it('deletes one snapshot, and its children move up', async () => {
      await take('a');
      const b = await take('b');
      await take('c');
      expect(isAllowed(await hypervisor.check(uuid, { kind: 'delete', snapshots: [b] }))).toBe(true);
      await hypervisor.deleteSnapshot(uuid, b, context);
      if (hypervisor.keepsTree) expect((await lookUp('c')).parentName).toBe('a');
      await agree();
      expect((await hypervisor.listSnapshots(uuid)).map((each) => each.name).toSorted()).toEqual(['a', 'c']);
      await expect(hypervisor.deleteSnapshot(uuid, b, context)).rejects.toBeInstanceOf(HypervisorError);
      await agree();
    });

    it('keeps a description where the hypervisor has a place for it, and the rest as it was', async () => {
      await take('first');
      await take('described');
      const before = await hypervisor.snapshotXml(uuid, 'described');
      const text = 'before “apt upgrade” & it’s\nrunning <b>';
      await hypervisor.describeSnapshot(uuid, await lookUp('described'), text);
      const after = await hypervisor.snapshotXml(uuid, 'described');
      if (hypervisor.keepsTree) {
        expect(await lookUp('described')).toMatchObject({
          description: text,
          current: true,
          parentName: 'first',
        });
        expect(parseDomainSnapshot(after ?? '')).toEqual({
          ...parseDomainSnapshot(before ?? ''),
          description: text,
        });
        await hypervisor.describeSnapshot(uuid, await lookUp('described'), '');
        expect(await hypervisor.snapshotXml(uuid, 'described')).toBe(before);
      } else expect(after).toBeNull();
      await agree();
    });

    it('pauses and goes on, and tells of it', async () => {
      await hypervisor.power(uuid, 'pause', context);
      await reach('paused');
      expect(hypervisor.domain(uuid)?.capabilities).toMatchObject({
        resume: { available: true },
        pause: { available: false },
      });
      const { activity } = hypervisor.domain(uuid) ?? {};
      expect(activity).toEqual(expect.any(String));
      await hypervisor.refresh(uuid);
      expect(hypervisor.domain(uuid)?.activity).toBe(activity);
      await hypervisor.power(uuid, 'resume', context);
      await reach('running');
      await hypervisor.power(uuid, 'pause', context);
      await reach('paused');
      expect(hypervisor.domain(uuid)?.activity).not.toBe(activity);
    });

    it('gives a picture of the screen, and takes its file away again', async () => {
      const shot = await hypervisor.takeScreenshot(uuid, { head: 0 });
      await using file = await open(shot.path);
      const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
      expect(['P6', '\u0089P']).toContain(buffer.toString('latin1', 0, 2));
      expect((await file.stat()).mode & 0o022).toBe(0);
      await shot[Symbol.asyncDispose]();
      await expect(stat(shot.path)).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it('changes nothing while it checks', async () => {
      const snapshot = await take('a');
      const before = await stage.judge();
      const remembered = null;
      await hypervisor.check(uuid, { kind: 'take', options: options('b') });
      await hypervisor.check(uuid, { kind: 'restore', snapshot, remembered, state: 'paused' });
      await hypervisor.check(uuid, { kind: 'activate', snapshot, remembered });
      await hypervisor.check(uuid, { kind: 'delete', snapshots: [snapshot] });
      await hypervisor.check(uuid, { kind: 'power', action: 'powerOff' });
      await hypervisor.takeRoom(uuid, options('b'));
      expect(await stage.judge()).toEqual(before);
      expect(state()).toBe('running');
      expect(steps.length).toBeLessThan(5);
    });
  });
}
