import { Copy, Download, ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Machine } from '../../../../shared/model/machine.ts';
import type { Picture } from '../../../../shared/model/picture.ts';
import { usePictureUrl } from '../../lib/picture-url.tsx';
import { useText } from '../../lib/text/use-text.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { report } from '../../view/report.ts';
import { useSession, useWorld } from '../../world/use-world.tsx';
import { copyPicture, savePicture } from './picture-file.ts';
import type { Zoom } from './use-zoom.ts';
import styles from './ViewerDialog.module.css';

/** How long it is said what became of a copy, in ms. */
const saidFor = 4_000;

/** How large the picture is drawn, and what can be done with it. */
export function ViewerTools(props: {
  readonly machine: Machine;
  readonly name: string;
  readonly picture: Picture | null;
  readonly zoom: Zoom;
}) {
  const { machine, name, picture, zoom } = props;
  const { t, percent } = useText();
  const url = usePictureUrl();
  const session = useSession();
  const canSave = useWorld((world) => world.shell?.capabilities.savePicture ?? false);
  const [said, setSaid] = useState<{ readonly text: string; readonly isBad: boolean } | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), saidFor);
    return () => clearTimeout(timer);
  }, [said]);
  if (picture === null) return null;
  const whole = url(picture.sha256, 'whole');

  const copy = async () => {
    try {
      await copyPicture(whole);
      setSaid({ text: t('viewer.copied'), isBad: false });
    } catch {
      // Browsers differ in what they let a page copy; what to do instead is the same.
      setSaid({ text: t('viewer.notCopied'), isBad: true });
    }
  };
  const save = () =>
    report(async () => {
      const file = { sha256: picture.sha256, url: whole, name: `${machine.name} - ${name}` };
      const path = await savePicture(file, canSave ? session.api : null);
      if (path !== null) setSaid({ text: t('viewer.saved', { path }), isBad: false });
    });

  return (
    <>
      <span className={styles.said} role="status" data-bad={said?.isBad}>
        {said?.text ?? t('viewer.pixels', { width: String(picture.width), height: String(picture.height) })}
      </span>
      <Choice
        label={t('viewer.size')}
        quiet
        value={zoom.size === null ? 'fit' : zoom.size === 1 ? 'life' : 'other'}
        options={[
          { value: 'fit', label: t('viewer.fit') },
          { value: 'life', label: t('viewer.life') },
        ]}
        onChange={(value) => zoom.setSize(value === 'fit' ? null : 1)}
      />
      <IconButton label={t('map.zoomOut')} shortcut="−" icon={<ZoomOut />} onClick={() => zoom.step(-1)} />
      {zoom.size !== null && <span className={styles.percent}>{percent(zoom.size)}</span>}
      <IconButton label={t('map.zoomIn')} shortcut="+" icon={<ZoomIn />} onClick={() => zoom.step(1)} />
      <IconButton label={t('viewer.copy')} icon={<Copy />} onClick={() => void copy()} />
      <IconButton label={t('viewer.save')} icon={<Download />} onClick={() => void save()} />
    </>
  );
}
