import { texts } from '../message.ts';

export const timelineTexts = texts({
  'timeline.later.hour': {
    en: { one: '{count} hour later', other: '{count} hours later' },
    de: { one: '{count} Stunde später', other: '{count} Stunden später' },
  },
  'timeline.later.day': {
    en: { one: '{count} day later', other: '{count} days later' },
    de: { one: '{count} Tag später', other: '{count} Tage später' },
  },
  'timeline.later.week': {
    en: { one: '{count} week later', other: '{count} weeks later' },
    de: { one: '{count} Woche später', other: '{count} Wochen später' },
  },
  'timeline.later.month': {
    en: { one: '{count} month later', other: '{count} months later' },
    de: { one: '{count} Monat später', other: '{count} Monate später' },
  },
  'timeline.later.year': {
    en: { one: '{count} year later', other: '{count} years later' },
    de: { one: '{count} Jahr später', other: '{count} Jahre später' },
  },
  'timeline.place': { en: '{index} of {count}', de: '{index} von {count}' },
  'timeline.now': { en: 'Now', de: 'Jetzt' },
});
