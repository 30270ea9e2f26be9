import type { DifferenceAnswer, DifferenceQuestion } from './difference-messages.ts';
import { comparePictures, type Pixels } from './picture-difference.ts';

/** The colour of what changed: seen on dark and on light pictures. */
const MARK = [255, 45, 120, 150] as const;

self.addEventListener('message', (event: MessageEvent<DifferenceQuestion>) => {
  void answer(event.data);
});

async function answer({ before, after }: DifferenceQuestion): Promise<void> {
  try {
    const [from, to] = await Promise.all([pixelsOf(before), pixelsOf(after)]);
    const { width, height, mask, changedPixels, areas } = comparePictures(from, to);
    const overlay = new ImageData(width, height);
    for (let at = 0; at < mask.length; at++) if (mask[at] === 1) overlay.data.set(MARK, at * 4);
    const bitmap = await createImageBitmap(overlay);
    send({ ok: true, overlay: bitmap, width, height, changedPixels, areas }, [bitmap]);
  } catch (cause) {
    send({ ok: false, message: cause instanceof Error ? cause.message : String(cause) }, []);
  }
}

function send(message: DifferenceAnswer, transfer: Transferable[]): void {
  self.postMessage(message, { transfer });
}

async function pixelsOf(url: string): Promise<Pixels> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const bitmap = await createImageBitmap(await response.blob());
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', {
    willReadFrequently: true,
  });
  if (context === null) throw new Error('there is no canvas to read pixels with');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, context.canvas.width, context.canvas.height);
}
