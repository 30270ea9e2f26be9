import type { libvirtTakeSentences } from '../../../../../../shared/sentences/english/libvirt-take.ts';
import type { GermanOf } from '../german-of.ts';

export const germanLibvirtTake: GermanOf<typeof libvirtTakeSentences> = {
  'read-only': 'Über die Verbindung zu libvirt darf nur gelesen werden: {why}',
  'read-only/remedy': 'Verbinden Sie sich als Benutzer, der Maschinen ändern darf.',
  unreachable: '{machine} ist zurzeit nicht erreichbar.',
  'unreachable/remedy': 'Stellen Sie zuerst die Verbindung wieder her.',
  'guest-sleeps':
    '{machine} ist im Ruhezustand (Suspend-to-RAM), und von einer ruhenden Maschine nimmt libvirt keine Snapshots auf und stellt keine wieder her.',
  'guest-sleeps/remedy': 'Wecken Sie sie zuerst auf, mit einer Taste oder „virsh dompmwakeup“.',
  held: 'libvirt arbeitet für ein anderes Programm an {machine}, vielleicht an einem Snapshot, und tut inzwischen nichts anderes mit ihr.',
  'held/remedy': 'Warten Sie, bis das fertig ist.',
  'block-job':
    'Ein Vorgang, der {disks, list} von {machine} kopiert oder zusammenführt, läuft, und libvirt ändert inzwischen keine Snapshots.',
  'block-job/remedy': 'Warten Sie, bis er fertig ist, oder beenden Sie ihn mit „virsh blockjob --abort“.',
  passthrough:
    '{machine} benutzt {device} unmittelbar, und was ein solches Gerät enthält, kann nicht mit dem Arbeitsspeicher gesichert werden.',
  'passthrough/remedy':
    'Fahren Sie die Maschine vorher herunter, oder nehmen Sie einen Snapshot nur der Festplatten auf.',
  'shared-memory':
    '{machine} teilt Arbeitsspeicher mit dem Wirtssystem (ein shmem-Gerät); das kann nicht gesichert werden.',
  'shared-memory/remedy':
    'Fahren Sie die Maschine vorher herunter, oder nehmen Sie einen Snapshot nur der Festplatten auf.',
  virtiofs:
    '{machine} hat über virtiofs geteilte Ordner ({folders, list}), mit denen QEMU {version} den Arbeitsspeicher nicht sichern kann.',
  'virtiofs/remedy':
    'Fahren Sie die Maschine vorher herunter, oder nehmen Sie einen Snapshot nur der Festplatten auf.',
  'images-let-go':
    '{machine} ist nicht gelaufen, seit ihr Arbeitsspeicher in eine Datei gesichert oder aus einer geladen wurde, und bis dahin nimmt QEMU keine Snapshots in ihren Abbildern auf.',
  'images-let-go/remedy': 'Setzen Sie die Maschine zuerst fort; sie darf gleich wieder angehalten werden.',
  'images-let-go:perhaps':
    '{machine} ist angehalten. Wenn sie nicht gelaufen ist, seit ihr Arbeitsspeicher in eine Datei gesichert oder aus einer geladen wurde, nimmt QEMU keine Snapshots in ihren Abbildern auf.',
  'images-let-go:perhaps/remedy':
    'Setzen Sie die Maschine zuerst fort; sie darf gleich wieder angehalten werden.',
  'memory-saved':
    'Der Arbeitsspeicher von {machine} wurde schon in eine Datei gesichert, seit sie angehalten ist, und QEMU sichert ihn nur einmal.',
  'memory-saved/remedy':
    'Setzen Sie die Maschine zuerst fort, oder nehmen Sie einen Snapshot nur der Festplatten auf.',
  'memory-saved:perhaps':
    '{machine} ist angehalten. Wenn ihr Arbeitsspeicher seitdem in eine Datei gesichert wurde, sichert QEMU ihn nicht noch einmal.',
  'memory-saved:perhaps/remedy':
    'Setzen Sie die Maschine zuerst fort, oder nehmen Sie einen Snapshot nur der Festplatten auf.',
  'shared-folder':
    '{machine} hat geteilte Ordner ({folders, list}); solange der Gast sie benutzt, weigert sich QEMU vielleicht, den Arbeitsspeicher zu sichern.',
  'shared-folder/remedy': 'Hängen Sie sie vorher im Gast aus.',

  'transient:take':
    '{machine} ist vorübergehend: libvirt vergisst sie und alle ihre Snapshots, wenn sie aus ist.',
  'transient:take/remedy': 'Definieren Sie sie zuerst, zum Beispiel mit „virsh define“.',
  transient: '{machine} ist vorübergehend: libvirt vergisst sie und alle ihre Snapshots, wenn sie aus ist.',
  'transient/remedy': 'Definieren Sie sie, zum Beispiel mit „virsh define“.',
  'tpm-not-covered:take':
    'Ohne Arbeitsspeicher ist das TPM von {machine} nicht Teil des Snapshots: Nach einer Wiederherstellung ist es, wie es dann war. Ein Gast, der Schlüssel darin hält, etwa die von BitLocker, fragt vielleicht nach seinem Wiederherstellungsschlüssel.',
  'tpm-not-covered:take/remedy': 'Halten Sie den Wiederherstellungsschlüssel bereit.',
  'tpm-not-covered':
    'Das TPM von {machine} wird nur von Snapshots mit Arbeitsspeicher zurückgesetzt; bei anderen bleibt es, wie es ist.',
  'managed-save:take':
    '{machine} hat einen gesicherten Zustand, mit dem ihr nächster Start weitergeht; der Snapshot enthält ihre Festplatten ohne diesen Zustand.',
  'managed-save:take/remedy':
    'Starten Sie sie, und nehmen Sie den Snapshot dann auf, um auch den Arbeitsspeicher zu haben.',
  'managed-save:external':
    '{machine} hat einen gesicherten Zustand, mit dem ihr nächster Start weitergeht, und zwar mit dem Abbild, wie es jetzt ist: Er schriebe in das, wovon der Snapshot ist.',
  'managed-save:external/remedy':
    'Starten Sie die Maschine, und nehmen Sie den Snapshot dann auf, oder geben Sie diesen Zustand mit „virsh managedsave-remove“ auf.',
  'managed-save': '{machine} hat einen gesicherten Zustand: Ihr nächster Start geht damit weiter.',
  'disks-only-external':
    'Solange {machine} läuft, bewahrt libvirt ihre Festplatten allein nur in eigenen Dateien, nicht in den Abbildern.',
  'disks-only-external/remedy': 'Nehmen Sie ihn mit Arbeitsspeicher oder als externen Snapshot auf.',
  'not-qcow2':
    'Die Festplatte {disk} von {machine} ist ein {format}-Abbild, und nur qcow2-Abbilder fassen Snapshots; libvirt nimmt alle Festplatten oder keine.',
  'not-qcow2/remedy':
    'Nehmen Sie einen externen Snapshot auf, oder machen Sie mit „qemu-img convert“ ein qcow2-Abbild daraus.',
  'not-qcow2:unknown':
    'Die Festplatte {disk} von {machine} ist kein qcow2-Abbild, und nur qcow2-Abbilder fassen Snapshots; libvirt nimmt alle Festplatten oder keine.',
  'not-qcow2:unknown/remedy':
    'Nehmen Sie einen externen Snapshot auf, oder machen Sie mit „qemu-img convert“ ein qcow2-Abbild daraus.',
  'needs-all-drives':
    'Ein Snapshot in den Abbildern muss jede Festplatte von {machine} enthalten, und {disk} ist weggelassen.',
  'needs-all-drives/remedy': 'Wählen Sie alle Festplatten, oder nehmen Sie einen externen Snapshot auf.',
  'needs-all-drives:defined':
    'Ein Snapshot in den Abbildern muss jede Festplatte von {machine} enthalten, und {disk} ist weggelassen.',
  'needs-all-drives:defined/remedy':
    'Nehmen Sie einen externen Snapshot auf, oder entfernen Sie snapshot="no" aus der Definition der Festplatte.',
  uefi: '{machine} startet über UEFI, und libvirt {version} nimmt von solchen Maschinen keine Snapshots in den Abbildern auf (10.9 und neuer schon).',
  'uefi/remedy': 'Nehmen Sie einen externen Snapshot auf.',
  'uefi-raw-nvram': 'Die UEFI-Variablen von {machine} liegen in einer raw-Datei, die keine Snapshots fasst.',
  'uefi-raw-nvram/remedy':
    'Nehmen Sie einen externen Snapshot auf, oder fahren Sie die Maschine vorher herunter. Geben Sie der Maschine ein qcow2-NVRAM: <nvram format="qcow2" templateFormat="qcow2"> in ihrer Definition, die Datei mit „qemu-img convert“ umgewandelt.',
  'uefi-raw-nvram:off':
    'Die UEFI-Variablen von {machine} liegen in einer raw-Datei: Sie sind nicht Teil des Snapshots und werden von einer Wiederherstellung nicht zurückgesetzt.',
  'uefi-raw-nvram:off/remedy':
    'Geben Sie der Maschine ein qcow2-NVRAM: <nvram format="qcow2" templateFormat="qcow2"> in ihrer Definition, die Datei mit „qemu-img convert“ umgewandelt.',
  'revert-needs-files:take':
    'libvirt kann diesen Snapshot aufnehmen, aber nicht zu ihm zurückkehren: Das Laufwerk {disk} von {machine} ist ein {kind}, und libvirt kehrt nur zurück, wo jedes Laufwerk eine Datei ist.',
  'revert-needs-files:take/remedy':
    'Entfernen Sie dieses Laufwerk vorher, wenn Sie zurückkehren können wollen.',
  'no-external:libvirt': 'Nur QEMU-Maschinen haben externe Snapshots.',
  'no-external:libvirt/remedy': 'Nehmen Sie ihn ohne „extern“ auf.',
  'scsi-passthrough':
    'Die Festplatte {disk} von {machine} ist ein SCSI-Gerät des Wirtssystems, das nicht in einer Datei weitergehen kann.',
  'scsi-passthrough/remedy': 'Lassen Sie sie weg.',
  'uefi-variables':
    'Die UEFI-Variablen von {machine} sind nicht Teil eines externen Snapshots: Eine Wiederherstellung lässt sie, wie sie sind.',
  'no-file':
    'Das Abbild von {disk} von {machine} ist ein {kind}, und libvirt findet von selbst nur neben einem Abbild, das eine Datei ist, eine Datei für einen externen Snapshot.',
  'no-file/remedy':
    'Lassen Sie die Festplatte weg, oder nehmen Sie den Snapshot mit „virsh snapshot-create-as --diskspec {disk},file=PFAD“ auf.',
  'no-memory-file': 'Es wird kein Arbeitsspeicher gesichert, daher entsteht keine Datei dafür.',
  'memory-file-relative':
    'Die Datei für den Arbeitsspeicher muss ein ganzer Pfad auf dem Wirtssystem sein, von „/“ an, nicht „{path}“.',
  'memory-file-relative/remedy': 'Geben Sie den ganzen Pfad an.',
  'external-no-revert':
    'libvirt {version} kann diesen Snapshot aufnehmen, aber nicht zu ihm zurückkehren; 9.9 und neuer können das.',
  'external-no-revert/remedy':
    'Nehmen Sie stattdessen einen Snapshot in den Abbildern auf, oder aktualisieren Sie libvirt, bevor Sie ihn brauchen.',
  'world-readable':
    'libvirt {version} lässt jeden Benutzer jenes Computers die Dateien lesen, die es für eine ausgeschaltete Maschine anlegt, außer wer es gepackt hat, hat das behoben (CVE-2025-13193).',
  'world-readable/remedy':
    'Sehen Sie danach ihre Zugriffsrechte an, oder aktualisieren Sie libvirt auf 11.10.',
  'world-readable:made':
    'Jeder Benutzer dieses Computers kann {path} lesen, das libvirt {version} für {machine} angelegt hat (CVE-2025-13193).',
  'world-readable:made/remedy':
    'Nehmen Sie dieses Recht mit „chmod o-r“ weg, und aktualisieren Sie libvirt, damit es bei der nächsten nicht so ist.',
  'mixed-kinds:inside':
    'Dieser läge in den Abbildern, und andere von {machine} liegen in eigenen Dateien: Bei beiden Arten können einige später nicht gelöscht werden.',
  'mixed-kinds:inside/remedy': 'Bleiben Sie bei einer Art.',
  'mixed-kinds:inside-old':
    'Dieser läge in den Abbildern, und andere von {machine} liegen in eigenen Dateien: Bei beiden Arten kann libvirt vor 11.0 ein Abbild löschen, das noch gebraucht wird, und dies ist {version}.',
  'mixed-kinds:inside-old/remedy': 'Bleiben Sie bei einer Art.',
  'mixed-kinds:outside':
    'Dieser läge in eigenen Dateien, und andere von {machine} liegen in den Abbildern: Bei beiden Arten können einige später nicht gelöscht werden.',
  'mixed-kinds:outside/remedy': 'Bleiben Sie bei einer Art.',
  'mixed-kinds:outside-old':
    'Dieser läge in eigenen Dateien, und andere von {machine} liegen in den Abbildern: Bei beiden Arten kann libvirt vor 11.0 ein Abbild löschen, das noch gebraucht wird, und dies ist {version}.',
  'mixed-kinds:outside-old/remedy': 'Bleiben Sie bei einer Art.',
  'disks-like-power-cut:libvirt':
    'Ohne den Arbeitsspeicher sind die Festplatten wie nach einem Stromausfall: Was Programme noch nicht geschrieben hatten, fehlt.',
  'disks-like-power-cut:libvirt-agent':
    'Ohne den Arbeitsspeicher sind die Festplatten wie nach einem Stromausfall: Was Programme noch nicht geschrieben hatten, fehlt.',
  'disks-like-power-cut:libvirt-agent/remedy':
    'Lassen Sie vorher den Guest Agent die Dateisysteme zur Ruhe bringen.',
  'no-agent:libvirt':
    'In {machine} antwortet kein Guest Agent, daher können ihre Dateisysteme nicht zur Ruhe gebracht werden.',
  'no-agent:libvirt/remedy':
    'Installieren Sie qemu-guest-agent im Gast, oder nehmen Sie den Snapshot ohne ihn auf.',
  'quiesce-disks-only':
    'libvirt bringt die Dateisysteme nur für einen Snapshot der Festplatten allein zur Ruhe, in eigenen Dateien.',
  'quiesce-disks-only/remedy':
    'Nehmen Sie ihn ohne Arbeitsspeicher als externen Snapshot auf, oder ohne die Dateisysteme zur Ruhe zu bringen.',
  'file-exists': 'Die Datei des Snapshots wäre {path}, und die gibt es schon.',
  'file-exists/remedy': 'Wählen Sie einen anderen Namen.',
  'memory-file-exists':
    'Die Datei des Arbeitsspeichers wäre {path}, und die gibt es schon; libvirt würde sie überschreiben: Sie ist vielleicht der Arbeitsspeicher eines anderen Snapshots oder eine Festplatte.',
  'memory-file-exists/remedy':
    'Geben Sie eine andere Datei für den Arbeitsspeicher an, oder einen anderen Namen.',
};
