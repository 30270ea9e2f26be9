import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createExt4, linuxGuest, needsRecovery } from '../helpers/linux-guest.ts';
import { context, outside, type PlainMachine, plainMachines } from '../helpers/plain-machine.ts';

const machines = plainMachines();

/** In September 2001. */
const LONG_AGO = 1_000_000_000_000;
/** How far the guest's clock may be from ours, in ms, on a computer that is busy. */
const NEAR = 20_000;

const channel = `<channel type='unix'><source mode='bind'/><target type='virtio' name='org.qemu.guest_agent.0'/></channel>`;

/** Defines a Linux with its agent, and starts it. */
async function bootLinux(): Promise<PlainMachine> {
  const { kernel, initrd, commandLine, memory } = linuxGuest;
  const boot = `<kernel>${kernel}</kernel><initrd>${initrd}</initrd><cmdline>${commandLine}</cmdline></os>`;
  const machine = await machines.define({ devices: channel }, (xml) =>
    xml.replace('</os>', boot).replace(/(<memory unit='MiB'>)\d+/, `$1${memory}`),
  );
  await createExt4(machine.disk);
  await machine.power('start');
  await agentAnswers(machine);
  return machine;
}

async function agentAnswers(machine: PlainMachine): Promise<void> {
  await vi.waitFor(() => ask(machine, 'guest-ping'), { timeout: 120_000, interval: 100 });
}

/** Asks the agent with virsh, which prints what it answered. */
async function ask(machine: PlainMachine, execute: string, args: object = {}): Promise<unknown> {
  const answer = await machine.virsh('qemu-agent-command', JSON.stringify({ execute, arguments: args }));
  return z.object({ return: z.unknown() }).parse(JSON.parse(answer)).return;
}

async function timeIn(machine: PlainMachine): Promise<number> {
  return z.number().parse(await ask(machine, 'guest-get-time')) / 1_000_000;
}

async function toThePast(machine: PlainMachine): Promise<void> {
  await machine.virsh('domtime', '--time', String(LONG_AGO / 1000));
  expect(Math.abs((await timeIn(machine)) - LONG_AGO)).toBeLessThan(NEAR);
}

describe('a Linux guest with its agent, in libvirt', () => {
  it('has the time of today after a restore and after a start from an activated snapshot', async () => {
    const machine = await bootLinux();
    await toThePast(machine);
    const past = await machine.take('long-ago');

    expect(await machine.restore(past)).toEqual([]);
    expect(Math.abs((await timeIn(machine)) - Date.now())).toBeLessThan(NEAR);

    await machine.power('powerOff');
    expect(await machine.restore(past)).toEqual([]);
    expect(Math.abs((await timeIn(machine)) - Date.now())).toBeLessThan(NEAR);

    await machine.power('powerOff');
    await machine.hypervisor.activateSnapshot(machine.uuid, past, null, context);
    const started = await machine.hypervisor.power(machine.uuid, 'start', context);
    expect(started).toEqual({ findings: [] });
    expect(Math.abs((await timeIn(machine)) - Date.now())).toBeLessThan(NEAR);
  });

  it('is made quiet for a snapshot of its disks, and goes on', async () => {
    const machine = await bootLinux();
    expect(machine.hypervisor.domain(machine.uuid)?.capabilities.quiesce).toEqual({ available: true });
    await machine.take('like-a-power-cut', { memory: false, ...outside });
    await machine.take('quiet', { memory: false, quiesce: true, ...outside });
    const files = (await machine.virsh('snapshot-dumpxml', 'quiet')).match(/(?<=<source file=')[^']+/g) ?? [];
    const [quiet] = files;
    // What the file holds now was written after the snapshot: the one below is as it was.
    expect(await needsRecovery(machine.disk)).toBe(true);
    expect(await needsRecovery(machine.disk.replace(/qcow2$/, 'like-a-power-cut'))).toBe(false);
    expect(quiet).toMatch(/\.quiet$/);
    expect(await ask(machine, 'guest-fsfreeze-status')).toBe('thawed');
  });
});
