import type { Command } from './command.ts';
import { activateCommand } from './commands/activate.ts';
import { addCommand } from './commands/add.ts';
import { checkCommand } from './commands/check.ts';
import { deactivateCommand } from './commands/deactivate.ts';
import { deleteCommand } from './commands/delete.ts';
import { demoCommand } from './commands/demo.ts';
import { describeCommand } from './commands/describe.ts';
import { listCommand } from './commands/list.ts';
import { machinesCommand } from './commands/machines.ts';
import { restoreCommand } from './commands/restore.ts';
import { screenshotCommand } from './commands/screenshot.ts';
import { serveCommand } from './commands/serve.ts';
import { showCommand } from './commands/show.ts';
import { takeCommand } from './commands/take.ts';
import { xmlCommand } from './commands/xml.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  machinesCommand,
  addCommand,
  listCommand,
  showCommand,
  takeCommand,
  restoreCommand,
  activateCommand,
  deactivateCommand,
  deleteCommand,
  describeCommand,
  checkCommand,
  xmlCommand,
  screenshotCommand,
  serveCommand,
  demoCommand,
];
