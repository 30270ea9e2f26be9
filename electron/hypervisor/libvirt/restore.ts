import { setTimeout as delay } from 'node:timers/promises';
import type { WantedState } from '../../../shared/contract/contract.ts';
import { type Finding, finding, messageOf } from '../../../shared/model/finding.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { LibvirtClient } from '../../libvirt-rpc/client.ts';
import type { Flags, snapshotRevertFlags } from '../../libvirt-rpc/flags.ts';
import { HypervisorError, type OperationContext, type SnapshotFacts } from '../hypervisor.ts';
import { setGuestClock } from './guest-clock.ts';
import type { LibvirtMachine } from './libvirt-machine.ts';
import { readingNow, refuseBlocked, refuseReplaced } from './operation-checks.ts';
import { inWords } from './problem.ts';
import { readableFindings } from './readable-files.ts';
import { activateFindings, restoreFindings, snapshotFindings } from './restore-findings.ts';
import { kindOf } from './situation.ts';
import type { SnapshotReading } from './snapshot-reading.ts';

export interface RestoreOptions {
  readonly state: WantedState;
  /** Whether the user agreed to what libvirt calls risky. */
  readonly force: boolean;
}

/** Goes back to a snapshot; returns what is worth telling. Throws HypervisorError. */
export async function restore(
  machine: LibvirtMachine,
  facts: SnapshotFacts,
  { state, force }: RestoreOptions,
  context: OperationContext,
): Promise<readonly Finding[]> {
  const tried = say('restore/tried', { name: facts.name, machine: machine.name });
  return await inWords(tried, async () => {
    const reading = await readingNow(machine, facts);
    const situation = await machine.situation(machine.link.open);
    const against = [
      ...snapshotFindings(reading, situation.host, machine.name),
      ...restoreFindings(situation, reading, state),
    ];
    refuseBlocked(tried, against);
    const risk = against.find((each) => each.code === 'force-needed');
    if (risk !== undefined && !force) {
      throw new HypervisorError('force-needed', say('libvirt/unchanged', { tried, why: [messageOf(risk)] }), {
        findings: against,
      });
    }
    const dropsSavedState = reading.memory === 'none' && situation.managedSave;
    // Without the saved state nothing is risky any more, unless the snapshot itself is.
    const forced = force && !(dropsSavedState && reading.definition !== null);
    await machine.holding(async (client) => {
      if (dropsSavedState) {
        await refuseReplaced(client, machine, reading);
        await dropSavedState(client, machine, context);
      }
      context.onStep(say('step/libvirt-restore', { name: facts.name }));
      await revert(client, machine, reading, [...wanted(state), ...(forced ? (['force'] as const) : [])]);
    });
    const findings = [
      ...(await verify(machine, facts, expectedState(reading, state))),
      ...(await readableFindings(machine, reading.definition, situation.host)),
    ];
    return machine.reading.state === 'running' && reading.memory !== 'none'
      ? [...findings, ...(await setGuestClock(machine, facts, context))]
      : findings;
  });
}

/** Makes a snapshot what the machine, which is off, starts from next time. Throws HypervisorError. */
export async function activate(
  machine: LibvirtMachine,
  facts: SnapshotFacts,
  context: OperationContext,
): Promise<readonly Finding[]> {
  const tried = say('activate/tried', { name: facts.name, machine: machine.name });
  return await inWords(tried, async () => {
    const reading = await readingNow(machine, facts);
    const situation = await machine.situation(machine.link.open);
    refuseBlocked(tried, [
      ...snapshotFindings(reading, situation.host, machine.name),
      ...activateFindings(situation, reading),
    ]);
    const withMemory = reading.memory !== 'none';
    await machine.holding(async (client) => {
      if (situation.managedSave) {
        await refuseReplaced(client, machine, reading);
        await dropSavedState(client, machine, context);
      }
      context.onStep(
        say(withMemory ? 'step/libvirt-restore-paused' : 'step/libvirt-restore', { name: facts.name }),
      );
      await revert(client, machine, reading, withMemory ? ['paused'] : []);
      if (!withMemory) return;
      context.onStep(say('step/libvirt-save'));
      await inWords(say('tried/save-activated', { machine: machine.name, name: facts.name }), () =>
        client.domains.managedSave(machine.domain, [reading.state === 'paused' ? 'paused' : 'running']),
      );
    });
    machine.activated = withMemory ? facts.name : null;
    return [
      ...(await verify(machine, facts, 'off')),
      ...(await readableFindings(machine, reading.definition, situation.host)),
    ];
  });
}

/** Why an activation can't be taken back: libvirt put the machine to the snapshot at once. */
export function putAlready(machine: string): HypervisorError {
  return new HypervisorError('unsupported', say('activate/put-already', { machine }));
}

/**
 * Has libvirt go back. It names the files that it begins after the second in which it does so, and so fails, leaving
 * the machine off, when it is asked twice within one second: that second is waited for.
 */
async function revert(
  client: LibvirtClient,
  machine: LibvirtMachine,
  reading: SnapshotReading,
  flags: Flags<typeof snapshotRevertFlags>,
): Promise<void> {
  if (kindOf(reading) !== 'internal') await delay(pauseBefore(machine.lastRevertAt, Date.now()));
  await refuseReplaced(client, machine, reading);
  try {
    await client.snapshots.revert({ name: reading.name, domain: machine.domain }, flags);
  } finally {
    machine.lastRevertAt = Date.now();
    machine.snapshots.suspectAll();
  }
}

/** Two seconds of the host's clock, which need not begin with ours. */
const SPACING_MS = 2000;

/** How long to wait, in ms, before libvirt may begin new files for a restore again. */
export function pauseBefore(lastRevertAt: number, now: number): number {
  return Math.min(SPACING_MS, Math.max(0, lastRevertAt + SPACING_MS - now));
}

async function dropSavedState(
  client: LibvirtClient,
  machine: LibvirtMachine,
  context: OperationContext,
): Promise<void> {
  context.onStep(say('step/libvirt-drop-saved', { machine: machine.name }));
  await client.domains.removeManagedSave(machine.domain);
}

function wanted(state: WantedState): Flags<typeof snapshotRevertFlags> {
  return state === 'as-snapshot' ? [] : [state];
}

function expectedState(reading: SnapshotReading, state: WantedState): 'running' | 'paused' | 'off' | null {
  if (state !== 'as-snapshot') return state;
  if (reading.memory === 'none') return 'off';
  return reading.state === 'running' || reading.state === 'paused' ? reading.state : null;
}

/** Compares what there is with what was promised. */
async function verify(
  machine: LibvirtMachine,
  facts: SnapshotFacts,
  expected: ReturnType<typeof expectedState>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const current = (await machine.list()).find((each) => each.current === true)?.name ?? null;
  if (current !== facts.name) {
    findings.push(
      current === null
        ? finding('warns', 'not-current:none', { name: facts.name })
        : finding('warns', 'not-current', { name: facts.name, current }),
    );
  }
  const { state } = machine.reading;
  if (expected !== null && state !== expected) {
    findings.push(
      finding('warns', 'other-state:libvirt', {
        machine: machine.name,
        state: say(`machine-state/${state}`),
        expected: say(`machine-state/${expected}`),
      }),
    );
  }
  return findings;
}
