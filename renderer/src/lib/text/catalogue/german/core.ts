import type { coreSentences } from '../../../../../../shared/sentences/english/core.ts';
import type { GermanOf } from '../german-of.ts';

export const germanCore: GermanOf<typeof coreSentences> = {
  refused: '{what} {why, sentences}',
  'call/unknown': 'Diese Version von Snapgrove hat keine Anfrage namens „{method}“.',
  'call/invalid': 'Die Eingabe von „{method}“ ist nicht gültig. {said}',
  'call/too-many': 'Auf einer Verbindung sind mehr als {most} Anfragen offen.',
  'call/mistake': 'Snapgrove hat einen Fehler gemacht. Sein Protokoll sagt mehr unter der Nummer {number}.',
  'call/cancelled': 'Der Vorgang wurde abgebrochen.',
  'call/caller-gone': 'Die Verbindung des Anfragenden wurde geschlossen.',
  'call/disconnected':
    'Die Verbindung zu Snapgrove ging verloren. Was es begonnen hatte, wird gezeigt, sobald sie wieder da ist.',
  'shell/only-desktop':
    'Das kann nur die Desktop-Anwendung. Benutzen Sie stattdessen die Adressleiste oder einen Download.',

  'list/busy': 'An {machine} wird gearbeitet; warten Sie, bis das fertig ist.',
  'list/busy-connection':
    'An einer Maschine dieser Verbindung wird gearbeitet; warten Sie, bis das fertig ist.',
  'list/remove-connection': 'Entfernen Sie stattdessen die ganze Verbindung.',
  'list/libvirt-socket':
    '{path} ist der Socket von libvirt, nicht der einer Maschine. Geben Sie stattdessen die URI von libvirt an: qemu:///system für die Maschinen dieses Computers, qemu:///session für Ihre eigenen.',
  'list/one-by-one': 'Maschinen auf diesem Computer werden einzeln entfernt.',
  'list/connection-removed': 'Diese Verbindung wurde inzwischen entfernt.',
  'list/connection-gone': 'Diese Verbindung ist nicht mehr in der Liste.',
  'title/test': 'libvirts Testmaschinen',
  'title/local': 'Dieser Computer (libvirt)',
  'title/local-own': 'Dieser Computer (libvirt, Ihre eigenen Maschinen)',
  'title/host-own': '{host}, Ihre eigenen Maschinen',

  'job/closing': 'Snapgrove wird gerade beendet. Nichts wurde geändert.',
  'job/left': 'Snapgrove wird gerade beendet.',
  'job/closed-before': 'Snapgrove wurde beendet, bevor dies begann. Nichts wurde geändert.',
  'job/gone': 'Diesen Auftrag gibt es nicht mehr.',
  'job/not-undoable': 'Das kann nicht mehr rückgängig gemacht werden.',
  'job/snapshot-of': '„{name}“ von {machine}',
  'job/interrupted':
    'Snapgrove wurde beendet, während dies für {what} lief. Der Baum zeigt, was jetzt da ist.',
  'job/not-begun': 'Snapgrove wurde beendet, bevor dies für {what} begann. Nichts wurde geändert.',
  'job/mistake':
    'In Snapgrove ging etwas schief; das Protokoll hat die Einzelheiten. Der Baum zeigt, was jetzt da ist.',

  'found/not-made': 'Der Snapshot „{name}“ wurde nicht aufgenommen.',
  'found/made': 'Der Snapshot „{name}“ wurde aufgenommen.',
  'found/made-without-picture': 'Der Snapshot „{name}“ wurde aufgenommen; sein Bild wurde nicht bewahrt.',
  'found/not-deleted': '„{name}“ wurde nicht gelöscht und ist noch da.',
  'found/delete-in-doubt':
    'Das Löschen von „{name}“ wurde unterbrochen, und niemand weiß zurzeit, ob er noch da ist.',
  'found/deleted': '„{name}“ wurde gelöscht.',
  'found/activated': '„{name}“ wurde aktiviert: {machine} startet das nächste Mal damit.',
  'found/not-restored': '„{name}“ wurde nicht wiederhergestellt. {machine} ist, wie sie war.',
  'found/not-restored-paused':
    '„{name}“ wurde nicht wiederhergestellt. {machine} ist, wie sie war, und wurde vielleicht dafür angehalten.',
  'found/half-restored':
    'Das Wiederherstellen von „{name}“ ist auf halbem Weg gescheitert. Stellen Sie ihn oder einen anderen Snapshot wieder her, bevor {machine} benutzt wird.',
  'found/restore-cut-off':
    'Das Wiederherstellen von „{name}“ wurde unterbrochen, und den Snapshot gibt es seither nicht mehr.',
  'found/restored': '„{name}“ wurde wiederhergestellt. {machine} ist {state}.',
  'found/restored-runs': '„{name}“ wurde wiederhergestellt. {machine} läuft.',
  'found/restore-in-doubt':
    'Das Wiederherstellen von „{name}“ wurde unterbrochen, und niemand weiß, wie weit es kam. Zeigt der Bildschirm von {machine} ihn nicht, stellen Sie ihn oder einen anderen Snapshot wieder her: Ihre Festplatten sind vielleicht teils die von „{name}“.',

  'store/full':
    'Der Datenträger mit Snapgroves Notizen und Bildern ist voll. Snapshots in den Abbildern sind unversehrt; schaffen Sie Platz, und versuchen Sie es noch einmal.',
  'store/not-writable': 'Snapgrove darf nicht in seine eigene Ablage schreiben. Snapshots sind unversehrt.',
  'store/taken':
    'Ein anderes Snapgrove, in einer anderen Sitzung, benutzt {path}. Ihre Maschinen sind unversehrt. Beenden Sie es, und versuchen Sie es noch einmal.',
  'store/unreadable': 'Die Angaben dazu sind nicht lesbar: {said}',

  'demo/no-qemu':
    'Die Demo-Maschine braucht QEMU, das nicht installiert ist. Installieren Sie QEMU für x86-64 und qemu-img (auf Debian und Ubuntu: sudo apt install qemu-system-x86 qemu-utils), und versuchen Sie es dann noch einmal.',
  'demo/no-room':
    'Für die Demo-Maschine ist kein Platz in {path}. Sonst wurde nichts geändert. Schaffen Sie einige Megabytes Platz, und versuchen Sie es dann noch einmal.',
  'demo/folder': 'Die Demo-Maschine konnte in {path} nicht angelegt werden: {why}',
  'demo/not-started': 'Die Demo-Maschine ist nicht gestartet. QEMU sagte: {said}',
  'demo/unreachable':
    'Die Demo-Maschine läuft schon, als Prozess {pid}, aber ihr Monitor {path} ist weg, daher ist sie nicht erreichbar. Ihre Festplatte und Snapshots sind unversehrt. Schalten Sie sie aus, und starten Sie sie dann wieder.',
  'demo/not-stopped':
    'Die Demo-Maschine wurde gebeten, auszuschalten, und läuft nach {seconds} Sekunden noch, als Prozess {pid}. Ihre Festplatte und Snapshots sind unversehrt. Warten Sie einen Augenblick, und versuchen Sie es noch einmal.',
};
