import { CSPProvider } from '@base-ui/react/csp-provider';
import { type ReactNode, useEffect, useState } from 'react';
import { PicturesProvider } from '../lib/picture-url.tsx';
import { TextProvider, useText } from '../lib/text/use-text.tsx';
import { TooltipProvider } from '../ui/Tooltip.tsx';
import { CommandsProvider } from '../view/use-commands.tsx';
import { ViewProvider } from '../view/use-view.tsx';
import { createViewState } from '../view/view-state.ts';
import type { Session } from '../world/session.ts';
import { SessionProvider, useWorld } from '../world/use-world.tsx';
import { commands } from './commands.ts';
import { Frame } from './Frame.tsx';
import { OverlayHost } from './OverlayHost.tsx';
import { useDemoFirst } from './use-demo-first.ts';
import { useRefresh } from './use-refresh.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** The whole window. */
export function App(props: { readonly session: Session }) {
  const [view] = useState(() => createViewState(window.localStorage));
  useRefresh(props.session, view);
  useDemoFirst(props.session, view);
  return (
    <SessionProvider session={props.session}>
      <ViewProvider view={view}>
        <CSPProvider disableStyleElements>
          <Surroundings>
            <Frame />
            <OverlayHost />
          </Surroundings>
        </CSPProvider>
      </ViewProvider>
    </SessionProvider>
  );
}

/** What the settings and the face say about the window as a whole. */
function Surroundings(props: { readonly children: ReactNode }) {
  const language = useWorld((world) => world.settings?.language ?? 'system');
  const theme = useWorld((world) => world.settings?.theme ?? 'system');
  const picturesPath = useWorld((world) => world.shell?.picturesPath ?? 'shots/');
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <TextProvider wanted={language}>
      <PicturesProvider path={picturesPath}>
        <TooltipProvider delay={500}>
          <CommandsProvider commands={commands}>
            <LanguageAndKeys />
            {props.children}
          </CommandsProvider>
        </TooltipProvider>
      </PicturesProvider>
    </TextProvider>
  );
}

function LanguageAndKeys() {
  const { language } = useText();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useShortcuts();
  return null;
}
