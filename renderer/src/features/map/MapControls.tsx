import { LocateFixed, Minus, Plus, Scan } from 'lucide-react';
import { useStore } from 'zustand';
import { useText } from '../../lib/text/use-text.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import styles from './MapControls.module.css';
import type { MapCamera } from './use-map-camera.ts';

export interface MapControlsProps {
  readonly camera: MapCamera;
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
  readonly onShowHere: () => void;
}

/** Buttons for what keys and the wheel do on the map, with how large it is drawn now. */
export function MapControls({ camera, onZoom, onFit, onShowHere }: MapControlsProps) {
  const { t, percent } = useText();
  const zoom = useStore(camera.looks, (look) => percent(look?.camera.zoom ?? 1));
  return (
    <div role="toolbar" aria-label={t('map.controls')} className={styles.controls}>
      <IconButton label={t('map.showHere')} shortcut="End" icon={<LocateFixed />} onClick={onShowHere} />
      <IconButton label={t('map.fit')} shortcut="0" icon={<Scan />} onClick={onFit} />
      <span className={styles.line} />
      <IconButton label={t('map.zoomOut')} shortcut="−" icon={<Minus />} onClick={() => onZoom(1 / 1.3)} />
      <output className={styles.zoom} aria-label={t('map.zoom')}>
        {zoom}
      </output>
      <IconButton label={t('map.zoomIn')} shortcut="+" icon={<Plus />} onClick={() => onZoom(1.3)} />
    </div>
  );
}
