import { describe, expect, it } from 'vitest';
import { commandArguments } from '../../electron/cli/command-words.ts';

describe('arguments of the packaged program', () => {
  it.each([
    [
      ['take', 'web', 'before'],
      ['take', 'web', 'before'],
    ],
    [
      ['--json', 'list', 'web'],
      ['--json', 'list', 'web'],
    ],
    [
      ['--connect', 'test:///default', 'machines'],
      ['--connect', 'test:///default', 'machines'],
    ],
    [['--help'], ['--help']],
    [
      ['help', 'take'],
      ['help', 'take'],
    ],
    [['--version'], ['--version']],
  ])('%j are a command', (args, expected) => {
    expect(commandArguments(['/opt/Snapgrove/snapgrove', ...args], true)).toEqual(expected);
    expect(commandArguments(['electron', 'main.js', ...args], false)).toEqual(expected);
  });

  it.each([
    [[]],
    [['--demo']],
    [['--ozone-platform=wayland']],
    [['--enable-features=UseOzonePlatform', '--demo']],
  ])('%j ask for the window', (args) => {
    expect(commandArguments(['/opt/Snapgrove/snapgrove', ...args], true)).toBeNull();
  });
});
