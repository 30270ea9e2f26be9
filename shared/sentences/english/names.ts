/** What speaks against the name of a snapshot. */
export const nameSentences = {
  'name-empty': 'A snapshot needs a name.',
  'name-empty/remedy': 'Type a name.',
  'name-characters': 'The name holds a character that can’t be stored.',
  'name-characters/remedy': 'Type the name anew.',
  'name-control': 'The name holds a line break or another control character.',
  'name-control/remedy': 'Take it out of the name.',
  'name-long': 'The name takes {bytes} bytes, and an image keeps {most}.',
  'name-long/remedy': 'Shorten the name.',
  'name-long:file': 'The name takes {bytes} bytes; {most} are the most, for it becomes the name of a file.',
  'name-long:file/remedy': 'Shorten the name.',
  'name-taken': '{machine} already has a snapshot named “{name}”.',
  'name-taken/remedy': 'Choose another name, or delete that snapshot first.',
  'name-plain':
    'libvirt {version} takes only letters from A to Z, digits, “.”, “-” and “_” in the name of a snapshot inside the images of a machine that is on.',
  'name-plain/remedy': 'Call it “{plain}”, and write the rest into the description.',
  'name-plain:later': 'libvirt {version} can delete a snapshot of this name only while {machine} is off.',
  'name-plain:later/remedy': 'Call it “{plain}”, and write the rest into the description.',
  'name-slash': 'libvirt takes no “/” in the name of a snapshot: it becomes the name of a file.',
  'name-slash/remedy': 'Use another character.',
  'name-dot': 'libvirt takes no name that begins with a dot: it becomes the name of a file.',
  'name-dot/remedy': 'Begin it with another character.',
} as const;
