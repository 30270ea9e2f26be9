import type { takeSentences } from '../../../../../../shared/sentences/english/take.ts';
import type { GermanOf } from '../german-of.ts';

export const germanTake: GermanOf<typeof takeSentences> = {
  'no-external': 'Snapshots von {machine} liegen in ihren Abbildern: Sie wird über QMP erreicht.',
  'no-external/remedy': 'Nehmen Sie ihn ohne neue Dateien auf.',
  'disks-like-power-cut':
    'Ohne den Arbeitsspeicher sind die Festplatten von {machine} wie nach einem Stromausfall: Was Programme noch nicht geschrieben hatten, ist nicht im Snapshot.',
  'disks-like-power-cut:agent':
    'Ohne den Arbeitsspeicher sind die Festplatten von {machine} wie nach einem Stromausfall: Was Programme noch nicht geschrieben hatten, ist nicht im Snapshot.',
  'disks-like-power-cut:agent/remedy': 'Lassen Sie vorher den Guest Agent die Dateisysteme zur Ruhe bringen.',
  'no-agent': '{why}',
  'quiesce-memory':
    'Ein Snapshot mit Arbeitsspeicher enthält den Gast, wie er läuft: Dateisysteme, die stillstehen, täten es nach jeder Wiederherstellung.',
  'quiesce-memory/remedy':
    'Nehmen Sie ihn ohne Arbeitsspeicher auf, oder ohne die Dateisysteme zur Ruhe zu bringen.',
  'no-agent/remedy': 'Nehmen Sie den Snapshot auf, ohne die Dateisysteme zur Ruhe zu bringen.',
  'little-room':
    'Den Arbeitsspeicher zu sichern, kann bis zu {memory, bytes} brauchen, und wo das Abbild liegt, sind {free, bytes} frei.',
  'little-room/remedy': 'Schaffen Sie Platz, oder nehmen Sie einen Snapshot nur der Festplatten auf.',
  'not-thawed':
    'Der Guest Agent von {machine} hat nicht bestätigt, dass die Dateisysteme wieder laufen: {why}',
  'not-thawed/remedy':
    'Sehen Sie im Gast nach: qemu-guest-agent dort neu zu starten, löst sie. Snapgrove versucht es bei der nächsten Verbindung wieder.',
  stopped: '{machine} lief vor dem Snapshot und läuft jetzt nicht ({state}).',
  'stopped/remedy': 'Sehen Sie nach, warum sie stehen blieb, und setzen Sie sie dann fort.',
  'machine-ended':
    '{machine} wurde beendet, während der Snapshot „{name}“ aufgenommen wurde; der Snapshot ist vollständig.',

  'image-unlinked':
    'Das Abbild des Laufwerks {drive} von {machine} ist nicht mehr unter {path}: Nur QEMU hat es noch, und wenn QEMU endet, ist es mit jedem Snapshot darin verloren.',
  'image-unlinked/remedy':
    'Kopieren Sie, was bleiben muss, aus der laufenden Maschine heraus; starten Sie sie das nächste Mal ohne -snapshot.',
  'take/refused': 'Der Snapshot „{name}“ von {machine} wurde nicht aufgenommen.',
  'take/tried': 'Der Snapshot „{name}“ von {machine} wurde nicht aufgenommen',
  'take/failed': 'Der Snapshot „{name}“ von {machine} wurde nicht aufgenommen: {why}. {rest, sentences}',
  'take/image-disk-full': 'der Datenträger, auf dem das Abbild liegt, ist voll',
  'take/not-everywhere': 'er ist nicht auf jedem Laufwerk, auf dem er sein sollte',
  'take/runs-on': '{machine} läuft weiter und ist unversehrt.',
  'take/stopped': '{machine} steht jetzt ({state}).',
  'take/as-it-was': '{machine} ist, wie sie war.',
  'take/remains': 'Ein Teil davon ist noch auf {drives, list}; löschen Sie ihn dort.',
  'take/make-room': 'Schaffen Sie dort Platz, und nehmen Sie ihn dann noch einmal auf.',
  'take/silent':
    'Die Verbindung zu {machine} ging verloren, während „{name}“ aufgenommen wurde, und kam nicht wieder. QEMU hat es vielleicht trotzdem beendet: Der Baum zeigt, was da ist, sobald die Maschine wieder erreichbar ist.',
  'take/ended':
    '{machine} wurde beendet, während der Snapshot „{name}“ aufgenommen wurde, und es gibt ihn nicht. Die anderen Snapshots von {machine} sind unversehrt; starten Sie sie wieder, und nehmen Sie ihn dann auf.',
  'take/ended-partly':
    '{machine} wurde beendet, während der Snapshot „{name}“ aufgenommen wurde, und nur ein Teil davon ist da. Die anderen Snapshots von {machine} sind unversehrt; löschen Sie diesen Teil, bevor Sie ihn noch einmal aufnehmen.',
  'take/no-drive': '{machine} hat kein Laufwerk, das einen Snapshot fasst.',
  'take/no-agent': '{why} Es wurde kein Snapshot aufgenommen.',
  'take/not-frozen':
    'Der Guest Agent von {machine} konnte die Dateisysteme nicht zur Ruhe bringen: {why} Es wurde kein Snapshot aufgenommen.',
  'take/no-agent-answers':
    'In {machine} antwortet kein Guest Agent: {why} Es wurde kein Snapshot aufgenommen. Starten Sie qemu-guest-agent im Gast, oder nehmen Sie den Snapshot ohne ihn auf.',
  'take/failed-frozen': '{why} {frozen}',
  'take/nothing-left': 'Nichts davon ist übrig, und {machine} ist unversehrt.',
  'take/left-in': 'Ein Teil davon ist noch in {paths, list}; löschen Sie ihn dort. {machine} ist unversehrt.',
  'take/not-on-all':
    'qemu-img hat den Snapshot „{name}“ von {machine} aufgenommen, aber er ist nicht auf jedem Laufwerk. Der Baum zeigt, wo er ist; sonst wurde nichts geändert.',

  'step/freeze': 'Die Dateisysteme des Gasts werden zur Ruhe gebracht.',
  'step/save-memory': {
    one: 'Arbeitsspeicher und Laufwerk werden gesichert.',
    other: 'Arbeitsspeicher und {count} Laufwerke werden gesichert.',
  },
  'step/save-drives': { one: 'Das Laufwerk wird gesichert.', other: '{count} Laufwerke werden gesichert.' },
  'step/save-image': '{path} wird gesichert.',
  'step/notes-follow':
    '„{name}“ wurde aufgenommen. Die Notizen dazu konnten nicht geschrieben werden; sie folgen, sobald das geht.',
};
