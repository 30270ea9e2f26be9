import { memo, useRef } from 'react';
import type { Machine } from '../../../../shared/model/machine.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Thumbnail } from '../../ui/Thumbnail.tsx';
import { useLivePicture } from '../../world/use-live-picture.ts';
import { useMachine } from '../../world/use-world.tsx';
import { CardFrame } from './CardFrame.tsx';
import type { CardProps } from './card-props.ts';

/** The machine's present on the map, with its screen as it is now. */
export const HereCard = memo(function HereCard(props: CardProps) {
  const machine = useMachine(props.machineId);
  return machine === undefined ? null : <Here {...props} machine={machine} />;
});

function Here({ machine, ...props }: CardProps & { readonly machine: Machine }) {
  const { t } = useText();
  const seen = useRef<HTMLSpanElement>(null);
  const picture = useLivePicture(machine, seen);
  const words = [t(`machine.state.${machine.state}`)];
  if (machine.currentSnapshotId !== null) {
    words.push(t(machine.changedSince ? 'here.changed' : 'here.unchanged'));
  }
  return (
    <CardFrame
      {...props}
      picture={
        <span ref={seen}>
          <Thumbnail
            picture={picture}
            alt=""
            faded={machine.state === 'off' || machine.state === 'unknown'}
            lazy={false}
          />
        </span>
      }
      title={t('here.name')}
      subtitle={words.join(' · ')}
    />
  );
}
