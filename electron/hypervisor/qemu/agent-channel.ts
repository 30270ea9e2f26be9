import { z } from 'zod';
import { QmpCommandError } from '../../qmp/errors.ts';
import { qomList, queryCharacterDevices } from '../../qmp/queries.ts';
import type { QmpSession } from '../../qmp/session.ts';

/** The way to the guest agent, as far as QEMU knows of it; whether an agent answers is another question. */
export type AgentChannel =
  | { readonly status: 'none' }
  /** Another program is connected to the agent's socket, which serves one. */
  | { readonly status: 'in-use' }
  | {
      readonly status: 'free';
      readonly socketPath: string;
      /** Whether something in the guest has the port open, which a running agent has. */
      readonly isOpenInGuest: boolean;
    };

/** The name of the agent's port, which its service in the guest looks for (qga/main.c). */
const PORT_NAME = 'org.qemu.guest_agent.0';
const LISTENING = /^disconnected:unix:(.+?),server=on$|^disconnected:unix:(.+?),server$/;

/** Finds the virtio-serial port of the agent and the socket behind it. Throws QmpError. */
export async function readAgentChannel(session: QmpSession): Promise<AgentChannel> {
  const ports = await Promise.all(
    ['/machine/peripheral', '/machine/peripheral-anon'].map((path) => portsBelow(session, path)),
  );
  for (const port of ports.flat()) {
    const channel = await channelBehind(session, port);
    if (channel !== null) return channel;
  }
  return { status: 'none' };
}

async function portsBelow(session: QmpSession, path: string): Promise<readonly string[]> {
  const children = await qomList(session, path);
  return children
    .filter((each) => each.type === 'child<virtserialport>')
    .map((each) => `${path}/${each.name}`);
}

async function channelBehind(session: QmpSession, path: string): Promise<AgentChannel | null> {
  try {
    const read = async (property: string) =>
      await session.execute('qom-get', { path, property }, { parse: z.string() });
    if ((await read('name')) !== PORT_NAME) return null;
    const label = await read('chardev');
    const device = (await queryCharacterDevices(session)).find((each) => each.label === label);
    const match = LISTENING.exec(device?.filename ?? '');
    const socketPath = match?.[1] ?? match?.[2];
    if (device === undefined) return null;
    if (socketPath !== undefined) return { status: 'free', socketPath, isOpenInGuest: device.frontendOpen };
    return device.filename.startsWith('unix:') ? { status: 'in-use' } : null;
  } catch (error) {
    // A port that was unplugged meanwhile.
    if (error instanceof QmpCommandError) return null;
    throw error;
  }
}
