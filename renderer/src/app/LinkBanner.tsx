import { type Link, reasonOfLoss } from '../../../shared/model/connection.ts';
import { useTimedText } from '../lib/now.ts';
import { useText } from '../lib/text/use-text.tsx';
import { Banner } from '../ui/Banner.tsx';
import { Button } from '../ui/Button.tsx';
import { useConnection, useMachine, useSession } from '../world/use-world.tsx';

/** Says why the shown machine can't be reached or changed, from when its tree is, and offers to try again. */
export function LinkBanner(props: { readonly machineId: string }) {
  const machine = useMachine(props.machineId);
  const connection = useConnection(machine?.connectionId ?? null);
  if (machine === undefined) return null;
  const link = connection !== undefined && connection.link.status === 'lost' ? connection.link : machine.link;
  return (
    <LinkState
      link={link}
      name={machine.name}
      seenAt={machine.seenAt}
      connectionId={machine.connectionId}
      machineId={machine.id}
    />
  );
}

interface LinkStateProps {
  readonly link: Link;
  readonly name: string;
  readonly seenAt: number | null;
  readonly connectionId: string;
  readonly machineId: string;
}

function LinkState({ link, name, seenAt, connectionId, machineId }: LinkStateProps) {
  const { t, say, age } = useText();
  const { api } = useSession();
  const message = link.status === 'lost' ? say(reasonOfLoss(link)) : '';
  const lostText = useTimedText((now) =>
    seenAt === null ? message : t('machine.linkLost', { message, age: age(seenAt, now) }),
  );
  switch (link.status) {
    case 'none':
      return null;
    case 'connecting':
      return <Banner tone="info">{t('machine.linkConnecting', { name })}</Banner>;
    case 'connected':
      return link.readOnly === null ? null : (
        <Banner tone="info">{t('machine.readOnly', { reason: say(link.readOnly) })}</Banner>
      );
    case 'lost':
      return (
        <Banner
          tone="warning"
          live
          action={
            <Button
              size="small"
              onClick={() => {
                // The outcome is the link's next state, which is shown right here.
                void api['connection.retry']({ connectionId }).catch(() => undefined);
                void api['world.refresh']({ machineId }).catch(() => undefined);
              }}
            >
              {t('app.tryAgain')}
            </Button>
          }
        >
          {lostText}
        </Banner>
      );
    default:
      return link satisfies never;
  }
}
