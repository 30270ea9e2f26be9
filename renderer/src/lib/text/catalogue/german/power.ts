import type { powerSentences } from '../../../../../../shared/sentences/english/power.ts';
import type { GermanOf } from '../german-of.ts';

export const germanPower: GermanOf<typeof powerSentences> = {
  'step/start': '{machine} wird gestartet.',
  'step/asked-to-shut-down': '{machine} wurde gebeten, herunterzufahren; wann, entscheidet der Gast.',
  'step/wait-for-connection':
    'Die Verbindung zu {machine} ging verloren; es wird gewartet, bis sie wiederkommt.',
  'qemu/says': 'QEMU sagt: {said}',
  'power/half-restored':
    'Die letzte Wiederherstellung von {machine} ist auf halbem Weg gescheitert: Sie weiterlaufen zu lassen, könnte sie beschädigen. Stellen Sie einen Snapshot wieder her, oder schalten Sie sie aus.',
  'power/no-command-line': 'Die Befehlszeile von {machine} ist nicht bekannt.',
  'power/empty-command-line': 'Die Befehlszeile von {machine} ist leer.',
  'power/not-loaded':
    '„{name}“ wurde nicht geladen, und {machine} ist wieder aus: {why} Ihre Festplatten wurden nicht geändert.',
  'power/not-started':
    '{machine} wurde nicht gestartet: QEMU sagt: {said}. Ihre Festplatten und Snapshots sind unversehrt.',
  'power/not-run':
    '{machine} wurde nicht gestartet: {program} lässt sich nicht ausführen ({said}). Ihre Festplatten und Snapshots sind unversehrt.',
  'power/silent':
    '{machine} wurde gestartet, aber ihr QMP-Socket antwortete nicht innerhalb von {seconds} Sekunden; sie wurde wieder beendet. Ihre Festplatten und Snapshots sind unversehrt.',
  'power/no-monitor':
    'Die Befehlszeile von {machine} hat keinen QMP-Monitor, mit dem Snapgrove sich verbinden könnte. Sie wurde nicht gestartet; fügen Sie einen hinzu: -qmp unix:/path/to/qmp.sock,server=on,wait=off.',
  'power/still-on': '{machine} sollte ausgeschaltet werden und ist noch an. Sonst wurde nichts getan.',
  'power/image-still-open':
    '{machine} ist aus, aber {image} ist noch in einem anderen Programm geöffnet. Es wurde nichts hineingeschrieben; beenden Sie zuerst dieses Programm.',
  'power/nothing-done': '{why} Nichts wurde getan.',
  'power/nothing-done-in-use': '{why} Nichts wurde getan. Beenden Sie zuerst dieses Programm.',
  'power/activated-gone':
    '{machine} sollte mit „{name}“ starten, aber diesen Snapshot gibt es nicht mehr. Sie wurde nicht gestartet, und nichts wurde geändert; aktivieren oder wiederherstellen Sie einen anderen Snapshot.',
  'power/activated-stale':
    '{machine} sollte mit „{name}“ starten, aber ein anderes Programm hat seither auf ihre Festplatten geschrieben, und das ginge verloren. Sie wurde nicht gestartet; aktivieren oder wiederherstellen Sie noch einmal einen Snapshot.',
  'power/runs-already':
    'Ein QEMU mit dem Monitor {address} läuft schon (Prozess {pid}). {machine} wurde nicht gestartet.',
  'power/image-held':
    '{image} von {machine} ist in {program} geöffnet (Prozess {pid}), daher darf nichts hineingeschrieben werden. Nichts wurde getan. Beenden Sie zuerst dieses Programm.',
  'power/not-started-because': '{machine} wurde nicht gestartet. {why}',
  'power/no-start':
    'Snapgrove kann {machine} nicht starten: {why}. Nichts wurde getan; sehen Sie sich zuerst die Befehlszeile an, und stimmen Sie ihr zu.',
  'power/bad-command-line': '{machine} kann mit dieser Befehlszeile nicht gestartet werden: {why}.',
  'power/by-libvirt': 'Diese Maschine wird von libvirt gestartet.',
  'add/copy':
    '{machine} ist schon an, und das QEMU bei {address} sagt, es sei dieselbe Maschine (UUID {uuid}), hat aber andere Laufwerke. Es wurde nicht hinzugefügt; geben Sie einem von beiden mit -uuid eine andere UUID.',
  'add/not-qcow2': '{path} ist ein {format}-Abbild, und nur qcow2-Abbilder fassen Snapshots.',
};
