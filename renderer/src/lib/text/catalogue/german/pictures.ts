import type { pictureSentences } from '../../../../../../shared/sentences/english/pictures.ts';
import type { GermanOf } from '../german-of.ts';

export const germanPictures: GermanOf<typeof pictureSentences> = {
  'no-picture': '{why}',
  'no-picture:snapshot': 'Der Snapshot hat kein Bild: {why}',
  'no-picture:store': 'Der Snapshot hat kein Bild: {why}',
  'no-picture:store/remedy': 'Schaffen Sie Platz, wo Snapgroves Notizen liegen.',
  'picture/turned-off': 'Bildschirmfotos sind abgeschaltet.',
  'picture/was-off': 'Die Maschine war aus.',
  'picture/deleted': 'Das Bild wurde gelöscht.',
  'picture/cut-off': 'Snapgrove wurde beendet, bevor das Bild bewahrt war.',
  'picture/notes-closed': 'Snapgroves Notizen können zurzeit nicht geschrieben werden.',
  'picture/no-display': 'Diese Maschine hat keinen Bildschirm, von dem ein Bild gemacht werden könnte.',
  'picture/not-permitted':
    'QEMU darf nicht in den Ordner für Bildschirmfotos schreiben: Es läuft als anderer Benutzer oder ist eingeschränkt. Starten Sie es als Ihr eigener Benutzer, um Bilder zu haben.',
  'picture/other-file-system':
    'QEMU findet den Ordner für Bildschirmfotos nicht: Es sieht ein anderes Dateisystem als Snapgrove, wie in einem Container.',
  'picture/no-room':
    'Für das Bildschirmfoto ist kein Platz in dem Ordner, in den QEMU es schreibt. Schaffen Sie dort Platz.',
  'picture/failed': 'Das Bildschirmfoto konnte nicht aufgenommen werden: {said}.',
  'picture/elsewhere':
    '{machine} läuft auf einem anderen Computer, und QEMU schreibt Bilder in Dateien dort.',
  'picture/unreachable':
    'QEMU hat das Bild von {machine} dorthin geschrieben, wo Snapgrove es nicht lesen kann: Es läuft in einem Container oder auf einem anderen Computer.',
  'picture/no-display-of': '{machine} hat keinen Bildschirm, von dem ein Bild gemacht werden könnte.',
  'picture/other-user':
    'QEMU darf nicht in Snapgroves Ordner schreiben, daher gibt es kein Bild von {machine}: Es läuft als anderer Benutzer.',
  'picture/refused': 'QEMU gab kein Bild von {machine}: {said}.',
  'picture/neither': 'Das Bildschirmfoto ist weder ein PPM- noch ein PNG-Bild.',
  'picture/damaged': 'Das Bildschirmfoto ist ein beschädigtes PNG-Bild: {said}.',
  'picture/not-made': 'Aus dem Bildschirmfoto konnte kein Bild gemacht werden: {said}.',
  'picture/not-plain': 'Das Bildschirmfoto {path} ist keine gewöhnliche Datei.',
  'picture/too-large':
    'Die Datei des Bildschirmfotos ist zu groß: {bytes} Bytes, wo {most} das Höchste sind.',
  'picture/too-many-pixels':
    'Das Bildschirmfoto ist zu groß: {width} × {height} Pixel, wo 64 Megapixel und Seiten von {side} das Höchste sind.',
  'picture/no-pixels': 'Das Bildschirmfoto hat keine Pixel: Seine Größe ist {width} × {height}.',
  'picture/no-file':
    'Der Hypervisor meldete ein Bildschirmfoto, aber unter {path} ist keine Datei; er sieht vielleicht ein anderes Dateisystem als Snapgrove.',
  'picture/not-readable': 'Snapgrove darf das Bildschirmfoto {path} nicht lesen.',
  'picture/not-ppm': 'Das Bildschirmfoto ist kein PPM-Bild.',
  'picture/not-png': 'Das Bildschirmfoto ist kein PNG-Bild.',
  'picture/brightness': 'Das Bildschirmfoto hat {brightest} als hellsten Wert, wo nur 255 unterstützt wird.',
  'picture/empty': 'Das Bildschirmfoto ist eine leere Datei.',
  'picture/short': 'Das Bildschirmfoto ist abgeschnitten: Nur {bytes} Bytes sind da.',
  'picture/short-of': 'Das Bildschirmfoto ist abgeschnitten: Nur {bytes} von {wanted} Bytes sind da.',
  'picture/bad-header': 'Das Bildschirmfoto beginnt wie ein PPM-Bild, aber sein Kopf ergibt keinen Sinn.',
  'picture/no-header': 'Das Bildschirmfoto beginnt wie ein PNG-Bild, hat aber keinen Kopfabschnitt.',
  'picture/worker-not-started': 'Der Bilderdienst ist nicht gestartet: {said}.',
  'picture/worker-ended': 'Der Bilderdienst ist ausgefallen: Er endete mit Status {status}.',
  'picture/worker-failed': 'Der Bilderdienst ist ausgefallen: {said}.',
  'picture/late': 'Das Bild war nach {seconds} Sekunden nicht fertig.',
  'picture/closing': 'Snapgrove wird beendet und macht keine Bilder mehr.',
  'picture/no-name': 'Das ist nicht der Name eines Bilds.',
  'picture/store-full': 'Für das Bild ist kein Platz in {path}. Schaffen Sie dort Platz.',
  'picture/store-closed':
    'Snapgrove darf keine Bilder in {path} schreiben. Erlauben Sie Ihrem Benutzer, dort zu schreiben.',
  'picture/store-failed': 'Die Bilder in {path} konnten nicht geändert werden: {said}.',
  'picture/foreign-folder': 'Der Ordner für Bildschirmfotos, {path}, ist nicht Snapgroves eigener.',
  'picture/no-folder': 'Der Ordner für Bildschirmfotos konnte nicht angelegt werden: {said}.',
};
