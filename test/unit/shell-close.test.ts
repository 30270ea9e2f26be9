import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { mayClose } from '../../electron/shell/close-question.ts';
import { mayCloseFromTerminal } from '../../electron/shell/terminal-question.ts';
import {
  AVAILABLE,
  capabilitiesSchema,
  type Machine,
  type MachineState,
  machineSchema,
} from '../../shared/model/machine.ts';
import { coreOfTest } from '../helpers/core-of-test.ts';

const answers: string[] = [];
const questions: string[] = [];
vi.mock('electron', () => ({
  dialog: {
    showMessageBox: async (
      _window: unknown,
      { message, buttons }: { message: string; buttons: string[] },
    ) => {
      questions.push(message);
      return { response: buttons.indexOf(answers.shift() ?? '') };
    },
  },
}));

/** A core that knows the machines given, and counts how often it was told to stop the demo machine. */
function coreWith(...machines: readonly Machine[]) {
  const stops: unknown[] = [];
  const { handlers } = coreOfTest({
    async *'world.watch'(_input, { signal }) {
      const settings = {
        theme: 'system',
        language: 'en',
        screenshots: true,
        refreshSeconds: 15,
        undoMs: 5_000,
        storeFolder: '',
      } as const;
      yield { t: 'all', rev: 1, connections: [], machines, snapshots: [], jobs: [], settings };
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    },
    'demo.stop': (input) => {
      stops.push(input);
      return {};
    },
  });
  return { handlers, stops };
}

const capabilities = Object.fromEntries(
  Object.keys(capabilitiesSchema.unwrap().shape).map((name) => [name, AVAILABLE]),
);

function machineOfTest(parts: { readonly demo?: boolean; readonly state: MachineState }): Machine {
  return machineSchema.parse({
    id: 'local:1',
    connectionId: 'local',
    uuid: '1',
    name: 'machine',
    source: { kind: 'qmp', address: '/nowhere' },
    link: { status: 'connected', readOnly: null },
    demo: false,
    memoryBytes: null,
    drives: [],
    capabilities,
    findings: [],
    currentSnapshotId: null,
    activatedSnapshotId: null,
    changedSince: false,
    snapshotCount: 0,
    picture: null,
    pictureAt: null,
    heads: 1,
    seenAt: null,
    screenshots: true,
    ...parts,
  });
}

const demo = (state: MachineState) => machineOfTest({ demo: true, state });
const window = Object.create(null);

describe('the question of the window', () => {
  it('is not asked when the demo machine is off, or when only others run', async () => {
    const { handlers } = coreWith(demo('off'), machineOfTest({ state: 'running' }));
    expect(await mayClose(window, handlers)).toBe(true);
    expect(questions).toEqual([]);
  });

  it.each([
    ['Keep the demo machine running', true, 0],
    ['Power it off', true, 1],
    ['Cancel', false, 0],
  ] as const)('does what "%s" says', async (answer, closes, stopped) => {
    const { handlers, stops } = coreWith(demo('paused'));
    answers.push(answer);
    expect(await mayClose(window, handlers)).toBe(closes);
    expect(stops).toHaveLength(stopped);
  });
});

describe('the question of the terminal', () => {
  async function ask(typed: string | null, isInteractive = true, machine = demo('running')) {
    const { handlers, stops } = coreWith(machine);
    const input = new PassThrough();
    const output = new PassThrough();
    if (typed !== null) input.end(typed);
    const closes = await mayCloseFromTerminal(handlers, { input, output, isInteractive });
    return { closes, stopped: stops.length, said: String(output.read() ?? '') };
  }

  it('does what is typed', async () => {
    expect(await ask('k\n')).toMatchObject({ closes: true, stopped: 0 });
    expect(await ask('p\n')).toMatchObject({ closes: true, stopped: 1 });
    expect(await ask('c\n')).toMatchObject({ closes: false, stopped: 0 });
    expect(await ask('\n')).toMatchObject({ closes: true, stopped: 0 });
  });

  it('keeps the machine when the input ends', async () => {
    expect(await ask('')).toMatchObject({ closes: true, stopped: 0 });
  });

  it('asks nobody where nobody is, but says what happens', async () => {
    const { closes, stopped, said } = await ask(null, false);
    expect({ closes, stopped }).toEqual({ closes: true, stopped: 0 });
    expect(said).toContain('keeps running');
  });

  it('says nothing when there is nothing to ask', async () => {
    expect(await ask(null, true, demo('off'))).toEqual({ closes: true, stopped: 0, said: '' });
  });
});
