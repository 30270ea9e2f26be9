import { textElement } from '../../../shared/domainsnapshot/xml-text.ts';
import { elementsOf, parseXml } from '../../../shared/domainsnapshot/xml-tree.ts';
import { DomainSnapshotError, XML_LIMITS } from '../../../shared/domainsnapshot.ts';
import { say } from '../../../shared/sentences/say.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';
import { HypervisorError, type SnapshotFacts } from '../hypervisor.ts';
import type { LibvirtMachine } from './libvirt-machine.ts';
import { readingNow } from './operation-checks.ts';
import { inWords } from './problem.ts';

/** Changes a snapshot's description in libvirt. Throws HypervisorError. */
export async function describe(
  machine: LibvirtMachine,
  facts: SnapshotFacts,
  description: string,
): Promise<void> {
  const tried = say('tried/describe', { name: facts.name, machine: machine.name });
  await inWords(tried, async () => {
    const reading = await readingNow(machine, facts);
    if (reading.description === description) return;
    const { link } = machine.link;
    if (link.status === 'connected' && link.readOnly !== null) {
      throw new HypervisorError(
        'permission',
        say('libvirt/tried-to-only-look', { tried, why: link.readOnly }),
      );
    }
    const { client } = machine.link.open;
    const snapshot = { name: facts.name, domain: machine.domain };
    // Without passwords it would be defined without them.
    const before = await client.snapshots.xml(snapshot, ['secure']);
    if (reading.definition === null) {
      throw new HypervisorError(
        'unsupported',
        say('libvirt/problem', { tried, why: say('libvirt/why-old-record') }),
      );
    }
    await client.snapshots.create(machine.domain, withDescription(tried, before, description), ['redefine']);
    machine.snapshots.suspect(facts.name);
    const after = (await machine.list()).find((each) => each.name === facts.name);
    if (after?.description !== description) {
      const why = say('libvirt/why-kept', { description: after?.description ?? '' });
      throw new HypervisorError('failed', say('libvirt/problem', { tried, why }));
    }
  });
}

function withDescription(tried: Sentence, xml: string, description: string): string {
  try {
    return replaceDescription(xml, description);
  } catch (error) {
    if (!(error instanceof DomainSnapshotError)) throw error;
    throw new HypervisorError('refused', say('libvirt/problem', { tried, why: error.message }), {
      cause: error,
    });
  }
}

/**
 * The document with another description, and every other byte as it was: `redefine` writes down whatever it is given.
 * An empty one takes the element out. Throws DomainSnapshotError.
 */
export function replaceDescription(xml: string, description: string): string {
  const children = elementsOf(parseXml(xml, XML_LIMITS));
  const before = children.find((each) => each.name === 'description');
  const name = children.find((each) => each.name === 'name');
  const text = description === '' ? '' : textElement('description', description);
  if (before !== undefined) {
    const lineStart = xml.lastIndexOf('\n', before.start);
    const indent = xml.slice(lineStart, before.start);
    const from = text === '' && indent.trim() === '' && lineStart !== -1 ? lineStart : before.start;
    return xml.slice(0, from) + text + xml.slice(before.end);
  }
  if (name === undefined || text === '') return xml;
  const indent = /\n[ \t]*$/.exec(xml.slice(0, name.start))?.[0] ?? '';
  return xml.slice(0, name.end) + indent + text + xml.slice(name.end);
}
