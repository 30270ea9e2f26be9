import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { type OptionName, optionEntry } from './option-table.ts';

const columns = 80;
const general: readonly OptionName[] = ['connect', 'json', 'help', 'version'];

/** The help of the whole program. */
export function overallHelp(): string {
  const names = commands.map((command) => [synopsis(command), command.summary] as const);
  return [
    'snapgrove – snapshots of QEMU and libvirt machines as a tree of screenshots\n',
    section('USAGE', ['snapgrove COMMAND [OPERAND…] [OPTION…]']),
    section(
      'COMMANDS',
      names.flatMap(([line, summary]) => [line, ...wrapped(summary, 4)]),
    ),
    section('OPTIONS OF EVERY COMMAND', general.flatMap(optionLines)),
    section(
      'MACHINES AND SNAPSHOTS',
      paragraphs([
        'MACHINE is a machine’s name, its UUID, or where it is reached: the path of a QMP socket, host:port, or the path of a qcow2 image. One that is not known yet is added. Of two machines with one name, give the UUID.',
        'SNAPSHOT is a snapshot’s name. Put -- before names that begin with a dash: snapgrove take web-server -- -name.',
        'Snapgrove’s window, its browser face and this command line share one core per user: while one of them runs, the others work through it and see what it does.',
      ]),
    ),
    section('EXIT STATUS', [
      '0  done',
      '1  refused or failed, or an answer that is no (`snapgrove check`): a sentence on',
      '   standard error says why, and with --json standard output is',
      '   { "error": { "code", "message", "findings" } }',
      '2  the command line was not understood; nothing was done',
    ]),
    section('ENVIRONMENT', [
      ...entry('LIBVIRT_DEFAULT_URI', 'A libvirt connection whose machines are known too.'),
      ...entry('SNAPGROVE_HOME', 'Where notes and pictures are kept; else $XDG_DATA_HOME/snapgrove.'),
      ...entry('SNAPGROVE_RUNTIME_DIR', 'Where the core’s socket is; else $XDG_RUNTIME_DIR/snapgrove.'),
      ...entry('NODE_DEBUG=snapgrove', 'Tell more of what went wrong inside.'),
    ]),
    '`snapgrove COMMAND --help` tells more of a command.\n',
  ].join('\n');
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  return [
    `snapgrove ${command.name} – ${command.summary}\n`,
    section('USAGE', [`snapgrove ${synopsis(command)}`]),
    section('DESCRIPTION', paragraphs(command.description)),
    ...(command.options.length === 0 ? [] : [section('OPTIONS', command.options.flatMap(optionLines))]),
    section('OPTIONS OF EVERY COMMAND', general.flatMap(optionLines)),
    section('EXAMPLES', command.examples),
    section('EXIT STATUS', ['0  done', '1  refused or failed', '2  the command line was not understood']),
  ].join('\n');
}

/** A command with its operands and options in one line. */
function synopsis({ name, operands, options }: Command): string {
  const parts = options.map((option) => {
    const { value, short } = optionEntry(option);
    const word = short !== undefined && option === 'output' ? `-${short}` : `--${option}`;
    const whole = value === undefined ? word : `${word} ${value}`;
    return option === 'output' ? whole : `[${whole}]`;
  });
  return [name, ...operands, ...parts].join(' ');
}

function section(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => (line === '' ? '' : `  ${line}`)), ''].join('\n');
}

function paragraphs(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text, index) => [...(index === 0 ? [] : ['']), ...wrapped(text, 0)]);
}

function optionLines(name: OptionName): readonly string[] {
  const { short, value, help } = optionEntry(name);
  const word = `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
  return entry(word, help);
}

function entry(term: string, text: string): readonly string[] {
  return [term, ...wrapped(text, 4)];
}

function wrapped(text: string, indent: number): readonly string[] {
  const room = columns - 2 - indent;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((each) => ' '.repeat(indent) + each);
}
