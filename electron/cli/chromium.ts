import { type ChildProcess, spawn } from 'node:child_process';
import { Duplex, type Readable, type Writable } from 'node:stream';
import { z } from 'zod';

/** How long Chromium may take to load the page for the first time, in ms. */
const loadTime = 30_000;

/** Messages of the Chrome DevTools Protocol, as far as they matter here. */
const messageSchema = z.object({
  id: z.number().optional(),
  method: z.string().optional(),
  params: z
    .object({
      targetInfo: z.object({ targetId: z.string(), type: z.string(), url: z.string() }).optional(),
    })
    .optional(),
  result: z.object({ sessionId: z.string().optional() }).optional(),
  error: z.object({ message: z.string() }).optional(),
});
type Message = z.infer<typeof messageSchema>;

export interface ChromiumWindow {
  /** Resolves when the window and with it the program is gone. */
  readonly closed: Promise<void>;
  close(): void;
}

export interface ChromiumOptions {
  readonly program: string;
  /** A folder that no other Chromium uses. */
  readonly profile: string;
  /** The page, with the secret in its fragment. */
  readonly url: string;
  readonly args?: readonly string[];
}

/**
 * Shows a page as a window of its own. Every user of a computer can read the arguments of its programs, so the page is
 * opened without its secret, which follows over a pipe (`--remote-debugging-pipe`: fd 3 in, 4 out, messages end with a
 * zero byte). Throws when Chromium ends or does not load the page.
 */
export async function showInChromium(options: ChromiumOptions): Promise<ChromiumWindow> {
  const { program, profile, url, args = [] } = options;
  const bare = new URL('/', url).href;
  const child = spawn(
    program,
    [
      `--app=${bare}`,
      `--user-data-dir=${profile}`,
      '--remote-debugging-pipe',
      '--no-first-run',
      '--no-default-browser-check',
      ...args,
    ],
    // Not in the terminal's group: Ctrl+C is for this program, which may have a question then.
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true },
  );
  const closed = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    await handOver(child, bare, url);
  } catch (cause) {
    child.kill();
    throw cause;
  }
  return { closed, close: () => child.kill() };
}

/** Waits for the page without its secret, and sends the one with it there. */
async function handOver(child: ChildProcess, bare: string, url: string): Promise<void> {
  const failed = Promise.withResolvers<never>();
  child.once('error', failed.reject);
  child.once('exit', (status) => failed.reject(new Error(`it ended with status ${status}`)));
  const timer = setTimeout(() => failed.reject(new Error('it did not load the page')), loadTime);
  try {
    const pipe = new Pipe(child.stdio[3], child.stdio[4]);
    const loaded = Promise.withResolvers<string>();
    pipe.onEvent = ({ params }) => {
      const target = params?.targetInfo;
      if (target?.type === 'page' && target.url.startsWith(bare)) loaded.resolve(target.targetId);
    };
    await Promise.race([pipe.call('Target.setDiscoverTargets', { discover: true }), failed.promise]);
    const targetId = await Promise.race([loaded.promise, failed.promise]);
    const attached = await Promise.race([
      pipe.call('Target.attachToTarget', { targetId, flatten: true }),
      failed.promise,
    ]);
    const sessionId = attached.result?.sessionId;
    if (sessionId === undefined) throw new Error('it let nobody attach to its page');
    // Another query makes it another page: by a new fragment alone nothing would be loaded.
    const secret = new URL(url);
    secret.search = '?window';
    await Promise.race([pipe.call('Page.navigate', { url: secret.href }, sessionId), failed.promise]);
    await Promise.race([pipe.call('Target.detachFromTarget', { sessionId }), failed.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Calls over Chromium's pipe. */
class Pipe {
  onEvent: (message: Message) => void = () => undefined;
  readonly #input: Writable;
  readonly #waiting = new Map<number, PromiseWithResolvers<Message>>();
  #lastId = 0;

  constructor(input: Readable | Writable | null | undefined, output: Readable | Writable | null | undefined) {
    if (!(input instanceof Duplex) || !(output instanceof Duplex)) throw new Error('it has no pipe');
    this.#input = input;
    // A pipe breaks when Chromium ends, which tells more.
    for (const end of [input, output]) end.on('error', () => end.destroy());
    let text = '';
    output.setEncoding('utf8').on('data', (chunk: string) => {
      const messages = (text + chunk).split('\0');
      text = messages.pop() ?? '';
      for (const message of messages) this.#receive(message);
    });
  }

  async call(method: string, params: object, sessionId?: string): Promise<Message> {
    this.#lastId += 1;
    const waiting = Promise.withResolvers<Message>();
    this.#waiting.set(this.#lastId, waiting);
    this.#input.write(`${JSON.stringify({ id: this.#lastId, method, params, sessionId })}\0`);
    return await waiting.promise;
  }

  #receive(text: string): void {
    const message = messageSchema.parse(JSON.parse(text));
    if (message.id === undefined) {
      this.onEvent(message);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error === undefined) waiting?.resolve(message);
    else waiting?.reject(new Error(message.error.message));
  }
}
