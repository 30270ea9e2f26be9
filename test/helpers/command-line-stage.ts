import { z } from 'zod';
import { type CommandLine, makeCommandLine } from './command-line.ts';
import { failure, listed } from './command-line-json.ts';
import { createQcow2, startQemu, type TestQemu } from './qemu.ts';
import { makeTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

/** A command line with machines of its own to work on; all of it ends with the stage. */
export class CommandLineStage implements AsyncDisposable {
  readonly cli: CommandLine;
  /** For images, sockets and what is written. */
  readonly disks: TemporaryFolder;
  readonly #opened = new AsyncDisposableStack();

  static async open(): Promise<CommandLineStage> {
    return new CommandLineStage(await makeTemporaryFolder(), await makeCommandLine());
  }

  private constructor(disks: TemporaryFolder, cli: CommandLine) {
    this.disks = this.#opened.use(disks);
    this.cli = this.#opened.use(cli);
  }

  /** Has something end with the stage, before what was there already. */
  keep<T extends AsyncDisposable>(opened: T): T {
    return this.#opened.use(opened);
  }

  /** Starts a QEMU with two qcow2 drives. */
  async start(name: string, uuid?: string): Promise<TestQemu> {
    const drives = ['a', 'b'].map((letter) => ({
      nodeName: `disk-${letter}`,
      path: this.disks.entry(`${name}-${uuid ?? ''}-${letter}.qcow2`),
      format: 'qcow2' as const,
    }));
    for (const { path } of drives) await createQcow2(path);
    return this.keep(await startQemu({ name, drives, ...(uuid === undefined ? {} : { uuid }) }));
  }

  /** What `list --json` says of a machine, in exactly its shape. */
  async list(machine: string): Promise<readonly z.infer<typeof listed>[]> {
    return z.array(listed).parse(await this.cli.json(['list', machine]));
  }

  /** Runs what must be refused with status 1, and returns the error. */
  async refused(...args: readonly string[]): Promise<z.infer<typeof failure>['error']> {
    return failure.parse(await this.cli.json(args, 1)).error;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#opened.disposeAsync();
  }
}
