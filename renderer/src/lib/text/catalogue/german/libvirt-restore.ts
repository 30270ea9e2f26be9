import type { libvirtRestoreSentences } from '../../../../../../shared/sentences/english/libvirt-restore.ts';
import type { GermanOf } from '../german-of.ts';

export const germanLibvirtRestore: GermanOf<typeof libvirtRestoreSentences> = {
  'external-no-revert:snapshot':
    '„{name}“ liegt in eigenen Dateien, und libvirt {version} kann zu einem solchen Snapshot nicht zurückkehren.',
  'external-no-revert:snapshot/remedy':
    'Aktualisieren Sie libvirt auf 9.9 oder neuer; der Snapshot selbst ist unversehrt.',
  'force-needed':
    '„{name}“ sagt nicht, wie {machine} damals gebaut war: Er stammt von libvirt vor 0.9.5. Sein Zustand wird in die Maschine von heute geladen und passt vielleicht nicht.',
  'force-needed/remedy': 'Bewahren Sie vorher den jetzigen Zustand.',
  'half-deleted:restore':
    'Ein Löschen des Snapshots unter „{name}“ brach ab: Was die Festplatte {disk} damals enthielt, ist vielleicht mit späteren Daten vermischt.',
  'half-deleted:restore/remedy':
    'Löschen Sie den Snapshot darunter noch einmal, das bringt es zu Ende, und sehen Sie sich die Abbilder mit „qemu-img check“ an.',
  'revert-broken-in-11.2':
    'libvirt {version} kann den Arbeitsspeicher von Snapshots in den Abbildern nicht laden, außer wer es gepackt hat, hat das behoben (wie Debian); ein Versuch lässt {machine} vielleicht ausgeschaltet, mit unveränderten Festplatten.',
  'revert-broken-in-11.2/remedy': 'Aktualisieren Sie zuerst libvirt auf 11.4.',
  'revert-needs-files':
    '„{name}“ liegt in eigenen Dateien, und libvirt kehrt zu einem solchen Snapshot nur zurück, wo jedes Laufwerk eine Datei ist: {disk} von {machine} war damals ein {kind}.',
  'revert-needs-files/remedy':
    'Der Snapshot selbst ist unversehrt: Seine Abbilder lassen sich von Hand benutzen.',
  'name-plain:restore':
    'Im Namen „{name}“ sind andere Zeichen als Buchstaben von A bis Z, Ziffern, „.“, „-“ und „_“. libvirt {version} kann den Arbeitsspeicher eines solchen Snapshots nicht laden, und ein Versuch würde {machine} nur ausschalten.',
  'name-plain:restore/remedy':
    'Der Snapshot selbst ist unversehrt. Seine Festplatten sind bei ausgeschalteter Maschine mit „qemu-img snapshot -a“ zu haben, sein Arbeitsspeicher mit libvirt vor 10.9.',
  'no-definition':
    '„{name}“ sagt nicht, wie {machine} damals gebaut war: Er stammt von libvirt vor 0.9.5, und libvirt {version} kehrt zu einem solchen Snapshot nicht zurück.',
  'no-definition/remedy':
    'Der Snapshot selbst ist unversehrt: Seine Festplatten sind bei ausgeschalteter Maschine mit „qemu-img snapshot -a“ zu haben.',
  'overwrites-base':
    '„{name}“ liegt in einem Abbild, auf dem andere Snapshots in eigenen Dateien aufbauen. Die Rückkehr schreibt in dieses Abbild: {lost, quoted} und der jetzige Zustand von {machine} sind danach nicht mehr zu haben, auch wenn der jetzige Zustand vorher als Snapshot bewahrt wird.',
  'overwrites-base/remedy':
    'Kopieren Sie vorher das Abbild und die Dateien, die darauf aufbauen, wenn etwas davon gebraucht wird.',
  'base-changed':
    '„{name}“ ist das Abbild {path}, wie es bei der Aufnahme war, und {machine} hat seither in dieses Abbild geschrieben.',
  'base-changed/remedy': 'Was der Snapshot enthielt, ist verloren; löschen Sie ihn.',
  'is-on': '{machine} ist an: libvirt ändert nur bei ausgeschalteter Maschine, womit sie startet.',
  'is-on/remedy': 'Fahren Sie sie zuerst herunter, oder stellen Sie den Snapshot jetzt wieder her.',
  'starts-for-activate':
    'Der Arbeitsspeicher von „{name}“ wird für einen Augenblick in {machine} geladen, ohne sie laufen zu lassen, und als das gesichert, womit ihr nächster Start weitergeht.',
  'transient:activate': '{machine} ist vorübergehend und hat keinen nächsten Start.',
  'transient:activate/remedy': 'Definieren Sie sie zuerst.',
  'turns-off':
    '„{name}“ enthält keinen Arbeitsspeicher: {machine} wird sofort ausgeschaltet und ist danach aus.',
  'turns-off/remedy': 'Wählen Sie „in Betrieb“, damit sie wieder gestartet wird.',
  'turns-off:starts':
    '„{name}“ enthält keinen Arbeitsspeicher: {machine} wird sofort ausgeschaltet und startet frisch.',
  'managed-save:goes':
    '{machine} hat einen gesicherten Zustand, mit dem ihr nächster Start weitergeht. Er passt nicht zu anderen Festplatten und wird daher verworfen.',
  'managed-save:goes/remedy':
    'Starten Sie die Maschine zuerst, um diesen Zustand zu bewahren, zum Beispiel als Snapshot.',
  'force-needed:managed-save':
    '{machine} hat einen gesicherten Zustand, mit dem ihr nächster Start weitergeht. Er passt nicht zu anderen Festplatten und wird daher verworfen.',
  'force-needed:managed-save/remedy':
    'Starten Sie die Maschine zuerst, um diesen Zustand zu bewahren, zum Beispiel als Snapshot.',
  'transient:restore':
    '{machine} ist vorübergehend: Sie kann nicht aus sein, und „{name}“ ist von einer ausgeschalteten Maschine.',
  'transient:restore/remedy':
    'Wählen Sie „in Betrieb“ oder „angehalten“, oder definieren Sie die Maschine zuerst.',
  'other-image:gone': '{machine} hat jetzt keine Festplatte {disk}; sie bekommt {path} zurück.',
  'other-image:now': 'Die Festplatte {disk} von {machine} ist jetzt {now}; sie bekommt {path} zurück.',
  'uefi-revert':
    '{machine} startet über UEFI, und libvirt {version} scheitert vielleicht daran, zu einem Snapshot in den Abbildern einer solchen Maschine zurückzukehren; 10.10 und neuer können es.',
  'uefi-revert/remedy': 'Aktualisieren Sie zuerst libvirt.',
  'tpm-not-covered:restore':
    'Ohne Arbeitsspeicher wird das TPM von {machine} nicht zurückgesetzt. Ein Gast, der Schlüssel darin hält, etwa die von BitLocker, fragt vielleicht nach seinem Wiederherstellungsschlüssel.',
  'tpm-not-covered:restore/remedy': 'Halten Sie den Wiederherstellungsschlüssel bereit.',
  'not-current': 'libvirt ist zu „{name}“ zurückgekehrt, nennt aber „{current}“ den jetzigen.',
  'not-current:none': 'libvirt ist zu „{name}“ zurückgekehrt, nennt aber keinen Snapshot den jetzigen.',
  'other-state:libvirt': '{machine} ist jetzt im Zustand {state}, erwartet war {expected}.',
  unreadable: 'libvirts Eintrag zu „{name}“ ist nicht zu verstehen: {why}',
};
