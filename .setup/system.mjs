import { readFile } from 'node:fs/promises';
import { debianPackages, familyOf, missingPackages, planPackages } from './packages.mjs';
import { findProgram, lastLines, run, say } from './programs.mjs';

const aptOptions = '-q -o DPkg::Lock::Timeout=60 -o Acquire::Retries=2';

/**
 * Makes sure of the packages of a purpose through the system's package manager. Returns whether everything is there; says
 * what it installs and why, and what to do where it can't.
 *
 * @param {import('./packages.mjs').Purpose} purpose
 */
export async function makeSureOfPackages(purpose) {
  const family = familyOf(process.platform, await readFile('/etc/os-release', 'utf8').catch(() => ''));
  const missing = missingPackages(purpose, await presence(family, purpose));
  if (missing.length === 0) return true;
  const plan = planPackages({ family, purpose, missing, rights: await rights(family) });
  if (plan.kind === 'nothing') return true;
  for (const line of plan.lines) say(line);
  return plan.kind === 'install' && (await install(plan));
}

/** @param {import('./packages.mjs').Family} family */
function isDebian(family) {
  return family === 'debian' || family === 'ubuntu';
}

/**
 * @param {import('./packages.mjs').Family} family
 * @param {import('./packages.mjs').Purpose} purpose
 * @returns {Promise<(wanted: import('./packages.mjs').DebianPackage) => boolean>}
 */
async function presence(family, purpose) {
  const wanted = debianPackages.filter(({ purposes }) => purposes.includes(purpose));
  const unseen = wanted.filter(({ programs, file }) => programs.length === 0 && file === undefined);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders.
  const format = '${Package} ${db:Status-Status}\n';
  const ask = isDebian(family) && unseen.length > 0;
  const names = unseen.map(({ name }) => name);
  const listed = ask ? (await run('dpkg-query', ['-W', '-f', format, ...names])).output : '';
  /** @type {Set<unknown>} */
  const found = new Set();
  for (const { file } of isDebian(family) ? wanted : []) {
    if (file !== undefined && (await run('dpkg-query', ['-S', file])).status === 0) found.add(file);
  }
  for (const { programs } of wanted) if ((await findProgram(programs)) !== null) found.add(programs);
  return ({ name, programs, file }) => {
    if (programs.length > 0) return found.has(programs);
    return !isDebian(family) || (file === undefined ? listed.includes(`${name} installed`) : found.has(file));
  };
}

/**
 * @param {import('./packages.mjs').Family} family
 * @returns {Promise<import('./packages.mjs').Rights>}
 */
async function rights(family) {
  const isRoot = process.getuid?.() === 0;
  if (isRoot || !isDebian(family)) return { isRoot, canSudo: false };
  if ((await findProgram(['sudo'])) === null) return { isRoot, canSudo: false };
  // sudo asks for the password on the terminal; without one it may still need none.
  const canSudo = process.stdin.isTTY === true || (await run('sudo', ['-n', 'true'])).status === 0;
  return { isRoot, canSudo };
}

/**
 * Installs with apt-get as root. Debian starts the services of what it installs unless a policy says no (invoke-rc.d(8));
 * what the tests need must not listen on anything of this computer. A policy of the administrator's own stays as it is.
 */
const script = `
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
case " $* " in *" openssh-server "*|*" libvirt-daemon "*|*" qemu-guest-agent "*)
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\\nexit 101\\n' > "$policy" && chmod 755 "$policy"
  fi ;;
esac
# Where this fails, what is known of the packages may still do.
apt-get ${aptOptions} update
apt-get ${aptOptions} install -y --no-install-recommends "$@" || exit 1
case " $* " in *" openssh-server "*)
  if [ -d /run/systemd/system ]; then systemctl disable --quiet ssh.service; fi ;;
esac
exit 0
`;

/** @param {{ readonly names: readonly string[], readonly sudo: boolean }} plan */
async function install({ names, sudo }) {
  const command = ['sh', '-c', script, 'sh', ...names];
  const { status, output } = await run(sudo ? 'sudo' : 'env', command);
  if (status === 0) return true;
  say(`${names.join(' ')} could not be installed. This is what was said last:`);
  process.stdout.write(lastLines(output));
  say(
    'Is it another program’s lock, wait for that to end; is there no network, try again where there is one.',
  );
  return false;
}
