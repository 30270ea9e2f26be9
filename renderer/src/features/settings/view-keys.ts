import type { Text } from '../../lib/text/use-text.tsx';
import { formatShortcut } from '../../view/shortcut.ts';

export interface KeysOfView {
  readonly title: string;
  readonly lines: readonly { readonly what: string; readonly keys: readonly string[] }[];
}

/** The keys that belong to a view and not to a command. */
export function keysOfViews({ t }: Text): readonly KeysOfView[] {
  const arrows = t('shortcuts.arrows');
  const wheel = t('shortcuts.wheel');
  return [
    {
      title: t('shortcuts.tree'),
      lines: [
        { what: t('shortcuts.move'), keys: [arrows] },
        { what: t('shortcuts.ends'), keys: ['Home', 'End'] },
        { what: t('shortcuts.find'), keys: [t('shortcuts.type')] },
        { what: t('shortcuts.extend'), keys: [`Shift+${arrows}`] },
        { what: t('shortcuts.toggle'), keys: ['Space'] },
        { what: t('shortcuts.all'), keys: [formatShortcut({ key: 'a', mod: true })] },
        { what: t('shortcuts.open'), keys: ['Enter'] },
        { what: t('shortcuts.delete'), keys: ['Del'] },
        { what: t('shortcuts.menu'), keys: ['Shift+F10'] },
      ],
    },
    {
      title: t('shortcuts.map'),
      lines: [
        { what: t('shortcuts.zoom'), keys: ['+', '−', '0'] },
        { what: t('shortcuts.wheelZoom'), keys: [`Ctrl+${wheel}`] },
        { what: t('shortcuts.pan'), keys: [`Alt+${arrows}`, wheel] },
      ],
    },
    {
      title: t('shortcuts.viewer'),
      lines: [
        { what: t('shortcuts.neighbours'), keys: ['←', '→'] },
        { what: t('shortcuts.viewerZoom'), keys: ['+', '−', '0', '1'] },
        { what: t('shortcuts.viewerPan'), keys: [`Shift+${arrows}`] },
        { what: t('shortcuts.close'), keys: ['Esc'] },
      ],
    },
  ];
}
