/**
 * What the programs of other people are needed for, and how each system gets them. Nothing here reads or writes: given what
 * is there, it says what to do.
 *
 * @typedef {'start' | 'window' | 'test'} Purpose
 * @typedef {'debian' | 'ubuntu' | 'fedora' | 'arch' | 'suse' | 'macos' | 'windows' | 'other'} Family
 * @typedef {{ readonly name: string, readonly programs: readonly string[], readonly purposes: readonly Purpose[],
 *   readonly reason: string, readonly file?: string }} DebianPackage
 * @typedef {{ readonly isRoot: boolean, readonly canSudo: boolean }} Rights
 * @typedef {{ readonly kind: 'nothing' }
 *   | { readonly kind: 'install', readonly lines: readonly string[], readonly names: readonly string[],
 *       readonly sudo: boolean }
 *   | { readonly kind: 'tell', readonly lines: readonly string[] }} PackagePlan
 */

const chromium = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
];

/**
 * Debian's packages, each with the programs that show it is there (any of them will do), and the reason that is told when it
 * is installed. `start` needs it always, `window` where Electron's runtime can't be had, `test` for the tests. A package with
 * a `file`, which shows that it is there (a pattern of dpkg-query(1)), is a part of another one in older releases.
 *
 * @type {readonly DebianPackage[]}
 */
export const debianPackages = [
  {
    name: 'qemu-system-x86',
    programs: ['qemu-system-x86_64', 'qemu-kvm'],
    purposes: ['start', 'test'],
    reason: 'QEMU itself, which runs virtual machines and the demo machine',
  },
  {
    name: 'qemu-utils',
    programs: ['qemu-img'],
    purposes: ['start', 'test'],
    reason: 'qemu-img, which reads the snapshots of machines that are off',
  },
  {
    name: 'chromium',
    programs: chromium,
    purposes: ['window'],
    reason: 'shows the app’s window, because Electron’s runtime can’t be had here',
  },
  // The tests drive Debian's own, of a version that is known.
  {
    name: 'chromium',
    programs: ['chromium'],
    purposes: ['test'],
    reason: 'the browser that the tests drive',
  },
  {
    name: 'nasm',
    programs: ['nasm'],
    purposes: ['test'],
    reason: 'assembles the demo machine’s guest, to compare it with the image',
  },
  {
    name: 'libvirt-daemon',
    programs: ['libvirtd'],
    purposes: ['test'],
    reason: 'libvirt’s daemon; the tests start private ones of their own',
  },
  {
    name: 'libvirt-daemon-driver-qemu',
    programs: [],
    purposes: ['test'],
    reason: 'lets those daemons run QEMU machines',
  },
  {
    name: 'libvirt-daemon-driver-storage',
    programs: [],
    file: '*/connection-driver/libvirt_driver_storage.so',
    purposes: ['test'],
    reason: 'lets those daemons tell how much room there is',
  },
  {
    name: 'libvirt-clients',
    programs: ['virsh'],
    purposes: ['test'],
    reason: 'virsh, the judge of what the app does with libvirt',
  },
  {
    name: 'libxml2-utils',
    programs: ['xmllint'],
    purposes: ['test'],
    reason: 'checks documents against libvirt’s schemas',
  },
  {
    name: 'openssh-server',
    programs: ['sshd'],
    purposes: ['test'],
    reason: 'sshd, which the tests start on the loopback interface for libvirt over ssh',
  },
  {
    name: 'openssh-client',
    programs: ['ssh'],
    purposes: ['test'],
    reason: 'ssh, the way to libvirt on other computers',
  },
  {
    name: 'qemu-guest-agent',
    programs: ['qemu-ga'],
    purposes: ['test'],
    reason: 'the guest’s agent, to test freezing of file systems',
  },
  {
    name: 'e2fsprogs',
    programs: ['mke2fs'],
    purposes: ['test'],
    reason: 'makes the file system that is frozen',
  },
  {
    name: 'netcat-openbsd',
    programs: ['nc'],
    purposes: ['test'],
    reason: 'nc, the way over ssh to a libvirt without its own helper',
  },
  {
    name: 'ovmf',
    programs: [],
    purposes: ['test'],
    reason: 'the firmware of UEFI machines, whose snapshots have rules of their own',
  },
  {
    name: 'swtpm-tools',
    programs: ['swtpm_setup'],
    purposes: ['test'],
    reason: 'the TPM of machines, which some snapshots hold and some do not',
  },
  {
    name: 'tini',
    programs: ['tini'],
    purposes: ['test'],
    reason: 'takes note of machines that ended, for libvirt waits until somebody does',
  },
  {
    name: 'fonts-dejavu-core',
    programs: [],
    purposes: ['test'],
    reason: 'the font in which screens are compared with pictures of them',
  },
];

/** @type {Readonly<Record<Exclude<Family, 'debian' | 'ubuntu'>, (purpose: Purpose) => string>>} */
const advice = {
  fedora: (purpose) =>
    `sudo dnf install qemu-system-x86 qemu-img${{ start: '', window: ' chromium', test: ' chromium nasm libvirt-daemon libvirt-daemon-driver-qemu libvirt-client libxml2 openssh-server qemu-guest-agent e2fsprogs' }[purpose]}`,
  arch: (purpose) =>
    `sudo pacman -S qemu-system-x86 qemu-img${{ start: '', window: ' chromium', test: ' chromium nasm libvirt libxml2 openssh qemu-guest-agent e2fsprogs' }[purpose]}`,
  suse: (purpose) =>
    `sudo zypper install qemu-x86 qemu-tools${{ start: '', window: ' chromium', test: ' chromium nasm libvirt-daemon-qemu libvirt-client libxml2-tools openssh-server qemu-guest-agent e2fsprogs' }[purpose]}`,
  macos: (purpose) =>
    `brew install qemu${{ start: '', window: ' && brew install --cask google-chrome', test: ' nasm libvirt && brew install --cask google-chrome' }[purpose]}`,
  windows: (purpose) =>
    `winget install SoftwareFreedomConservancy.QEMU${purpose === 'start' ? '' : ' Google.Chrome'}`,
  other: () => 'your system’s package manager, and install QEMU for x86-64 with qemu-img, and Chromium',
};

/** Where Ubuntu's name for a package is another one. @type {Readonly<Record<string, string>>} */
const ubuntuNames = { chromium: 'chromium-browser' };

const familyNames = {
  fedora: 'Fedora and its relatives',
  arch: 'Arch Linux',
  suse: 'openSUSE',
  macos: 'macOS',
  windows: 'Windows',
  other: 'this system',
};

/**
 * Tells which family a system is of. `osRelease` is the text of /etc/os-release, or empty.
 *
 * @param {NodeJS.Platform} platform
 * @param {string} osRelease
 * @returns {Family}
 */
export function familyOf(platform, osRelease) {
  if (platform === 'darwin') return 'macos';
  if (platform === 'win32') return 'windows';
  /** @param {string} key */
  const value = (key) => new RegExp(`^${key}=["']?([^"'\\n]*)`, 'm').exec(osRelease)?.[1] ?? '';
  for (const id of [value('ID'), ...value('ID_LIKE').split(/\s+/)]) {
    if (id === 'debian' || id === 'ubuntu') return id;
    if (id === 'fedora' || id === 'rhel' || id === 'centos') return 'fedora';
    if (id === 'arch') return 'arch';
    if (id === 'suse' || id.startsWith('opensuse')) return 'suse';
  }
  return 'other';
}

/**
 * The packages of a purpose that are not there.
 *
 * @param {Purpose} purpose
 * @param {(wanted: DebianPackage) => boolean} isThere
 * @returns {readonly DebianPackage[]}
 */
export function missingPackages(purpose, isThere) {
  return debianPackages.filter((each) => each.purposes.includes(purpose) && !isThere(each));
}

/**
 * How apt is asked for a package: one that not every release has is a pattern (apt-patterns(7)), for which it is no error
 * that there is none.
 *
 * @param {DebianPackage} wanted
 */
export function aptNameOf({ name, file }) {
  return file === undefined ? name : `?exact-name(${name})`;
}

/**
 * What to do about packages that are missing: install them, or say how.
 *
 * @param {{ readonly family: Family, readonly purpose: Purpose, readonly missing: readonly DebianPackage[],
 *   readonly rights: Rights }} situation
 * @returns {PackagePlan}
 */
export function planPackages({ family, purpose, missing, rights }) {
  if (missing.length === 0) return { kind: 'nothing' };
  const lines = missing.map(({ name, reason }) => `${name}: ${reason}`);
  if (family !== 'debian' && family !== 'ubuntu') {
    const use = `On ${familyNames[family]}, use: ${advice[family](purpose)}`;
    return { kind: 'tell', lines: [`Missing here is ${lines.join('; ')}.`, use] };
  }
  const names = missing.map((each) => (family === 'ubuntu' && ubuntuNames[each.name]) || aptNameOf(each));
  if (rights.isRoot || rights.canSudo) {
    return {
      kind: 'install',
      lines: lines.map((line) => `Installing ${line}.`),
      names,
      sudo: !rights.isRoot,
    };
  }
  return {
    kind: 'tell',
    lines: [
      `Missing here is ${lines.join('; ')}.`,
      `Only root may install it: sudo apt-get install --no-install-recommends ${names.map(quoted).join(' ')}`,
    ],
  };
}

/** As a shell has to be given it. @param {string} name */
function quoted(name) {
  return /^[\w.+-]+$/.test(name) ? name : `'${name}'`;
}
