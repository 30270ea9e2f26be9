import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useText } from '../lib/text/use-text.tsx';
import { useSession } from '../world/use-world.tsx';
import type { Command, CommandContext } from './command.ts';
import { useViewStore } from './use-view.tsx';

const Commands = createContext<readonly Command[]>([]);

/** Gives the list of all commands to everything below. */
export function CommandsProvider(props: {
  readonly commands: readonly Command[];
  readonly children: ReactNode;
}) {
  return <Commands value={props.commands}>{props.children}</Commands>;
}

/** Every command of the window, available now or not. */
export function useCommandList(): readonly Command[] {
  return useContext(Commands);
}

/** What commands work with, for running them from a component. */
export function useCommandContext(): CommandContext {
  const session = useSession();
  const view = useViewStore();
  const text = useText();
  return useMemo(() => ({ session, view, text }), [session, view, text]);
}
