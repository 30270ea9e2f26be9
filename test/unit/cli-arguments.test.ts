import { describe, expect, it } from 'vitest';
import { readArguments, wantsJson } from '../../electron/cli/arguments.ts';
import { commands } from '../../electron/cli/commands.ts';
import { commandHelp, overallHelp } from '../../electron/cli/help.ts';
import { UsageError } from '../../electron/cli/usage-error.ts';

function run(...args: readonly string[]) {
  const invocation = readArguments(args);
  if (invocation.kind !== 'run') throw new Error(`understood as ${invocation.kind}`);
  const { command, operands, options } = invocation;
  return { name: command.name, operands, options };
}

function refusal(...args: readonly string[]): string {
  try {
    readArguments(args);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('understood');
}

describe('the arguments of the command line', () => {
  it('takes options before, between and after', () => {
    expect(run('--json', 'take', '--description', 'why', 'vm', 'name', '--disk-only')).toEqual({
      name: 'take',
      operands: ['vm', 'name'],
      options: { json: true, description: 'why', 'disk-only': true },
    });
  });

  it('takes names that begin with a dash after --', () => {
    expect(run('take', 'vm', '--disk-only', '--', '--json').operands).toEqual(['vm', '--json']);
    expect(wantsJson(['take', 'vm', '--', '--json'])).toBe(false);
    expect(wantsJson(['list', 'vm', '--json'])).toBe(true);
  });

  it('takes values that begin with a dash after an equals sign', () => {
    expect(run('take', 'vm', 'name', '--description=-why').options.description).toBe('-why');
  });

  it('gathers what may be given several times', () => {
    expect(run('take', 'vm', 'name', '--label', 'a', '--label', 'b').options.label).toEqual(['a', 'b']);
  });

  it('says what is wrong', () => {
    expect(refusal()).toBe('Say what to do, such as `snapgrove machines`.');
    expect(refusal('frob')).toContain('There is no command "frob"');
    expect(refusal('list')).toBe('MACHINE is missing: `snapgrove list MACHINE`.');
    expect(refusal('show', 'vm')).toContain('SNAPSHOT is missing');
    expect(refusal('list', 'vm', 'more')).toContain('"more" is one argument too many');
    expect(refusal('list', 'vm', '--disk-only')).toBe('`snapgrove list` has no option --disk-only.');
    expect(refusal('take', 'vm', '-name')).toBe(
      "Unknown option '-n'. Put -- before names that begin with a dash.",
    );
    expect(refusal('take', 'vm', 'name', '--description')).toContain('--description');
    expect(refusal('list', 'vm', '--tree=yes')).toContain('--tree');
  });

  it('leaves an optional operand out', () => {
    expect(run('describe', 'vm', 'name', '--pin').operands).toEqual(['vm', 'name']);
  });

  it('understands the ways to ask for help', () => {
    expect(readArguments(['--help'])).toEqual({ kind: 'help', command: null });
    expect(readArguments(['help'])).toEqual({ kind: 'help', command: null });
    expect(readArguments(['--version'])).toEqual({ kind: 'version' });
    for (const args of [
      ['take', '--help'],
      ['take', '-h'],
      ['help', 'take'],
    ]) {
      expect(readArguments(args)).toMatchObject({ kind: 'help', command: { name: 'take' } });
    }
  });
});

describe('the help', () => {
  it('names every command, in lines that a terminal holds', () => {
    const help = overallHelp();
    for (const { name, summary } of commands) {
      expect(help).toContain(`\n  ${name}`);
      expect(help.replace(/\s+/g, ' ')).toContain(summary);
    }
    expect(help).toContain('EXIT STATUS');
  });

  it.each(commands.map((command) => [command.name, command] as const))('explains %s', (name, command) => {
    const help = commandHelp(command);
    for (const title of ['USAGE', 'DESCRIPTION', 'EXAMPLES', 'EXIT STATUS']) expect(help).toContain(title);
    for (const option of command.options) expect(help).toContain(`--${option}`);
    for (const operand of command.operands) expect(help).toContain(operand);
    for (const example of command.examples) expect(example).toMatch(/^snapgrove /);
    expect(help).toContain(`snapgrove ${name}`);
  });
});
