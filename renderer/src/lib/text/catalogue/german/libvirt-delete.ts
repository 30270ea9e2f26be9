import type { libvirtDeleteSentences } from '../../../../../../shared/sentences/english/libvirt-delete.ts';
import type { GermanOf } from '../german-of.ts';

export const germanLibvirtDelete: GermanOf<typeof libvirtDeleteSentences> = {
  'one-by-one':
    'libvirt kann Snapshots in eigenen Dateien nicht zusammen mit denen darunter löschen, daher werden sie einzeln gelöscht, vom letzten zum ersten.',
  'other-image':
    '„{name}“ liegt in einem Abbild der Festplatte {disk}, das {machine} jetzt nicht benutzt, und bei eingeschalteter Maschine löscht libvirt nur in benutzten Abbildern.',
  'other-image/remedy': 'Fahren Sie die Maschine herunter, und löschen Sie ihn dann.',
  'name-plain:delete':
    'Im Namen „{name}“ sind andere Zeichen als Buchstaben von A bis Z, Ziffern, „.“, „-“ und „_“, und libvirt {version} löscht einen solchen Snapshot nur, während {machine} aus ist.',
  'name-plain:delete/remedy': 'Fahren Sie die Maschine herunter, und löschen Sie ihn dann.',
  'overlay-stays':
    'libvirt lässt die Datei {path}, wo sie ist, wenn es sie noch gibt; danach braucht kein Snapshot sie mehr.',
  'overlay-stays/remedy': 'Entfernen Sie sie dann von Hand.',
  'half-deleted':
    'Ein Löschen von „{below}“ brach ab, während er mit einer Datei von „{name}“ zusammengeführt wurde, und libvirt löscht „{name}“ erst, wenn das fertig ist.',
  'half-deleted/remedy':
    'Löschen Sie „{below}“ noch einmal, das bringt es zu Ende. Ist die Maschine angehalten, setzen Sie sie vorher fort.',
  'half-deleted:alone':
    'Ein Löschen dessen, was unter „{name}“ war, brach ab, während es mit einer Datei von „{name}“ zusammengeführt wurde, und libvirt setzt es nicht fort.',
  'half-deleted:alone/remedy':
    'Bringen Sie die Abbilder mit „qemu-img“ in Ordnung, und entfernen Sie den Rest dann mit „virsh snapshot-delete --metadata“.',
  'no-external-delete':
    '„{name}“ liegt in eigenen Dateien, und libvirt {version} kann solche Snapshots nicht löschen.',
  'no-external-delete/remedy':
    'Aktualisieren Sie libvirt auf 9.0 oder neuer; bis dahin führen Sie die Dateien mit „virsh blockcommit“ oder „virsh blockpull“ zusammen.',
  'current-with-children':
    'Auf „{name}“ läuft {machine} jetzt, und darunter sind Snapshots, daher kann libvirt seine Dateien nicht zusammenführen.',
  'current-with-children/remedy':
    'Löschen Sie zuerst die darunter, oder stellen Sie einen anderen Snapshot wieder her.',
  'several-children':
    '{children} Snapshots sind aus „{name}“ entstanden, und seine Dateien können nur mit einem davon zusammengeführt werden.',
  'several-children/remedy': 'Löschen Sie zuerst alle davon bis auf einen.',
  'other-branch':
    '„{name}“ hat einen Snapshot unter sich und gehört nicht zu denen, aus denen {machine} entstanden ist, daher kann libvirt seine Dateien nicht zusammenführen.',
  'other-branch/remedy':
    'Stellen Sie zuerst den letzten Snapshot dieses Zweigs wieder her, oder löschen Sie die darunter.',
  'internal-parent':
    '„{name}“ liegt in eigenen Dateien, „{parent}“ darüber in einem Abbild; sie zusammenzuführen, würde „{parent}“ beschädigen.',
  'internal-parent/remedy': 'Löschen Sie zuerst „{parent}“.',
  'volume-disk':
    'Die Festplatte {disk} von {machine} war über ihren Speicherpool benannt, als „{name}“ aufgenommen wurde, und libvirt scheitert vielleicht daran, eine Datei mit einer solchen zusammenzuführen; verloren geht dabei nichts.',
  'volume-disk/remedy':
    'Scheitert es, führen Sie die Dateien mit „virsh blockcommit“ zusammen, und entfernen Sie libvirts Eintrag mit „virsh snapshot-delete --metadata“.',
  paused:
    'Der Arbeitsspeicher von {machine} wurde in eine Datei gesichert oder aus einer geladen, während sie angehalten ist, und QEMU führt keine ihrer Dateien zusammen, bis sie wieder gelaufen ist.',
  'paused/remedy': 'Setzen Sie die Maschine zuerst fort; sie darf gleich wieder angehalten werden.',
  'paused:perhaps':
    '{machine} ist angehalten. Wenn sie nicht gelaufen ist, seit ihr Arbeitsspeicher in eine Datei gesichert oder aus einer geladen wurde, scheitert das Zusammenführen („Block node is read-only“); verloren geht dabei nichts, und ein zweiter Versuch, nachdem sie gelaufen ist, bringt es zu Ende.',
  'paused:perhaps/remedy': 'Setzen Sie die Maschine zuerst fort; sie darf gleich wieder angehalten werden.',
  'merge-while-off':
    '„{name}“ ist nicht der letzte Snapshot vor dem jetzigen Zustand von {machine}, und libvirt {version} kann die Dateien eines solchen nicht zusammenführen, während die Maschine aus ist.',
  'merge-while-off/remedy': 'Starten Sie die Maschine zuerst, oder löschen Sie zuerst die darunter.',
  'managed-save:delete':
    '{machine} hat einen gesicherten Zustand, mit dem ihr nächster Start weitergeht, und zwar mit den Dateien, wie sie jetzt sind. Ohne die von „{name}“ könnte sie nicht mehr gestartet werden.',
  'managed-save:delete/remedy':
    'Starten Sie die Maschine zuerst, oder geben Sie diesen Zustand mit „virsh managedsave-remove“ auf.',
  'starts-for-delete':
    'libvirt startet {machine} dafür, ohne sie laufen zu lassen, und beendet sie danach wieder.',
  'image-in-use': '„{name}“ zu löschen, würde {path} entfernen, das {machine} jetzt benutzt.',
  'image-in-use/remedy':
    'Lassen Sie ihn, oder entfernen Sie nur libvirts Eintrag mit „virsh snapshot-delete --metadata“.',
  'data-loss':
    '„{name}“ liegt in eigenen Dateien, die aus einem Abbild entstanden sind, das „{needed}“ braucht. Ihn mit libvirt {version} zu löschen, kann dieses Abbild entfernen und alles darin.',
  'data-loss/remedy': 'Löschen Sie zuerst „{needed}“.',
  'data-loss:old':
    '„{name}“ liegt in eigenen Dateien, die aus einem Abbild entstanden sind, das „{needed}“ braucht. Ihn mit libvirt {version} zu löschen, kann dieses Abbild entfernen und alles darin.',
  'data-loss:old/remedy':
    'Löschen Sie zuerst „{needed}“, oder aktualisieren Sie libvirt auf 11.0 oder neuer.',
};
