import { useEffect } from 'react';
import { type CommandContext, isAskedFor } from '../view/command.ts';
import { useCommandContext } from '../view/use-commands.tsx';
import { useWorld } from '../world/use-world.tsx';
import { commands, runCommand } from './commands.ts';

/** Runs commands by their shortcuts, and those chosen in the menu of the desktop application. */
export function useShortcuts(): void {
  const context = useCommandContext();
  const isLive = useWorld((world) => world.line.status === 'live');

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      // A dialog has the keyboard to itself.
      if (event.defaultPrevented || context.view.getState().overlay !== null) return;
      const command = commands.find((each) => isAskedFor(each, event));
      if (command?.shortcut === undefined) return;
      // A sign alone is text where one types.
      const isSign = command.shortcut.key.length === 1 && command.shortcut.mod !== true;
      if (isSign && isTyping(event.target)) return;
      event.preventDefault();
      runCommand(command.id, context);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [context]);

  useEffect(() => {
    if (!isLive) return;
    const stopped = new AbortController();
    void followMenu(context, stopped.signal);
    return () => stopped.abort();
  }, [context, isLive]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    (target instanceof HTMLInputElement && target.type !== 'radio' && target.type !== 'checkbox') ||
    target instanceof HTMLTextAreaElement
  );
}

async function followMenu(context: CommandContext, signal: AbortSignal): Promise<void> {
  try {
    for await (const id of context.session.api['shell.commands']({}, signal)) {
      if (id.startsWith('theme.')) setTheme(context, id);
      else runCommand(id, context);
    }
  } catch {
    // The line is gone or this effect has ended; the next live line starts another.
  }
}

function setTheme(context: CommandContext, id: string): void {
  const theme = (['system', 'light', 'dark'] as const).find((each) => id === `theme.${each}`);
  if (theme === undefined) return;
  // The theme changes when the core says so; when it does not, nothing was lost.
  void context.session.api['settings.set']({ theme }).catch(() => undefined);
}
