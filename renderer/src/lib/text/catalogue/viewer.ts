import { texts } from '../message.ts';

export const viewerTexts = texts({
  'viewer.size': { en: 'Size', de: 'Größe' },
  'viewer.fit': { en: 'Fit', de: 'Einpassen' },
  'viewer.life': { en: '1:1', de: '1:1' },
  'viewer.older': { en: 'Older by time', de: 'Zeitlich davor' },
  'viewer.newer': { en: 'Newer by time', de: 'Zeitlich danach' },
  'viewer.copy': { en: 'Copy picture', de: 'Bild kopieren' },
  'viewer.copied': { en: 'Picture copied', de: 'Bild kopiert' },
  'viewer.save': { en: 'Save picture', de: 'Bild speichern' },
  'viewer.saved': { en: 'Saved as {path}', de: 'Gespeichert als {path}' },
  'viewer.notCopied': {
    en: 'The picture could not be copied. It is unharmed; save it instead.',
    de: 'Das Bild konnte nicht kopiert werden. Es ist unversehrt; speichern Sie es stattdessen.',
  },
  'viewer.pixels': { en: '{width} × {height}', de: '{width} × {height}' },
});
