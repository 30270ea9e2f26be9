import type { imageSentences } from '../../../../../../shared/sentences/english/images.ts';
import type { GermanOf } from '../german-of.ts';

export const germanImages: GermanOf<typeof imageSentences> = {
  'image/problem': '{tried}: {why} {rest}',
  'image/in-use': 'Ein anderes Programm benutzt das Abbild. ({said})',
  'image/no-snapshot': 'Das Abbild enthält keinen solchen Snapshot. ({said})',
  'image/no-space': 'Der Datenträger, auf dem das Abbild liegt, ist voll. ({said})',
  'image/permission': 'Sie dürfen das Abbild nicht benutzen. ({said})',
  'image/missing': 'Das Abbild, oder eines, auf dem es aufbaut, fehlt. ({said})',
  'image/not-an-image': 'Die Datei ist kein Abbild dieses Formats, oder sie ist beschädigt. ({said})',
  'image/unsupported': 'Abbilder dieses Formats können das nicht. ({said})',
  'image/relative': 'Der Pfad eines Abbilds muss im Wurzelverzeichnis beginnen: „{path}“.',
  'image/too-long': 'qemu-img {command} hat zu lange gebraucht oder zu viel gesagt und wurde beendet.',
  'image/no-qemu-img': 'qemu-img ist nicht installiert. Es gehört zum Paket qemu-utils.',
  'image/not-found': 'Das Abbild {path} enthält keinen Snapshot „{name}“.',
  'image/not-found-id': 'Das Abbild {path} enthält keinen Snapshot „{name}“ mit der Nummer {id}.',
  'image/not-of-moment': 'Das Abbild {path} enthält keinen Snapshot „{name}“ von diesem Zeitpunkt.',
  'image/not-of-moment-id':
    'Das Abbild {path} enthält keinen Snapshot „{name}“ mit der Nummer {id} von diesem Zeitpunkt.',
  'image/not-there': 'Das Abbild {path} fehlt.',
  'image/image-not-writable': 'Sie dürfen das Abbild {path} nicht schreiben.',
  'image/closing': 'Snapgrove wird beendet und liest keine Abbilder mehr.',
  'image/encrypted':
    'Das Abbild {path} ist verschlüsselt, und nur die Maschine selbst hat den Schlüssel: Tun Sie es, während sie an ist.',
  'image/ambiguous': 'Das Abbild {path} enthält mehrere Snapshots „{name}“.',
  'image/another-first':
    'Das Abbild {path} enthält vor diesem einen anderen Snapshot „{name}“, der an seiner Stelle gelöscht würde.',
  'image/still-there': 'Der Snapshot „{name}“ ist noch im Abbild {path}.',
  'image/has-snapshot': 'Das Abbild {path} enthält schon einen Snapshot „{name}“.',
  'image/not-taken': 'Der Snapshot „{name}“ ist nach der Aufnahme nicht im Abbild {path}.',
  'image/file-exists': 'Unter {path} gibt es schon eine Datei.',
  'image/no-folder': 'Den Ordner von {path} gibt es nicht.',
  'image/not-writable': 'Sie dürfen {path} nicht schreiben.',
  'image/disk-full': 'Der Datenträger von {path} ist voll.',
  'image/name-empty': 'Ein Snapshot braucht einen Namen.',
  'image/name-characters': 'Der Name des Snapshots enthält Zeichen, die nicht gespeichert werden können.',
  'image/name-long': 'Der Name des Snapshots ist {bytes} Bytes lang; ein Abbild fasst {most}.',
  'image/check-unreadable': 'Was qemu-img im Abbild gefunden hat, ist nicht zu verstehen.',
  'image/info-unreadable': 'Was qemu-img über das Abbild sagt, ist nicht zu verstehen.',
};
