import { type BrowserWindow, dialog } from 'electron';
import type { SnapgroveContract } from '../../shared/contract/contract.ts';
import type { Handlers } from '../../shared/contract/definition.ts';
import { isDemoMachineOn } from './demo-machine.ts';

const answers = ['Keep the demo machine running', 'Power it off', 'Cancel'] as const;

/**
 * Asks what is to become of the demo machine when it runs, and does it. Returns false when the user would rather stay.
 * Other machines are not ours to stop and run on.
 */
export async function mayClose(
  window: BrowserWindow,
  handlers: Handlers<SnapgroveContract>,
): Promise<boolean> {
  if (!(await isDemoMachineOn(handlers))) return true;
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    title: 'Quit Snapgrove',
    message: 'The demo machine is running.',
    detail:
      'If you keep it running, Snapgrove finds it again at the next start. Its snapshots are kept in either case.',
    buttons: [...answers],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  });
  if (answers[response] === 'Power it off')
    await handlers['demo.stop']({}, { signal: new AbortController().signal });
  return answers[response] !== 'Cancel';
}
