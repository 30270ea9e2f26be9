import type { Text } from '../../lib/text/use-text.tsx';

/** Facts that have a name in words, by the way to them in libvirt's XML; the others are shown by that way. */
const KNOWN = {
  name: 'compare.fact.name',
  memory: 'compare.fact.memory',
  currentMemory: 'compare.fact.currentMemory',
  maxMemory: 'compare.fact.maxMemory',
  vcpu: 'compare.fact.processors',
  'vcpu current': 'compare.fact.processorsNow',
  'cpu mode': 'compare.fact.cpuMode',
  'cpu model': 'compare.fact.cpuModel',
  'os type machine': 'compare.fact.machineType',
  'os type arch': 'compare.fact.architecture',
  'os firmware': 'compare.fact.firmware',
  'os boot dev': 'compare.fact.boot',
  'source file': 'compare.fact.file',
  'source dev': 'compare.fact.file',
  'source network': 'compare.fact.network',
  'source bridge': 'compare.fact.bridge',
  'driver type': 'compare.fact.format',
  'target bus': 'compare.fact.bus',
  'model type': 'compare.fact.model',
  size: 'compare.fact.size',
  type: 'compare.fact.type',
} as const;

/** What a fact is called. */
export function factName(fact: string, t: Text['t']): string {
  return isKnown(fact) ? t(KNOWN[fact]) : fact.replaceAll(' ', ' › ');
}

function isKnown(fact: string): fact is keyof typeof KNOWN {
  return Object.hasOwn(KNOWN, fact);
}
