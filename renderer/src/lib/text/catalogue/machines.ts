import { texts } from '../message.ts';

export const machineTexts = texts({
  'machines.title': { en: 'Machines', de: 'Maschinen' },
  'machines.filter': { en: 'Filter machines', de: 'Maschinen filtern' },
  'machines.noMatch': { en: 'No machine is called that.', de: 'Keine Maschine heißt so.' },
  'machines.local': { en: 'This computer', de: 'Dieser Computer' },
  'machines.count': {
    en: { one: '{count} snapshot', other: '{count} snapshots' },
    de: { one: '{count} Snapshot', other: '{count} Snapshots' },
  },
  'machine.state.running': { en: 'running', de: 'läuft' },
  'machine.state.paused': { en: 'paused', de: 'angehalten' },
  'machine.state.suspended': { en: 'asleep', de: 'im Ruhezustand' },
  'machine.state.off': { en: 'off', de: 'aus' },
  'machine.state.crashed': { en: 'crashed', de: 'abgestürzt' },
  'machine.state.broken': {
    en: 'stopped after a failed restore',
    de: 'nach fehlgeschlagener Wiederherstellung gestoppt',
  },
  'machine.state.unknown': { en: 'not visible now', de: 'zurzeit nicht sichtbar' },
  'machine.power': { en: 'Power', de: 'Ein/Aus' },
  'machine.start': { en: 'Start', de: 'Starten' },
  'machine.pause': { en: 'Pause', de: 'Anhalten' },
  'machine.resume': { en: 'Resume', de: 'Fortsetzen' },
  'machine.shutdown': { en: 'Shut down', de: 'Herunterfahren' },
  'machine.powerOff': { en: 'Power off', de: 'Ausschalten' },
  'machine.reset': { en: 'Reset', de: 'Zurücksetzen' },
  'machine.menu': { en: 'Actions for {name}', de: 'Aktionen für {name}' },
  'machine.commandLine': { en: 'Command line…', de: 'Befehlszeile …' },
  'machine.screenshotsOn': { en: 'Take screenshots', de: 'Bildschirmfotos aufnehmen' },
  'machine.remove': { en: 'Remove from list…', de: 'Aus der Liste entfernen …' },
  'machine.removeConnection': {
    en: 'Remove its whole connection…',
    de: 'Ganze Verbindung entfernen …',
  },
  'machine.refresh': { en: 'Look for changes', de: 'Nach Änderungen sehen' },
  'machine.stopDemo': { en: 'Stop the demo machine', de: 'Demo-Maschine beenden' },
  'machine.linkLost': {
    en: '{message} Last seen: {age}.',
    de: '{message} Zuletzt gesehen: {age}.',
  },
  'machine.linkConnecting': { en: 'Connecting to {name}…', de: 'Verbindung zu {name} wird aufgebaut …' },
  'machine.readOnly': {
    en: 'Nothing can be changed here: {reason}',
    de: 'Hier kann nichts geändert werden: {reason}',
  },
  'machine.activated': {
    en: 'The next start begins with “{name}”.',
    de: 'Der nächste Start beginnt mit „{name}“.',
  },
  'machine.deactivate': {
    en: 'Start from the disks as they are',
    de: 'Von den Datenträgern starten, wie sie sind',
  },
  'add.title': { en: 'Add a machine', de: 'Maschine hinzufügen' },
  'add.button': { en: 'Add machine', de: 'Maschine hinzufügen' },
  'add.confirm': { en: 'Add', de: 'Hinzufügen' },
  'add.address': { en: 'Address', de: 'Adresse' },
  'add.placeholder': { en: '/run/user/1000/vm/qmp.sock', de: '/run/user/1000/vm/qmp.sock' },
  'add.chooseSocket': { en: 'Choose a socket…', de: 'Socket wählen …' },
  'add.chooseImage': { en: 'Choose an image…', de: 'Abbild wählen …' },
  'add.found': { en: 'Running on this computer', de: 'Auf diesem Computer in Betrieb' },
  'add.foundOne': { en: 'Add {name}', de: '{name} hinzufügen' },
  'add.looking': {
    en: 'Looking for machines on this computer…',
    de: 'Maschinen auf diesem Computer werden gesucht …',
  },
  'add.noneFound': {
    en: 'No running QEMU with a QMP socket was found on this computer.',
    de: 'Auf diesem Computer wurde kein laufendes QEMU mit QMP-Socket gefunden.',
  },
  'add.inUse': { en: 'used by another program', de: 'von einem anderen Programm benutzt' },
  'add.known': { en: 'already in the list', de: 'schon in der Liste' },
  'add.process': { en: 'process {pid}', de: 'Prozess {pid}' },
  'add.kinds': { en: 'What can be added', de: 'Was hinzugefügt werden kann' },
  'add.kind.qmp': {
    en: 'A running QEMU machine, by its QMP socket or host:port. QEMU has one when started with',
    de: 'Eine laufende QEMU-Maschine über ihren QMP-Socket oder Rechner:Port. QEMU hat einen, wenn es so gestartet wird:',
  },
  'add.kind.libvirt': {
    en: 'All machines of a libvirt, by its URI, on this computer or over ssh.',
    de: 'Alle Maschinen eines libvirt über seine URI, auf diesem Computer oder über ssh.',
  },
  'add.kind.image': {
    en: 'A machine that is off, by its qcow2 image.',
    de: 'Eine ausgeschaltete Maschine über ihr qcow2-Abbild.',
  },
  'add.kindName.qmp': { en: 'QEMU', de: 'QEMU' },
  'add.kindName.libvirt': { en: 'libvirt', de: 'libvirt' },
  'add.kindName.image': { en: 'Image', de: 'Abbild' },
  'add.missing': {
    en: 'Type a socket, host:port, libvirt URI or image.',
    de: 'Geben Sie einen Socket, Rechner:Port, eine libvirt-URI oder ein Abbild ein.',
  },
  'cutOff.powerOff': { en: 'Power off {name}', de: '{name} ausschalten' },
  'cutOff.powerOff.text': {
    en: 'It is as if the power were cut: what programs in {name} have not saved is lost. Its snapshots stay. “Shut down” asks the guest to end by itself.',
    de: 'Es ist, als fiele der Strom aus: Was Programme in {name} nicht gespeichert haben, geht verloren. Die Snapshots bleiben. „Herunterfahren“ bittet den Gast, selbst zu enden.',
  },
  'cutOff.reset': { en: 'Reset {name}', de: '{name} zurücksetzen' },
  'cutOff.reset.text': {
    en: '{name} starts anew at once, as if its reset button were pressed: what programs in it have not saved is lost. Its snapshots stay.',
    de: '{name} startet sofort neu, als würde die Reset-Taste gedrückt: Was Programme darin nicht gespeichert haben, geht verloren. Die Snapshots bleiben.',
  },
  'remove.title': { en: 'Remove {name}', de: '{name} entfernen' },
  'remove.text': {
    en: 'Takes {name} off this list. The machine, its disks and its snapshots stay as they are, and so do your notes and pictures: add it again to see them.',
    de: 'Nimmt {name} aus dieser Liste. Die Maschine, ihre Festplatten und Snapshots bleiben, wie sie sind, ebenso Ihre Notizen und Bilder: Fügen Sie sie wieder hinzu, um sie zu sehen.',
  },
  'remove.connectionText': {
    en: {
      one: 'Takes its machine off this list. The machine, its disks and its snapshots stay as they are, and so do your notes and pictures: add {uri} again to see them.',
      other:
        'Takes its {count} machines off this list. The machines, their disks and their snapshots stay as they are, and so do your notes and pictures: add {uri} again to see them.',
    },
    de: {
      one: 'Nimmt ihre Maschine aus dieser Liste. Die Maschine, ihre Festplatten und Snapshots bleiben, wie sie sind, ebenso Ihre Notizen und Bilder: Fügen Sie {uri} wieder hinzu, um sie zu sehen.',
      other:
        'Nimmt ihre {count} Maschinen aus dieser Liste. Die Maschinen, ihre Festplatten und Snapshots bleiben, wie sie sind, ebenso Ihre Notizen und Bilder: Fügen Sie {uri} wieder hinzu, um sie zu sehen.',
    },
  },
  'welcome.title': { en: 'Welcome to Snapgrove', de: 'Willkommen bei Snapgrove' },
  'welcome.text': {
    en: 'See the snapshots of your virtual machines as a tree of pictures, and go back to any of them.',
    de: 'Sehen Sie die Snapshots Ihrer virtuellen Maschinen als Baum von Bildern, und kehren Sie zu jedem davon zurück.',
  },
  'welcome.demo': { en: 'Try the demo machine', de: 'Demo-Maschine ausprobieren' },
  'welcome.demoStarting': { en: 'Starting the demo machine…', de: 'Demo-Maschine wird gestartet …' },
  'welcome.demoText': {
    en: 'A tiny machine of our own: no set-up, nothing of yours is touched.',
    de: 'Eine winzige eigene Maschine: keine Einrichtung, nichts von Ihnen wird berührt.',
  },
  'welcome.add': { en: 'Add a machine', de: 'Maschine hinzufügen' },
  'commandLine.title': { en: 'Command line of {name}', de: 'Befehlszeile von {name}' },
  'commandLine.startTitle': { en: 'Start {name}', de: '{name} starten' },
  'commandLine.first': {
    en: 'This is the command that {name} was last running with. Snapgrove runs it as your user. Check it before the first use; one argument per line.',
    de: 'Mit diesem Befehl lief {name} zuletzt. Snapgrove führt ihn als Ihr Benutzer aus. Prüfen Sie ihn vor der ersten Verwendung; ein Argument je Zeile.',
  },
  'commandLine.field': { en: 'Command line', de: 'Befehlszeile' },
  'commandLine.none': {
    en: 'No command line is known yet: {name} has to run once while Snapgrove is connected to it. You can also write one here.',
    de: 'Es ist noch keine Befehlszeile bekannt: {name} muss einmal laufen, während Snapgrove verbunden ist. Sie können hier auch eine schreiben.',
  },
  'commandLine.start': { en: 'Start', de: 'Starten' },
  'commandLine.save': { en: 'Save', de: 'Speichern' },
});
