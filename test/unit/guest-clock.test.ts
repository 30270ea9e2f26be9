import { describe, expect, it } from 'vitest';
import { clockNotSet, setToNow } from '../../electron/hypervisor/guest-clock.ts';
import { say } from '../../shared/sentences/say.ts';

describe('setToNow', () => {
  const refused = new Error('hwclock failed');
  const clock = (shown: number | Error) => ({
    set: async () => {
      throw refused;
    },
    read: async () => {
      if (shown instanceof Error) throw shown;
      return shown;
    },
  });

  it('takes the word of the clock over that of the agent', async () => {
    await expect(setToNow(clock(Date.now()))).resolves.toBeUndefined();
  });

  it.each([Date.now() - 60_000, Date.now() + 60_000, new Error('no answer')])(
    'throws what the agent said where the clock shows %s',
    async (shown) => {
      await expect(setToNow(clock(shown))).rejects.toBe(refused);
    },
  );
});

describe('clockNotSet', () => {
  const why = say('agent/silent');

  it('says nothing of a snapshot that was just taken', () => {
    expect(clockNotSet('web-server', { createdAt: Date.now() - 60_000 }, why)).toEqual([]);
  });

  it.each([-86_400_000, 86_400_000])('says what the clock shows of a snapshot %i ms away', (offset) => {
    expect(clockNotSet('web-server', { createdAt: Date.now() + offset }, why)).toMatchObject([
      {
        severity: 'informs',
        code: 'clock-not-set',
        message:
          'The clock in web-server shows the time of the snapshot. No guest agent answers; install qemu-guest-agent in the guest.',
        remedy: 'Set the time in the guest, or restart it.',
      },
    ]);
  });
});
