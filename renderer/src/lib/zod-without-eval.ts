import { config } from 'zod';

// zod tries `new Function` to see whether it may compile schemas; our content security policy forbids that and
// would report each try. This module must be evaluated before any schema is made.
config({ jitless: true });
