import { createInterface } from 'node:readline/promises';
import type { SnapgroveContract } from '../../shared/contract/contract.ts';
import type { Handlers } from '../../shared/contract/definition.ts';
import { isDemoMachineOn } from './demo-machine.ts';

export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly isInteractive: boolean;
}

/**
 * Asks on the terminal what is to become of the demo machine when it runs, and does it. Returns false when the user would
 * rather stay. Where nobody can answer, the machine is kept running and that is said.
 */
export async function mayCloseFromTerminal(
  handlers: Handlers<SnapgroveContract>,
  { input, output, isInteractive }: Terminal,
): Promise<boolean> {
  if (!(await isDemoMachineOn(handlers))) return true;
  if (!isInteractive) {
    output.write('The demo machine keeps running; Snapgrove finds it again at the next start.\n');
    return true;
  }
  const lines = createInterface({ input, output });
  try {
    // A second Ctrl+C, and the end of the input, mean what they mean everywhere.
    const interrupted = new Promise<string>((resolve) =>
      lines.once('SIGINT', () => resolve('k')).once('close', () => resolve('k')),
    );
    const answer = await Promise.race([
      lines.question('\nThe demo machine is running. [K]eep it running, [p]ower it off, or [c]ancel? '),
      interrupted,
    ]);
    const choice = answer.trim().toLowerCase();
    if (choice.startsWith('p')) await handlers['demo.stop']({}, { signal: new AbortController().signal });
    return !choice.startsWith('c');
  } finally {
    lines.close();
  }
}
