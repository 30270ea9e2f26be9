import type { linkSentences } from '../../../../../../shared/sentences/english/links.ts';
import type { GermanOf } from '../german-of.ts';

export const germanLinks: GermanOf<typeof linkSentences> = {
  'link/with-remedy': '{why} {remedy}',
  'link/closed-by-us': 'Die Verbindung wurde geschlossen.',
  'link/closed-by-us/remedy': 'Verbinden Sie sich wieder, um fortzufahren.',
  'link/unresponsive': 'Der libvirt-Dienst hat seit {seconds} Sekunden nicht geantwortet.',
  'link/unresponsive/remedy':
    'Die Maschinen laufen von selbst weiter. Prüfen Sie das Netz und den Rechner; die Verbindung wird wieder aufgebaut, sobald er antwortet.',
  'link/out-of-step': 'Was die Gegenseite sendet, ist nicht libvirts Protokoll: {said}.',
  'link/out-of-step/remedy':
    'Die Maschinen sind nicht betroffen. Verbinden Sie sich wieder; geschieht es noch einmal, prüfen Sie, ob die Adresse zu einem libvirt-Dienst führt.',
  'link/unreadable': 'Eine Antwort des libvirt-Diensts war nicht lesbar: {said}.',
  'link/unreadable/remedy':
    'Was verlangt wurde, ist vielleicht geschehen: Sehen Sie sich die Maschine an, bevor Sie es noch einmal versuchen.',
  'link/too-much': 'Der Server hat mehr als {most} Bytes gesendet, wo ein Bild erwartet war.',
  'link/too-much/remedy':
    'Nichts wurde geändert. Versuchen Sie es noch einmal; geschieht es wieder, sehen Sie sich die Maschine mit einem anderen Programm an.',
  'link/broken-off': 'Der Server hat seine Daten mit einem unlesbaren Fehler abgebrochen ({said}).',
  'link/broken-off/remedy': 'Nichts wurde geändert. Versuchen Sie es noch einmal.',
  'link/daemon-closing': 'Der libvirt-Dienst schließt seine Verbindung zum Hypervisor.',
  'link/daemon-closing/remedy':
    'Die Maschinen laufen von selbst weiter. Die Verbindung wird wieder aufgebaut, sobald der Dienst zurück ist.',
  'link/not-opened': 'libvirt hat {uri} nicht geöffnet: {said}.',
  'link/not-opened/remedy':
    'Prüfen Sie, ob „virsh --connect {uri} list“ geht; auf jenem Computer fehlt vielleicht das Paket des Treibers.',
  'link/late': 'libvirt hat beim Öffnen von {uri} nicht rechtzeitig geantwortet.',
  'link/late/remedy':
    'Prüfen Sie, ob der Dienst läuft und nicht überlastet ist, und verbinden Sie sich dann wieder.',
  'link/sasl':
    'Der libvirt-Dienst von {uri} verlangt einen SASL-Benutzernamen mit Kennwort, was nicht unterstützt wird.',
  'link/sasl/remedy':
    'Verbinden Sie sich über ssh („qemu+ssh://user@host/system“) oder als Benutzer, den der Dienst über polkit oder die Gruppe „libvirt“ einlässt.',
  'link/password-cancelled':
    'Die Frage nach dem Kennwort wurde abgebrochen, daher lässt libvirt diesen Benutzer nur lesen.',
  'link/password-cancelled/remedy':
    'Nehmen Sie den Benutzer in die Gruppe „libvirt“ auf („sudo usermod -aG libvirt $USER“), und melden Sie sich dann ab und wieder an.',
  'link/not-allowed': 'libvirt lässt diesen Benutzer keine Maschinen verwalten: {said}.',
  'link/not-allowed/remedy':
    'Nehmen Sie den Benutzer in die Gruppe „libvirt“ auf („sudo usermod -aG libvirt $USER“), und melden Sie sich dann ab und wieder an.',
  'link/not-installed':
    'libvirt ist auf diesem Computer nicht installiert: Es gibt weder virtqemud noch libvirtd.',
  'link/not-installed/remedy':
    'Installieren Sie das Paket des libvirt-Diensts Ihrer Distribution, oder verbinden Sie sich mit „qemu+ssh://user@host/system“ mit einem anderen Computer.',
  'link/daemon-ended': 'Der libvirt-Dienst {program} wurde gestartet und endete sofort wieder.',
  'link/daemon-ended/remedy':
    'Führen Sie „{program} --timeout={seconds}“ in einem Terminal aus, um zu sehen, warum.',
  'link/daemon-silent': 'Der libvirt-Dienst {program} wurde gestartet und antwortet nicht.',
  'link/daemon-silent/remedy':
    'Führen Sie „{program} --timeout={seconds}“ in einem Terminal aus, um zu sehen, warum.',
  'link/no-socket': 'Auf diesem Computer hört kein libvirt-Dienst: {path}.',
  'link/no-socket/remedy':
    'Installieren und starten Sie libvirt (zum Beispiel mit „systemctl enable --now libvirtd.socket“ oder „virtqemud.socket“), oder geben Sie eine andere Adresse an.',
  'link/only-look-socket':
    'libvirt hat hier keinen Socket, über den Maschinen geändert werden dürfen: {path}.',
  'link/only-look-socket/remedy':
    'Starten Sie ihn (zum Beispiel mit „systemctl start libvirtd.socket“ oder „virtqemud.socket“).',
  'link/not-running': 'Der libvirt-Dienst läuft nicht: {path}.',
  'link/not-running/remedy':
    'Starten Sie ihn (zum Beispiel mit „systemctl start libvirtd“ oder „systemctl start virtqemud“).',
  'link/permission': 'Dieser Benutzer darf den libvirt-Dienst nicht benutzen: {path}.',
  'link/permission/remedy':
    'Nehmen Sie den Benutzer in die Gruppe „libvirt“ auf („sudo usermod -aG libvirt $USER“), und melden Sie sich dann ab und wieder an.',
  'link/not-reached': 'Der libvirt-Dienst ist nicht erreichbar ({said}): {path}.',
  'link/not-reached/remedy': 'Prüfen Sie, ob libvirt läuft, und verbinden Sie sich dann wieder.',
  'link/daemon-closed': 'Der libvirt-Dienst hat die Verbindung geschlossen: {path}.',
  'link/daemon-closed/remedy':
    'Die Maschinen laufen von selbst weiter. Die Verbindung wird wieder aufgebaut, sobald der Dienst zurück ist.',
  'link/daemon-broke': 'Der libvirt-Dienst hat die Verbindung geschlossen ({said}): {path}.',
  'link/daemon-broke/remedy':
    'Die Maschinen laufen von selbst weiter. Die Verbindung wird wieder aufgebaut, sobald der Dienst zurück ist.',

  'uri/bad': '„{uri}“ ist keine Adresse von libvirt: {why}.',
  'uri/bad/remedy': 'Berichtigen Sie die Adresse; „virsh --connect ADRESSE list“ nimmt dieselben.',
  'uri/form': 'sie hat nicht die Form „qemu:///system“ oder „qemu+ssh://user@host/system“',
  'uri/unix-host': 'ein Unix-Socket ist auf diesem Computer, daher kann es keinen Rechner geben',
  'uri/no-host': 'es fehlt ein Rechner',
  'uri/port': '{port} ist kein Port',
  'uri/encoding': '„{part}“ ist nicht richtig prozentkodiert',
  'uri/host-name': '„{part}“ kann kein Name eines Rechners sein',
  'uri/user-name': '„{part}“ kann kein Name eines Benutzers sein',
  'uri/unsupported': '„{uri}“ verlangt eine Verbindung über {what}, was nicht unterstützt wird.',
  'uri/unsupported/remedy': 'Benutzen Sie ssh: „qemu+ssh://user@host/system“.',
  'uri/tls': 'TLS (ein Rechner ohne „+ssh“)',

  'ssh/no-host': '„{uri}“ nennt keinen Rechner.',
  'ssh/no-host/remedy': 'Benutzen Sie „qemu+ssh://user@host/system“.',
  'ssh/no-program': 'Das Programm {program} lässt sich nicht starten ({said}).',
  'ssh/no-program/remedy':
    'Installieren Sie den Client von OpenSSH, oder berichtigen Sie „command=“ in der Adresse.',
  'ssh/host-key-changed':
    'Der Schlüssel des Rechners {host} ist nicht der bisher bekannte: Vielleicht antwortet ein anderer Computer an seiner Stelle.',
  'ssh/host-key-changed/remedy':
    'Fragen Sie, wer {host} betreut, ob der Schlüssel erneuert wurde. Wenn ja, entfernen Sie den alten mit „ssh-keygen -R "{knownAs}"“, und verbinden Sie sich wieder.',
  'ssh/host-key-unknown':
    '{host} ist ssh noch nicht bekannt, daher weiß niemand, ob es der richtige Computer ist.',
  'ssh/host-key-unknown/remedy':
    'Führen Sie „{command}“ einmal in einem Terminal aus, vergleichen Sie den gezeigten Fingerabdruck, und nehmen Sie ihn an.',
  'ssh/host-not-found': 'Es gibt keinen Computer mit dem Namen {host}.',
  'ssh/host-not-found/remedy':
    'Prüfen Sie den Namen auf Tippfehler, und ob dieser Computer im richtigen Netz oder VPN ist.',
  'ssh/authentication': '{host} hat die Anmeldung abgelehnt: Kein Schlüssel oder Kennwort wurde angenommen.',
  'ssh/authentication/remedy':
    'Prüfen Sie, ob „{command}“ in einem Terminal ohne Fragen geht; laden Sie den Schlüssel mit „ssh-add“, oder setzen Sie SSH_ASKPASS, um nach einem Kennwort gefragt zu werden.',
  'ssh/timeout': '{host} antwortet nicht.',
  'ssh/timeout/remedy': 'Prüfen Sie, ob der Computer an ist und von hier erreichbar.',
  'ssh/refused': '{host} nimmt dort keine ssh-Verbindungen an.',
  'ssh/refused/remedy': 'Prüfen Sie den Port, und ob auf jenem Computer der ssh-Server läuft.',
  'ssh/unreachable': '{host} ist von hier nicht erreichbar.',
  'ssh/unreachable/remedy': 'Prüfen Sie das Netz und das VPN.',
  'ssh/permission': 'Der Benutzer auf {host} darf libvirt dort nicht benutzen.',
  'ssh/permission/remedy':
    'Nehmen Sie jenen Benutzer dort in die Gruppe „libvirt“ auf, oder verbinden Sie sich als anderer Benutzer („qemu+ssh://other@host/system“).',
  'ssh/helper-missing': 'Auf {host} gibt es weder libvirts ssh-Helfer noch netcat.',
  'ssh/helper-missing/remedy':
    'Installieren Sie libvirt auf jenem Computer (sein Client- oder Dienstpaket enthält virt-ssh-helper), oder netcat.',
  'ssh/daemon': 'libvirt auf {host} ist nicht erreichbar: {said}.',
  'ssh/daemon/remedy':
    'Starten Sie den libvirt-Dienst auf jenem Computer (zum Beispiel „systemctl start libvirtd“).',
  'ssh/ended': 'Die ssh-Verbindung zu {host} ist beendet.',
  'ssh/ended/remedy':
    'Die Maschinen dort laufen von selbst weiter. Die Verbindung wird wieder aufgebaut, sobald der Computer erreichbar ist.',
  'ssh/ended:said': 'Die ssh-Verbindung zu {host} ist beendet: {said}.',
  'ssh/ended:said/remedy':
    'Die Maschinen dort laufen von selbst weiter. Die Verbindung wird wieder aufgebaut, sobald der Computer erreichbar ist.',
  'ssh/stray-output': 'Die Anmeldung auf {host} schreibt Text, wo libvirts Daten erwartet werden: „{said}“.',
  'ssh/stray-output/remedy':
    'Sehen Sie in die Startdateien der Shell dort (.bashrc, .profile): Was sie ausgeben, darf nur in einem Terminal ausgegeben werden. „{command} true“ darf nichts ausgeben.',
};
