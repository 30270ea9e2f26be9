import { texts } from '../message.ts';

export const paletteTexts = texts({
  'palette.title': { en: 'Command palette', de: 'Befehlspalette' },
  'palette.placeholder': {
    en: 'A command, a machine or a snapshot',
    de: 'Ein Befehl, eine Maschine oder ein Snapshot',
  },
  'palette.command': { en: 'Commands', de: 'Befehle' },
  'palette.machine': { en: 'Machines', de: 'Maschinen' },
  'palette.snapshot': { en: 'Snapshots', de: 'Snapshots' },
  'palette.none': { en: 'Nothing is called that.', de: 'Nichts heißt so.' },
});
