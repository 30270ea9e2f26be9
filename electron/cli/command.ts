import type { parseArgs } from 'node:util';
import type { CommandConsole } from './console.ts';
import type { CoreLink } from './core-link.ts';
import type { OptionName, optionTable } from './option-table.ts';

export type OptionValues = Readonly<ReturnType<typeof parseArgs<{ options: typeof optionTable }>>['values']>;

/** What a command has to work with. */
export interface CommandContext {
  /** As many as the command's operands allow; those left out are empty. */
  readonly operands: readonly string[];
  readonly options: OptionValues;
  readonly console: CommandConsole;
  readonly environment: NodeJS.ProcessEnv;
  /** The user's one core: the running one, or one in this process. Opened at the first use, and closed at the end. */
  readonly core: () => Promise<CoreLink>;
}

/** What a command has to say: `value` with --json, else `text`, made safe for a terminal where it is not bytes. */
export interface Outcome {
  readonly value: unknown;
  readonly text: string | Uint8Array;
  /** 1 for an answer that is no, such as that a snapshot can't be restored. */
  readonly status?: 0 | 1;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** In order; the last ones may be optional, written in brackets. */
  readonly operands: readonly string[];
  readonly options: readonly OptionName[];
  /** Paragraphs of the help. */
  readonly description: readonly string[];
  readonly examples: readonly string[];
  /** Throws UsageError before anything is done, AppError for what was refused or failed. */
  readonly run: (context: CommandContext) => Promise<Outcome>;
}
