import { Pause, Play, Power, RotateCcw, Zap } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Machine, PowerAction } from '../../../../shared/model/machine.ts';
import { reasonOf } from '../../../../shared/model/machine.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { powerActionsOf, powerCapability } from './power-actions.ts';
import { usePower } from './use-power.ts';

const ICONS: Readonly<Record<PowerAction, ReactNode>> = {
  start: <Play />,
  resume: <Play />,
  pause: <Pause />,
  shutdown: <Power />,
  powerOff: <Zap />,
  reset: <RotateCcw />,
};

/** The likely next step as a button (pause, resume, start), the others in a menu. */
export function PowerButtons({ machine }: { readonly machine: Machine }) {
  const { t, say } = useText();
  const power = usePower(machine);
  const actions = powerActionsOf(machine);
  const quick = actions.find((action) => ['pause', 'resume', 'start'].includes(action));
  const others = actions.filter((action) => action !== quick);
  return (
    <>
      {quick !== undefined && <QuickPower machine={machine} action={quick} onPress={() => power(quick)} />}
      {others.length > 0 && (
        <Menu
          align="start"
          trigger={<IconButton label={t('machine.power')} icon={<Power />} />}
          entries={others.map((action) => {
            const can = powerCapability(machine, action);
            return {
              kind: 'action',
              label: t(`machine.${action}`),
              icon: ICONS[action],
              danger: action === 'powerOff' || action === 'reset',
              unavailable: can.available ? null : say(reasonOf(can)),
              onChoose: () => power(action),
            };
          })}
        />
      )}
    </>
  );
}

function QuickPower(props: {
  readonly machine: Machine;
  readonly action: PowerAction;
  readonly onPress: () => void;
}) {
  const { t, say } = useText();
  const can = powerCapability(props.machine, props.action);
  const name = t(`machine.${props.action}`);
  return (
    <IconButton
      label={can.available ? name : `${name}: ${say(reasonOf(can))}`}
      icon={ICONS[props.action]}
      disabled={!can.available}
      onClick={props.onPress}
    />
  );
}
