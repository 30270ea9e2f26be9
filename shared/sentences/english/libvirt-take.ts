/** What stands against changing a machine of libvirt's, and against taking a snapshot of it. */
export const libvirtTakeSentences = {
  'read-only': 'The connection to libvirt may only look: {why}',
  'read-only/remedy': 'Connect as a user who may change machines.',
  unreachable: '{machine} can’t be reached now.',
  'unreachable/remedy': 'Connect again first.',
  'guest-sleeps':
    '{machine} is asleep (suspended to RAM), and libvirt takes and restores no snapshots of a sleeping machine.',
  'guest-sleeps/remedy': 'Wake it up first, by a key or “virsh dompmwakeup”.',
  held: 'libvirt is at work on {machine} for another program, with a snapshot perhaps, and does nothing else with it meanwhile.',
  'held/remedy': 'Wait until that is done.',
  'block-job':
    'A job that copies or merges {disks, list} of {machine} is running, and libvirt changes no snapshots meanwhile.',
  'block-job/remedy': 'Wait until it is done, or end it with “virsh blockjob --abort”.',
  passthrough:
    '{machine} uses {device} directly, and what such a device holds can’t be saved with the memory.',
  'passthrough/remedy': 'Shut the machine down first, or take a snapshot of the disks only.',
  'shared-memory': '{machine} shares memory with the host (a shmem device), which can’t be saved.',
  'shared-memory/remedy': 'Shut the machine down first, or take a snapshot of the disks only.',
  virtiofs:
    '{machine} has folders shared by virtiofs ({folders, list}), with which QEMU {version} can’t save the memory.',
  'virtiofs/remedy': 'Shut the machine down first, or take a snapshot of the disks only.',
  'images-let-go':
    '{machine} did not run since its memory was saved to a file or loaded from one, and until it does QEMU takes no snapshots inside its images.',
  'images-let-go/remedy': 'Resume the machine first; it may be paused again at once.',
  'images-let-go:perhaps':
    '{machine} is paused. If it did not run since its memory was saved to a file or loaded from one, QEMU takes no snapshots inside its images.',
  'images-let-go:perhaps/remedy': 'Resume the machine first; it may be paused again at once.',
  'memory-saved':
    'The memory of {machine} was saved to a file already since it was paused, and QEMU saves it only once.',
  'memory-saved/remedy': 'Resume the machine first, or take a snapshot of the disks only.',
  'memory-saved:perhaps':
    '{machine} is paused. If its memory was saved to a file since, QEMU does not save it once more.',
  'memory-saved:perhaps/remedy': 'Resume the machine first, or take a snapshot of the disks only.',
  'shared-folder':
    '{machine} has shared folders ({folders, list}); while the guest uses them, QEMU may refuse to save the memory.',
  'shared-folder/remedy': 'Unmount them in the guest first.',

  'transient:take': '{machine} is transient: libvirt forgets it, and all its snapshots, when it is off.',
  'transient:take/remedy': 'Define it first, for instance with “virsh define”.',
  transient: '{machine} is transient: libvirt forgets it, and all its snapshots, when it is off.',
  'transient/remedy': 'Define it, for instance with “virsh define”.',
  'tpm-not-covered:take':
    'Without memory the TPM of {machine} is not part of the snapshot: after a restore it is as it was then. A guest that keeps keys in it, such as BitLocker’s, may ask for its recovery key.',
  'tpm-not-covered:take/remedy': 'Have the recovery key at hand.',
  'tpm-not-covered':
    'The TPM of {machine} is rolled back only by snapshots with memory; by others it stays as it is.',
  'managed-save:take':
    '{machine} has a saved state from which its next start goes on; the snapshot holds its disks without that state.',
  'managed-save:take/remedy': 'Start it and take the snapshot then, to have its memory too.',
  'managed-save:external':
    '{machine} has a saved state from which its next start goes on, with the image as it is now: it would write to what the snapshot is of.',
  'managed-save:external/remedy':
    'Start the machine and take the snapshot then, or give that state up with “virsh managedsave-remove”.',
  'managed-save': '{machine} has a saved state: its next start goes on from there.',
  'disks-only-external':
    'While {machine} runs, libvirt keeps its disks alone only in files of their own, not inside the images.',
  'disks-only-external/remedy': 'Take it with the memory, or as an external snapshot.',
  'not-qcow2':
    'The disk {disk} of {machine} is a {format} image, and only qcow2 images hold snapshots inside; libvirt takes all disks or none.',
  'not-qcow2/remedy': 'Take an external snapshot, or make it a qcow2 image with “qemu-img convert”.',
  'not-qcow2:unknown':
    'The disk {disk} of {machine} is not a qcow2 image, and only qcow2 images hold snapshots inside; libvirt takes all disks or none.',
  'not-qcow2:unknown/remedy': 'Take an external snapshot, or make it a qcow2 image with “qemu-img convert”.',
  'needs-all-drives':
    'A snapshot inside the images must hold every disk of {machine}, and {disk} is left out.',
  'needs-all-drives/remedy': 'Choose all disks, or take an external snapshot.',
  'needs-all-drives:defined':
    'A snapshot inside the images must hold every disk of {machine}, and {disk} is left out.',
  'needs-all-drives:defined/remedy':
    'Take an external snapshot, or remove snapshot="no" from the disk’s definition.',
  uefi: '{machine} starts by UEFI, and libvirt {version} takes no snapshots inside the images of such machines (10.9 and later do).',
  'uefi/remedy': 'Take an external snapshot.',
  'uefi-raw-nvram': 'The UEFI variables of {machine} are in a raw file, which holds no snapshots.',
  'uefi-raw-nvram/remedy':
    'Take an external snapshot, or shut the machine down first. Give the machine a qcow2 NVRAM: <nvram format="qcow2" templateFormat="qcow2"> in its definition, with the file converted by “qemu-img convert”.',
  'uefi-raw-nvram:off':
    'The UEFI variables of {machine} are in a raw file: they are not part of the snapshot and are not rolled back by a restore.',
  'uefi-raw-nvram:off/remedy':
    'Give the machine a qcow2 NVRAM: <nvram format="qcow2" templateFormat="qcow2"> in its definition, with the file converted by “qemu-img convert”.',
  'revert-needs-files:take':
    'libvirt can take this snapshot but not go back to it: the drive {disk} of {machine} is a {kind}, and it goes back only where every drive is a file.',
  'revert-needs-files:take/remedy': 'Remove that drive first if you will need to go back.',
  'no-external:libvirt': 'Only QEMU machines have external snapshots.',
  'no-external:libvirt/remedy': 'Take it without “external”.',
  'scsi-passthrough':
    'The disk {disk} of {machine} is a SCSI device of the host, which can’t go on in a file.',
  'scsi-passthrough/remedy': 'Leave it out.',
  'uefi-variables':
    'The UEFI variables of {machine} are not part of an external snapshot: going back leaves them as they are.',
  'no-file':
    'The image of {disk} of {machine} is a {kind}, and libvirt finds a file for an external snapshot by itself only beside an image that is a file.',
  'no-file/remedy':
    'Leave the disk out, or take the snapshot with “virsh snapshot-create-as --diskspec {disk},file=PATH”.',
  'no-memory-file': 'No memory is saved, so no file for it is made.',
  'memory-file-relative': 'The file for the memory must be a whole path on the host, from “/”, not “{path}”.',
  'memory-file-relative/remedy': 'Give the whole path.',
  'external-no-revert': 'libvirt {version} can take this snapshot but not go back to it; 9.9 and later can.',
  'external-no-revert/remedy':
    'Take a snapshot inside the images instead, or update libvirt before you need it.',
  'world-readable':
    'libvirt {version} lets every user of that computer read the files it begins for a machine that is off, unless whoever packaged it repaired that (CVE-2025-13193).',
  'world-readable/remedy': 'Look at their permissions afterwards, or update libvirt to 11.10.',
  'world-readable:made':
    'Every user of this computer can read {path}, which libvirt {version} began for {machine} (CVE-2025-13193).',
  'world-readable:made/remedy':
    'Take that right away with “chmod o-r”, and update libvirt, so that the next one is not so.',
  'mixed-kinds:inside':
    'This one would be inside the images, and others are in files of their own of {machine}: with both kinds, some of them can’t be deleted later.',
  'mixed-kinds:inside/remedy': 'Stay with one kind.',
  'mixed-kinds:inside-old':
    'This one would be inside the images, and others are in files of their own of {machine}: with both kinds, libvirt before 11.0 can delete an image that is still needed, and this is {version}.',
  'mixed-kinds:inside-old/remedy': 'Stay with one kind.',
  'mixed-kinds:outside':
    'This one would be in files of its own, and others are inside the images of {machine}: with both kinds, some of them can’t be deleted later.',
  'mixed-kinds:outside/remedy': 'Stay with one kind.',
  'mixed-kinds:outside-old':
    'This one would be in files of its own, and others are inside the images of {machine}: with both kinds, libvirt before 11.0 can delete an image that is still needed, and this is {version}.',
  'mixed-kinds:outside-old/remedy': 'Stay with one kind.',
  'disks-like-power-cut:libvirt':
    'Without the memory the disks are kept as after a power cut: what programs had not written yet is missing.',
  'disks-like-power-cut:libvirt-agent':
    'Without the memory the disks are kept as after a power cut: what programs had not written yet is missing.',
  'disks-like-power-cut:libvirt-agent/remedy': 'Ask the guest agent to make the file systems quiet first.',
  'no-agent:libvirt': 'No guest agent answers in {machine}, so its file systems can’t be made quiet.',
  'no-agent:libvirt/remedy': 'Install qemu-guest-agent in the guest, or take the snapshot without it.',
  'quiesce-disks-only':
    'libvirt makes the file systems quiet only for a snapshot of the disks alone, in files of their own.',
  'quiesce-disks-only/remedy':
    'Take it without the memory as an external snapshot, or without making the file systems quiet.',
  'file-exists': 'The snapshot’s file would be {path}, and there is one already.',
  'file-exists/remedy': 'Choose another name.',
  'memory-file-exists':
    'The memory’s file would be {path}, and there is one already, which libvirt would write over: it may be the memory of another snapshot, or a disk.',
  'memory-file-exists/remedy': 'Give another file for the memory, or another name.',
} as const;
