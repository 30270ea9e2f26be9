import { AppError } from '../../shared/contract/errors.ts';
import { version } from '../shell/version.ts';
import { readArguments, wantsJson } from './arguments.ts';
import { type CommandConsole, print, processConsole } from './console.ts';
import type { CoreLink } from './core-link.ts';
import { failureJson, failureSentence } from './failure.ts';
import { commandHelp, overallHelp } from './help.ts';
import { reportIncident } from './incident.ts';
import { UsageError } from './usage-error.ts';
import { escapeControls } from './words.ts';

/** Carries out the arguments after the program's name, and resolves with the exit status when everything is said. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const commandConsole = processConsole(wantsJson(args));
  return await run(args, commandConsole).catch((cause: unknown) => fail(cause, commandConsole));
}

async function run(args: readonly string[], commandConsole: CommandConsole): Promise<number> {
  const invocation = readArguments(args);
  if (invocation.kind === 'version') {
    await print(`snapgrove ${version}\n`);
    return 0;
  }
  if (invocation.kind === 'help') {
    await print(invocation.command === null ? overallHelp() : commandHelp(invocation.command));
    return 0;
  }
  const { command, operands, options } = invocation;
  let opening: Promise<CoreLink> | undefined;
  try {
    const {
      value,
      text,
      status = 0,
    } = await command.run({
      operands,
      options,
      console: commandConsole,
      environment: process.env,
      core() {
        opening ??= openCore();
        return opening;
      },
    });
    if (!commandConsole.json) {
      await print(typeof text === 'string' ? escapeControls(text, { lines: true }) : text);
    } else if (value !== undefined) await print(`${JSON.stringify(value, null, 2)}\n`);
    return status;
  } finally {
    await (await opening?.catch(() => undefined))?.[Symbol.asyncDispose]();
  }
}

/** Loaded when a command needs it: help and mistakes are answered at once. */
async function openCore(): Promise<CoreLink> {
  const { openCoreLink } = await import('./core-link.ts');
  return await openCoreLink({ environment: process.env, onError: reportIncident });
}

/** A person reads the sentence on standard error, a script the value on standard output. */
async function fail(cause: unknown, commandConsole: CommandConsole): Promise<number> {
  if (commandConsole.json) await print(`${JSON.stringify(failureJson(cause), null, 2)}\n`);
  commandConsole.note(failureSentence(cause));
  if (!(cause instanceof AppError || cause instanceof UsageError)) {
    reportIncident({ id: 'cli', method: 'the command line', cause });
  }
  return cause instanceof UsageError ? 2 : 1;
}
