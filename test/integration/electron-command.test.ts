import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runNode } from '../helpers/command-line.ts';
import { CommandLineStage } from '../helpers/command-line-stage.ts';

const project = join(import.meta.dirname, '../..');

/** Runs main.ts under the stand-in for the package electron, with no Chromium that could show a window. */
async function runMain(args: readonly string[], environment: NodeJS.ProcessEnv) {
  return await runNode(
    [
      '--import',
      join(project, 'test/helpers/electron-stand-in/register.ts'),
      join(project, 'electron/main.ts'),
      ...args,
    ],
    { env: { ...environment, ELECTRON_STAND_IN_CHROMIUM: '' } },
  );
}

describe('the command line in Electron’s main process', () => {
  it('takes and lists snapshots without a window, and ends with the status', async () => {
    await using stage = await CommandLineStage.open();
    const { socketPath } = await stage.start('orchard');
    const run = (...args: readonly string[]) => runMain(args, stage.cli.environment);

    expect(await run('take', socketPath, 'blossom')).toMatchObject({ status: 0, stderr: '' });
    const list = await run('list', socketPath, '--json');
    expect(JSON.parse(list.stdout)).toMatchObject([
      { name: 'blossom', current: true, restorable: { ok: true } },
    ]);

    const missing = await run('restore', socketPath, 'fruit', '--json');
    expect(missing.status).toBe(1);
    expect(JSON.parse(missing.stdout)).toMatchObject({ error: { code: 'not_found' } });
    expect(missing.stderr).toMatch(/^snapgrove: .*fruit/);
  });
});
