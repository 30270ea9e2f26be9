import { texts } from '../message.ts';

export const takeTexts = texts({
  'take.title': { en: 'Take snapshot', de: 'Snapshot aufnehmen' },
  'take.of': { en: 'of {name}', de: 'von {name}' },
  'take.ofMany': {
    en: {
      one: 'of {count} machine, with the same name',
      other: 'of {count} machines, with the same name on all',
    },
    de: {
      one: 'von {count} Maschine, mit demselben Namen',
      other: 'von {count} Maschinen, mit demselben Namen auf allen',
    },
  },
  'take.name': { en: 'Name', de: 'Name' },
  'take.description': { en: 'Description', de: 'Beschreibung' },
  'take.confirm': { en: 'Take', de: 'Aufnehmen' },
  'take.confirmMany': {
    en: { one: 'Take {count} snapshot', other: 'Take {count} snapshots' },
    de: { one: '{count} Snapshot aufnehmen', other: '{count} Snapshots aufnehmen' },
  },
  'take.memory': { en: 'Include memory', de: 'Arbeitsspeicher einschließen' },
  'take.memoryHint': {
    en: 'A restore goes on exactly here. Without it the machine boots from the disks.',
    de: 'Eine Wiederherstellung läuft genau hier weiter. Ohne ihn bootet die Maschine von den Festplatten.',
  },
  'take.advanced': { en: 'More options', de: 'Weitere Optionen' },
  'take.drives': { en: 'Drives', de: 'Laufwerke' },
  'take.quiesce': {
    en: 'Make file systems quiet first (guest agent)',
    de: 'Dateisysteme vorher zur Ruhe bringen (Guest Agent)',
  },
  'take.external': {
    en: 'Write files of its own instead of into the images',
    de: 'In eigene Dateien statt in die Abbilder schreiben',
  },
  'take.memoryFile': { en: 'Memory file', de: 'Datei für den Arbeitsspeicher' },
  'take.otherMachines': { en: 'Also on', de: 'Auch auf' },
  'take.willSave': { en: 'Up to {size} of memory', de: 'Bis zu {size} Arbeitsspeicher' },
  'take.willStand': { en: 'stands still for about {duration}', de: 'steht etwa {duration} still' },
  'take.free': { en: '{size} free', de: '{size} frei' },
  'take.freeUnknown': {
    en: 'how much room is free there is not known',
    de: 'wie viel Platz dort frei ist, ist nicht bekannt',
  },
  'take.nameEmpty': { en: 'A snapshot needs a name.', de: 'Ein Snapshot braucht einen Namen.' },
  'take.nameLong': {
    en: 'This name has {count} bytes; at most {limit} fit.',
    de: 'Dieser Name hat {count} Bytes; höchstens {limit} passen.',
  },
  'take.nameTaken': {
    en: '{machine} already has a snapshot of this name.',
    de: '{machine} hat schon einen Snapshot dieses Namens.',
  },
});
