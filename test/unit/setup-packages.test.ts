import { describe, expect, it } from 'vitest';
import { debianPackages, familyOf, missingPackages, planPackages } from '../../.setup/packages.mjs';
import { closingLine, countTests, tableOf, totalOf } from '../../.setup/test-counts.mjs';

const root = { isRoot: true, canSudo: false };
const sudoer = { isRoot: false, canSudo: true };
const guest = { isRoot: false, canSudo: false };
const nothingThere = () => false;

describe('the family of a system', () => {
  it.each([
    ['linux', 'ID=debian\nVERSION_ID="12"\n', 'debian'],
    ['linux', 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', 'ubuntu'],
    ['linux', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'ubuntu'],
    ['linux', 'ID=fedora\n', 'fedora'],
    ['linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'fedora'],
    ['linux', 'ID=manjaro\nID_LIKE=arch\n', 'arch'],
    ['linux', 'ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n', 'suse'],
    ['linux', 'ID=alpine\n', 'other'],
    ['linux', '', 'other'],
    ['darwin', '', 'macos'],
    ['win32', '', 'windows'],
  ] as const)('%s %j is %s', (platform, osRelease, family) => {
    expect(familyOf(platform, osRelease)).toBe(family);
  });
});

describe('the table of packages', () => {
  it('has a reason for each, and each purpose has what it needs', () => {
    for (const { name, reason } of debianPackages) expect(reason.length, name).toBeGreaterThan(10);
    const names = (purpose: 'start' | 'window' | 'test') =>
      missingPackages(purpose, nothingThere).map(({ name }) => name);
    expect(names('start')).toEqual(['qemu-system-x86', 'qemu-utils']);
    expect(names('window')).toEqual(['chromium']);
    expect(names('test')).toEqual([
      'qemu-system-x86',
      'qemu-utils',
      'chromium',
      'nasm',
      'libvirt-daemon',
      'libvirt-daemon-driver-qemu',
      'libvirt-daemon-driver-storage',
      'libvirt-clients',
      'libxml2-utils',
      'openssh-server',
      'openssh-client',
      'qemu-guest-agent',
      'e2fsprogs',
      'netcat-openbsd',
      'ovmf',
      'swtpm-tools',
      'tini',
      'fonts-dejavu-core',
    ]);
  });

  it('leaves out what is there', () => {
    const missing = missingPackages('start', ({ programs }) => programs.includes('qemu-img'));
    expect(missing.map(({ name }) => name)).toEqual(['qemu-system-x86']);
  });
});

describe('the plan', () => {
  const missing = missingPackages('start', nothingThere);

  it('does nothing where nothing is missing', () => {
    expect(planPackages({ family: 'debian', purpose: 'start', missing: [], rights: guest })).toEqual({
      kind: 'nothing',
    });
  });

  it('installs on Debian as root or by sudo, one line and reason each', () => {
    const plan = planPackages({ family: 'debian', purpose: 'start', missing, rights: root });
    expect(plan).toEqual({
      kind: 'install',
      sudo: false,
      names: ['qemu-system-x86', 'qemu-utils'],
      lines: [
        'Installing qemu-system-x86: QEMU itself, which runs virtual machines and the demo machine.',
        'Installing qemu-utils: qemu-img, which reads the snapshots of machines that are off.',
      ],
    });
    expect(planPackages({ family: 'debian', purpose: 'start', missing, rights: sudoer })).toEqual({
      ...plan,
      sudo: true,
    });
  });

  it('says the exact command where only root may', () => {
    const plan = planPackages({ family: 'debian', purpose: 'start', missing, rights: guest });
    expect(plan).toMatchObject({ kind: 'tell' });
    expect(plan.kind === 'tell' && plan.lines[1]).toBe(
      'Only root may install it: sudo apt-get install --no-install-recommends qemu-system-x86 qemu-utils',
    );
  });

  it('asks for what only newer releases have as a package of its own so that others have nothing to object', () => {
    const storage = missingPackages('test', ({ name }) => name !== 'libvirt-daemon-driver-storage');
    const plan = (rights: typeof root) =>
      planPackages({ family: 'debian', purpose: 'test', missing: storage, rights });
    expect(plan(root)).toMatchObject({ names: ['?exact-name(libvirt-daemon-driver-storage)'] });
    expect(plan(guest)).toMatchObject({
      lines: [
        'Missing here is libvirt-daemon-driver-storage: lets those daemons tell how much room there is.',
        "Only root may install it: sudo apt-get install --no-install-recommends '?exact-name(libvirt-daemon-driver-storage)'",
      ],
    });
  });

  it('knows Ubuntu’s name for Chromium', () => {
    const browser = missingPackages('window', nothingThere);
    const plan = planPackages({ family: 'ubuntu', purpose: 'window', missing: browser, rights: root });
    expect(plan).toMatchObject({ kind: 'install', names: ['chromium-browser'] });
  });

  it.each([
    ['fedora', 'sudo dnf install qemu-system-x86 qemu-img'],
    ['arch', 'sudo pacman -S qemu-system-x86 qemu-img'],
    ['suse', 'sudo zypper install qemu-x86 qemu-tools'],
    ['macos', 'brew install qemu'],
    ['windows', 'winget install SoftwareFreedomConservancy.QEMU'],
    ['other', 'package manager'],
  ] as const)('tells what to install on %s, also as root', (family, command) => {
    const plan = planPackages({ family, purpose: 'start', missing, rights: root });
    if (plan.kind !== 'tell') throw new Error(plan.kind);
    expect(plan.lines.join('\n')).toContain('qemu-system-x86: QEMU itself');
    expect(plan.lines.at(-1)).toContain(command);
  });
});

describe('the count of tests', () => {
  const file = (name: string, ...results: readonly string[]) => ({
    name: `/somewhere/${name}`,
    assertionResults: results.map((status, index) => ({ status, fullName: `test ${index}` })),
  });

  it('adds up', () => {
    const report = { testResults: [file('test/unit/a.test.ts', 'passed', 'failed'), file('b', 'passed')] };
    expect(countTests(report, 1)).toEqual({ passed: 2, failed: 1, skipped: 0, complaints: [] });
  });

  it('lets only what needs Electron’s runtime be skipped', () => {
    const electron = { testResults: [file('test/e2e/electron-runtime.test.ts', 'pending')] };
    expect(countTests(electron, 0)).toMatchObject({ failed: 0, skipped: 1 });
    const other = countTests({ testResults: [file('test/e2e/journey.test.ts', 'passed', 'skipped')] }, 0);
    expect(other).toMatchObject({ passed: 1, failed: 1, skipped: 0 });
    expect(other.complaints).toEqual([
      'Skipped, which counts as failed: test 1 (/somewhere/test/e2e/journey.test.ts)',
    ]);
  });

  it('counts a run that failed without a failed test, or that reported nothing', () => {
    expect(countTests({ testResults: [file('a', 'passed')] }, 1)).toMatchObject({ passed: 1, failed: 1 });
    expect(countTests(null, null)).toMatchObject({ passed: 0, failed: 1 });
    expect(countTests({ testResults: [] }, 0)).toMatchObject({ failed: 1 });
  });

  it('closes with one line', () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: 1 })).toBe('12 passed, 0 failed, 1 skipped');
  });

  it('has a line for each file, failed ones last, and their sum', () => {
    const results = [
      { file: 'a.test.ts', passed: 1, failed: 2, skipped: 0 },
      { file: 'b.test.ts', passed: 16, failed: 0, skipped: 0 },
    ];
    expect(tableOf(results)).toBe(
      'passed  failed  file\n    16       0  b.test.ts\n     1       2  a.test.ts\n',
    );
    expect(totalOf(results)).toEqual({ passed: 17, failed: 2, skipped: 0 });
  });
});
