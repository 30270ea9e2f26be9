import { describe, expect, it } from 'vitest';
import type { Definition } from '../../electron/hypervisor/libvirt/definition.ts';
import { domainView } from '../../electron/hypervisor/libvirt/domain-view.ts';
import type { Host } from '../../electron/hypervisor/libvirt/host.ts';
import { type MachineReading, stateOf } from '../../electron/hypervisor/libvirt/machine-reading.ts';
import type { Link } from '../../shared/model/connection.ts';
import type { Capabilities } from '../../shared/model/machine.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import { definition, disk, host } from '../helpers/libvirt-situation.ts';

const connected: Link = { status: 'connected', readOnly: null };

const sizes = new Map([['vda', { capacityBytes: 2048, physicalBytes: 1024 }]]);

function view(
  changes: Partial<MachineReading> = {},
  about: { readonly link?: Link; readonly host?: Host } = {},
) {
  const reading: MachineReading = {
    domain: { name: 'web', uuid: '11111111-2222-3333-4444-555555555555', id: 3 },
    state: 'running',
    pausedFor: null,
    persistent: true,
    managedSave: false,
    definition: definition(),
    images: null,
    readAt: 1000,
    ...changes,
  };
  return domainView(reading, { link: connected, host: host(), activity: null, sizes, ...about });
}

/** The names of what can be done. */
const able = (capabilities: Capabilities) =>
  Object.entries(capabilities)
    .filter(([, each]) => each.available)
    .map(([name]) => name)
    .toSorted();

const withAgent = (agent: Definition['agent']) => ({ definition: definition({ agent }) });

describe('a machine of libvirt as the core sees it', () => {
  it('has its drives with sizes, and those left out with the reason', () => {
    const disks = [
      disk('vda'),
      disk('sda', { device: 'cdrom', readOnly: true, format: 'raw' }),
      disk('sdb', { device: 'cdrom', readOnly: true, source: null }),
      disk('vdb', { readOnly: true }),
    ];
    expect(view({ definition: definition({ disks }) }).drives).toEqual([
      {
        id: 'vda',
        device: 'vda',
        path: '/images/vda.qcow2',
        format: 'qcow2',
        virtualSizeBytes: 2048,
        actualSizeBytes: 1024,
        readOnly: false,
        leftOut: null,
      },
      expect.objectContaining({
        id: 'sda',
        leftOut: expect.objectContaining({ text: 'it is a cdrom drive' }),
        virtualSizeBytes: null,
      }),
      expect.objectContaining({ id: 'vdb', leftOut: expect.objectContaining({ text: 'it is read-only' }) }),
    ]);
  });

  it('can do, in each state, what libvirt does in it', () => {
    const always = ['chooseDrives', 'delete', 'diskOnly', 'external', 'restore', 'take'];
    const on = [...always, 'memory', 'powerOff', 'reset', 'screenshot'];
    expect(able(view().capabilities)).toEqual([...on, 'pause', 'shutdown'].toSorted());
    expect(able(view({ state: 'paused' }).capabilities)).toEqual([...on, 'resume'].toSorted());
    expect(able(view({ state: 'off' }).capabilities)).toEqual([...always, 'activate', 'start'].toSorted());
    expect(able(view({ state: 'suspended' }).capabilities)).toEqual(
      ['delete', 'powerOff', 'resume', 'screenshot'].toSorted(),
    );
  });

  it('can be made quiet where an agent answers, and says what is missing elsewhere', () => {
    expect(view(withAgent('connected')).capabilities.quiesce).toEqual({ available: true });
    expect(view(withAgent('disconnected')).capabilities.quiesce).toMatchObject({
      reason: expect.stringMatching(/install qemu-guest-agent/),
    });
    expect(view(withAgent('none')).capabilities.quiesce).toMatchObject({
      reason: expect.stringMatching(/org\.qemu\.guest_agent\.0/),
    });
    expect(view({ ...withAgent('connected'), state: 'off' }).capabilities.quiesce.available).toBe(false);
  });

  it('gives no picture without a display, but of the test driver’s machines', () => {
    const dark = { definition: definition({ heads: 0 }) };
    expect(view(dark).capabilities.screenshot).toMatchObject({ available: false });
    const test = view(dark, { host: host('9.0', { driver: 'TEST' }) });
    expect(test.capabilities.screenshot).toEqual({ available: true });
    expect(test.heads).toBe(1);
    expect(test.capabilities.external).toMatchObject({ available: false });
  });

  it.each<[Link, RegExp]>([
    [{ status: 'connected', readOnly: asIs('the user is in no group.') }, /may only look.*no group/],
    [{ status: 'connecting' }, /still being made/],
    [{ status: 'lost', code: 'ended', message: 'It ended.', since: 1, retryAt: 2 }, /^It ended\.$/],
  ])('can do nothing while the link is %j', (link, reason) => {
    const { capabilities, state } = view({}, { link });
    expect(able(capabilities)).toEqual([]);
    for (const each of Object.values(capabilities))
      expect(each).toMatchObject({ reason: expect.stringMatching(reason) });
    expect(state).toBe(link.status === 'connected' ? 'running' : 'unknown');
  });

  it('says what is worth knowing of it', () => {
    const { findings } = view({
      managedSave: true,
      persistent: false,
      definition: definition({ tpm: true }),
    });
    expect(findings.map((each) => each.code)).toEqual(['managed-save', 'transient', 'tpm-not-covered']);
  });

  it('is off, on or something else in libvirt’s words', () => {
    const states = [
      'no-state',
      'running',
      'blocked',
      'paused',
      'shutting-down',
      'shut-off',
      'crashed',
    ] as const;
    expect(states.map(stateOf)).toEqual(['off', 'running', 'running', 'paused', 'running', 'off', 'crashed']);
    expect(stateOf('pm-suspended')).toBe('suspended');
    expect(stateOf('other')).toBe('unknown');
  });
});
