import {
  type ConnectionFailure,
  closedByUs,
  outOfStep,
  unreadable,
  unresponsive,
} from './connection-failure.ts';
import { decodeLibvirtError, messageOf } from './errors.ts';
import { type KeepaliveOptions, KeepaliveWatch } from './keepalive.ts';
import {
  encodePacket,
  type Packet,
  PacketError,
  type PacketHeader,
  PacketReader,
  packetStatus,
  packetType,
} from './packet.ts';
import { keepalive, type Procedure, programs } from './procedures.ts';
import { ReadStream, type StreamAnswer } from './streams.ts';
import type { Transport } from './transport.ts';
import { decode, encode, nothing, XdrError } from './xdr.ts';

/**
 * A daemon works on five requests of a client at a time (`max_client_requests`) and does not read further until one is answered,
 * keepalives included. Patient calls stay below that, so the daemon always reads on; prompt ones
 * may queue up in the socket, because they are answered as fast as they are read: latency is paid once, not per call.
 */
const patientMaximum = 4;
const onWireMaximum = 128;

const serialMaximum = 0xffff_ffff;
const defaultStreamByteLimit = 256 * 1024 * 1024;

export interface CallOptions {
  /** Gives up waiting. libvirt cannot take a call back: what was sent may still be carried out. */
  readonly signal?: AbortSignal | undefined;
}

export interface ReadStreamOptions extends CallOptions {
  /** Most bytes of data; 256 MiB when not given. */
  readonly byteLimit?: number | undefined;
}

interface PendingCall {
  readonly pace: Procedure<unknown, unknown>['pace'];
  readonly header: PacketHeader;
  readonly payload: Buffer;
  readonly stream: ReadStream | null;
  /** Gets the payload of an OK reply; throws XdrError when it cannot be read. */
  succeed(payload: Buffer): void;
  fail(error: unknown): void;
}

type StreamCall = PendingCall & { readonly stream: ReadStream };

/** Gets the events that the server sends. */
export type MessageListener = (message: Packet) => void;

/** libvirt's RPC over one transport: calls, streams, events and keepalive. One failure ends it for good. */
export class Connection {
  readonly #transport: Transport;
  readonly #reader = new PacketReader();
  readonly #keepalive: KeepaliveWatch;
  readonly #messageListeners = new Set<MessageListener>();
  readonly #ended = Promise.withResolvers<ConnectionFailure>();
  /** Sent and unanswered, by serial. */
  readonly #pending = new Map<number, PendingCall>();
  /** Calls whose data has not ended, by serial; it begins before the reply and goes on after it. */
  readonly #streams = new Map<number, StreamCall>();
  readonly #queues = { prompt: new Set<PendingCall>(), patient: new Set<PendingCall>() };
  #patientOnWire = 0;
  #lastSerial = 0;
  #failure: ConnectionFailure | null = null;

  constructor(transport: Transport, options: { readonly keepalive?: KeepaliveOptions } = {}) {
    this.#transport = transport;
    this.#keepalive = new KeepaliveWatch(
      {
        ping: () => this.#send(keepaliveHeader(keepalive.ping)),
        dead: (seconds) => this.#end(unresponsive(seconds)),
      },
      options.keepalive,
    );
    transport.start({ data: (chunk) => this.#receive(chunk), end: (failure) => this.#end(failure) });
  }

  /** Resolves with the reason when the connection is over; never rejects. */
  get ended(): Promise<ConnectionFailure> {
    return this.#ended.promise;
  }

  /** Calls a procedure. Throws LibvirtError when the server refuses, ConnectionFailure when the connection ends, the signal's reason. */
  async call<Args, Result>(
    procedure: Procedure<Args, Result>,
    args: Args,
    options: CallOptions = {},
  ): Promise<Result> {
    return await this.#call(procedure, args, options, null);
  }

  /** Calls a procedure that sends data after its reply. Throws as `call`, and ConnectionFailure above `byteLimit`. */
  async readStream<Args, Result>(
    procedure: Procedure<Args, Result>,
    args: Args,
    options: ReadStreamOptions = {},
  ): Promise<{ readonly result: Result; readonly data: Buffer }> {
    const stream = new ReadStream(options.byteLimit ?? defaultStreamByteLimit);
    const result = await this.#call(procedure, args, options, stream);
    return { result, data: await stream.data };
  }

  /** Has `listener` called for every event until the returned function is. */
  onMessage(listener: MessageListener): () => void {
    this.#messageListeners.add(listener);
    return () => this.#messageListeners.delete(listener);
  }

  /** Starts to ping, so that a dead peer is noticed. Only after the server said that it knows keepalive. */
  startKeepalive(): void {
    this.#keepalive.start();
  }

  /** Ends the connection; all calls that wait fail with `failure`. */
  close(failure: ConnectionFailure = closedByUs()): void {
    this.#end(failure);
  }

  #call<Args, Result>(
    procedure: Procedure<Args, Result>,
    args: Args,
    { signal }: CallOptions,
    stream: ReadStream | null,
  ): Promise<Result> {
    if (this.#failure !== null || signal?.aborted === true) {
      return Promise.reject(this.#failure ?? signal?.reason);
    }
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const call: PendingCall = {
      pace: procedure.pace,
      header: {
        program: procedure.program.number,
        version: procedure.program.version,
        procedure: procedure.number,
        type: packetType.call,
        serial: this.#nextSerial(),
        status: packetStatus.ok,
      },
      payload: encode(procedure.args, args),
      stream,
      succeed: (payload) => resolve(decode(procedure.result, payload)),
      fail: reject,
    };
    if (signal !== undefined) {
      const giveUp = () => this.#giveUp(call, signal.reason);
      const settled = () => signal.removeEventListener('abort', giveUp);
      signal.addEventListener('abort', giveUp);
      promise.then(() => stream?.data).then(settled, settled);
    }
    this.#queues[call.pace].add(call);
    this.#dispatch();
    return promise;
  }

  #giveUp(call: PendingCall, reason: unknown): void {
    const { serial } = call.header;
    const wasSent = !this.#queues[call.pace].delete(call);
    const answer = call.stream?.abandon(reason) ?? null;
    // Before its reply a server may not know the stream yet, and then drops what we say about it: that waits for the reply.
    if (wasSent && !this.#pending.has(serial)) {
      this.#answerStream(call, answer);
    }
    call.fail(reason);
  }

  #nextSerial(): number {
    do {
      this.#lastSerial = this.#lastSerial >= serialMaximum ? 1 : this.#lastSerial + 1;
    } while (this.#pending.has(this.#lastSerial) || this.#streams.has(this.#lastSerial));
    return this.#lastSerial;
  }

  /** Sends what may be sent. */
  #dispatch(): void {
    for (const call of this.#queues.patient) {
      if (this.#patientOnWire >= patientMaximum) {
        break;
      }
      this.#sendCall(call);
    }
    for (const call of this.#queues.prompt) {
      if (this.#pending.size >= onWireMaximum) {
        break;
      }
      this.#sendCall(call);
    }
  }

  #sendCall(call: PendingCall): void {
    this.#queues[call.pace].delete(call);
    this.#pending.set(call.header.serial, call);
    if (call.pace === 'patient') {
      this.#patientOnWire += 1;
    }
    if (hasStream(call)) {
      this.#streams.set(call.header.serial, call);
    }
    this.#send(call.header, call.payload);
  }

  #send(header: PacketHeader, payload: Uint8Array = noPayload): void {
    this.#transport.write(encodePacket(header, payload));
  }

  #receive(chunk: Buffer): void {
    this.#keepalive.heard();
    try {
      for (const packet of this.#reader.push(chunk)) {
        this.#route(packet);
        if (this.#failure !== null) {
          return;
        }
      }
    } catch (error) {
      this.#end(outOfStep(messageOf(error), error));
      if (!(error instanceof PacketError)) {
        throw error;
      }
    }
  }

  #route(packet: Packet): void {
    if (packet.program === programs.keepalive.number) {
      if (packet.procedure === keepalive.ping) {
        this.#send(keepaliveHeader(keepalive.pong));
      }
      return;
    }
    switch (packet.type) {
      case packetType.reply:
        this.#receiveReply(packet);
        return;
      case packetType.stream:
        this.#receiveStream(packet);
        return;
      case packetType.message:
        for (const listener of this.#messageListeners) {
          listener(packet);
        }
        return;
      default:
        // Calls, file descriptors and holes are never asked for.
        this.#end(outOfStep(`a packet of the unexpected type ${packet.type}`));
    }
  }

  #receiveReply(packet: Packet): void {
    const call = this.#pending.get(packet.serial);
    if (call?.header.procedure !== packet.procedure || call.header.program !== packet.program) {
      this.#end(
        outOfStep(`a reply to a call that was not made (${packet.procedure}, serial ${packet.serial})`),
      );
      return;
    }
    this.#pending.delete(packet.serial);
    if (call.pace === 'patient') {
      this.#patientOnWire -= 1;
    }
    try {
      if (packet.status !== packetStatus.ok) {
        this.#streams.delete(packet.serial);
        throw decodeLibvirtError(packet.payload);
      }
      call.succeed(packet.payload);
      this.#answerStream(call, call.stream?.abandoned === true ? 'abort' : null);
    } catch (error) {
      const failure = error instanceof XdrError ? unreadable(error) : error;
      this.#answerStream(call, call.stream?.abandon(failure) ?? null);
      call.fail(failure);
    }
    this.#dispatch();
  }

  #receiveStream(packet: Packet): void {
    const call = this.#streams.get(packet.serial);
    if (call === undefined) {
      // What was still under way when its call failed.
      return;
    }
    this.#answerStream(call, call.stream.receive(packet));
    if (call.stream.ended) {
      this.#streams.delete(packet.serial);
    }
  }

  #answerStream(call: PendingCall, answer: StreamAnswer): void {
    if (answer !== null && this.#streams.has(call.header.serial)) {
      const status = answer === 'finish' ? packetStatus.ok : packetStatus.error;
      this.#send({ ...call.header, type: packetType.stream, status });
    }
  }

  #end(failure: ConnectionFailure): void {
    if (this.#failure !== null) {
      return;
    }
    this.#failure = failure;
    this.#keepalive.stop();
    this.#transport.close();
    for (const call of [...this.#pending.values(), ...this.#queues.prompt, ...this.#queues.patient]) {
      call.fail(failure);
    }
    for (const { stream } of this.#streams.values()) {
      stream.fail(failure);
    }
    this.#pending.clear();
    this.#streams.clear();
    this.#queues.prompt.clear();
    this.#queues.patient.clear();
    this.#messageListeners.clear();
    this.#ended.resolve(failure);
  }
}

const noPayload = encode(nothing, undefined);

const keepaliveHeader = (procedure: number): PacketHeader => ({
  program: programs.keepalive.number,
  version: programs.keepalive.version,
  procedure,
  type: packetType.message,
  serial: 0,
  status: packetStatus.ok,
});

const hasStream = (call: PendingCall): call is StreamCall => call.stream !== null;
