import type { connectionSentences } from '../../../../../../shared/sentences/english/connection.ts';
import type { GermanOf } from '../german-of.ts';

export const germanConnection: GermanOf<typeof connectionSentences> = {
  'qmp/no-socket': 'Unter {address} gibt es keinen Socket.',
  'qmp/no-host': 'Der Rechner von {address} ist nicht bekannt.',
  'qmp/nothing-listens': 'An {address} hört niemand: Die Maschine ist vielleicht aus.',
  'qmp/permission': 'Sie dürfen {address} nicht benutzen: Der Besitzer muss es erlauben.',
  'qmp/not-connected': 'Zu {address} konnte keine Verbindung aufgebaut werden: {said}.',
  'qmp/busy':
    'Ein anderes Programm ist mit diesem Monitor verbunden ({address}). Ein QMP-Monitor bedient ein Programm zur Zeit.',
  'qmp/blocked':
    'QEMU hat die Verbindung zu {address} angenommen, ist aber zu beschäftigt, um zu antworten: Es arbeitet vielleicht an einem Snapshot.',
  'qmp/late': '{address} hat nicht rechtzeitig geantwortet.',
  'qmp/broke': 'Die Verbindung zu {address} ist abgerissen: {said}.',
  'qmp/closed': 'QEMU hat die Verbindung zu {address} geschlossen.',
  'qmp/torn': 'QEMU hat die Verbindung zu {address} mitten in einer Nachricht geschlossen.',
  'qmp/closed-by-us': 'Snapgrove hat die Verbindung geschlossen.',
  'qmp/given-up': 'Der Verbindungsaufbau wurde aufgegeben.',
  'qmp/human-monitor':
    '{address} ist QEMUs Monitor für Menschen (HMP). Starten Sie QEMU mit -qmp unix:PATH,server=on,wait=off, und benutzen Sie diesen Socket.',
  'qmp/too-large': '{address} hat zu viel auf einmal gesendet. {said}',
  'qmp/not-qmp': '{address} spricht kein QMP. {said}',
  'qmp/other-json': '{address} sendet JSON, spricht aber kein QMP.',
  'qmp/refused': 'QEMU hat {command} abgelehnt: {said}',
  'qmp/no-reply': '{command} blieb ohne Antwort, QEMU führt es vielleicht noch aus: {why}',
  'qmp/not-sent': '{command} blieb ohne Antwort, es wurde nicht gesendet: {why}',
  'qmp/time-over': '{ms} ms sind vergangen.',
  'qmp/unreadable': 'QEMUs Antwort auf {command} ist nicht zu verstehen: {said}',
  'qmp/unnamed-error': 'QEMU konnte einen von mehreren Befehlen nicht lesen und sagte nicht, welchen: {said}',
  'qmp-address/empty': 'Geben Sie den Pfad eines QMP-Sockets an, oder Rechner:Port.',
  'qmp-address/relative':
    'Geben Sie den ganzen Pfad des Sockets an, vom Wurzelverzeichnis aus: nicht „{path}“.',
  'qmp-address/zero': 'Der Pfad eines Sockets kann kein Nullbyte enthalten.',
  'qmp-address/long': 'Der Pfad eines Sockets kann höchstens {most} Bytes lang sein, „{path}“ ist länger.',
  'qmp-address/none':
    '„{address}“ ist keine QMP-Adresse. Geben Sie den Pfad eines Sockets an, etwa /run/vm/qmp.sock, oder Rechner:Port; für die Maschinen eines libvirt dessen URI, etwa qemu:///system oder qemu+ssh://root@rechner/system.',

  'agent/ended': 'Die Verbindung zum Guest Agent ist beendet.',
  'agent/closed': 'Die Verbindung zum Guest Agent ist geschlossen.',
  'agent/another': 'Der Guest Agent hat einem anderen Programm geantwortet.',
  'agent/late': 'Der Guest Agent hat auf {command} nicht innerhalb von {ms} ms geantwortet.',
  'agent/nonsense': 'Der Guest Agent hat Unverständliches gesendet. {said}',
  'agent/refused': 'Der Guest Agent hat abgelehnt: {said}',
  'agent/unreadable': 'Die Antwort des Guest Agent auf {command} ist nicht zu verstehen.',
};
