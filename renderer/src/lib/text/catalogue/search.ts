import { texts } from '../message.ts';

export const searchTexts = texts({
  'search.title': { en: 'Search all snapshots', de: 'Alle Snapshots durchsuchen' },
  'search.placeholder': {
    en: 'A name, a label, a machine, “last week”, “before march”…',
    de: 'Ein Name, ein Etikett, eine Maschine, „letzte Woche“, „vor März“ …',
  },
  'search.hint': {
    en: 'Searches names, descriptions, labels and machines, and understands dates: yesterday, 3 days ago, last month, since Monday, 2026-11.',
    de: 'Sucht in Namen, Beschreibungen, Etiketten und Maschinen und versteht Zeiten: gestern, vor 3 Tagen, letzten Monat, seit Montag, 2026-11.',
  },
  'search.none': { en: 'No snapshot fits that.', de: 'Kein Snapshot passt dazu.' },
  'search.found': {
    en: { one: '{count} snapshot', other: '{count} snapshots' },
    de: { one: '{count} Snapshot', other: '{count} Snapshots' },
  },
  'search.between': { en: '{from} to {to}', de: '{from} bis {to}' },
  'search.since': { en: 'since {from}', de: 'seit {from}' },
  'search.until': { en: 'until {to}', de: 'bis {to}' },
});
