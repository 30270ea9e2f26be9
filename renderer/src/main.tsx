import './lib/zod-without-eval.ts';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { openPort } from './world/open-port.ts';
import { createSession } from './world/session.ts';

const session = createSession(openPort);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root');
createRoot(root).render(
  <StrictMode>
    <App session={session} />
  </StrictMode>,
);
