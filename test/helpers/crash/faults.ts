/**
 * Loaded before the core: counts the steps that the process makes towards its disk and its sockets, and kills it with
 * SIGKILL at the step that the parent asked for. A step is the moment before and the moment after each file operation
 * and each message, and the moment when half of a file is written.
 */

/**
 * Loaded before the core: counts the steps that the process makes towards its disk and its sockets, and kills it with
 * SIGKILL at the step that the parent asked for. A step is the moment before and the moment after each file operation
 * and each message, and the moment when half of a file is written.
 */
import fs, { open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';

let counted = 0;
let fatal = Number.POSITIVE_INFINITY;
const labels: string[] = [];

/** Begins to count; the process ends at step `at` (0 is the first). */
export function arm(at: number): void {
  counted = 0;
  labels.length = 0;
  fatal = at;
}

/** The steps since `arm`, in words. */
export function stepsSoFar(): readonly string[] {
  return labels;
}

function step(label: string): void {
  labels.push(label);
  if (counted === fatal) process.kill(process.pid, 'SIGKILL');
  counted += 1;
}

type Callable = (this: unknown, ...args: unknown[]) => unknown;

/** Puts a function around a method, which keeps its name and its `this`. */
function around(target: object, name: string, wrap: (original: Callable) => Callable): void {
  Reflect.set(target, name, wrap(Reflect.get(target, name)));
}

function watch(target: object, name: string): void {
  around(
    target,
    name,
    (original) =>
      async function (...args) {
        step(`before ${name}`);
        const result = await original.apply(this, args);
        step(`after ${name}`);
        return result;
      },
  );
}

for (const name of ['rename', 'rm', 'mkdir', 'utimes']) watch(fs, name);

// The class of file handles is not exported: it is reached through one of them.
const probe = await open('/dev/null', 'r');
const handles: object = Object.getPrototypeOf(probe);
await probe.close();
watch(handles, 'sync');
around(
  handles,
  'writeFile',
  (original) =>
    async function (content, ...rest) {
      step('before write');
      const bytes =
        typeof content === 'string' || content instanceof Uint8Array ? Buffer.from(content) : null;
      if (bytes === null) throw new Error('A file was written in a way that the test does not know.');
      if (counted === fatal) await original.call(this, bytes.subarray(0, bytes.length >> 1), ...rest);
      step('half written');
      await original.call(this, content, ...rest);
      step('after write');
    },
);
syncBuiltinESMExports();

around(
  Socket.prototype,
  'write',
  (original) =>
    function (...args) {
      if (this === process.stderr || this === process.stdout) return original.apply(this, args);
      step('before sending');
      const result = original.apply(this, args);
      step('after sending');
      return result;
    },
);
around(
  Socket.prototype,
  'emit',
  (original) =>
    function (...args) {
      if (args[0] === 'data') step('received');
      return original.apply(this, args);
    },
);
