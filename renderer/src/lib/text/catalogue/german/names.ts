import type { nameSentences } from '../../../../../../shared/sentences/english/names.ts';
import type { GermanOf } from '../german-of.ts';

export const germanNames: GermanOf<typeof nameSentences> = {
  'name-empty': 'Ein Snapshot braucht einen Namen.',
  'name-empty/remedy': 'Geben Sie einen Namen ein.',
  'name-characters': 'Der Name enthält ein Zeichen, das nicht gespeichert werden kann.',
  'name-characters/remedy': 'Geben Sie den Namen neu ein.',
  'name-control': 'Der Name enthält einen Zeilenumbruch oder ein anderes Steuerzeichen.',
  'name-control/remedy': 'Nehmen Sie es aus dem Namen heraus.',
  'name-long': 'Der Name hat {bytes} Bytes, und ein Abbild fasst {most}.',
  'name-long/remedy': 'Kürzen Sie den Namen.',
  'name-long:file': 'Der Name hat {bytes} Bytes; höchstens {most} passen, denn er wird ein Dateiname.',
  'name-long:file/remedy': 'Kürzen Sie den Namen.',
  'name-taken': '{machine} hat schon einen Snapshot namens „{name}“.',
  'name-taken/remedy': 'Wählen Sie einen anderen Namen, oder löschen Sie jenen Snapshot zuerst.',
  'name-plain':
    'libvirt {version} nimmt nur Buchstaben von A bis Z, Ziffern, „.“, „-“ und „_“ im Namen eines Snapshots in den Abbildern einer eingeschalteten Maschine.',
  'name-plain/remedy': 'Nennen Sie ihn „{plain}“, und schreiben Sie den Rest in die Beschreibung.',
  'name-plain:later':
    'libvirt {version} kann einen Snapshot dieses Namens nur löschen, während {machine} aus ist.',
  'name-plain:later/remedy': 'Nennen Sie ihn „{plain}“, und schreiben Sie den Rest in die Beschreibung.',
  'name-slash': 'libvirt nimmt kein „/“ im Namen eines Snapshots: Er wird ein Dateiname.',
  'name-slash/remedy': 'Nehmen Sie ein anderes Zeichen.',
  'name-dot': 'libvirt nimmt keinen Namen, der mit einem Punkt beginnt: Er wird ein Dateiname.',
  'name-dot/remedy': 'Beginnen Sie ihn mit einem anderen Zeichen.',
};
