import { texts } from '../message.ts';

export const snapshotTexts = texts({
  'picture.of': { en: 'Screenshot of {name}', de: 'Bildschirmfoto von {name}' },
  'picture.none': { en: 'No picture', de: 'Kein Bild' },
  'picture.broken': { en: 'Picture can’t be shown', de: 'Bild kann nicht gezeigt werden' },
  'here.name': { en: 'You are here', de: 'Sie sind hier' },
  'here.changed': { en: 'changed since', de: 'seither verändert' },
  'here.unchanged': { en: 'unchanged', de: 'unverändert' },
  'badge.memory': { en: 'Memory', de: 'Arbeitsspeicher' },
  'badge.memoryHint': {
    en: 'Disks and memory: goes on exactly where it was.',
    de: 'Festplatten und Arbeitsspeicher: läuft genau dort weiter, wo es war.',
  },
  'badge.diskOnly': { en: 'Disk only', de: 'Nur Festplatte' },
  'badge.diskOnlyHint': {
    en: 'Disks without memory: the machine boots from them.',
    de: 'Festplatten ohne Arbeitsspeicher: Die Maschine bootet davon.',
  },
  'badge.external': { en: 'External', de: 'Extern' },
  'badge.externalHint': {
    en: 'Kept in files of its own, not inside the images.',
    de: 'In eigenen Dateien, nicht in den Abbildern.',
  },
  'badge.safety': { en: 'Safety', de: 'Sicherheit' },
  'badge.safetyHint': {
    en: 'Taken by a restore to keep the state that it replaced.',
    de: 'Von einer Wiederherstellung angelegt, um den ersetzten Zustand zu bewahren.',
  },
  'badge.pinned': { en: 'Pinned', de: 'Angeheftet' },
  'badge.pinnedHint': {
    en: 'Never deleted unless you name it.',
    de: 'Wird nie gelöscht, wenn Sie es nicht eigens sagen.',
  },
  'badge.elsewhere': { en: 'Made elsewhere', de: 'Anderswo erstellt' },
  'badge.elsewhereHint': { en: 'Made with another tool.', de: 'Mit einem anderen Programm erstellt.' },
  'badge.notRestorable': { en: 'Can’t be restored', de: 'Nicht wiederherstellbar' },
  'badge.lost': { en: 'Lost', de: 'Verloren' },
  'badge.lostHint': {
    en: 'We have notes of it, but the snapshot itself is gone.',
    de: 'Wir haben Notizen dazu, aber der Snapshot selbst ist weg.',
  },
  'badge.unreadable': { en: 'Unreadable', de: 'Unlesbar' },
  'badge.activated': { en: 'Next start', de: 'Nächster Start' },
  'badge.activatedHint': {
    en: 'The machine begins with it at the next start.',
    de: 'Die Maschine beginnt beim nächsten Start damit.',
  },
  'snapshot.restore': { en: 'Restore', de: 'Wiederherstellen' },
  'snapshot.activate': { en: 'Activate', de: 'Aktivieren' },
  'snapshot.delete': { en: 'Delete', de: 'Löschen' },
  'snapshot.compare': { en: 'Compare', de: 'Vergleichen' },
  'snapshot.compareNow': { en: 'Compare with now', de: 'Mit jetzt vergleichen' },
  'snapshot.view': { en: 'Open picture', de: 'Bild öffnen' },
  'snapshot.pin': { en: 'Pin', de: 'Anheften' },
  'snapshot.unpin': { en: 'Unpin', de: 'Lösen' },
  'snapshot.forget': { en: 'Forget', de: 'Vergessen' },
  'snapshot.forgetHint': {
    en: 'Removes the notes and the picture of a snapshot that is gone.',
    de: 'Entfernt Notizen und Bild eines Snapshots, der weg ist.',
  },
  'snapshot.menu': { en: 'Actions for {name}', de: 'Aktionen für {name}' },
  'snapshot.take': { en: 'Take snapshot', de: 'Snapshot aufnehmen' },
});
