import {
  type DemoMachine,
  findDemoMachine,
  startDemoMachine,
  stopDemoMachine,
} from '../demo/demo-machine.ts';

/** The demo machine of this store. */
export class DemoKeeper {
  readonly #home: string;
  #uuid: string | null = null;

  /** `home` is the store's folder. */
  constructor(home: string) {
    this.#home = home;
  }

  /** The demo machine's UUID, once it was started or found. */
  get uuid(): string | null {
    return this.#uuid;
  }

  /** Finds the demo machine where it runs already. */
  async look(): Promise<void> {
    const found = await findDemoMachine({ home: this.#home });
    if (found !== null) this.#uuid = found.uuid;
  }

  /** Starts the demo machine, or finds it running. Throws DemoError. */
  async start(): Promise<DemoMachine> {
    const machine = await startDemoMachine({ home: this.#home });
    this.#uuid = machine.uuid;
    return machine;
  }

  /** Powers the demo machine off, if it runs. Throws DemoError. */
  async stop(): Promise<void> {
    await stopDemoMachine({ home: this.#home });
  }
}
