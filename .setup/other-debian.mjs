import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aptNameOf, debianPackages } from './packages.mjs';
import { findProgram, lastLines, run, say } from './programs.mjs';
import { hashOf, project, readStamp, writeStamp } from './stamp.mjs';

/**
 * The `/usr` of another Debian release in a folder of the project: QEMU, libvirt and all that the tests run beside them. The
 * system's own packages, sources and daemons are not touched: apt keeps its lists and packages in that folder too.
 *
 * @typedef {{ readonly suite: string, readonly folder: string, readonly usr: string }} OtherDebian
 */

/** Beside the programs of the tests. */
const further = ['procps'];

/** What Debian makes with a package's scripts, which nothing runs here. */
const links = { 'bin/nc': 'nc.openbsd', 'bin/awk': 'mawk' };

/** Folders of the root that are links into `/usr`. */
const merged = ['bin', 'sbin', 'lib', 'lib64'];

/**
 * Makes sure of a release's packages, such as those of `trixie` or `bookworm-backports`. Returns null, and says why, where
 * that can't be done.
 *
 * @param {string} suite
 * @returns {Promise<OtherDebian | null>}
 */
export async function makeSureOfOtherDebian(suite) {
  if ((await findProgram(['apt-get'])) === null || (await findProgram(['dpkg-deb'])) === null) {
    say('Other releases of Debian are had through apt and dpkg, which are not here.');
    return null;
  }
  const place = `node_modules/.cache/snapgrove/${suite}`;
  const folder = join(project, place);
  const other = { suite, folder, usr: join(folder, 'root/usr') };
  const contents = await hashOf(['.setup/other-debian.mjs', '.setup/packages.mjs']);
  if ((await readStamp(`${place}/stamp`)) === contents) return other;
  const apt = await aptOptions(folder, suite);
  if (apt === null) return null;
  // Tests of the window stay with the system's own browser and fonts.
  const wanted = debianPackages.filter(
    ({ name, purposes }) => purposes.includes('test') && !/^(?:chromium|fonts-.*)$/.test(name),
  );
  const packages = [...wanted.map(aptNameOf), ...further];
  say(`Fetching QEMU, libvirt and what they need from Debian’s ${suite}, about 200 MB, into ${place}.`);
  const done =
    (await apt('update')) &&
    (await apt(
      'install',
      '--download-only',
      '--yes',
      '--no-install-recommends',
      '--target-release',
      suite,
      '?essential',
      ...packages,
    )) &&
    (await unpack(folder));
  if (!done) return null;
  await writeStamp(`${place}/stamp`, contents);
  return other;
}

/**
 * A command and its arguments that run another one with that release's `/usr` in place of the system's, for it and its
 * children alone (mount_namespaces(7)).
 *
 * @param {OtherDebian} other
 * @param {readonly string[]} command
 * @returns {readonly string[]}
 */
export function insideOf({ usr }, command) {
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const script = 'mount --rbind "$0" /usr && exec "$@"';
  return ['unshare', ...asRoot, '--mount', 'sh', '-c', script, usr, ...command];
}

/**
 * Runs apt-get with lists, packages and a record of installed packages (none) of its own.
 *
 * @param {string} folder
 * @param {string} suite
 */
async function aptOptions(folder, suite) {
  const mirror = await mirrorOfDebian();
  if (mirror === null) {
    say(
      'This system’s apt has no mirror of Debian among its sources, from which another release could be had.',
    );
    return null;
  }
  await mkdir(join(folder, 'apt/lists/partial'), { recursive: true });
  await mkdir(join(folder, 'apt/archives/partial'), { recursive: true });
  await writeFile(join(folder, 'apt/status'), '');
  const signed = '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]';
  // Backports are nothing without the release that they are made for.
  const suites = new Set([suite.replace(/-backports$/, ''), suite]);
  const lines = [...suites].map((each) => `deb ${signed} ${mirror} ${each} main\n`);
  await writeFile(join(folder, 'apt/sources.list'), lines.join(''));
  const options = [
    'APT::Sandbox::User=root',
    'Acquire::Retries=2',
    'Acquire::Languages=none',
    `Dir::Etc::SourceList=${folder}/apt/sources.list`,
    'Dir::Etc::SourceParts=-',
    `Dir::State=${folder}/apt`,
    `Dir::State::Lists=${folder}/apt/lists`,
    `Dir::State::Status=${folder}/apt/status`,
    `Dir::Cache=${folder}/apt`,
    `Dir::Cache::Archives=${folder}/apt/archives`,
  ].flatMap((option) => ['-o', option]);
  /** @param {readonly string[]} words */
  return async (...words) => {
    const { status, output } = await run('apt-get', ['-q', ...options, ...words]);
    if (status === 0) return true;
    say(`“apt-get ${words[0]}” did not do it. This is what was said last:`);
    process.stdout.write(lastLines(output));
    return false;
  };
}

/** The mirror that this system itself has its packages from. */
async function mirrorOfDebian() {
  const format = '$(REPO_URI) $(LABEL) $(COMPONENT)';
  const { status, output } = await run('apt-get', ['indextargets', '--format', format]);
  const line = status === 0 ? output.split('\n').find((each) => each.endsWith(' Debian main')) : undefined;
  return line?.split(' ')[0] ?? null;
}

/**
 * Unpacks what was fetched; a root that is not whole never has the name of one that is.
 *
 * @param {string} folder
 */
async function unpack(folder) {
  const root = join(folder, 'root');
  const unfinished = join(folder, 'unfinished');
  await rm(root, { recursive: true, force: true });
  await rm(unfinished, { recursive: true, force: true });
  for (const name of merged) {
    await mkdir(join(unfinished, 'usr', name), { recursive: true });
    await symlink(`usr/${name}`, join(unfinished, name));
  }
  const archives = join(folder, 'apt/archives');
  for (const name of (await readdir(archives)).filter((each) => each.endsWith('.deb'))) {
    // dpkg-deb’s own way of extracting turns the links of `merged` into folders.
    const script = 'dpkg-deb --fsys-tarfile "$0" | tar --extract --keep-directory-symlink --directory "$1"';
    const { status, output } = await run('sh', ['-c', script, join(archives, name), unfinished]);
    if (status === 0) continue;
    say(`${name} could not be unpacked:`);
    process.stdout.write(lastLines(output));
    return false;
  }
  for (const [name, target] of Object.entries(links)) await symlink(target, join(unfinished, 'usr', name));
  await rename(unfinished, root);
  await rm(archives, { recursive: true });
  return true;
}
