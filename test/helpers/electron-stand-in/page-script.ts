/**
 * Makes the script that runs before a page's own: the preload script, as it was built, with the parts of `electron` that a
 * sandboxed one has. What it exposes is copied and frozen as Electron's contextBridge does it.
 */
export function preloadScript(preload: string): string {
  return `(() => {
  if (window !== window.top) return;
  const sendToMain = globalThis.standInSend;
  const listeners = new Map();
  const ipcRenderer = {
    on(channel, listener) { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]); return ipcRenderer; },
    off(channel, listener) { listeners.set(channel, (listeners.get(channel) ?? []).filter((other) => other !== listener)); return ipcRenderer; },
    send(channel, ...args) { sendToMain(channel, structuredClone(args)); },
  };
  Object.defineProperty(globalThis, 'standInDeliver', {
    value: (channel, args) => { for (const listener of listeners.get(channel) ?? []) listener({}, ...args); },
  });
  const across = (value) => {
    if (typeof value === 'function') return (...args) => across(value(...args.map(across)));
    if (Array.isArray(value)) return value.map(across);
    if (value === null || typeof value !== 'object') return value;
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, across(part)])));
  };
  const contextBridge = {
    exposeInMainWorld(name, api) {
      Object.defineProperty(globalThis, name, { value: across(api), enumerable: true });
    },
  };
  const require = (name) => {
    if (name === 'electron') return { contextBridge, ipcRenderer };
    throw new Error('a sandboxed preload script has no module ' + name);
  };
  const module = { exports: {} };
  ((exports, require, module) => {
${preload}
  })(module.exports, require, module);
})();`;
}
