/** Why there is no connection to a libvirt, each with the way out. */
export const linkSentences = {
  'link/with-remedy': '{why} {remedy}',
  'link/closed-by-us': 'The connection was closed.',
  'link/closed-by-us/remedy': 'Connect again to go on.',
  'link/unresponsive': 'The libvirt daemon has not answered for {seconds} seconds.',
  'link/unresponsive/remedy':
    'The machines go on by themselves. Check the network and the host; the connection is made again as soon as it answers.',
  'link/out-of-step': 'What the other side sends is not libvirt’s protocol: {said}.',
  'link/out-of-step/remedy':
    'The machines are not affected. Connect again; if it happens again, check that the address leads to a libvirt daemon.',
  'link/unreadable': 'An answer of the libvirt daemon could not be read: {said}.',
  'link/unreadable/remedy': 'What was asked for may have been done: look at the machine before trying again.',
  'link/too-much': 'The server sent more than {most} bytes where a picture was expected.',
  'link/too-much/remedy':
    'Nothing was changed. Try again; if it happens again, look at the machine with another viewer.',
  'link/broken-off': 'The server broke off its data with an error that cannot be read ({said}).',
  'link/broken-off/remedy': 'Nothing was changed. Try again.',
  'link/daemon-closing': 'The libvirt daemon is closing its connection to the hypervisor.',
  'link/daemon-closing/remedy':
    'The machines go on by themselves. The connection is made again as soon as the daemon is back.',
  'link/not-opened': 'libvirt did not open {uri}: {said}.',
  'link/not-opened/remedy':
    'Check that “virsh --connect {uri} list” works; the driver’s package may be missing on that computer.',
  'link/late': 'libvirt did not answer in time while opening {uri}.',
  'link/late/remedy': 'Check that the daemon is running and not overloaded, then connect again.',
  'link/sasl': 'The libvirt daemon of {uri} asks for a SASL user name and password, which is not supported.',
  'link/sasl/remedy':
    'Connect over ssh (“qemu+ssh://user@host/system”), or as a user whom the daemon lets in through polkit or the group “libvirt”.',
  'link/password-cancelled':
    'The question for the password was cancelled, so libvirt lets this user only look.',
  'link/password-cancelled/remedy':
    'Add the user to the group “libvirt” (“sudo usermod -aG libvirt $USER”), then log out and in again.',
  'link/not-allowed': 'libvirt does not let this user manage machines: {said}.',
  'link/not-allowed/remedy':
    'Add the user to the group “libvirt” (“sudo usermod -aG libvirt $USER”), then log out and in again.',
  'link/not-installed': 'libvirt is not installed on this computer: there is neither virtqemud nor libvirtd.',
  'link/not-installed/remedy':
    'Install your distribution’s libvirt daemon package, or connect to another computer with “qemu+ssh://user@host/system”.',
  'link/daemon-ended': 'The libvirt daemon {program} was started and ended again at once.',
  'link/daemon-ended/remedy': 'Run “{program} --timeout={seconds}” in a terminal to see why.',
  'link/daemon-silent': 'The libvirt daemon {program} was started and does not answer.',
  'link/daemon-silent/remedy': 'Run “{program} --timeout={seconds}” in a terminal to see why.',
  'link/no-socket': 'No libvirt daemon listens on this computer: {path}.',
  'link/no-socket/remedy':
    'Install and start libvirt (for instance with “systemctl enable --now libvirtd.socket” or “virtqemud.socket”), or give another address.',
  'link/only-look-socket': 'libvirt has no socket here through which machines may be changed: {path}.',
  'link/only-look-socket/remedy':
    'Start it (for instance with “systemctl start libvirtd.socket” or “virtqemud.socket”).',
  'link/not-running': 'The libvirt daemon is not running: {path}.',
  'link/not-running/remedy':
    'Start it (for instance with “systemctl start libvirtd” or “systemctl start virtqemud”).',
  'link/permission': 'This user may not use the libvirt daemon: {path}.',
  'link/permission/remedy':
    'Add the user to the group “libvirt” (“sudo usermod -aG libvirt $USER”), then log out and in again.',
  'link/not-reached': 'The libvirt daemon cannot be reached ({said}): {path}.',
  'link/not-reached/remedy': 'Check that libvirt is running, then connect again.',
  'link/daemon-closed': 'The libvirt daemon closed the connection: {path}.',
  'link/daemon-closed/remedy':
    'The machines go on by themselves. The connection is made again as soon as the daemon is back.',
  'link/daemon-broke': 'The libvirt daemon closed the connection ({said}): {path}.',
  'link/daemon-broke/remedy':
    'The machines go on by themselves. The connection is made again as soon as the daemon is back.',

  'uri/bad': '“{uri}” is not an address of libvirt: {why}.',
  'uri/bad/remedy': 'Correct the address; “virsh --connect ADDRESS list” takes the same ones.',
  'uri/form': 'it is not of the form “qemu:///system” or “qemu+ssh://user@host/system”',
  'uri/unix-host': 'a unix socket is on this computer, so there can be no host',
  'uri/no-host': 'a host is missing',
  'uri/port': '{port} is not a port',
  'uri/encoding': '“{part}” is not properly percent-encoded',
  'uri/host-name': '“{part}” cannot be the name of a host',
  'uri/user-name': '“{part}” cannot be the name of a user',
  'uri/unsupported': '“{uri}” asks for a connection over {what}, which is not supported.',
  'uri/unsupported/remedy': 'Use ssh: “qemu+ssh://user@host/system”.',
  'uri/tls': 'TLS (a host without “+ssh”)',

  'ssh/no-host': '“{uri}” names no host.',
  'ssh/no-host/remedy': 'Use “qemu+ssh://user@host/system”.',
  'ssh/no-program': 'The program {program} cannot be started ({said}).',
  'ssh/no-program/remedy': 'Install OpenSSH’s client, or correct “command=” in the address.',
  'ssh/host-key-changed':
    'The host key of {host} is not the one known so far: another computer may be answering in its place.',
  'ssh/host-key-changed/remedy':
    'Ask who looks after {host} whether its key was renewed. If so, remove the old one with “ssh-keygen -R "{knownAs}"” and connect again.',
  'ssh/host-key-unknown': '{host} is not yet known to ssh, so nobody can say that it is the right computer.',
  'ssh/host-key-unknown/remedy':
    'Run “{command}” in a terminal once, compare the fingerprint that it shows, and accept it.',
  'ssh/host-not-found': 'There is no computer with the name {host}.',
  'ssh/host-not-found/remedy':
    'Check the name for a typing error, and that this computer is in the right network or VPN.',
  'ssh/authentication': '{host} refused the log-in: no key or password was accepted.',
  'ssh/authentication/remedy':
    'Check that “{command}” works in a terminal without questions; load the key with “ssh-add”, or set SSH_ASKPASS to be asked for a password.',
  'ssh/timeout': '{host} does not answer.',
  'ssh/timeout/remedy': 'Check that the computer is on and can be reached from here.',
  'ssh/refused': '{host} takes no ssh connections there.',
  'ssh/refused/remedy': 'Check the port, and that the ssh server runs on that computer.',
  'ssh/unreachable': '{host} cannot be reached from here.',
  'ssh/unreachable/remedy': 'Check the network and the VPN.',
  'ssh/permission': 'The user on {host} may not use libvirt there.',
  'ssh/permission/remedy':
    'Add that user to the group “libvirt” on that computer, or connect as another user (“qemu+ssh://other@host/system”).',
  'ssh/helper-missing': 'On {host} there is neither libvirt’s ssh helper nor netcat.',
  'ssh/helper-missing/remedy':
    'Install libvirt on that computer (its clients or daemon package has virt-ssh-helper), or netcat.',
  'ssh/daemon': 'libvirt on {host} cannot be reached: {said}.',
  'ssh/daemon/remedy': 'Start the libvirt daemon on that computer (for instance “systemctl start libvirtd”).',
  'ssh/ended': 'The ssh connection to {host} ended.',
  'ssh/ended/remedy':
    'The machines there go on by themselves. The connection is made again as soon as the computer can be reached.',
  'ssh/ended:said': 'The ssh connection to {host} ended: {said}.',
  'ssh/ended:said/remedy':
    'The machines there go on by themselves. The connection is made again as soon as the computer can be reached.',
  'ssh/stray-output': 'The login on {host} writes text where libvirt’s data is expected: “{said}”.',
  'ssh/stray-output/remedy':
    'Look into the start-up files of the shell there (.bashrc, .profile): what they print must only be printed in a terminal. “{command} true” must print nothing.',
} as const;
