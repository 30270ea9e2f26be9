import { texts } from '../message.ts';

export const deleteTexts = texts({
  'delete.title': { en: 'Delete {name}', de: '{name} löschen' },
  'delete.titleMany': {
    en: { one: 'Delete {count} snapshot', other: 'Delete {count} snapshots' },
    de: { one: '{count} Snapshot löschen', other: '{count} Snapshots löschen' },
  },
  'delete.of': { en: 'of {machine}', de: 'von {machine}' },
  'delete.what': { en: 'What to delete', de: 'Was gelöscht wird' },
  'delete.keep': { en: 'Only this snapshot', de: 'Nur dieser Snapshot' },
  'delete.delete': { en: 'It and everything below', de: 'Er und alles darunter' },
  'delete.only': { en: 'Only what is below', de: 'Nur was darunter ist' },
  'delete.goes': {
    en: { one: '{count} snapshot goes:', other: '{count} snapshots go:' },
    de: { one: '{count} Snapshot wird gelöscht:', other: '{count} Snapshots werden gelöscht:' },
  },
  'delete.moves': {
    en: {
      one: '{count} child moves to “{parent}”: {names}',
      other: '{count} children move to “{parent}”: {names}',
    },
    de: {
      one: '{count} Nachfolger rückt zu „{parent}“: {names}',
      other: '{count} Nachfolger rücken zu „{parent}“: {names}',
    },
  },
  'delete.movesToRoot': {
    en: {
      one: '{count} child becomes a first snapshot: {names}',
      other: '{count} children become first snapshots: {names}',
    },
    de: {
      one: '{count} Nachfolger wird ein erster Snapshot: {names}',
      other: '{count} Nachfolger werden erste Snapshots: {names}',
    },
  },
  'delete.more': { en: 'and {count} more', de: 'und {count} weitere' },
  'delete.frees': { en: 'Frees about {size}.', de: 'Gibt etwa {size} frei.' },
  'delete.freesUnknown': {
    en: 'How much it frees is not known.',
    de: 'Wie viel frei wird, ist nicht bekannt.',
  },
  'delete.pinned': { en: 'Also delete the pinned “{name}”', de: 'Auch den angehefteten „{name}“ löschen' },
  'delete.undo': {
    en: 'You can undo this for {seconds} seconds.',
    de: 'Sie können das {seconds} Sekunden lang rückgängig machen.',
  },
  'delete.present': {
    en: 'The machine’s present state stays as it is.',
    de: 'Der jetzige Zustand der Maschine bleibt, wie er ist.',
  },
  'delete.confirm': { en: 'Delete {name}', de: '{name} löschen' },
  'delete.confirmMany': {
    en: { one: 'Delete {count} snapshot', other: 'Delete {count} snapshots' },
    de: { one: '{count} Snapshot löschen', other: '{count} Snapshots löschen' },
  },
});
