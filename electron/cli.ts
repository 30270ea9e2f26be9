#!/usr/bin/env node
import { AppError } from '../shared/contract/errors.ts';
import { readArguments, wantsJson } from './cli/arguments.ts';
import { print, processConsole } from './cli/console.ts';
import type { CoreLink } from './cli/core-link.ts';
import { failureJson, failureSentence } from './cli/failure.ts';
import { commandHelp, overallHelp } from './cli/help.ts';
import { reportIncident } from './cli/incident.ts';
import { UsageError } from './cli/usage-error.ts';
import { version } from './shell/version.ts';

const args = process.argv.slice(2);
const commandConsole = processConsole(wantsJson(args));

async function run(): Promise<number> {
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
    if (!commandConsole.json) await print(text);
    else if (value !== undefined) await print(`${JSON.stringify(value, null, 2)}\n`);
    return status;
  } finally {
    await (await opening?.catch(() => undefined))?.[Symbol.asyncDispose]();
  }
}

/** Loaded when a command needs it: help and mistakes are answered at once. */
async function openCore(): Promise<CoreLink> {
  const { openCoreLink } = await import('./cli/core-link.ts');
  return await openCoreLink({ environment: process.env, onError: reportIncident });
}

async function fail(cause: unknown): Promise<number> {
  if (commandConsole.json) await print(`${JSON.stringify(failureJson(cause), null, 2)}\n`);
  else commandConsole.note(failureSentence(cause));
  if (!(cause instanceof AppError || cause instanceof UsageError)) {
    reportIncident({ id: 'cli', method: 'the command line', cause });
  }
  return cause instanceof UsageError ? 2 : 1;
}

process.exitCode = await run().catch(fail);
