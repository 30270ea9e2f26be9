import { parseArgs } from 'node:util';
import type { Command, OptionValues } from './command.ts';
import { commands } from './commands.ts';
import { type OptionName, optionTable } from './option-table.ts';
import { UsageError } from './usage-error.ts';

export type Invocation =
  | { readonly kind: 'help'; readonly command: Command | null }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly operands: readonly string[];
      readonly options: OptionValues;
    };

const everywhere: ReadonlySet<string> = new Set<OptionName>(['connect', 'json', 'help', 'version']);

/** Reads the arguments after the program's name. Throws UsageError. */
export function readArguments(args: readonly string[]): Invocation {
  const { values, positionals, given } = split(args);
  const [name, ...operands] = positionals;
  if (name === undefined) {
    if (values.version === true) return { kind: 'version' };
    if (values.help === true) return { kind: 'help', command: null };
    throw new UsageError('Say what to do, such as `snapgrove machines`.');
  }
  if (name === 'help') {
    const [about] = operands;
    return { kind: 'help', command: about === undefined ? null : commandNamed(about) };
  }
  const command = commandNamed(name);
  if (values.help === true) return { kind: 'help', command };
  const allowed: ReadonlySet<string> = new Set(command.options);
  const strange = given.find((option) => !allowed.has(option) && !everywhere.has(option));
  if (strange !== undefined) throw new UsageError(`\`snapgrove ${name}\` has no option --${strange}.`);
  checkCount(command, operands);
  return { kind: 'run', command, operands, options: values };
}

/** Whether --json was asked for, also where the rest can't be understood. */
export function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).includes('--json');
}

function split(args: readonly string[]): {
  readonly values: OptionValues;
  readonly positionals: readonly string[];
  readonly given: readonly string[];
} {
  try {
    const { values, positionals, tokens } = parseArgs({
      args: [...args],
      options: optionTable,
      allowPositionals: true,
      tokens: true,
    });
    return {
      values,
      positionals,
      given: tokens.flatMap((token) => (token.kind === 'option' ? token.name : [])),
    };
  } catch (cause) {
    if (cause instanceof TypeError && 'code' in cause && String(cause.code).startsWith('ERR_PARSE_ARGS')) {
      throw new UsageError(plainReason(cause.message), { cause });
    }
    throw cause;
  }
}

/** Node's message, with the way out for names that begin with a dash said in our words. */
function plainReason(message: string): string {
  const first = (message.split('\n')[0] ?? message).replace(/ To specify a positional argument.*$/, '');
  const sentence = first.endsWith('.') ? first : `${first}.`;
  return message.includes('Unknown option')
    ? `${sentence} Put -- before names that begin with a dash.`
    : sentence;
}

function commandNamed(name: string): Command {
  const found = commands.find((command) => command.name === name);
  if (found === undefined) {
    throw new UsageError(`There is no command "${name}". \`snapgrove --help\` lists them.`);
  }
  return found;
}

function checkCount(command: Command, operands: readonly string[]): void {
  const needed = command.operands.filter((operand) => !operand.startsWith('['));
  const missing = needed[operands.length];
  if (missing !== undefined) {
    throw new UsageError(
      `${missing} is missing: \`snapgrove ${[command.name, ...command.operands].join(' ')}\`.`,
    );
  }
  const extra = operands[command.operands.length];
  if (extra !== undefined) {
    throw new UsageError(
      `"${extra}" is one argument too many for \`snapgrove ${command.name}\`. Put quotes around names with spaces.`,
    );
  }
}
