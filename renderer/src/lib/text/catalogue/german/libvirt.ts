import type { libvirtSentences } from '../../../../../../shared/sentences/english/libvirt.ts';
import type { GermanOf } from '../german-of.ts';

export const germanLibvirt: GermanOf<typeof libvirtSentences> = {
  'libvirt/only-look': 'Über die Verbindung zu libvirt darf nur gelesen werden: {why}',
  'libvirt/asked-for': 'So wurde sie verlangt.',
  'libvirt/connecting': 'Die Verbindung zu libvirt wird noch aufgebaut.',
  'libvirt/being-asked': 'Der Rechner wird gerade nach seinen Maschinen gefragt.',
  'libvirt/replaced':
    'Ein anderes Programm hat „{name}“ von {machine} geändert oder einen anderen Snapshot an die Stelle gesetzt. Nichts wurde getan; sehen Sie ihn sich noch einmal an.',
  'libvirt/none': 'Es gibt keine Verbindung zu libvirt.',
  'libvirt/not-asked': 'libvirt kann nicht nach seinen Maschinen gefragt werden: {said}.',
  'libvirt/problem': '{tried}: {why}',
  'libvirt/tried-to-only-look': '{tried}, denn über die Verbindung zu libvirt darf nur gelesen werden: {why}',
  'libvirt/unchanged': '{tried}, und nichts wurde geändert. {why, sentences}',
  'libvirt/in-doubt':
    '{tried}, soweit das zu sagen ist: {why} Was verlangt wurde, ist vielleicht trotzdem geschehen; die Liste zeigt es, wenn die Verbindung wieder da ist. {remedy}',
  'libvirt/why-held':
    'Ein anderes Programm lässt libvirt seit 30 Sekunden an dieser Maschine arbeiten, vielleicht an einem Snapshot. Nichts wurde geändert; versuchen Sie es noch einmal, wenn das fertig ist.',
  'libvirt/why-risky': 'libvirt nennt es gewagt: {said}',
  'libvirt/why-no-machine': 'libvirt hat diese Maschine nicht mehr.',
  'libvirt/why-no-snapshot':
    'libvirt hat diesen Snapshot nicht mehr; ein anderes Programm hat ihn vielleicht gelöscht.',
  'libvirt/why-busy': 'An der Maschine wird gearbeitet: {said}',
  'libvirt/why-invalid': 'libvirt lehnt es zurzeit ab: {said}',
  'libvirt/why-no-room': 'Es ist kein Platz mehr: {said}',
  'libvirt/why-locked': 'Ein Abbild ist in einem anderen Programm geöffnet: {said}',
  'libvirt/why': 'libvirt sagt: {said}',
  'libvirt/why-denied': 'libvirt erlaubt es nicht: {said}',
  'libvirt/why-agent': 'Der Guest Agent antwortet nicht: {said}',
  'libvirt/why-unsupported': 'libvirt kann es nicht: {said}',
  'libvirt/why-listed': 'libvirt sagt, es sei geschehen, und führt ihn noch auf.',
  'libvirt/why-old-record':
    'libvirts Eintrag stammt aus der Zeit vor 0.9.5 und kann nicht neu geschrieben werden.',
  'libvirt/why-kept': 'libvirt behält „{description}“.',
  'libvirt/not-listed':
    'libvirt hat den Snapshot „{name}“ von {machine} aufgenommen, führt ihn aber nicht auf.',
  'libvirt/another-snapshot':
    '„{name}“ von {machine} gibt es nicht mehr, oder es ist jetzt ein anderer Snapshot dieses Namens.',
  'libvirt/no-machine': 'libvirt hat diese Maschine nicht mehr.',
  'libvirt/busy-picture': 'An {machine} wird gearbeitet; sie gibt inzwischen kein Bild.',
  'libvirt/no-head': '{machine} hat keinen Bildschirm Nummer {head}.',

  'tried/look': 'Die Maschinen konnten nicht angesehen werden',
  'tried/look-at': '{machine} konnte nicht angesehen werden',
  'tried/list': 'Die Snapshots von {machine} konnten nicht aufgelistet werden',
  'tried/document': 'Das Dokument von „{name}“ konnte nicht gelesen werden',
  'tried/definition': 'Die Definition von {machine} konnte nicht gelesen werden',
  'tried/describe': 'Die Beschreibung von „{name}“ von {machine} wurde nicht geändert',
  'tried/picture': 'Es gibt kein Bild von {machine}',
  'tried/save-activated':
    '{machine} hat jetzt den Zustand von „{name}“ und ist darin angehalten. Er konnte nicht für den nächsten Start gesichert werden; setzen Sie sie fort, oder schalten Sie sie aus',
  'tried/start': '{machine} wurde nicht gestartet',
  'tried/pause': '{machine} wurde nicht angehalten',
  'tried/resume': '{machine} wurde nicht fortgesetzt',
  'tried/shutdown': '{machine} wurde nicht gebeten, herunterzufahren',
  'tried/powerOff': '{machine} wurde nicht ausgeschaltet',
  'tried/reset': '{machine} wurde nicht zurückgesetzt',

  'step/libvirt-take': 'libvirt nimmt „{name}“ von {machine} auf.',
  'step/libvirt-restore': 'libvirt kehrt zu „{name}“ zurück.',
  'step/libvirt-restore-paused': 'libvirt kehrt zu „{name}“ zurück, ohne den Gast laufen zu lassen.',
  'step/libvirt-save': 'libvirt sichert diesen Zustand für den nächsten Start.',
  'step/libvirt-drop-saved':
    'Der gesicherte Zustand von {machine} wird verworfen: Er passt nicht zu anderen Festplatten.',
  'step/libvirt-delete': 'libvirt löscht „{name}“.',
};
