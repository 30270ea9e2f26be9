import { connect } from 'node:net';
import { createInterface } from 'node:readline';

export interface RawQmpEvent {
  readonly event: string;
  readonly data: Record<string, unknown>;
  /** When QEMU sent it, by the computer's clock, in ms. */
  readonly atMs: number;
}

/** The bare protocol for tests, independent of the product's own QMP session. One client per monitor: close it before another connects. */
export interface RawQmp extends AsyncDisposable {
  readonly greeting: unknown;
  /** Sends one command and resolves with its `return`; rejects with QEMU's class and description. */
  execute(name: string, args?: Record<string, unknown>): Promise<unknown>;
  /** Resolves with the oldest event that fits and was not yet waited for, also one that came earlier; rejects after `timeoutMs`. */
  waitEvent(
    name: string,
    fits?: (data: Record<string, unknown>) => boolean,
    timeoutMs?: number,
  ): Promise<RawQmpEvent>;
  /** Runs a snapshot-save, snapshot-load or snapshot-delete job to its end and dismisses it; rejects with the job's error. */
  runJob(name: string, args: Record<string, unknown> & { readonly 'job-id': string }): Promise<void>;
  close(): Promise<void>;
}

/** Saving a gigabyte of memory on a busy computer takes a while. */
const JOB_DEADLINE_MS = 120_000;

interface PendingReply {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function timeOf(timestamp: unknown): number {
  if (!isRecord(timestamp)) return Number.NaN;
  return Number(timestamp.seconds) * 1000 + Number(timestamp.microseconds) / 1000;
}

/** Connects to a QMP unix socket (one JSON object per line, so not `pretty=on`) and negotiates; rejects when no greeting comes in 5 s. */
export async function connectRawQmp(socketPath: string): Promise<RawQmp> {
  const socket = connect(socketPath);
  const greeting = Promise.withResolvers<unknown>();
  const closed = Promise.withResolvers<void>();
  const pending = new Map<number, PendingReply>();
  const events: RawQmpEvent[] = [];
  const eventWaiters = new Set<() => void>();
  let nextId = 1;
  let isClosed = false;

  function take(message: Record<string, unknown>): void {
    if ('QMP' in message) {
      greeting.resolve(message.QMP);
    } else if (typeof message.event === 'string') {
      events.push({
        event: message.event,
        data: isRecord(message.data) ? message.data : {},
        atMs: timeOf(message.timestamp),
      });
      for (const look of eventWaiters) look();
    } else if (typeof message.id === 'number') {
      const reply = pending.get(message.id);
      pending.delete(message.id);
      const error = message.error;
      if (isRecord(error)) reply?.reject(new Error(`${String(error.class)}: ${String(error.desc)}`));
      else reply?.resolve(message.return);
    }
  }

  createInterface({ input: socket })
    .on('line', (line) => {
      const message: unknown = JSON.parse(line);
      if (isRecord(message)) take(message);
    })
    // It repeats the errors of the socket, which has its own listener.
    .on('error', () => undefined);
  socket.on('error', (error) => greeting.reject(error));
  socket.on('close', () => {
    isClosed = true;
    greeting.reject(new Error('The QMP connection closed before the greeting'));
    for (const reply of pending.values()) reply.reject(new Error('The QMP connection closed'));
    pending.clear();
    for (const look of eventWaiters) look();
    closed.resolve();
  });

  function execute(name: string, args: Record<string, unknown> = {}): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    if (isClosed) return Promise.reject(new Error('The QMP connection is closed'));
    const id = nextId++;
    pending.set(id, { resolve, reject });
    socket.write(`${JSON.stringify({ execute: name, arguments: args, id })}\n`);
    return promise;
  }

  function waitEvent(
    name: string,
    fits: (data: Record<string, unknown>) => boolean = () => true,
    timeoutMs = 30_000,
  ): Promise<RawQmpEvent> {
    const { promise, resolve, reject } = Promise.withResolvers<RawQmpEvent>();
    const deadline = setTimeout(
      () => finish(() => reject(new Error(`No ${name} in ${timeoutMs} ms`))),
      timeoutMs,
    );
    function finish(settle: () => void): void {
      clearTimeout(deadline);
      eventWaiters.delete(look);
      settle();
    }
    function look(): void {
      const index = events.findIndex((event) => event.event === name && fits(event.data));
      const found = events[index];
      if (found) {
        events.splice(index, 1);
        finish(() => resolve(found));
      } else if (isClosed) {
        finish(() => reject(new Error(`The QMP connection closed before ${name}`)));
      }
    }
    eventWaiters.add(look);
    look();
    return promise;
  }

  async function runJob(
    name: string,
    args: Record<string, unknown> & { readonly 'job-id': string },
  ): Promise<void> {
    const id = args['job-id'];
    await execute(name, args);
    const concluded = (data: Record<string, unknown>) => data.id === id && data.status === 'concluded';
    await waitEvent('JOB_STATUS_CHANGE', concluded, JOB_DEADLINE_MS);
    const jobs = await execute('query-jobs');
    const job = Array.isArray(jobs) ? jobs.find((each) => isRecord(each) && each.id === id) : undefined;
    await execute('job-dismiss', { id });
    if (isRecord(job) && 'error' in job) throw new Error(String(job.error));
  }

  async function close(): Promise<void> {
    socket.destroy();
    await closed.promise;
  }

  const greetingDeadline = setTimeout(
    () => socket.destroy(new Error(`No QMP greeting from ${socketPath} in 5 s`)),
    5_000,
  );
  try {
    const qmp = await greeting.promise;
    await execute('qmp_capabilities');
    return { greeting: qmp, execute, waitEvent, runJob, close, [Symbol.asyncDispose]: close };
  } finally {
    clearTimeout(greetingDeadline);
  }
}
