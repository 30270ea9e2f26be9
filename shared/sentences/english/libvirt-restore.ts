/** What libvirt would do or refuse when it goes back to a snapshot. */
export const libvirtRestoreSentences = {
  'external-no-revert:snapshot':
    '“{name}” is in files of its own, and libvirt {version} can’t go back to such a snapshot.',
  'external-no-revert:snapshot/remedy': 'Update libvirt to 9.9 or later; the snapshot itself is unharmed.',
  'force-needed':
    '“{name}” does not say how {machine} was built then: it is of libvirt before 0.9.5. Its state is loaded into the machine of today, which may not fit.',
  'force-needed/remedy': 'Keep the current state first.',
  'half-deleted:restore':
    'A deletion of the snapshot below “{name}” broke off: what the disk {disk} held then may be mixed with later data.',
  'half-deleted:restore/remedy':
    'Delete the snapshot below it again, which finishes that, and look at the images with “qemu-img check”.',
  'revert-broken-in-11.2':
    'libvirt {version} can’t load the memory of snapshots inside the images, unless whoever packaged it repaired that (Debian did); a try may leave {machine} off, with its disks as they are.',
  'revert-broken-in-11.2/remedy': 'Update libvirt to 11.4 first.',
  'revert-needs-files':
    '“{name}” is in files of its own, and libvirt goes back to such a snapshot only where every drive is a file: {disk} of {machine} was a {kind} then.',
  'revert-needs-files/remedy': 'The snapshot itself is unharmed: its images can be used by hand.',
  'name-plain:restore':
    '“{name}” has other characters in its name than letters from A to Z, digits, “.”, “-” and “_”. libvirt {version} can’t load the memory of such a snapshot, and a try would only turn {machine} off.',
  'name-plain:restore/remedy':
    'The snapshot itself is unharmed. Its disks can be had while the machine is off, by “qemu-img snapshot -a”; its memory with libvirt before 10.9.',
  'no-definition':
    '“{name}” does not say how {machine} was built then: it is of libvirt before 0.9.5, and libvirt {version} does not go back to such a snapshot.',
  'no-definition/remedy':
    'The snapshot itself is unharmed: its disks can be had while the machine is off, by “qemu-img snapshot -a”.',
  'overwrites-base':
    '“{name}” is inside an image on which other snapshots are built, in files of their own. Going back writes to that image: {lost, quoted} and the present state of {machine} can’t be had back afterwards, also if the present state is kept as a snapshot first.',
  'overwrites-base/remedy':
    'Copy the image and the files that are built on it first, if any of that is needed.',
  'base-changed':
    '“{name}” is the image {path} as it was when the snapshot was taken, and {machine} has written to that image since.',
  'base-changed/remedy': 'What the snapshot held is lost; delete it.',
  'is-on': '{machine} is on: libvirt changes what a machine starts from only while it is off.',
  'is-on/remedy': 'Shut it down first, or restore the snapshot now.',
  'starts-for-activate':
    'The memory of “{name}” is loaded into {machine} for a moment, without letting it run, and saved as what its next start goes on from.',
  'transient:activate': '{machine} is transient and has no next start.',
  'transient:activate/remedy': 'Define it first.',
  'turns-off': '“{name}” holds no memory: {machine} is turned off at once and is off afterwards.',
  'turns-off/remedy': 'Choose “running” to have it started again.',
  'turns-off:starts': '“{name}” holds no memory: {machine} is turned off at once and starts afresh.',
  'managed-save:goes':
    '{machine} has a saved state from which its next start goes on. It does not fit to other disks, so it is thrown away.',
  'managed-save:goes/remedy': 'Start the machine first to keep that state, for instance as a snapshot.',
  'force-needed:managed-save':
    '{machine} has a saved state from which its next start goes on. It does not fit to other disks, so it is thrown away.',
  'force-needed:managed-save/remedy':
    'Start the machine first to keep that state, for instance as a snapshot.',
  'transient:restore': '{machine} is transient: it can’t be off, and “{name}” is of a machine that is off.',
  'transient:restore/remedy': 'Choose “running” or “paused”, or define the machine first.',
  'other-image:gone': '{machine} has no disk {disk} now; it gets {path} back.',
  'other-image:now': 'The disk {disk} of {machine} is {now} now; it gets {path} back.',
  'uefi-revert':
    '{machine} starts by UEFI, and libvirt {version} may fail to go back to a snapshot inside the images of such a machine; 10.10 and later do it.',
  'uefi-revert/remedy': 'Update libvirt first.',
  'tpm-not-covered:restore':
    'Without memory the TPM of {machine} is not rolled back. A guest that keeps keys in it, such as BitLocker’s, may ask for its recovery key.',
  'tpm-not-covered:restore/remedy': 'Have the recovery key at hand.',
  'not-current': 'libvirt went back to “{name}” but calls “{current}” the current one.',
  'not-current:none': 'libvirt went back to “{name}” but calls no snapshot the current one.',
  'other-state:libvirt': '{machine} is {state} now, where {expected} was expected.',
  unreadable: 'libvirt’s record of “{name}” can’t be understood: {why}',
} as const;
