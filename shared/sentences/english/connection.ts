/** Why a QEMU monitor or a guest agent can't be talked to. */
export const connectionSentences = {
  'qmp/no-socket': 'There is no socket at {address}.',
  'qmp/no-host': 'The host of {address} is not known.',
  'qmp/nothing-listens': 'Nothing listens at {address}: the machine may be off.',
  'qmp/permission': 'You may not use {address}: its owner has to permit it.',
  'qmp/not-connected': 'No connection to {address} could be made: {said}.',
  'qmp/busy':
    'Another program is connected to this monitor ({address}). A QMP monitor serves one program at a time.',
  'qmp/blocked':
    'QEMU accepted the connection to {address} but is too busy to answer: it may be working on a snapshot.',
  'qmp/late': '{address} did not answer in time.',
  'qmp/broke': 'The connection to {address} broke: {said}.',
  'qmp/closed': 'QEMU closed the connection to {address}.',
  'qmp/torn': 'QEMU closed the connection to {address} in the middle of a message.',
  'qmp/closed-by-us': 'Snapgrove closed the connection.',
  'qmp/given-up': 'Connecting was given up.',
  'qmp/human-monitor':
    "{address} is QEMU's human monitor (HMP). Start QEMU with -qmp unix:PATH,server=on,wait=off and use that socket.",
  'qmp/too-large': '{address} sent too much at once. {said}',
  'qmp/not-qmp': '{address} does not speak QMP. {said}',
  'qmp/other-json': '{address} sends JSON, but does not speak QMP.',
  'qmp/refused': 'QEMU refused {command}: {said}',
  'qmp/no-reply': '{command} got no reply, QEMU may still carry it out: {why}',
  'qmp/not-sent': '{command} got no reply, it was not sent: {why}',
  'qmp/time-over': '{ms} ms have passed.',
  'qmp/unreadable': "QEMU's reply to {command} is not understood: {said}",
  'qmp/unnamed-error': 'QEMU could not read one of several commands and did not say which: {said}',
  'qmp-address/empty': 'Give the path of a QMP socket, or host:port.',
  'qmp-address/relative': 'Give the whole path of the socket, from the root folder on: not "{path}".',
  'qmp-address/zero': 'The path of a socket cannot hold a zero byte.',
  'qmp-address/long': 'The path of a socket can be at most {most} bytes long, "{path}" is longer.',
  'qmp-address/none':
    '"{address}" is not a QMP address. Give the path of a socket, such as /run/vm/qmp.sock, or host:port; for the machines of a libvirt its URI, such as qemu:///system or qemu+ssh://root@host/system.',

  'agent/ended': 'The connection to the guest agent ended.',
  'agent/closed': 'The connection to the guest agent is closed.',
  'agent/another': 'The guest agent answered another program.',
  'agent/late': 'The guest agent did not answer {command} within {ms} ms.',
  'agent/nonsense': 'The guest agent sent nonsense. {said}',
  'agent/refused': 'The guest agent refused: {said}',
  'agent/unreadable': "The guest agent's answer to {command} is not understood.",
} as const;
