import { registerHooks } from 'node:module';
import './control.ts';

// Preloaded with `node --import`: whoever imports the package `electron` gets the stand-in, and nobody has to know.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'electron') return next(specifier, context);
    return { url: new URL('./electron.ts', import.meta.url).href, shortCircuit: true };
  },
});
