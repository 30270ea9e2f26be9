import type { ParseArgsConfig } from 'node:util';

interface OptionEntry {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  readonly multiple?: boolean;
  /** What the help calls the value. */
  readonly value?: string;
  readonly help: string;
}

/** Every option of every command; a command names those that it takes. */
export const optionTable = {
  connect: {
    type: 'string',
    value: 'URI',
    help: 'Use the machines of this libvirt connection, as virsh names it: qemu:///system, qemu+ssh://user@host/session, test:///default.',
  },
  json: { type: 'boolean', help: 'Print one JSON value instead of text, also when it fails.' },
  help: { type: 'boolean', short: 'h', help: 'Show this help.' },
  version: { type: 'boolean', help: 'Show the version.' },
  found: {
    type: 'boolean',
    help: 'List QEMU processes of this user on this computer that have a QMP monitor. None is connected to.',
  },
  tree: { type: 'boolean', help: 'Draw the tree, with "You are here" below the current snapshot.' },
  description: { type: 'string', short: 'd', value: 'TEXT', help: 'What the snapshot is for.' },
  label: {
    type: 'string',
    multiple: true,
    value: 'LABEL',
    help: 'Give it this label; may be given several times.',
  },
  'no-labels': { type: 'boolean', help: 'Take all its labels away.' },
  pin: { type: 'boolean', help: 'Pin it: it is deleted only when named.' },
  unpin: { type: 'boolean', help: 'Take the pin away.' },
  'disk-only': { type: 'boolean', help: 'Save the disks and not the memory.' },
  quiesce: {
    type: 'boolean',
    help: 'Ask the guest agent to make the file systems quiet first (with --disk-only).',
  },
  drive: {
    type: 'string',
    multiple: true,
    value: 'ID',
    help: 'Include this drive only; may be given several times. Without it, all that can hold snapshots.',
  },
  'no-keep-current': {
    type: 'boolean',
    help: 'Do not keep the current state as a snapshot first. What happened since the last snapshot is then gone.',
  },
  running: { type: 'boolean', help: 'Let the machine run afterwards, whatever it did in the snapshot.' },
  paused: { type: 'boolean', help: 'Leave the machine paused afterwards, whatever it did in the snapshot.' },
  force: {
    type: 'boolean',
    help: 'Go on where libvirt calls the restore risky. Without it, it is refused with the reason.',
  },
  children: { type: 'boolean', help: 'Delete the snapshot and everything below it.' },
  'children-only': { type: 'boolean', help: 'Delete everything below the snapshot, and keep it.' },
  pinned: {
    type: 'string',
    multiple: true,
    value: 'NAME',
    help: 'Agree to delete this pinned snapshot; may be given several times.',
  },
  libvirt: {
    type: 'boolean',
    help: 'In libvirt’s form, as `virsh snapshot-create --redefine` takes it, instead of Snapgrove’s own.',
  },
  snapshot: {
    type: 'string',
    value: 'NAME',
    help: 'The picture of this snapshot instead of the screen now.',
  },
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    help: 'Where to write the PNG; - is standard output.',
  },
  head: { type: 'string', value: 'N', help: 'Which of several screens, from 0.' },
  port: { type: 'string', value: 'N', help: 'The port on 127.0.0.1; any free one when not given.' },
  open: { type: 'boolean', help: 'Open it in a window of Chromium, and end when that is closed.' },
  demo: { type: 'boolean', help: 'Start the demo machine and show it first.' },
  stop: { type: 'boolean', help: 'Power the demo machine off.' },
} as const satisfies ParseArgsConfig['options'] & Readonly<Record<string, OptionEntry>>;

export type OptionName = keyof typeof optionTable;

/** The table's entry of an option, with what only some of them have. */
export function optionEntry(name: OptionName): OptionEntry {
  return optionTable[name];
}
