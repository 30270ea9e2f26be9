import type { machineSentences } from '../../../../../../shared/sentences/english/machine.ts';
import type { GermanOf } from '../german-of.ts';

export const germanMachine: GermanOf<typeof machineSentences> = {
  'machine/finding': '{machine}: {what}',
  'machine/off': '{machine} ist aus.',
  'machine/on': '{machine} ist an.',
  'machine/on-already': '{machine} ist schon an.',
  'machine/not-running': '{machine} läuft nicht.',
  'machine/not-paused': '{machine} ist nicht angehalten.',
  'machine/asleep': '{machine} ist im Ruhezustand; wecken Sie sie zuerst auf.',
  'machine/unreached': '{machine} ist zurzeit nicht erreichbar.',
  'machine/unreached:why': '{machine} ist zurzeit nicht erreichbar. {why}',
  'machine/unseen': '{machine} ist zurzeit nicht erreichbar, und niemand weiß, ob sie läuft.',
  'machine/unseen:why': '{machine} ist zurzeit nicht erreichbar, und niemand weiß, ob sie läuft. {why}',
  'machine/unresponsive':
    'QEMU antwortet für {machine} nicht: Es ist vielleicht gestoppt oder zu beschäftigt.',
  'machine/fixed': '{machine} kann zurzeit nicht geändert werden: {why}',
  'machine/image-open':
    '{image} von {machine} ist in einem anderen Programm geöffnet, daher darf nichts hineingeschrieben werden.',
  'machine/mixed-disks':
    'Das Zurücksetzen der Festplatten von {machine} wurde auf halbem Weg unterbrochen, daher passen sie vielleicht nicht zusammen. Stellen Sie zuerst diesen oder einen anderen Snapshot wieder her.',
  'machine/migrating': '{machine} wird gerade auf einen anderen Computer verschoben.',
  'machine/half-restored':
    'Die letzte Wiederherstellung von {machine} ist auf halbem Weg gescheitert, daher passen Festplatten und Arbeitsspeicher vielleicht nicht zusammen. Stellen Sie einen Snapshot wieder her, oder schalten Sie sie aus.',
  'machine/no-memory': '{machine} ist aus und hat keinen Arbeitsspeicher zu sichern.',
  'machine/off-has-no-memory': 'Eine ausgeschaltete Maschine hat keinen Arbeitsspeicher zu sichern.',
  'machine/no-drive':
    '{machine} hat kein Laufwerk, das einen Snapshot fasst. Hängen Sie die Festplatte als beschreibbares qcow2-Abbild an.',
  'machine/no-disk':
    '{machine} hat kein Laufwerk, das in einem Snapshot sein kann. Geben Sie ihr eine beschreibbare Festplatte.',
  'machine/inside-images': 'Snapshots einer über QMP erreichten Maschine liegen in ihren Abbildern.',
  'machine/only-qemu-external': 'Nur QEMU-Maschinen haben externe Snapshots.',
  'machine/no-start': '{machine} kann von hier nicht gestartet werden: {why}.',
  'machine/guest-shut-down':
    'Der Gast von {machine} ist heruntergefahren; setzen Sie sie zurück, um ihn wieder zu starten.',
  'machine/no-display': '{machine} hat keinen Bildschirm.',
  'machine/activates-off':
    '{machine} ist an: libvirt ändert nur bei ausgeschalteter Maschine, womit sie startet.',
  'machine/ended': '{machine} wurde beendet.',
  'machine/not-listed': 'Diese Maschine ist nicht mehr in der Liste.',

  'start/image-only': 'Snapgrove kennt nur ihr Abbild, nicht die Befehlszeile, die sie startet',
  'start/not-seen': 'Snapgrove hat die Befehlszeile noch nicht gesehen, die sie startet',
  'start/not-agreed': 'noch niemand hat die Befehlszeile angesehen, die sie startet, und ihr zugestimmt',
  'start/elsewhere':
    'ihr QEMU läuft, wo Snapgrove es nicht sieht, in einem Container oder auf einem anderen Computer',
  'start/empty': 'ihre Befehlszeile ist leer',
  'start/open-files':
    'das Programm, das sie startete, gab ihr offene Dateien mit, was nur dieses Programm wieder tun kann',

  'machine-state/running': 'in Betrieb',
  'machine-state/paused': 'angehalten',
  'machine-state/suspended': 'im Ruhezustand',
  'machine-state/off': 'aus',
  'machine-state/crashed': 'abgestürzt',
  'machine-state/broken': 'nach einer fehlgeschlagenen Wiederherstellung gestoppt',
  'machine-state/unknown': 'zurzeit nicht sichtbar',

  'agent/elsewhere':
    'Es ist nicht bekannt, ob der Guest Agent von {machine} von diesem Computer erreichbar ist.',
  'agent/in-use': 'Ein anderes Programm ist mit dem Guest Agent von {machine} verbunden.',
  'agent/none':
    '{machine} hat keinen Kanal zu einem Guest Agent. Installieren Sie qemu-guest-agent im Gast, und geben Sie QEMU den Port org.qemu.guest_agent.0 auf einem Socket.',
  'agent/no-channel':
    'Die Maschine hat keinen Kanal für einen Guest Agent; fügen Sie ihrer Definition einen hinzu (org.qemu.guest_agent.0).',
  'agent/silent': 'Kein Guest Agent antwortet; installieren Sie qemu-guest-agent im Gast.',

  'half-restored':
    'Die letzte Wiederherstellung von {machine} ist auf halbem Weg gescheitert: Festplatten und Arbeitsspeicher passen vielleicht nicht zusammen.',
  'half-restored/remedy': 'Stellen Sie einen Snapshot wieder her, oder schalten Sie die Maschine aus.',
  'half-restored:stopped':
    'Die letzte Wiederherstellung von {machine} ist auf halbem Weg gescheitert. Sie ist gestoppt und wird nicht fortgesetzt, weil Festplatten und Arbeitsspeicher vielleicht nicht zusammenpassen. Alle Snapshots sind noch da.',
  'half-restored:stopped/remedy':
    'Stellen Sie einen Snapshot wieder her, oder schalten Sie die Maschine aus.',
  'disks-half-restored': '{why}',
  'io-error':
    '{machine} wurde angehalten, weil auf eine Festplatte nicht geschrieben werden konnte, vielleicht aus Platzmangel.',
  'io-error/remedy': 'Schaffen Sie zuerst Platz auf dem Wirtssystem.',
  'in-use': '{why}',
  'in-use/remedy':
    'Beenden Sie das Programm, das sie benutzt, oder fügen Sie die Maschine über ihren eigenen QMP-Socket hinzu.',
  migrating: '{machine} wird gerade auf einen anderen Computer verschoben.',
  'migrating/remedy': 'Warten Sie, bis das vorbei ist.',
  'memory-blocked': 'QEMU kann den Arbeitsspeicher von {machine} zurzeit weder sichern noch laden: {why}',
  'memory-blocked/remedy': 'Entfernen Sie dieses Gerät, oder nehmen Sie nur die Festplatten.',
  'memory-size':
    '{machine} hat {now, bytes} Arbeitsspeicher und hatte {before, bytes}, als „{name}“ aufgenommen wurde.',
  'memory-size/remedy':
    'Starten Sie sie mit {before, bytes} Arbeitsspeicher (-m {mebibytes}), und stellen Sie dann wieder her.',
  'devices-differ':
    '{machine} hat andere Geräte als bei der Aufnahme von „{name}“, und Arbeitsspeicher passt nur zu den Geräten, mit denen er gesichert wurde (weg: {gone, list}; neu: {added, list}).',
  'devices-differ/remedy':
    'Starten Sie sie mit den Geräten, die sie damals hatte, und stellen Sie dann wieder her.',
  'devices-differ:gone':
    '{machine} hat andere Geräte als bei der Aufnahme von „{name}“, und Arbeitsspeicher passt nur zu den Geräten, mit denen er gesichert wurde (weg: {gone, list}).',
  'devices-differ:gone/remedy':
    'Starten Sie sie mit den Geräten, die sie damals hatte, und stellen Sie dann wieder her.',
  'devices-differ:new':
    '{machine} hat andere Geräte als bei der Aufnahme von „{name}“, und Arbeitsspeicher passt nur zu den Geräten, mit denen er gesichert wurde (neu: {added, list}).',
  'devices-differ:new/remedy':
    'Starten Sie sie mit den Geräten, die sie damals hatte, und stellen Sie dann wieder her.',
};
