import styles from './GroveMark.module.css';

/** A small tree of pictures: the product drawn in one mark. */
export function GroveMark() {
  return (
    <svg className={styles.mark} viewBox="0 0 176 120" aria-hidden="true">
      <g className={styles.lines}>
        <path d="M40 30v60" />
        <path d="M40 44q0 16 16 16h28" />
        <path d="M40 74q0 16 16 16h4" />
      </g>
      <g className={styles.picture}>
        <rect x="12" y="8" width="56" height="32" rx="4" />
        <rect x="84" y="44" width="56" height="32" rx="4" />
      </g>
      <g className={styles.here}>
        <rect x="12" y="80" width="56" height="32" rx="4" />
      </g>
      <g className={styles.hills}>
        <path d="M12 32q14-12 28-2t28-4v10q0 4-4 4H16q-4 0-4-4z" />
        <path d="M84 66q12-8 26-2t30-8v16q0 4-4 4H88q-4 0-4-4z" />
      </g>
      <path className={styles.hereHills} d="M12 106q10-14 24-6t32-12v20q0 4-4 4H16q-4 0-4-4z" />
      <circle className={styles.sun} cx="56" cy="90" r="4" />
    </svg>
  );
}
