import { useEffect, useState } from 'react';

/** Follows a value once it has stayed the same for a while (ms), so that what is passed by quickly costs nothing. */
export function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
