import { ChevronsUpDown } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Machine } from '../../../../shared/model/machine.ts';
import type { Picture } from '../../../../shared/model/picture.ts';
import { fuzzyMatch } from '../../lib/fuzzy.ts';
import { useText } from '../../lib/text/use-text.tsx';
import { ComboDialog } from '../../ui/ComboDialog.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Thumbnail } from '../../ui/Thumbnail.tsx';
import { HERE } from '../../view/view-state.ts';
import { useSnapshots } from '../../world/use-world.tsx';
import styles from './SidePicker.module.css';
import type { Side } from './side.ts';

export interface SidePickerProps {
  readonly label: string;
  readonly machine: Machine;
  readonly side: Side;
  /** Whether it asks at once. */
  readonly isChoosing?: boolean;
  readonly onPick: (id: string) => void;
}

interface Offer {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  readonly picture: Picture | null;
  readonly at: number | null;
}

/** Says what is compared on one side; pressing it lets one choose something else. */
export function SidePicker({ label, machine, side, isChoosing = false, onPick }: SidePickerProps) {
  const { t } = useText();
  const [isOpen, setOpen] = useState(isChoosing);
  return (
    <>
      <button type="button" className={styles.picker} onClick={() => setOpen(true)}>
        <span className={styles.label}>{label}</span>
        <span className={styles.name} dir="auto">
          {side.name}
        </span>
        <span className={styles.when}>
          {side.at === null ? t('timeline.now') : <RelativeTime at={side.at} />}
        </span>
        <ChevronsUpDown aria-hidden />
      </button>
      {isOpen && (
        <Offers
          label={label}
          machine={machine}
          onClose={() => setOpen(false)}
          onPick={(id) => {
            setOpen(false);
            onPick(id);
          }}
        />
      )}
    </>
  );
}

function Offers(props: {
  readonly label: string;
  readonly machine: Machine;
  readonly onClose: () => void;
  readonly onPick: (id: string) => void;
}) {
  const { machine } = props;
  const { t } = useText();
  const [text, setText] = useState('');
  const snapshots = useSnapshots(machine.id);
  const offers = useMemo(() => {
    const here: Offer = {
      id: HERE,
      group: machine.name,
      name: t('here.name'),
      picture: machine.picture,
      at: null,
    };
    const others = [...snapshots.values()]
      .sort((a, b) => b.createdAt - a.createdAt)
      .map(
        ({ id, name, picture, createdAt }): Offer => ({
          id,
          group: machine.name,
          name,
          picture,
          at: createdAt,
        }),
      );
    return [here, ...others];
  }, [machine, snapshots, t]);
  const fitting = useMemo(
    () => (text === '' ? offers : offers.filter(({ name }) => fuzzyMatch(text, name) !== null)),
    [offers, text],
  );
  return (
    <ComboDialog
      title={props.label}
      placeholder={t('compare.choose')}
      text={text}
      onText={setText}
      options={fitting}
      optionsFit={text}
      optionRem={3}
      note={fitting.length === 0 ? t('search.none') : null}
      onClose={props.onClose}
      onChoose={({ id }) => props.onPick(id)}
      draw={({ name, picture, at }) => (
        <>
          <span className={styles.picture}>
            <Thumbnail picture={picture} alt="" />
          </span>
          <span className={styles.name} dir="auto">
            {name}
          </span>
          <span className={styles.when}>{at === null ? t('timeline.now') : <RelativeTime at={at} />}</span>
        </>
      )}
    />
  );
}
