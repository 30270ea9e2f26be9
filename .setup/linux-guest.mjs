import { access, copyFile, cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { findProgram, lastLines, run, say } from './programs.mjs';
import { hashOf, project, readStamp, writeStamp } from './stamp.mjs';

/**
 * A Linux guest for the tests, which runs the real guest agent: Debian's kernel, and a root of busybox and the system's own
 * qemu-ga, which QEMU loads without a boot disk. Nothing of it is installed: a kernel that is would become this computer's.
 */
const place = 'node_modules/.cache/snapgrove/linux-guest';
const folder = join(project, place);

const init = 'test/fixtures/linux-guest/init';

/** In the order in which they need each other; newer kernels have most of them built in. */
const modules = [
  'virtio_ring',
  'virtio',
  'virtio_pci_legacy_dev',
  'virtio_pci_modern_dev',
  'virtio_pci',
  'virtio_blk',
  'virtio_console',
];

/** Makes sure of the guest; returns false, and says why, where it can't be had. */
export async function makeSureOfLinuxGuest() {
  const agent = await findProgram(['qemu-ga']);
  if (agent === null || (await findProgram(['dpkg-deb'])) === null) {
    say('The tests’ Linux guest is made of Debian’s packages by apt and dpkg, which are not here.');
    return false;
  }
  const wanted = await hashOf(['.setup/linux-guest.mjs', init]);
  if ((await readStamp(`${place}/stamp`)) === wanted) return true;
  const unfinished = `${folder}.unfinished`;
  const parts = join(unfinished, 'parts');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(join(unfinished, 'packages'), { recursive: true });
  say(`Fetching a kernel for the guest of the tests, 27 MB, into ${place}.`);
  if (!(await fetchPackages(join(unfinished, 'packages'), parts))) return false;
  const root = join(unfinished, 'root');
  if (!(await makeRoot(root, parts, agent)) || !(await packRoot(root, parts, unfinished))) return false;
  const kernels = (await readdir(join(parts, 'boot'))).filter((name) => name.startsWith('vmlinuz'));
  await copyFile(join(parts, 'boot', kernels[0] ?? ''), join(unfinished, 'vmlinuz'));
  for (const name of ['packages', 'parts', 'root']) await rm(join(unfinished, name), { recursive: true });
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
  await writeStamp(`${place}/stamp`, wanted);
  return true;
}

/**
 * Downloads the packages with apt, as the system knows them, and unpacks them.
 *
 * @param {string} packages
 * @param {string} parts
 */
async function fetchPackages(packages, parts) {
  const kernel = (await kernelPackage()) ?? ((await updateLists()) ? await kernelPackage() : undefined);
  if (kernel === undefined) {
    say('apt knows no kernel “linux-image-cloud-amd64”, which the guest of the tests runs. Is it Debian’s?');
    return false;
  }
  const script = 'cd "$0" && apt-get -q -o APT::Sandbox::User=root download "$@"';
  const fetched = await run('sh', ['-c', script, packages, kernel, 'busybox-static']);
  if (fetched.status !== 0) {
    say('The kernel for the guest of the tests could not be fetched. This is what was said last:');
    process.stdout.write(lastLines(fetched.output));
    return false;
  }
  for (const name of await readdir(packages)) {
    const { status, output } = await run('dpkg-deb', ['-x', join(packages, name), parts]);
    if (status === 0) continue;
    say(`${name} could not be unpacked:`);
    process.stdout.write(lastLines(output));
    return false;
  }
  return true;
}

/** The package of the kernel that is Debian's newest for this release. */
async function kernelPackage() {
  const { output } = await run('apt-cache', ['depends', '--important', 'linux-image-cloud-amd64']);
  return /Depends: (linux-image-\S+)/.exec(output)?.[1];
}

/** Has apt read what there is; only root may, and where root did already nothing is lost. */
async function updateLists() {
  return process.getuid?.() === 0 && (await run('apt-get', ['-q', 'update'])).status === 0;
}

/**
 * The files of the guest: busybox, the agent with the libraries that it is linked to, and the kernel's modules.
 *
 * @param {string} root
 * @param {string} parts
 * @param {string} agent
 */
async function makeRoot(root, parts, agent) {
  const { status, output } = await run('ldd', [agent]);
  if (status !== 0) {
    say(`The libraries of ${agent} are not known:`);
    process.stdout.write(lastLines(output));
    return false;
  }
  for (const name of ['dev', 'proc', 'sys', 'mnt', 'run', 'tmp']) {
    await mkdir(join(root, name), { recursive: true });
  }
  /** @param {string} from @param {string} to */
  const place = async (from, to) => {
    await mkdir(dirname(join(root, to)), { recursive: true });
    await cp(from, join(root, to), { dereference: true });
  };
  const busybox = await busyboxIn(parts);
  await place(busybox, 'bin/busybox');
  await place(agent, 'sbin/qemu-ga');
  await place(join(project, init), 'init');
  for (const library of output.match(/\/\S+/g) ?? []) await place(library, library);
  const all = await inEither(parts, 'lib/modules');
  const [version = ''] = await readdir(all);
  const builtIn = await readFile(join(all, version, 'modules.builtin'), 'utf8');
  const files = await readdir(join(all, version), { recursive: true });
  for (const module of modules.filter((each) => !builtIn.includes(`/${each}.ko\n`))) {
    const file = files.find((each) => [`${module}.ko`, `${module}.ko.xz`].includes(basename(each)));
    if (file === undefined) {
      say(`The kernel ${version} has no module ${module}, which the guest of the tests needs.`);
      return false;
    }
    await place(join(all, version, file), `lib/modules/${basename(file)}`);
    if (!file.endsWith('.xz')) continue;
    // The guest's busybox loads none that is packed.
    const { status, output } = await run(busybox, ['unxz', join(root, 'lib/modules', basename(file))]);
    if (status === 0) continue;
    say(`The module ${module} could not be unpacked:`);
    process.stdout.write(lastLines(output));
    return false;
  }
  return true;
}

/** Packages of older releases have some folders in the root that newer ones have in `/usr`. @param {string} parts @param {string} path */
async function inEither(parts, path) {
  const inRoot = join(parts, path);
  return await access(inRoot).then(
    () => inRoot,
    () => join(parts, 'usr', path),
  );
}

/** @param {string} parts */
async function busyboxIn(parts) {
  return await inEither(parts, 'bin/busybox');
}

/**
 * @param {string} root
 * @param {string} parts
 * @param {string} target
 */
async function packRoot(root, parts, target) {
  const archive = join(target, 'initrd');
  const script = 'cd "$0" && chmod 755 init && find . | "$1" cpio -o -H newc > "$2"';
  const { status, output } = await run('sh', ['-c', script, root, await busyboxIn(parts), archive]);
  if (status !== 0) {
    say('The root of the tests’ guest could not be packed:');
    process.stdout.write(lastLines(output));
    return false;
  }
  await writeFile(`${archive}.gz`, gzipSync(await readFile(archive), { level: 1 }));
  await rm(archive);
  return true;
}
