import type { Picture } from '../../shared/model/picture.ts';
import { HypervisorError, type RawScreenshot } from '../hypervisor/hypervisor.ts';
import type { PictureEncoder } from './encode.ts';
import { PictureError } from './picture-error.ts';
import type { PictureStore } from './picture-store.ts';

/** The picture, or a plain sentence for the finding that says why there is none. */
export type CaptureResult = { readonly picture: Picture } | { readonly problem: string };

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
export function explainMissingPicture(error: unknown): string {
  if (error instanceof PictureError) return error.message;
  const words = error instanceof Error ? error.message : String(error);
  // QEMU's words, from ui/ui-qmp-cmds.c and the errno texts that it appends.
  if (/no console to take a screendump from/i.test(words)) {
    return 'This machine has no display to take a picture of.';
  }
  if (/failed to open file .*permission denied/i.test(words)) {
    return 'QEMU may not write into the folder for screenshots: it runs as another user or is confined. Run it as your own user to have pictures.';
  }
  if (/failed to open file .*no such file or directory/i.test(words)) {
    return 'QEMU does not find the folder for screenshots: it sees another file system than Snapgrove does, as in a container.';
  }
  if (/no space left on device/i.test(words)) {
    return 'There is no room for the screenshot in the folder that QEMU writes it into. Free some space there.';
  }
  if (error instanceof HypervisorError) return words;
  return `The screenshot could not be taken: ${words.replace(/\.$/, '')}.`;
}
