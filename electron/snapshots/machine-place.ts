import { join } from 'node:path';
import { LOCAL_CONNECTION_ID } from '../../shared/model/connection.ts';
import { namesIn } from '../files/durable-file.ts';

const HOSTS = 'hosts';
const MACHINES = 'machines';

/** The folder of what is remembered of one machine: `machines/<uuid>`, or with the connection that the machine is of. */
export type MachinePlace = `machines/${string}` | `hosts/${string}/machines/${string}`;

/**
 * Where the store has what is remembered of a machine. Machines of one UUID on two hosts, where one is a copy of the
 * other, are not one machine; nothing that a host says of itself tells two hosts apart as surely as how they are
 * reached (libvirt's host UUID is made up anew with each start where the firmware has none, and cheap boards share one).
 */
export function machinePlace(connectionId: string, uuid: string): MachinePlace {
  if (connectionId === LOCAL_CONNECTION_ID) return `${MACHINES}/${uuid}`;
  return `${HOSTS}/${connectionId}/${MACHINES}/${uuid}`;
}

/** The connection and the UUID of a machine that is kept with its connection; null for one of this computer's own. */
export function hostOf(place: MachinePlace): { readonly connectionId: string; readonly uuid: string } | null {
  const [first, connectionId, , uuid] = place.split('/');
  return first === HOSTS && connectionId !== undefined && uuid !== undefined ? { connectionId, uuid } : null;
}

/** The folders of `home` that hold machines' places, from the store's folder on. Throws system errors. */
export async function foldersOfPlaces(
  home: string,
): Promise<readonly (typeof MACHINES | `hosts/${string}/machines`)[]> {
  const hosts = await namesIn(join(home, HOSTS));
  return [MACHINES, ...hosts.map((id) => `${HOSTS}/${id}/${MACHINES}` as const)];
}
