import type { Picture } from '../../shared/model/picture.ts';
import { say } from '../../shared/sentences/say.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';
import { HypervisorError, type RawScreenshot } from '../hypervisor/hypervisor.ts';
import type { PictureEncoder } from './encode.ts';
import { PictureError } from './picture-error.ts';
import type { PictureStore } from './picture-store.ts';

/** The picture, or why there is none. */
export type CaptureResult = { readonly picture: Picture } | { readonly problem: Sentence };

/** A screenshot that was taken, or the reason why not; disposing drops what was not kept. */
export interface CapturedScreenshot extends AsyncDisposable {
  /**
   * Encodes and stores the screenshot; for when the guest runs again. Never throws, because a missing picture
   * must not fail a snapshot.
   */
  keep(encoder: PictureEncoder, store: PictureStore): Promise<CaptureResult>;
}

/** Takes the screenshot now, as fast as the hypervisor can, and leaves the rest to `keep`. Never throws. */
export async function capture(take: () => Promise<RawScreenshot>): Promise<CapturedScreenshot> {
  try {
    return taken(await take());
  } catch (error) {
    const result = { problem: explainMissingPicture(error) };
    return { keep: () => Promise.resolve(result), [Symbol.asyncDispose]: () => Promise.resolve() };
  }
}

function taken(screenshot: RawScreenshot): CapturedScreenshot {
  return {
    async keep(encoder, store) {
      try {
        return { picture: await store.put(await encoder.encode({ path: screenshot.path })) };
      } catch (error) {
        return { problem: explainMissingPicture(error) };
      }
    },
    async [Symbol.asyncDispose]() {
      try {
        await screenshot[Symbol.asyncDispose]();
      } catch (error) {
        // The folder of screenshots is emptied at the next start; that a file stays until then harms nothing.
        process.emitWarning(`A screenshot was not removed: ${String(error)}`);
      }
    },
  };
}

/** Says in one plain sentence, and with what to do where something can be done, why there is no picture. */
export function explainMissingPicture(error: unknown): Sentence {
  if (error instanceof PictureError) return error.said;
  const words = error instanceof Error ? error.message : String(error);
  // QEMU's words, from ui/ui-qmp-cmds.c and the errno texts that it appends.
  if (/no console to take a screendump from/i.test(words)) {
    return say('picture/no-display');
  }
  if (/failed to open file .*permission denied/i.test(words)) {
    return say('picture/not-permitted');
  }
  if (/failed to open file .*no such file or directory/i.test(words)) {
    return say('picture/other-file-system');
  }
  if (/no space left on device/i.test(words)) {
    return say('picture/no-room');
  }
  if (error instanceof HypervisorError) return error.said;
  return say('picture/failed', { said: words.replace(/\.$/, '') });
}
