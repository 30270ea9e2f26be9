import { texts } from '../message.ts';

export const mapTexts = texts({
  'map.controls': { en: 'Map', de: 'Karte' },
  'map.zoom': { en: 'Zoom', de: 'Vergrößerung' },
  'map.zoomIn': { en: 'Zoom in', de: 'Vergrößern' },
  'map.zoomOut': { en: 'Zoom out', de: 'Verkleinern' },
  'map.fit': { en: 'Show everything', de: 'Alles zeigen' },
  'map.showHere': { en: 'Go to where you are', de: 'Zu „Sie sind hier“ gehen' },
});
