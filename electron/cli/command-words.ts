import { commands } from './commands.ts';

const words: ReadonlySet<string> = new Set(['help', ...commands.map(({ name }) => name)]);

/**
 * The arguments of a command in the app's own, which are all after the program (and its script where it isn't packaged);
 * null when they ask for the window. What begins with a dash may be a switch of Chromium's.
 */
export function commandArguments(argv: readonly string[], isPackaged: boolean): readonly string[] | null {
  const args = argv.slice(isPackaged ? 1 : 2);
  const [first] = args;
  const isCommand = first === '--help' || first === '--version' || args.some((each) => words.has(each));
  return isCommand ? args : null;
}
