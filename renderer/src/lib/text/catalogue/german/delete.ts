import type { deleteSentences } from '../../../../../../shared/sentences/english/delete.ts';
import type { GermanOf } from '../german-of.ts';

export const germanDelete: GermanOf<typeof deleteSentences> = {
  'not-there': 'Diesen Snapshot gibt es nicht mehr.',
  'no-descendants': '„{name}“ hat keine Nachfolger, die gelöscht werden könnten.',
  'not-seen:there':
    '„{name}“ ist vielleicht noch in {paths, list}; das kann zurzeit nicht über {machine} geändert werden.',
  'not-seen:there/remedy':
    'Hängen Sie das Laufwerk beschreibbar wieder an, und löschen Sie ihn dann; oder vergessen Sie, was Snapgrove von ihm weiß.',
  'part-stays':
    '„{name}“ liegt auch auf {paths, list}; das kann zurzeit nicht über {machine} geändert werden: Dieser Teil bleibt dort.',
  'part-stays/remedy': 'Hängen Sie zuerst das Laufwerk beschreibbar wieder an.',
  pinned: {
    one: '{names, quoted} von {machine} ist angeheftet.',
    other: '{names, quoted} von {machine} sind angeheftet.',
  },
  'pinned/remedy': 'Lösen Sie zuerst, oder stimmen Sie namentlich zu.',

  'delete/refused': 'Nichts wurde gelöscht.',
  'delete/tried': '„{name}“ von {machine} wurde nicht gelöscht',
  'delete/refused-because': '{why} Nichts wurde gelöscht.',
  'delete/pinned': {
    one: 'Nichts wurde gelöscht: {names, quoted} von {machine} ist angeheftet. Lösen Sie zuerst, oder stimmen Sie namentlich zu.',
    other:
      'Nichts wurde gelöscht: {names, quoted} von {machine} sind angeheftet. Lösen Sie zuerst, oder stimmen Sie namentlich zu.',
  },
  'delete/unshown': {
    one: 'Nichts wurde gelöscht: {names, quoted} von {machine} kam hinzu, seit der Plan gezeigt wurde, und würde mit gelöscht. Sehen Sie sich den Plan noch einmal an.',
    other:
      'Nichts wurde gelöscht: {names, quoted} von {machine} kamen hinzu, seit der Plan gezeigt wurde, und würden mit gelöscht. Sehen Sie sich den Plan noch einmal an.',
  },
  'delete/silent':
    'Die Verbindung zu {machine} ging verloren, während „{name}“ gelöscht wurde, und kam nicht wieder. QEMU hat es vielleicht trotzdem beendet: Der Baum zeigt, was da ist, sobald die Maschine wieder erreichbar ist.',
  'delete/failed':
    'Der Snapshot „{name}“ von {machine} konnte nicht gelöscht werden: {why}. Er ist noch auf {drives, list}. Die Maschine und ihre anderen Snapshots sind unversehrt.',
  'delete/not-removed': 'QEMU hat ihn nicht entfernt',
  'delete/tried-offline': 'Der Snapshot „{name}“ von {machine} konnte nicht gelöscht werden',
  'delete/still-in': 'Er ist noch in {paths, list}. Die Maschine und ihre anderen Snapshots sind unversehrt.',
  'delete/ended':
    '{machine} wurde beendet, während „{name}“ gelöscht wurde, und er ist noch da. Ihre anderen Snapshots sind unversehrt; starten Sie die Maschine wieder, und löschen Sie ihn dann noch einmal.',
  'delete/ended-unseen':
    '{machine} wurde beendet, während „{name}“ gelöscht wurde, und niemand weiß zurzeit, ob {drives, list} ihn noch enthält. Ihre anderen Snapshots sind unversehrt; starten Sie die Maschine wieder, und löschen Sie ihn dann noch einmal.',
  'delete/not-there': 'Diesen Snapshot gibt es nicht mehr.',
  'delete/not-there-of': 'Diesen Snapshot von {machine} gibt es nicht mehr.',
  'forget/still-there': '„{name}“ ist noch da; löschen Sie ihn stattdessen.',
  'forget/not-seen': '„{name}“ ist vielleicht noch da: In {machine} kann zurzeit nicht hineingesehen werden.',

  'step/delete': '„{name}“ wird gelöscht.',
  'step/delete-in': '„{name}“ wird aus {path} gelöscht.',
  'step/forget': '„{name}“ wird vergessen; in den Abbildern ist er nicht mehr.',
};
