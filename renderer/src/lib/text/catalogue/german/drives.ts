import type { driveSentences } from '../../../../../../shared/sentences/english/drives.ts';
import type { GermanOf } from '../german-of.ts';

export const germanDrives: GermanOf<typeof driveSentences> = {
  'drive/read-only': 'es ist schreibgeschützt',
  'drive/format': 'sein Format ({format}) fasst keine Snapshots; qcow2 schon',
  'drive/data-file':
    'seine Daten liegen in einer externen Datei, und ein solches Abbild fasst keine Snapshots',
  'drive/inactive': 'es ist in diesem QEMU nicht aktiv',
  'drive/not-looked-at': 'es wurde noch nicht angesehen',
  'drive/elsewhere': 'es ist nicht bekannt, ob sein Abbild auf diesem Computer liegt',
  'drive/no-file': 'es ist keine Datei auf diesem Computer',
  'drive/image-missing': 'sein Abbild {path} fehlt',
  'drive/image-unreadable': 'sein Abbild {path} ist nicht lesbar: {why, clause}',
  'drive/empty': 'es ist leer',
  'drive/removable': 'es ist ein {kind}-Laufwerk',
  'drive/unnamed': 'das Laufwerk',

  'no-drive': '{machine} hat kein Laufwerk, das einen Snapshot fasst.',
  'no-drive/remedy': 'Hängen Sie die Festplatte als beschreibbares qcow2-Abbild an.',
  'no-drive:chosen': 'Keines der gewählten Laufwerke von {machine} fasst einen Snapshot.',
  'no-drive:chosen/remedy': 'Wählen Sie ein anderes Laufwerk.',
  'no-drive:libvirt': '{machine} hat kein Laufwerk, das in einem Snapshot sein kann.',
  'no-drive:libvirt/remedy': 'Geben Sie ihr eine beschreibbare Festplatte, oder wählen Sie eine.',
  'drive-unable': 'Das Laufwerk {drive} von {machine} fasst keinen Snapshot: {why}.',
  'drive-unable/remedy': 'Lassen Sie es weg.',
  'drive-left-out:take':
    'Das Laufwerk {drive} ist nicht Teil des Snapshots; eine Wiederherstellung lässt es, wie es dann ist: {why}.',
  'drive-left-out:restore': 'Das Laufwerk {drive} wird nicht zurückgesetzt: {why}.',
  'drive-left-out:always':
    'Das Laufwerk {drive} ist in keinem Snapshot; eine Wiederherstellung lässt es, wie es dann ist: {why}.',
  'drive-left-out:writable':
    'Das Laufwerk {drive} ist in keinem Snapshot; eine Wiederherstellung lässt es, wie es dann ist: {why}.',
  'drive-left-out:writable/remedy':
    'Was in einem Snapshot und was auf diesem Laufwerk ist, passt danach vielleicht nicht zusammen.',
  'drive-left-out:libvirt':
    'Das Laufwerk {drive} ist nicht Teil des Snapshots und wird von einer Wiederherstellung nicht zurückgesetzt: {why}.',
  'drive-not-chosen':
    'Das Laufwerk {drive} wurde nicht gewählt: Eine Wiederherstellung lässt es, wie es dann ist.',
  'drive-not-chosen:libvirt':
    'Das Laufwerk {drive} ist nicht im Snapshot: Eine Wiederherstellung lässt es, wie es dann ist.',
  'drive-unknown': '{machine} hat kein Laufwerk {drive}.',
  'drive-unknown/remedy': 'Wählen Sie ein anderes Laufwerk.',
  'drive-unknown:libvirt': '{machine} hat kein Laufwerk {drive}.',
  'image-full':
    'Das Abbild des Laufwerks {drive} von {machine} enthält {snapshots} Snapshots, mehr fasst ein qcow2-Abbild nicht.',
  'image-full/remedy': 'Löschen Sie zuerst einige davon.',

  lost: '„{name}“ ist nicht mehr in den Abbildern von {machine}; nur Snapgroves Notizen und Bild sind noch da.',
  'lost/remedy': 'Bringen Sie das Abbild zurück, das ihn enthielt, oder vergessen Sie ihn.',
  'not-seen':
    '{machine} ist zurzeit nicht erreichbar, daher weiß niemand, ob „{name}“ noch in ihren Abbildern ist.',
  'not-seen/remedy': 'Stellen Sie die Verbindung zur Maschine her, oder fahren Sie sie herunter.',
  'drive-moved':
    'Das Abbild von {drive} lag bei der Aufnahme von „{name}“ unter {path} und ist jetzt anderswo.',
  'drive-resized':
    'Die Festplatte in {path} hat eine andere Größe als bei der Aufnahme von „{name}“; eine Wiederherstellung setzt sie auf {size, bytes} zurück.',
  'drive-resized/remedy':
    'Was jenseits dieser Größe liegt, geht beim Wiederherstellen verloren; bewahren Sie vorher den jetzigen Zustand.',
  'drive-resized:unknown':
    'Die Festplatte in {path} hat eine andere Größe als bei der Aufnahme von „{name}“; eine Wiederherstellung setzt sie auf die frühere Größe zurück.',
  'drive-resized:unknown/remedy':
    'Was jenseits dieser Größe liegt, geht beim Wiederherstellen verloren; bewahren Sie vorher den jetzigen Zustand.',
  'drive-replaced':
    '{path} ({drive}) ist nicht das Abbild, auf dem „{name}“ aufgenommen wurde: Es enthält einen anderen Snapshot dieses Namens.',
  'drive-replaced/remedy': 'Legen Sie das frühere Abbild wieder an seinen Platz.',
  'snapshot-gone':
    '{path} ({drive}) enthält „{name}“ nicht mehr: Er wurde dort gelöscht, oder das Abbild wurde ersetzt.',
  'snapshot-gone/remedy': 'Legen Sie das frühere Abbild wieder an seinen Platz.',
  'snapshot-gone:anywhere': '„{name}“ ist in keinem der Abbilder von {machine}.',
  'snapshot-gone:anywhere/remedy': 'Bringen Sie das Abbild zurück, das ihn enthält.',
  'drive-unusable': '„{name}“ liegt auf {path} ({drive}), das zurzeit nicht benutzt werden kann: {why}.',
  'drive-unusable/remedy':
    'Geben Sie der Maschine dieses Abbild beschreibbar zurück, wie es war, und stellen Sie dann wieder her.',
  'drive-missing': '„{name}“ liegt auf {path} ({drive}), das nicht an {machine} angehängt ist.',
  'drive-missing/remedy': 'Hängen Sie {path} wieder an, und stellen Sie dann wieder her.',
  'drive-without-snapshot':
    'Das Laufwerk {drive} ({path}) enthält keinen Teil von „{name}“: Eine Wiederherstellung lässt es, wie es dann ist.',
  'dirty-bitmap':
    'Das Laufwerk {drive} ({path}) führt Buch über Änderungen für Datensicherungen (Dirty Bitmap {bitmaps, list}); solange es das tut, kehrt QEMU zu keinem Snapshot zurück.',
  'dirty-bitmap/remedy': 'Entfernen Sie die Bitmap mit dem Sicherungsprogramm, das sie angelegt hat.',
  unnamed: 'Dieser Snapshot hat keinen Namen, und QEMU findet Snapshots nur am Namen.',
  'unnamed/remedy':
    'Fahren Sie die Maschine herunter; „qemu-img snapshot -a“ mit der Nummer des Snapshots setzt die Festplatte zurück.',
  'duplicate-name':
    'Das Abbild {path} enthält mehr als einen Snapshot namens „{name}“, und QEMU unterscheidet Snapshots nur am Namen.',
  'duplicate-name/remedy':
    'Fahren Sie die Maschine herunter, und löschen Sie einen davon mit „qemu-img snapshot -d“; das nimmt den ersten.',
};
