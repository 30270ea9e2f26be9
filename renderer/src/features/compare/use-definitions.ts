import { DomainSnapshotError, parseDomainSnapshot } from '../../../../shared/domainsnapshot.ts';
import type { Machine } from '../../../../shared/model/machine.ts';
import { type Answer, useAnswer } from '../../lib/use-answer.ts';
import { HERE } from '../../view/view-state.ts';
import type { FaceApi } from '../../world/sync.ts';
import { useSession } from '../../world/use-world.tsx';
import type { Definition } from './definition.ts';
import { machineDefinition, snapshotDefinition } from './known-definition.ts';

/** What one side says of the machine: read, and as the XML that it stands in; each null where there is none. */
export interface Told {
  readonly definition: Definition | null;
  readonly xml: string | null;
}

/** Asks for both sides' definitions. */
export function useDefinitions(
  machine: Machine,
  before: string,
  after: string,
): Answer<readonly [Told, Told]> {
  const { api } = useSession();
  return useAnswer(`${machine.id} ${before} ${after}`, (signal) =>
    Promise.all([tell(api, machine, before, signal), tell(api, machine, after, signal)]),
  );
}

async function tell(api: FaceApi, machine: Machine, id: string, signal: AbortSignal): Promise<Told> {
  if (id === HERE) {
    const { xml } = await api['machine.xml']({ machineId: machine.id }, signal);
    return readable(xml, () => machineDefinition(machine, xml));
  }
  const { xml } = await api['snapshot.xml']({ snapshotId: id, form: 'seed' }, signal);
  const told = readable(xml, () => snapshotDefinition(parseDomainSnapshot(xml)));
  if (told.definition === null) return told;
  return { ...told, xml: parseDomainSnapshot(xml).domainXml ?? xml };
}

/** A document that can't be read is still shown as XML. */
function readable(xml: string | null, read: () => Definition): Told {
  try {
    return { definition: read(), xml };
  } catch (cause) {
    if (cause instanceof DomainSnapshotError) return { definition: null, xml };
    throw cause;
  }
}
