import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere, writeDurably } from '../files/durable-file.ts';

const connectionsSchema = z.object({ uris: z.array(z.string().min(1).max(4096)).readonly() }).readonly();

/** The libvirt connections of the store: `connections.json`. */
export class ConnectionsFile {
  readonly #home: string;

  /** `home` is the store's folder. */
  constructor(home: string) {
    this.#home = home;
  }

  /** The URIs in the order in which they were added; none where they can't be read, of which `onBad` hears. */
  async read(onBad: (error: unknown) => void): Promise<readonly string[]> {
    const text = await readIfThere(this.#path);
    if (text === null) return [];
    try {
      return connectionsSchema.parse(JSON.parse(text)).uris;
    } catch (error) {
      onBad(error);
      return [];
    }
  }

  async write(uris: readonly string[]): Promise<void> {
    await writeDurably(this.#path, JSON.stringify({ uris }, null, 2));
  }

  get #path(): string {
    return join(this.#home, 'connections.json');
  }
}
