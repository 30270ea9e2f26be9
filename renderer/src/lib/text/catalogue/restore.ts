import { texts } from '../message.ts';

export const restoreTexts = texts({
  'restore.title': { en: 'Restore {name}', de: '{name} wiederherstellen' },
  'restore.of': {
    en: '{machine} goes back to {time} ({age})',
    de: '{machine} kehrt zurück zum {time} ({age})',
  },
  'restore.from': { en: 'Now', de: 'Jetzt' },
  'restore.to': { en: 'Afterwards', de: 'Danach' },
  'restore.loses': { en: 'What would be lost', de: 'Was verloren ginge' },
  'restore.kept': { en: 'What is replaced', de: 'Was ersetzt wird' },
  'restore.keepCurrent': {
    en: 'Keep the current state as a snapshot first',
    de: 'Den jetzigen Zustand vorher als Snapshot bewahren',
  },
  'restore.keepName': {
    en: 'As “{name}”. Undo restore goes back to it.',
    de: 'Als „{name}“. „Wiederherstellung rückgängig“ kehrt dorthin zurück.',
  },
  'restore.cantKeep': {
    en: 'The current state can’t be kept: {reason}',
    de: 'Der jetzige Zustand kann nicht bewahrt werden: {reason}',
  },
  'restore.removesSafety': {
    en: {
      one: 'An older safety snapshot is removed: {names}',
      other: 'Older safety snapshots are removed: {names}',
    },
    de: {
      one: 'Ein älterer Sicherheits-Snapshot wird entfernt: {names}',
      other: 'Ältere Sicherheits-Snapshots werden entfernt: {names}',
    },
  },
  'restore.state': { en: 'Afterwards the machine is', de: 'Danach ist die Maschine' },
  'restore.state.as-snapshot': { en: 'as it was', de: 'wie sie war' },
  'restore.state.running': { en: 'running', de: 'in Betrieb' },
  'restore.state.paused': { en: 'paused', de: 'angehalten' },
  'restore.force': { en: 'Restore although it is risky', de: 'Trotz des Risikos wiederherstellen' },
  'restore.confirm': { en: 'Restore {name}', de: '{name} wiederherstellen' },
});
