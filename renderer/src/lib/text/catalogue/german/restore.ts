import type { restoreSentences } from '../../../../../../shared/sentences/english/restore.ts';
import type { GermanOf } from '../german-of.ts';

export const germanRestore: GermanOf<typeof restoreSentences> = {
  restarts:
    '„{name}“ enthält nur Festplatten: {machine} wird ausgeschaltet, ihre Festplatten werden zurückgesetzt, und sie wird wieder gestartet.',
  'no-start': 'Snapgrove kann {machine} nicht starten: {why}.',
  'no-start/remedy': 'Sehen Sie sich die Befehlszeile an, die sie startet, und stimmen Sie ihr zu.',
  'no-start:disks':
    '„{name}“ enthält nur Festplatten, daher muss {machine} ausgeschaltet und wieder gestartet werden, und Snapgrove kann sie nicht starten: {why}.',
  'no-start:disks/remedy':
    'Sehen Sie sich die Befehlszeile an und stimmen Sie ihr zu, oder fahren Sie die Maschine vorher herunter.',
  'other-state': '{machine} sollte jetzt laufen, aber QEMU sagt {state}.',
  'other-state/remedy':
    'Sehen Sie sich den Bildschirm an, und halten Sie sie dann an oder setzen Sie sie fort.',
  'other-state:paused': '{machine} sollte jetzt angehalten sein, aber QEMU sagt {state}.',
  'other-state:paused/remedy':
    'Sehen Sie sich den Bildschirm an, und halten Sie sie dann an oder setzen Sie sie fort.',
  'safety-left': 'Der ältere Sicherheits-Snapshot „{name}“ wurde nicht entfernt: {why}',
  'safety-left/remedy': 'Löschen Sie ihn von Hand.',

  'restore/refused': '„{name}“ von {machine} wurde nicht wiederhergestellt, und nichts wurde geändert.',
  'restore/tried': '„{name}“ von {machine} wurde nicht wiederhergestellt',
  'activate/refused': '„{name}“ von {machine} wurde nicht aktiviert.',
  'activate/tried': '„{name}“ von {machine} wurde nicht aktiviert',
  'activate/busy': 'An {machine} wird gearbeitet; warten Sie, bis das fertig ist. Nichts wurde geändert.',
  'activate/none': 'Kein Snapshot von {machine} ist aktiviert. Nichts wurde geändert.',
  'activate/put-already':
    'libvirt hat {machine} schon auf den Snapshot gesetzt. Nichts wurde geändert; um zurückzukehren, stellen Sie den Snapshot wieder her, der vom Zustand davor bewahrt wurde.',
  'restore/kept': '{why} Der Zustand davor ist als „{name}“ bewahrt.',
  'restore/powered-off': '{why} {machine} wurde davor dafür ausgeschaltet; starten Sie sie wieder.',
  'restore/ended':
    '{machine} wurde beendet, während „{name}“ wiederhergestellt wurde, daher sind ihre Festplatten vielleicht teils die des Snapshots. Alle Snapshots sind noch da: Stellen Sie diesen oder einen anderen wieder her, bevor Sie die Maschine benutzen.',
  'restore/nothing-sent': '{why} Es wurde nichts an QEMU gesendet.',
  'restore/no-memory':
    'Kein Laufwerk von {machine} enthält den Arbeitsspeicher von „{name}“. Es wurde nichts an QEMU gesendet.',
  'restore/rejected':
    'QEMU hat abgelehnt, „{name}“ von {machine} wiederherzustellen: {why}. Nichts wurde geändert, und die Maschine ist, wie sie war.',
  'restore/rejected:running':
    'QEMU hat abgelehnt, „{name}“ von {machine} wiederherzustellen: {why}. Nichts wurde geändert, und die Maschine läuft weiter.',
  'restore/failed':
    'Das Wiederherstellen von „{name}“ von {machine} ist auf halbem Weg gescheitert: {why}. {stopped}',
  'restore/unknown-stopped':
    'Die Verbindung zu {machine} ging verloren, während „{name}“ wiederhergestellt wurde, und QEMU sagt nicht, wie es ausging. {stopped}',
  'restore/unknown':
    'Die Verbindung zu {machine} ging verloren, während „{name}“ wiederhergestellt wurde, und QEMU sagt nicht, wie es ausging. Sehen Sie sich den Bildschirm an: Er zeigt entweder den Snapshot oder den Zustand davor. Alle Snapshots sind noch da.',
  'restore/silent':
    'Die Verbindung zu {machine} ging verloren, während „{name}“ wiederhergestellt wurde, und kam nicht wieder. Alle Snapshots sind noch in ihren Abbildern; stellen Sie diesen oder einen anderen wieder her, sobald sie erreichbar ist.',
  'restore/stopped':
    'Die Maschine ist gestoppt und darf nicht fortgesetzt werden, weil ihre Festplatten vielleicht die des Snapshots sind und ihr Arbeitsspeicher nicht. Alle Snapshots sind noch da: Stellen Sie diesen oder einen anderen wieder her, oder schalten Sie die Maschine aus.',
  'restore/not-what-it-was':
    'Der Snapshot „{name}“ von {machine} ist nicht mehr, was er war: Ein anderes Programm hat ihn gelöscht, ersetzt oder verschoben. Nichts wurde getan; der Baum zeigt, was jetzt da ist.',
  'restore/disks-tried': 'Die Festplatten von {machine} konnten nicht alle auf „{name}“ gesetzt werden',
  'restore/nothing-changed': 'Nichts wurde geändert.',
  'restore/put-back-already':
    'Schon zurückgesetzt: {paths, list}. Stellen Sie diesen oder einen anderen Snapshot wieder her, bevor Sie die Maschine starten.',
  'restore/loses':
    'Alles, was bisher in {machine} geschah: Arbeitsspeicher, offene Programme und was auf ihre Festplatten geschrieben wurde.',
  'restore/loses-since':
    'Alles, was seit „{name}“ in {machine} geschah: Arbeitsspeicher, offene Programme und was auf ihre Festplatten geschrieben wurde.',
  'restore/loses:off': 'Alles, was bisher auf die Festplatten von {machine} geschrieben wurde.',
  'restore/loses-since:off': 'Alles, was seit „{name}“ auf die Festplatten von {machine} geschrieben wurde.',

  'clock-not-set': 'Die Uhr in {machine} zeigt die Zeit des Snapshots. {why}',
  'clock-not-set/remedy': 'Stellen Sie die Zeit im Gast, oder starten Sie ihn neu.',
  'clock/not-answered': 'Ihr Guest Agent hat sie nicht gestellt: {said}.',

  'step/clock': 'Die Uhr des Gasts wird gestellt.',
  'step/load': '„{name}“ wird geladen.',
  'step/power-off': '{machine} wird ausgeschaltet.',
  'step/put-back': '{path} wird zurückgesetzt.',
  'step/activated': 'Mit „{name}“ startet {machine} das nächste Mal.',
  'step/keep': 'Der jetzige Zustand wird als „{name}“ bewahrt.',
  'step/drop-safety': 'Der ältere Sicherheits-Snapshot „{name}“ wird entfernt.',
};
