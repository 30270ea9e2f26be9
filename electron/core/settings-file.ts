import { join } from 'node:path';
import { type Settings, settingsSchema } from '../../shared/model/settings.ts';
import { readIfThere, writeDurably } from '../files/durable-file.ts';

/** The settings of the store: `settings.json`. */
export class SettingsFile {
  readonly #home: string;

  /** `home` is the store's folder. */
  constructor(home: string) {
    this.#home = home;
  }

  /** The settings; the defaults where there are none, or where they can't be read, of which `onBad` hears. */
  async read(onBad: (error: unknown) => void): Promise<Settings> {
    const defaults: Settings = {
      theme: 'system',
      language: 'system',
      screenshots: true,
      refreshSeconds: 10,
      undoMs: 6000,
      storeFolder: this.#home,
    };
    const text = await readIfThere(this.#path);
    if (text === null) return defaults;
    try {
      const known = settingsSchema.unwrap().partial().parse(JSON.parse(text));
      return settingsSchema.parse({ ...defaults, ...known, storeFolder: this.#home });
    } catch (error) {
      onBad(error);
      return defaults;
    }
  }

  async write(settings: Settings): Promise<void> {
    await writeDurably(this.#path, JSON.stringify(settings, null, 2));
  }

  get #path(): string {
    return join(this.#home, 'settings.json');
  }
}
