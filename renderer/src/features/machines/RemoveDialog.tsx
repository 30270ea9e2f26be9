import type { ReactNode } from 'react';
import { useText } from '../../lib/text/use-text.tsx';
import { useAction } from '../../lib/use-action.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ProblemBox } from '../../ui/ProblemBox.tsx';

export interface RemoveDialogProps {
  /** What is taken off the list. */
  readonly name: string;
  readonly onRemove: () => Promise<unknown>;
  readonly onClose: () => void;
  /** What becomes of it, and what does not. */
  readonly children: ReactNode;
}

/** Asks before something is taken off the list of machines. */
export function RemoveDialog({ name, onRemove, onClose, children }: RemoveDialogProps) {
  const { t } = useText();
  const action = useAction();
  const remove = async () => {
    if (await action.run(onRemove)) onClose();
  };
  return (
    <Dialog
      title={t('remove.title', { name })}
      width="narrow"
      onClose={onClose}
      onSubmit={() => void remove()}
      footer={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" submit disabled={action.isBusy}>
            {t('remove.confirm', { name })}
          </Button>
        </>
      }
    >
      <p>{children}</p>
      <ProblemBox problem={action.problem} />
    </Dialog>
  );
}
