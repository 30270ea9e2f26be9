import { resolve } from 'node:path';
import { AppError } from '../../shared/contract/errors.ts';
import type { Machine } from '../../shared/model/machine.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import type { CommandContext } from './command.ts';
import type { CoreLink } from './core-link.ts';
import type { KnownWorld } from './known-world.ts';

/** How long a machine may take to be reached, in ms: longer than its monitor has for its greeting. */
const reachTime = 15_000;
/** How many machines are read at once: each that is off is a run of qemu-img. */
const readers = 4;

/**
 * Finds the machine that an operand names: by name, by UUID, or by its socket or image, which is added when it is not
 * known yet. Its tree is up to date when this resolves. Throws AppError: `not_found`, `conflict` for a name that several
 * machines bear, or what adding it fails with.
 */
export async function findMachine(context: CommandContext, operand: string): Promise<Machine> {
  const link = await context.core();
  const connectionId = await wantedConnection(link, context);
  const known = await findKnown(link, operand, connectionId);
  if (known !== undefined) return await refreshed(link, known, context);
  const address = addressOf(operand);
  if (address !== undefined && connectionId === null) {
    const { machineIds } = await link.api['machine.add']({ address });
    const [id] = machineIds;
    if (id !== undefined) return await refreshed(link, id, context);
  }
  const elsewhere = connectionId === null ? await defaultConnection(link, context) : null;
  const found = elsewhere === null ? undefined : await findKnown(link, operand, elsewhere);
  if (found === undefined) throw lostConnection(link.world, connectionId) ?? notFound(operand, connectionId);
  return await refreshed(link, found, context);
}

/** The machines of the wanted connection, or all, once it is known of each whether it can be reached and what it holds. */
export async function allMachines(context: CommandContext): Promise<readonly Machine[]> {
  const link = await context.core();
  const connectionId = await wantedConnection(link, context);
  if (connectionId === null) {
    await defaultConnection(link, context).catch((cause: unknown) => {
      if (!(cause instanceof AppError)) throw cause;
      context.console.note(cause.message);
    });
  }
  const wanted = () => [...link.world.machines.values()].filter((machine) => isOf(machine, connectionId));
  await settledConnections(link, connectionId);
  await settled(link, (machine) => isOf(machine, connectionId));
  const ids = wanted().map((machine) => machine.id);
  const read = async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      await link.api['world.refresh']({ machineId: id }).catch((cause: unknown) => {
        // One that can't be read is listed as it was known; its state says so.
        if (!(cause instanceof AppError)) throw cause;
      });
    }
  };
  await Promise.all(Array.from({ length: readers }, read));
  const lost = lostConnection(link.world, connectionId);
  if (lost !== null) context.console.note(lost.message);
  await link.catchUp();
  return wanted();
}

/**
 * The socket, host:port or image that an operand may mean, with the whole path; undefined when it can only be a name.
 * Reading it in full is the core's affair.
 */
export function addressOf(operand: string): string | undefined {
  if (/^(?:unix|tcp|telnet):/.test(operand) || operand.startsWith('/')) return operand;
  if (/^(?:[^\s/:]*|\[[^\]]+\]):\d{1,5}$/.test(operand)) return operand;
  if (operand.includes('/') && !operand.includes('://')) return resolve(operand);
  return undefined;
}

/** Machines of the world that an operand names, by exact UUID, name or address. */
export function machinesNamed(world: KnownWorld, operand: string): readonly Machine[] {
  const machines = [...world.machines.values()];
  const uuid = operand.toLowerCase();
  const byUuid = machines.filter((machine) => machine.uuid === uuid || machine.id === operand);
  if (byUuid.length > 0) return byUuid;
  const byName = machines.filter((machine) => machine.name === operand);
  if (byName.length > 0) return byName;
  const address = addressOf(operand);
  return machines.filter(
    ({ source, link }) =>
      (source.kind === 'qmp' && source.address === address && link.status !== 'none') ||
      (source.kind === 'image' && source.path === address),
  );
}

/** The connection that --connect limits the search to, added when it is not known yet; null without. */
async function wantedConnection(link: CoreLink, { options }: CommandContext): Promise<string | null> {
  if (options.connect === undefined) return null;
  const { connectionId } = await link.api['machine.add']({ address: options.connect });
  await link.catchUp();
  return connectionId;
}

/** The connection of LIBVIRT_DEFAULT_URI, which is looked at last, so that its failure stops nobody who has no need of it. */
async function defaultConnection(link: CoreLink, { environment }: CommandContext): Promise<string | null> {
  const uri = environment.LIBVIRT_DEFAULT_URI;
  if (!uri) return null;
  const { connectionId } = await link.api['machine.add']({ address: uri });
  await link.catchUp();
  return connectionId;
}

async function findKnown(
  link: CoreLink,
  operand: string,
  connectionId: string | null,
): Promise<string | undefined> {
  const matches = () => machinesNamed(link.world, operand).filter((machine) => isOf(machine, connectionId));
  if (matches().length === 0) {
    // The name on record may be an old one, and libvirt's machines are not known before it is reached.
    await settledConnections(link, connectionId);
    await settled(link, (machine) => isOf(machine, connectionId));
  }
  const ids = new Set(matches().map((machine) => machine.id));
  await settled(link, (machine) => ids.has(machine.id));
  const found = matches();
  if (found.length > 1) throw ambiguous(operand, found, link.world);
  return found[0]?.id;
}

/** Waits until it is known of each connection whether it can be reached; one that takes too long is left out. */
async function settledConnections(link: CoreLink, connectionId: string | null): Promise<void> {
  const isSettled = (world: KnownWorld) =>
    [...world.connections.values()].every(
      ({ id, link: { status } }) => status !== 'connecting' || (connectionId !== null && id !== connectionId),
    );
  await link
    .until((world) => (isSettled(world) ? world : undefined), { deadlineMs: reachTime })
    .catch((cause: unknown) => {
      if (!(cause instanceof AppError && cause.code === 'unavailable')) throw cause;
    });
}

async function settled(link: CoreLink, matters: (machine: Machine) => boolean): Promise<KnownWorld> {
  return await link.until(
    (world) =>
      [...world.machines.values()].some((machine) => matters(machine) && machine.link.status === 'connecting')
        ? undefined
        : world,
    { deadlineMs: reachTime },
  );
}

async function refreshed(
  link: CoreLink,
  id: string,
  { console }: Pick<CommandContext, 'console'>,
): Promise<Machine> {
  await link.refresh(id);
  const machine = await link.until(({ machines }) => machines.get(id), { deadlineMs: reachTime });
  if (machine.link.status === 'lost') {
    console.note(`${machine.name} can’t be reached: ${machine.link.message} This is what was known of it.`);
  }
  return machine;
}

/** Why nothing can be known of the wanted connection's machines, or null. */
function lostConnection({ connections }: KnownWorld, connectionId: string | null): AppError | null {
  const connection = connectionId === null ? undefined : connections.get(connectionId);
  return connection?.link.status === 'lost'
    ? new AppError('unavailable', asIs(connection.link.message))
    : null;
}

function isOf(machine: Machine, connectionId: string | null): boolean {
  return connectionId === null || machine.connectionId === connectionId;
}

function notFound(operand: string, connectionId: string | null): AppError {
  const where = connectionId === null ? '' : ' on this connection';
  return new AppError(
    'not_found',
    asIs(
      `There is no machine “${operand}”${where}. \`snapgrove machines\` lists those that are known; \`snapgrove add\` adds one.`,
    ),
  );
}

function ambiguous(operand: string, machines: readonly Machine[], world: KnownWorld): AppError {
  const choices = machines.map(
    ({ uuid, connectionId, state }) =>
      `${uuid} (${world.connections.get(connectionId)?.title ?? connectionId}, ${state})`,
  );
  return new AppError(
    'conflict',
    asIs(
      `${machines.length} machines are called “${operand}”. Give the UUID of the one you mean: ${choices.join(', ')}.`,
    ),
    { choices: machines.map(({ uuid, connectionId, name, state }) => ({ uuid, connectionId, name, state })) },
  );
}
