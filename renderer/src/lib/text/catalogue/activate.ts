import { texts } from '../message.ts';

export const activateTexts = texts({
  'activate.title': { en: 'Activate {name}', de: '{name} aktivieren' },
  'activate.text': {
    en: '{machine} begins with it at its next start. Nothing is started now.',
    de: '{machine} beginnt beim nächsten Start damit. Jetzt wird nichts gestartet.',
  },
  'activate.confirm': { en: 'Activate {name}', de: '{name} aktivieren' },
});
