import { ImageReader } from '../../qemu-img/image-reader.ts';
import { type ImageLook, ImageLooks } from './image-looks.ts';
import { LookTurns } from './look-turns.ts';
import { MachineImages } from './machine-images.ts';

/** What the images of all machines share: the reader, whose turn it is, and what is kept of each look. */
export class AllImages {
  readonly #reader = new ImageReader();
  readonly #turns = new LookTurns();
  readonly #looks: ImageLooks;
  /** Looks that are being written. */
  readonly #recording = new Set<Promise<void>>();

  /** `folder` is the store's `machines` folder. */
  constructor(folder: string) {
    this.#looks = new ImageLooks(folder);
  }

  /** The images of one machine; a look is kept for the next start while `isThere`. */
  of(uuid: string, isThere: () => boolean): MachineImages {
    return new MachineImages({
      read: (request) => this.#reader.read(request),
      turns: this.#turns,
      recall: () => this.#looks.read(uuid),
      record: (look) => {
        if (isThere()) this.#record(uuid, look);
      },
    });
  }

  #record(uuid: string, look: Omit<ImageLook, 'version'>): void {
    // What could not be kept is read again at the next start.
    const recording = this.#looks.write(uuid, look).catch(() => undefined);
    this.#recording.add(recording);
    void recording.then(() => this.#recording.delete(recording));
  }

  /** Forgets the looks into a machine's images. Throws system errors. */
  async forget(uuid: string): Promise<void> {
    await this.#looks.remove(uuid);
  }

  /** Resolves when nothing is written any more; what is not read fails. */
  async close(): Promise<void> {
    await this.#reader.close();
    await Promise.all(this.#recording);
  }
}
