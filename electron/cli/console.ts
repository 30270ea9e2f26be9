import { escapeControls } from './words.ts';

/** Where a command speaks: results on standard output, everything else on standard error. */
export interface CommandConsole {
  readonly json: boolean;
  /** Says something besides the result, in one line. */
  readonly note: (sentence: string) => void;
  /** Shows how far something is, where somebody watches; null clears it. */
  readonly progress: (text: string | null) => void;
}

/** Makes the console of this process. */
export function processConsole(json: boolean): CommandConsole {
  const { stderr } = process;
  let shown = false;
  const clear = () => {
    if (shown) stderr.write('\r\u001b[K');
    shown = false;
  };
  return {
    json,
    note(sentence) {
      clear();
      stderr.write(`snapgrove: ${escapeControls(sentence)}\n`);
    },
    progress(text) {
      if (!stderr.isTTY || json) return;
      clear();
      if (text === null) return;
      const room = (stderr.columns ?? 80) - 1;
      stderr.write(escapeControls(text).slice(0, room));
      shown = true;
    },
  };
}

/** Writes to standard output and resolves when it is out; a reader that has gone is nobody's fault. */
export async function print(text: string | Uint8Array): Promise<void> {
  if (text.length === 0) return;
  await new Promise<void>((resolve, reject) => {
    const gone = (error: Error) => {
      if ('code' in error && error.code === 'EPIPE') resolve();
      else reject(error);
    };
    process.stdout.once('error', gone);
    process.stdout.write(text, (error) => {
      process.stdout.off('error', gone);
      if (error == null) resolve();
      else gone(error);
    });
  });
}
