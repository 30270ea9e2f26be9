import { describe, expect, it } from 'vitest';
import { decodeLibvirtError } from '../../electron/libvirt-rpc/errors.ts';
import { eventMessages } from '../../electron/libvirt-rpc/event-messages.ts';
import { decodeEvent } from '../../electron/libvirt-rpc/events.ts';
import { type Packet, PacketReader, packetStatus, packetType } from '../../electron/libvirt-rpc/packet.ts';
import { type Procedure, procedures } from '../../electron/libvirt-rpc/procedures.ts';
import { type Codec, decode, encode, XdrError } from '../../electron/libvirt-rpc/xdr.ts';
import { recordedFrames } from '../helpers/libvirt-peer.ts';

type Name = keyof typeof procedures;

/** Codecs as pairs of functions on bytes, so that those of all procedures have one type. */
interface Bytes {
  readonly name: string;
  readonly args: (payload: Buffer) => Buffer;
  readonly result: (payload: Buffer) => Buffer;
}

const recoded =
  <T>(codec: Codec<T>) =>
  (payload: Buffer): Buffer =>
    encode(codec, decode(codec, payload));

const bytesOf = <A, R>(name: string, procedure: Procedure<A, R>): Bytes => ({
  name,
  args: recoded(procedure.args),
  result: recoded(procedure.result),
});

const key = (packet: { readonly program: number; readonly procedure: number }) =>
  `${packet.program}/${packet.procedure}`;

const table = new Map<string, Bytes>();
for (const name in procedures) {
  if (isName(name)) {
    const procedure: Procedure<unknown, unknown> = procedures[name];
    const { program, number } = procedure;
    table.set(key({ program: program.number, procedure: number }), bytesOf(name, procedure));
  }
}

function isName(name: string): name is Name {
  return name in procedures;
}

async function packets(name: 'test-driver' | 'qemu', from: 'client' | 'server'): Promise<Packet[]> {
  const frames = (await recordedFrames(name)).filter((frame) => frame.from === from);
  return frames.flatMap((frame) => Array.from(new PacketReader().push(frame.bytes)));
}

describe('what virsh and libvirtd said to each other', () => {
  it('is understood and said the same way: calls', async () => {
    const understood = new Set<string>();
    for (const call of [...(await packets('test-driver', 'client')), ...(await packets('qemu', 'client'))]) {
      const procedure = table.get(key(call));
      if (call.type === packetType.call && procedure !== undefined) {
        expect(procedure.args(call.payload).toString('hex'), procedure.name).toBe(
          call.payload.toString('hex'),
        );
        understood.add(procedure.name);
      }
    }
    expect(Array.from(understood).sort()).toMatchInlineSnapshot(`
      [
        "authList",
        "connectClose",
        "connectDomainEventCallbackDeregisterAny",
        "connectDomainEventCallbackRegisterAny",
        "connectGetHostname",
        "connectGetType",
        "connectGetVersion",
        "connectListAllDomains",
        "connectOpen",
        "connectRegisterCloseCallback",
        "connectSupportsFeature",
        "connectUnregisterCloseCallback",
        "domainCreate",
        "domainDestroy",
        "domainFsFreeze",
        "domainFsThaw",
        "domainGetBlockInfo",
        "domainGetBlockJobInfo",
        "domainGetInfo",
        "domainGetJobInfo",
        "domainGetJobStats",
        "domainGetState",
        "domainGetXmlDesc",
        "domainHasCurrentSnapshot",
        "domainHasManagedSaveImage",
        "domainIsActive",
        "domainIsPersistent",
        "domainListAllSnapshots",
        "domainLookupByName",
        "domainLookupByUuid",
        "domainManagedSave",
        "domainManagedSaveRemove",
        "domainReset",
        "domainResume",
        "domainRevertToSnapshot",
        "domainScreenshot",
        "domainSetTime",
        "domainSnapshotCreateXml",
        "domainSnapshotCurrent",
        "domainSnapshotDelete",
        "domainSnapshotGetParent",
        "domainSnapshotGetXmlDesc",
        "domainSnapshotHasMetadata",
        "domainSnapshotIsCurrent",
        "domainSnapshotListAllChildren",
        "domainSnapshotLookupByName",
        "domainSnapshotNum",
        "domainSnapshotNumChildren",
        "domainSuspend",
        "domainUndefineFlags",
        "nodeGetInfo",
        "qemuAgentCommand",
      ]
    `);
  });

  it('is understood and said the same way: replies', async () => {
    const understood = new Set<string>();
    for (const reply of [...(await packets('test-driver', 'server')), ...(await packets('qemu', 'server'))]) {
      const procedure = table.get(key(reply));
      const isReply = reply.type === packetType.reply && reply.status === packetStatus.ok;
      if (isReply && procedure !== undefined) {
        expect(procedure.result(reply.payload).toString('hex'), procedure.name).toBe(
          reply.payload.toString('hex'),
        );
        understood.add(procedure.name);
      }
    }
    expect(understood.size).toBeGreaterThan(30);
  });

  it('is understood: errors', async () => {
    const refusals = [
      ...(await packets('test-driver', 'server')),
      ...(await packets('qemu', 'server')),
    ].filter(({ type, status }) => type === packetType.reply && status === packetStatus.error);
    const said = new Set(
      refusals.map(({ payload }) => {
        const { code, origin, message } = decodeLibvirtError(payload);
        return `${code} (${origin}): ${message}`;
      }),
    );
    expect(Array.from(said)).toMatchInlineSnapshot(`
      [
        "no-domain-snapshot (test): Domain snapshot not found: snapshot 'base' does not have a parent",
        "no-support (domain-configuration): this function is not supported by the connection driver: virDomainGetJobStats",
        "no-support (domain-configuration): this function is not supported by the connection driver: virDomainGetJobInfo",
        "operation-invalid (domain-configuration): Requested operation is not valid: domain is not running",
        "no-domain (test): Domain not found",
        "argument-unsupported (qemu): argument unsupported: QEMU guest agent is not configured",
      ]
    `);
  });

  it('is understood: events', async () => {
    const events = [...(await packets('test-driver', 'server')), ...(await packets('qemu', 'server'))]
      .filter(({ type }) => type === packetType.message)
      .map(decodeEvent);
    const described = events.map((event) =>
      event?.kind === 'lifecycle'
        ? `${event.domain.name} ${event.change} ${event.detail}`
        : (event?.kind ?? null),
    );
    expect(described).toMatchInlineSnapshot(`
      [
        "test stopped from-snapshot",
        "test started from-snapshot",
        "test suspended paused",
        "test resumed unpaused",
        "test stopped saved",
        null,
        "small resumed unpaused",
        "small started booted",
        "small suspended paused",
        null,
        null,
        "small resumed unpaused",
        "small stopped from-snapshot",
        "small started from-snapshot",
        "small resumed from-snapshot",
        "small defined from-snapshot",
        "small suspended paused",
        "small shutdown host",
        "small stopped destroyed",
        "small undefined removed",
        null,
      ]
    `);
  });

  it('is refused when it is cut short, and never crashes', async () => {
    for (const reply of [...(await packets('test-driver', 'server')), ...(await packets('qemu', 'server'))]) {
      const procedure = table.get(key(reply));
      for (let length = 0; length < reply.payload.length; length += length < 600 ? 1 : 97) {
        const cut = reply.payload.subarray(0, length);
        if (reply.type === packetType.message) {
          expect(decodeEvent({ ...reply, payload: cut })?.kind ?? 'unknown').toMatch(/^un(readable|known)$/);
        } else if (reply.type === packetType.reply && reply.status === packetStatus.error) {
          expect(() => decodeLibvirtError(cut)).toThrow(XdrError);
        } else if (reply.type === packetType.reply && procedure !== undefined) {
          expect(() => procedure.result(cut)).toThrow(XdrError);
        }
      }
    }
  });
});

describe('the table of procedures', () => {
  it('names every number once', () => {
    expect(table.size).toBe(Object.keys(procedures).length);
    expect(new Set(eventMessages.map(({ procedure }) => procedure)).size).toBe(eventMessages.length);
    expect(new Set(eventMessages.map(({ event }) => event)).size).toBe(eventMessages.length);
  });
});
