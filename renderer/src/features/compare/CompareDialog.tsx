import { ArrowLeftRight } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Machine } from '../../../../shared/model/machine.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import type { OverlayProps } from '../../view/overlay.ts';
import { useMachine } from '../../world/use-world.tsx';
import styles from './CompareDialog.module.css';
import { ComparedPictures, type CompareMode } from './ComparedPictures.tsx';
import { DefinitionChanges } from './DefinitionChanges.tsx';
import { SidePicker } from './SidePicker.tsx';
import { useSide } from './side.ts';

/** Two snapshots of a machine, or one and now: their pictures and what changed in the machine's definition. */
export function CompareDialog({ overlay, onClose }: OverlayProps<'compare'>) {
  const machine = useMachine(overlay.machineId);
  const [sides, setSides] = useState({ left: overlay.left, right: overlay.right });
  if (machine === undefined) return null;
  return (
    <Compare
      machine={machine}
      {...sides}
      isChoosing={overlay.choosing ?? false}
      onSides={setSides}
      onClose={onClose}
    />
  );
}

interface CompareProps {
  readonly machine: Machine;
  readonly left: string;
  readonly right: string;
  readonly isChoosing: boolean;
  readonly onSides: (sides: { readonly left: string; readonly right: string }) => void;
  readonly onClose: () => void;
}

function Compare({ machine, left, right, isChoosing, onSides, onClose }: CompareProps) {
  const { t } = useText();
  const [mode, setMode] = useState<CompareMode>('beside');
  const content = useRef<HTMLElement>(null);
  const before = useSide(machine, left);
  const after = useSide(machine, right);
  return (
    <Dialog
      title={t('compare.title')}
      subtitle={<bdi>{machine.name}</bdi>}
      width="full"
      initialFocus={content}
      onClose={onClose}
      tools={
        <Choice
          label={t('compare.mode')}
          quiet
          value={mode}
          options={(['beside', 'slider', 'difference'] as const).map((value) => ({
            value,
            label: t(`compare.${value}`),
          }))}
          onChange={setMode}
        />
      }
    >
      <section ref={content} tabIndex={-1} aria-label={t('compare.pictures')} className={styles.pictures}>
        <div className={styles.sides}>
          <SidePicker
            label={t('compare.left')}
            machine={machine}
            side={before}
            onPick={(id) => onSides({ left: id, right })}
          />
          <IconButton
            label={t('compare.swap')}
            icon={<ArrowLeftRight />}
            onClick={() => onSides({ left: right, right: left })}
          />
          <SidePicker
            label={t('compare.right')}
            machine={machine}
            side={after}
            isChoosing={isChoosing}
            onPick={(id) => onSides({ left, right: id })}
          />
        </div>
        <ComparedPictures mode={mode} before={before} after={after} />
      </section>
      <DefinitionChanges machine={machine} before={before} after={after} />
    </Dialog>
  );
}
