import { describe, expect, it } from 'vitest';
import { noWindowReason } from '../../electron/cli/app-window.ts';
import { failureJson, failureSentence } from '../../electron/cli/failure.ts';
import { progressText } from '../../electron/cli/job-watch.ts';
import { addressOf } from '../../electron/cli/machine-lookup.ts';
import { textTable } from '../../electron/cli/text-table.ts';
import { UsageError } from '../../electron/cli/usage-error.ts';
import { bytesText, escapeControls } from '../../electron/cli/words.ts';
import { AppError } from '../../shared/contract/errors.ts';
import type { Job } from '../../shared/model/job.ts';
import { asIs } from '../../shared/sentences/sentence.ts';

describe('what the command line prints', () => {
  it('keeps escape sequences in names from the terminal', () => {
    expect(escapeControls('a\u001b[31mb\u0007\u009bc\nd')).toBe('a\\x1b[31mb\\x07\\x9bc\\x0ad');
    expect(escapeControls('a\n\tb\r', { lines: true })).toBe('a\n\tb\\x0d');
    expect(escapeControls('ü 日本語 🌳')).toBe('ü 日本語 🌳');
  });

  it('lines columns up by what a terminal shows', () => {
    expect(
      textTable([
        ['NAME', 'X'],
        ['日本', '1'],
        ['abcde', '2'],
      ]),
    ).toBe('NAME   X\n日本   1\nabcde  2\n');
  });

  it('names sizes', () => {
    expect([0, 1023, 1024, 1_300_000_000, 875_259].map(bytesText)).toEqual([
      '0 bytes',
      '1023 bytes',
      '1 KiB',
      '1.2 GiB',
      '855 KiB',
    ]);
  });

  it('says what blocks, once', () => {
    const details = {
      findings: [
        { severity: 'blocks', code: 'a', message: 'The name is taken.', remedy: 'Choose another.' },
        { severity: 'informs', code: 'b', message: 'By the way.', remedy: null },
      ],
    };
    expect(failureSentence(new AppError('refused', asIs('It was not taken.'), details))).toBe(
      'It was not taken. The name is taken. Choose another.',
    );
    expect(failureSentence(new AppError('refused', asIs('No. The name is taken.'), details))).toBe(
      'No. The name is taken. Choose another.',
    );
    const saysAll = 'No. The name is taken. Choose another.';
    expect(failureSentence(new AppError('refused', asIs(saysAll), details))).toBe(saysAll);
  });

  it('says once what two findings advise alike, and leaves it to the findings for a program', () => {
    const findings = ['No memory was kept.', 'The disk is gone.'].map((message) => ({
      severity: 'blocks',
      code: 'some',
      message,
      remedy: 'Choose another.',
    }));
    const said = asIs('No. No memory was kept. The disk is gone.');
    const refusal = new AppError('refused', said, { findings });
    expect(failureSentence(refusal)).toBe(`${said.text} Choose another.`);
    expect(failureJson(refusal).error).toEqual({ code: 'refused', message: said.text, findings });
  });

  it('tells a program the code, and nothing of a mistake of ours', () => {
    expect(failureJson(new UsageError('What?')).error.code).toBe('invalid_input');
    expect(failureJson(new Error('secret'))).toEqual({
      error: {
        code: 'internal',
        message: 'Snapgrove made a mistake. Your machines are unharmed.',
        findings: [],
      },
    });
  });

  it('shows how far a job is, and never more than the whole', () => {
    const job: Job = {
      id: 'j',
      kind: 'take',
      machineId: 'm',
      machineName: 'vm',
      snapshotId: null,
      snapshotName: 'first',
      state: 'running',
      progress: { unit: 'bytes', done: 65 * 1024 * 1024, total: 64 * 1024 * 1024, estimateMs: null },
      events: [],
      createdAt: 0,
      startedAt: 0,
      finishedAt: null,
      undoUntil: null,
      error: null,
      findings: [],
      safetySnapshotId: null,
      undoable: false,
    };
    expect(progressText(job)).toBe('Taking “first” of vm: 100 % (65 MiB of 64 MiB)');
    expect(progressText({ ...job, progress: null, events: [{ at: 0, text: 'Saving' }] })).toBe(
      'Taking “first” of vm: Saving',
    );
    expect(progressText({ ...job, progress: { unit: 'steps', done: 2, total: 5, estimateMs: null } })).toBe(
      'Taking “first” of vm: 2 of 5',
    );
  });
});

describe('what MACHINE may mean', () => {
  it.each([
    ['/run/qmp.sock', '/run/qmp.sock'],
    ['localhost:4444', 'localhost:4444'],
    ['[::1]:4444', '[::1]:4444'],
    ['unix:/run/qmp.sock', 'unix:/run/qmp.sock'],
    ['./qmp.sock', `${process.cwd()}/qmp.sock`],
    ['web-server', undefined],
    ['6d1c2a0e-0f5b-4b54-9a3c-2f0d0a5c7a11', undefined],
    ['qemu:///system', undefined],
  ])('%s', (operand, address) => {
    expect(addressOf(operand)).toBe(address);
  });
});

describe('a window of Chromium', () => {
  const linux = { platform: 'linux', user: 1000 } as const;
  it.each([
    [{ ...linux, environment: {} }, 'There is no display here.'],
    [{ ...linux, environment: { DISPLAY: ':0' } }, null],
    [{ ...linux, environment: { WAYLAND_DISPLAY: 'wayland-0' } }, null],
    [
      { ...linux, user: 0, environment: { DISPLAY: ':0' } },
      'Chromium does not run as root with its sandbox, and is not started without it.',
    ],
    [{ platform: 'darwin', user: 501, environment: {} } as const, null],
    [{ platform: 'win32', user: undefined, environment: {} } as const, null],
  ])('%#', (surroundings, reason) => {
    expect(noWindowReason(surroundings)).toBe(reason);
  });
});
