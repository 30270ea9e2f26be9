import type { RowProps } from '../tree/row-props.ts';

/** What every card of the map gets; the place is in rem at zoom 1, from the origin of what is drawn. */
export interface CardProps
  extends Pick<
    RowProps,
    'machineId' | 'row' | 'isSelected' | 'isTabStop' | 'onPress' | 'onOpen' | 'onToggle'
  > {
  readonly left: number;
  readonly top: number;
  /** Drawn from afar: a mark with a name that can be read at any zoom. */
  readonly isFar: boolean;
}
