import { claimCoreSocket } from '../../electron/shell/socket-server.ts';

const claim = await claimCoreSocket();
if (claim.role === 'owner') await claim.listen({ snapgrove: '1.2.3', picturesFolder: '' }, () => undefined);
process.send?.(claim.role);
// The channel to the parent keeps a client alive as the server keeps an owner.
process.on('message', () => undefined);
