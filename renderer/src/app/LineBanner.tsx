import { useTimedText } from '../lib/now.ts';
import { useText } from '../lib/text/use-text.tsx';
import { Banner } from '../ui/Banner.tsx';
import { Button } from '../ui/Button.tsx';
import { useSession, useWorld } from '../world/use-world.tsx';

/** Says so when the window no longer hears from the core, and offers to try again. */
export function LineBanner() {
  const { t, age } = useText();
  const session = useSession();
  const line = useWorld((world) => world.line);
  const since = line.status === 'lost' ? line.since : 0;
  const text = useTimedText((now) => t('app.lineLost', { age: age(since, now) }));
  if (line.status !== 'lost') return null;
  return (
    <Banner
      tone="warning"
      live
      action={
        <Button size="small" onClick={() => session.retry()}>
          {t('app.tryAgain')}
        </Button>
      }
    >
      {text}
    </Banner>
  );
}
