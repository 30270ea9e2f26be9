import type { Command } from '../command.ts';
import { findMachineAndSnapshot } from '../snapshot-lookup.ts';

export const xmlCommand: Command = {
  name: 'xml',
  summary: 'Print a snapshot’s <domainsnapshot> document.',
  operands: ['MACHINE', 'SNAPSHOT'],
  options: ['libvirt'],
  description: [
    'Prints the document in Snapgrove’s own vocabulary, or with --libvirt in that of libvirt. With --json, prints { xml }.',
  ],
  examples: ['snapgrove xml web-server clean --libvirt > clean.xml'],
  run: async (context) => {
    const { snapshot } = await findMachineAndSnapshot(context);
    const { api } = await context.core();
    const form = context.options.libvirt === true ? 'libvirt' : 'seed';
    const { xml } = await api['snapshot.xml']({ snapshotId: snapshot.id, form });
    return { value: { xml }, text: Buffer.from(xml.endsWith('\n') ? xml : `${xml}\n`) };
  },
};
